#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the path of a pinned tool, and builds the tool the first time:
#
#     tools/tool.sh golangci-lint
#
# Each is a directory here with a go.mod, whose `tool` line names the program and its version, and a go.sum. The small tools
# share tools/go.mod instead (`go tool -modfile=tools/go.mod shfmt`). These do not: golangci-lint's authors advise against a
# shared module, which builds it with dependencies that they did not test; goreleaser has too many; OpenTofu and Terraform
# would not build at all. All code comes through the Go module proxy. A file overlay.json there is passed to `go build
# -overlay`.

. "$(dirname "$0")/lib.sh"

name=${1:?usage: tools/tool.sh NAME, or --clean to remove all of them}
if [ "$name" = --clean ]; then
  rm -rf "$cache"
  exit
fi
module=$root/tools/$name
[ -f "$module/go.mod" ] || fail "tools/ has no program called $name."

ldflags='-s -w'
case $name in
  # Without these flags the version is a development version, which is lower than the release.
  tofu) ldflags="$ldflags -X github.com/opentofu/opentofu/version.dev=no" ;;
  terraform | terraform-1.11) ldflags="$ldflags -X github.com/hashicorp/terraform/version.dev=no" ;;
esac

# A changed file or a new Go needs a new binary: golangci-lint refuses code for a Go newer than its own.
key=$({ go -C "$module" env GOVERSION GOOS GOARCH && echo "$ldflags" && cat "$module"/*; } | git hash-object --stdin)
dir=$cache/$name-$(printf %.12s "$key")
program=$dir/$name

if [ ! -x "$program" ]; then
  case $name in
    tofu | terraform | terraform-1.11) long='about 4 minutes on 2 cores' ;;
    *) long='about 2 minutes on 2 cores' ;;
  esac
  say "Building $name from source, once. This takes $long after the download. It is kept in $cache."
  mkdir -p "$dir" || fail "cannot write to $cache: set XDG_CACHE_HOME to a writable directory."
  # Built under another name and renamed, so that the file at the final path is always complete.
  building=$(mktemp "$dir/.building.XXXXXX")
  trap 'rm -f "$building"' EXIT
  overlay=
  [ ! -f "$module/overlay.json" ] || overlay=overlay.json
  GOFLAGS='' go -C "$module" build -overlay="$overlay" -trimpath -buildvcs=false -ldflags="$ldflags" -o "$building" tool >&2 || fail "$name could not be built."
  chmod 755 "$building"
  mv "$building" "$program"
fi
printf '%s\n' "$program"
