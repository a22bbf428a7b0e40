#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Checks the import rules that depguard (.golangci.yml) cannot check: depguard sees the imports of a single file, but not
# indirect imports, and not which package a directory belongs to.

. "$(dirname "$0")/lib.sh"
cd "$root"

module=$(go list -m)
status=0

# violation reports a broken import rule.
violation() {
  say "$1"
  status=1
}

# dependencies prints the direct and indirect dependencies of a package that match: dependencies PACKAGE PATTERN.
dependencies() {
  local all
  all=$(go list -deps "$1")
  printf '%s\n' "$all" | { grep -E "$2" || true; } | tr '\n' ' '
}

found=$(dependencies . "^$module/internal/(emulator|acctest|schemajson)|hashicorp/terraform-(plugin-testing|json)")
[ -z "$found" ] || violation "main.go depends on ${found}: the provider's binary contains no code of tests and tools."

# One line per import: the package, a space, the imported package.
imports=$(go list -f '{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}{{"\n"}}{{end}}' ./...)

for folder in internal/services/*/; do
  service=$module/${folder%/}
  found=$(dependencies "$service/api" 'github.com/hashicorp/(terraform|go-plugin)')
  [ -z "$found" ] || violation "$folder depends on ${found}in its api package: an api package does not depend on Terraform."
  found=$(printf '%s\n' "$imports" | awk -v service="$service" -v provider="$module/internal/provider" '
    function inside(p) { return p == service || index(p, service "/") == 1 }
    inside($2) && !inside($1) && $1 != provider { print $1 }' | sort -u | tr '\n' ' ')
  [ -z "$found" ] || violation "$folder is imported by ${found}: only internal/provider may import it, in registry.go."
done

exit "$status"
