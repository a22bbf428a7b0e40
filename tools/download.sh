#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the path of the pinned OpenTofu, and downloads it the first time, as its project publishes it. It fails, and says
# why, if tools/ has no checksum for this version and platform, if the download has another checksum, if nothing comes for a
# few seconds, or if curl or unzip is missing.

. "$(dirname "$0")/lib.sh"

version=$(sed -n 's/^require github.com\/opentofu\/opentofu v//p' "$root/tools/tofu/go.mod")
archive=tofu_${version}_$(go env GOHOSTOS)_$(go env GOHOSTARCH).zip
sums=tools/tofu_${version}_SHA256SUMS
line=$(grep -s "  $archive\$" "$root/$sums") || fail "$sums has no checksum of $archive, so it is not downloaded."

# The checksum is part of the path, so that a corrected one is not ignored.
program=$cache/tofu-$version-${line:0:12}/tofu
if [ ! -x "$program" ]; then
  url=https://github.com/opentofu/opentofu/releases/download/v$version/$archive
  say "Downloading OpenTofu $version (about 35 MB), once. It is kept in $cache."
  mkdir -p "${program%/*}" || fail "cannot write to $cache: set XDG_CACHE_HOME to a writable directory."
  # Only a whole program whose archive has the checksum is moved to its path.
  dir=$(mktemp -d "${program%/*}/.download.XXXXXX")
  trap 'rm -rf "$dir"' EXIT
  cd "$dir"
  curl -fsSL --proto '=https' --retry 2 --connect-timeout 5 --speed-limit 1 --speed-time 5 -o "$archive" "$url" ||
    fail "$url was not downloaded."
  if command -v sha256sum >/dev/null; then sha256=sha256sum; else sha256='shasum -a 256'; fi
  printf '%s\n' "$line" | $sha256 -c - >&2 || fail "$url does not have the checksum in $sums, so it is deleted."
  unzip -q "$archive" tofu || fail "$archive was not unpacked."
  mv tofu "$program"
fi
printf '%s\n' "$program"
