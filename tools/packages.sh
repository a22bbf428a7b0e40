#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints packages, one per line:
#
#     tools/packages.sh short        all but the long suites; those that take longest come first, to use all cores to the end
#     tools/packages.sh acceptance   those whose tests run a Terraform or OpenTofu

. "$(dirname "$0")/lib.sh"
cd "$root"

# long matches the long suites: whole plans against the built provider, every error, every identity, the live tests' own.
long='/internal/acctest/'

acceptance=$(go list -f '{{join .TestImports " "}} {{join .XTestImports " "}} {{.ImportPath}}' ./... |
  awk '/(terraform-plugin-testing|internal\/acctest).* / { print $NF }')

case ${1:-} in
  short) { printf '%s\n' "$acceptance" | sort -r && go list ./...; } | awk '!seen[$0]++' | grep -vE "$long" ;;
  acceptance) printf '%s\n' "$acceptance" ;;
  *) fail 'usage: tools/packages.sh short|acceptance' ;;
esac
