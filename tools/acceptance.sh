#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Prints the packages whose tests run a Terraform or OpenTofu, one per line.

. "$(dirname "$0")/lib.sh"
cd "$root"

go list -f '{{join .TestImports " "}} {{join .XTestImports " "}} {{.ImportPath}}' ./... |
  awk '/(terraform-plugin-testing|internal\/acctest).* / { print $NF }'
