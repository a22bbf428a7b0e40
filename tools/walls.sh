#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Looks at the walls between rooms that depguard (.golangci.yml) cannot see: it knows what a file itself imports, and
# not what comes along with that, nor whose folder is whose.

. "$(dirname "$0")/lib.sh"
cd "$root"

module=$(go list -m)
status=0

# hole tells of a wall with a hole in it.
hole() {
  say "$1"
  status=1
}

# reached prints what matches a pattern among all that a package needs: reached PACKAGE PATTERN.
reached() {
  local needed
  needed=$(go list -deps "$1")
  printf '%s\n' "$needed" | { grep -E "$2" || true; } | tr '\n' ' '
}

found=$(reached . "^$module/internal/(emulator|acctest)|hashicorp/terraform-plugin-testing")
[ -z "$found" ] || hole "main.go needs ${found}: what is shipped holds no test code."

# One row per import: the package, a blank, what it imports.
imports=$(go list -f '{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}' ./...)

for folder in internal/services/*/; do
  service=$module/${folder%/}
  found=$(reached "$service/api" 'github.com/hashicorp/(terraform|go-plugin)')
  [ -z "$found" ] || hole "$folder needs ${found}in its api: an api package works without Terraform."
  found=$(printf '%s\n' "$imports" | awk -v service="$service" -v front="$module/internal/provider" '
    function inside(p) { return p == service || index(p, service "/") == 1 }
    inside($2) && !inside($1) && $1 != front { print $1 }' | sort -u | tr '\n' ' ')
  [ -z "$found" ] || hole "$folder is imported by ${found}: only internal/provider does that, in one line."
done

exit "$status"
