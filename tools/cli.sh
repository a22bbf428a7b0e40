#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the path of a Terraform or OpenTofu:
#
#     tools/cli.sh                  $CLI, else terraform or tofu on PATH if new enough, else one of the pinned ones
#     tools/cli.sh tofu             the pinned OpenTofu
#     tools/cli.sh terraform        the pinned Terraform, the newest; the one on PATH if it has that version
#     tools/cli.sh terraform-1.11   an older one, without actions; likewise
#
# OpenTofu is downloaded (download.sh). Where that is not possible it is built from source (tool.sh), as Terraform always is.
# Without a wish, Terraform is built, which takes less time than OpenTofu.

. "$(dirname "$0")/lib.sh"
wanted_cli=${CLI:-}
hermetic

# version prints "1.12.6" for a program that prints "OpenTofu v1.12.6" or "Terraform v1.12.6", else nothing.
version() {
  versions "$1" | sed -n -E 's/^(Terraform|OpenTofu) v([0-9]+\.[0-9]+\.[0-9]+).*/\2/p' | sed -n 1p
}

# recent checks that a version (1.12.6) has ephemeral resources: it is 1.$2 or later.
recent() {
  local major minor
  major=${1%%.*}
  minor=${1#*.}
  minor=${minor%%.*}
  [ -n "$1" ] && { [ "$major" -gt 1 ] || [ "$minor" -ge "$2" ]; }
}

# on_path prints the path of a program that is new enough.
on_path() {
  local found is
  found=$(command -v "$1") || return 1
  is=$(version "$found")
  if ! recent "$is" "$2"; then
    say "$found is not used: its version is ${is:-unknown}, and ephemeral resources need 1.$2."
    return 1
  fi
  printf '%s\n' "$found"
}

# built prints the path of a CLI that was built before.
built() { "$root/tools/tool.sh" --built "$1"; }

case ${1:-any} in
  any)
    if [ -n "$wanted_cli" ]; then
      found=$(command -v "$wanted_cli") || fail "CLI is $wanted_cli, which is not an executable program."
      case $found in
        /*) printf '%s\n' "$found" ;;
        *) printf '%s\n' "$PWD/$found" ;;
      esac
    else
      on_path terraform 10 || on_path tofu 11 || built tofu || built terraform || "$root/tools/download.sh" || "$root/tools/tool.sh" terraform
    fi
    ;;
  tofu) built tofu || "$root/tools/download.sh" || "$root/tools/tool.sh" tofu ;;
  terraform | terraform-1.11)
    pinned=$(sed -n 's/.*github.com\/hashicorp\/terraform v\([0-9.]*\).*/\1/p' "$root/tools/$1/go.mod" | sed -n 1p)
    if found=$(command -v terraform) && [ "$(version "$found")" = "$pinned" ]; then
      printf '%s\n' "$found"
    else
      "$root/tools/tool.sh" "$1"
    fi
    ;;
  *) fail "usage: tools/cli.sh [any|tofu|terraform|terraform-1.11]" ;;
esac
