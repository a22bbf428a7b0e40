#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Runs the live tests with the keys and settings in the environment, and with the Terraform or OpenTofu that cli.sh
# selects. CONTRIBUTING.md lists the variables.

. "$(dirname "$0")/lib.sh"

cli=$("$root/tools/cli.sh")
# Unquoted: each expands to the names of all variables with that prefix.
# shellcheck disable=SC2086
unset ${!TF_@} ${!TOFU_@}
export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1
# With a path, the test framework does not download Terraform.
export TF_ACC=1 TF_ACC_TERRAFORM_PATH=$cli

name=$(versions "$cli" | sed -n 1p)
case $name in
  # OpenTofu looks up providers without a registry in its own registry.
  OpenTofu*) export TF_ACC_PROVIDER_HOST=registry.opentofu.org ;;
esac

# It runs here and not by `go test`, for which relative paths in the environment would be relative to the package.
cd "$root"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
go test -c -o "$dir/live" ./internal/acctest/live
say "Reading with $name ($cli)."
CLOUDSTATUS_LIVE=1 "$dir/live" -test.v -test.run='^TestLive$' -test.timeout=30m
