#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Makes a provider mirror from the archives of a release and their checksums, or adds them to one:
#
#     tools/mirror.sh dist dist/mirror
#
# Terraform and OpenTofu use the directory as a filesystem mirror, and as a network mirror if a web server serves it.

. "$(dirname "$0")/lib.sh"
dist=${1:?usage: tools/mirror.sh DIST MIRROR}
mirror=${2:?usage: tools/mirror.sh DIST MIRROR}

sums=$(ls "$dist"/terraform-provider-cloudstatus_*_SHA256SUMS)
version=${sums##*/terraform-provider-cloudstatus_}
version=${version%_SHA256SUMS}

for registry in registry.terraform.io registry.opentofu.org; do
  dir=$mirror/$registry/$provider
  mkdir -p "$dir"
  for archive in "$dist"/terraform-provider-cloudstatus_"$version"_*.zip; do
    # A hard link takes no space.
    ln -f "$archive" "$dir/" 2>/dev/null || cp "$archive" "$dir/"
  done
  # The two files that a network mirror has beside the archives. A line of the checksums ends with "_0.1.0_linux_amd64.zip".
  awk '
    $2 ~ /\.zip$/ {
      count = split($2, parts, /[_.]/)
      printf "%s\"%s_%s\":{\"url\":\"%s\",\"hashes\":[\"zh:%s\"]}", separator, parts[count - 2], parts[count - 1], $2, $1
      separator = ","
    }
    BEGIN { printf "{\"archives\":{" }
    END { print "}}" }' "$sums" >"$dir/$version.json"
  (
    cd "$dir"
    rm -f index.json
    for file in *.json; do printf '%s\n' "${file%.json}"; done |
      awk 'BEGIN { printf "{\"versions\":{" } { printf "%s\"%s\":{}", separator, $0; separator = "," } END { print "}}" }' >.index
    mv .index index.json
  )
done
