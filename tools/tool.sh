#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the path of a program that this project pins, built the first time it is asked for:
#
#     tools/tool.sh golangci-lint
#
# Each is a folder here with a go.mod, whose one `tool` line says what and which version, and a go.sum. They are modules
# of their own because sharing one would run each with dependencies that its authors never tried, and OpenTofu and
# Terraform would not build at all. All code comes through the Go module proxy.

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
  # Otherwise these two call themselves development versions, which sort below the release.
  tofu) ldflags="$ldflags -X github.com/opentofu/opentofu/version.dev=no" ;;
  terraform) ldflags="$ldflags -X github.com/hashicorp/terraform/version.dev=no" ;;
esac

# A newer go.sum or a newer Go is another binary: golangci-lint refuses code for a Go newer than the one it was built by.
key=$({ go -C "$module" env GOVERSION GOOS GOARCH && echo "$ldflags" && cat "$module/go.mod" "$module/go.sum"; } | git hash-object --stdin)
dir=$cache/$name-$(printf %.12s "$key")
program=$dir/$name

if [ ! -x "$program" ]; then
  case $name in
    tofu | terraform) long='about 4 minutes on 2 cores' ;;
    goreleaser | golangci-lint) long='about 2 minutes on 2 cores' ;;
    *) long='less than a minute' ;;
  esac
  say "Building $name from source, once: $long, after what it takes to download it. It is kept in $cache."
  mkdir -p "$dir" || fail "cannot write to $cache: set XDG_CACHE_HOME to a folder that can be written to."
  # Built under another name and moved, so that whoever finds it finds all of it.
  half=$(mktemp "$dir/.building.XXXXXX")
  trap 'rm -f "$half"' EXIT
  GOFLAGS= go -C "$module" build -trimpath -buildvcs=false -ldflags="$ldflags" -o "$half" tool >&2 || fail "$name could not be built."
  chmod 755 "$half"
  mv "$half" "$program"
fi
printf '%s\n' "$program"
