#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the path of a pinned tool, and builds the tool the first time:
#
#     tools/tool.sh golangci-lint
#     tools/tool.sh --built tofu      fails instead of building
#
# Each is a directory here with a go.mod, whose `tool` line names the program and its version, and a go.sum. The small tools
# share tools/go.mod instead (`go tool -modfile=tools/go.mod shfmt`). These do not: golangci-lint's authors advise against a
# shared module, which builds it with dependencies that they did not test; goreleaser has too many; OpenTofu and Terraform
# would not build at all. All code comes through the Go module proxy. A file overlay.json there is passed to `go build
# -overlay`.

. "$(dirname "$0")/lib.sh"

build=yes
if [ "${1:-}" = --built ]; then
  build=
  shift
fi
name=${1:?usage: tools/tool.sh [--built] NAME, or --clean to remove all of them}
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
  [ -n "$build" ] || exit 1
  case $name in
    tofu | terraform | terraform-1.11) long='5 to 10 minutes on 2 idle cores' ;;
    *) long='2 to 4 minutes on 2 idle cores' ;;
  esac
  mkdir -p "$dir" || fail "cannot write to $cache: set XDG_CACHE_HOME to a writable directory."
  # Built under another name and renamed, so that the file at the final path is always complete.
  building=$(mktemp "$dir/.building.XXXXXX")
  log=$(mktemp)
  trap 'rm -f "$building" "$log"' EXIT
  overlay=
  [ ! -f "$module/overlay.json" ] || overlay=overlay.json
  build() { GOFLAGS='' go -C "$module" build -overlay="$overlay" -trimpath -buildvcs=false -ldflags="$ldflags" -o "$building" tool >"$log" 2>&1; }
  working "Building $name from source, once. This takes $long. It is kept in $cache." build || {
    cat "$log" >&2
    fail "$name could not be built."
  }
  chmod 755 "$building"
  mv "$building" "$program"
fi
printf '%s\n' "$program"
