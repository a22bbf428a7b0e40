#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the path of the pinned OpenTofu, and downloads it the first time, as its project publishes it. It fails, and says
# why, if tools/ has no checksum for this version and platform, if the download has another checksum, or if nothing comes
# for a few seconds.

. "$(dirname "$0")/lib.sh"

version=$(sed -n 's/^require github.com\/opentofu\/opentofu v//p' "$root/tools/tofu/go.mod")
archive=tofu_${version}_$(go env GOHOSTOS)_$(go env GOHOSTARCH).zip
sums=tools/tofu_${version}_SHA256SUMS
sum=$(awk -v archive="$archive" '$2 == archive { print $1 }' "$root/$sums" 2>/dev/null) || true
[ -n "$sum" ] || fail "$sums has no checksum of $archive, so it is not downloaded."

# The checksum is part of the path, so that a corrected one is not ignored.
program=$cache/tofu-$version-${sum:0:12}/tofu
if [ ! -x "$program" ]; then
  # Tests set another address.
  releases=${CLOUDSTATUS_OPENTOFU_RELEASES:-https://github.com/opentofu/opentofu/releases/download}
  say "Downloading OpenTofu $version (about 35 MB), once. It is kept in $cache."
  mkdir -p "${program%/*}" || fail "cannot write to $cache: set XDG_CACHE_HOME to a writable directory."
  started=$SECONDS
  (cd "$root" && GOOS='' GOARCH='' GOFLAGS='' go run ./internal/download -url "$releases/v$version/$archive" -sha256 "$sum" -program tofu -to "$program") >&2 ||
    fail "OpenTofu was not downloaded."
  say "It took $((SECONDS - started)) s."
fi
printf '%s\n' "$program"
