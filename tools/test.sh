#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Runs `go test ARGUMENTS` so that the acceptance tests among them use the Terraform or OpenTofu that cli.sh chooses,
# and neither the network nor anyone's account:
#
#     tools/test.sh any|tofu|terraform ARGUMENTS

. "$(dirname "$0")/lib.sh"

cli=$("$root/tools/cli.sh" "${1:?usage: tools/test.sh any|tofu|terraform ARGUMENTS}")
shift
hermetic
# Given a path, the test framework does not download a Terraform of its own.
export TF_ACC=1 TF_ACC_TERRAFORM_PATH=$cli

name=$(versions "$cli" | head -n 1)
case $name in
  # OpenTofu looks for providers that name no registry in its own.
  OpenTofu*) export TF_ACC_PROVIDER_HOST=registry.opentofu.org ;;
esac

# The race detector needs a C compiler, which a machine with nothing but Go may not have.
race=-race
if [ "$(go env CGO_ENABLED)" != 1 ] || ! command -v "$(go env CC)" >/dev/null; then
  race=-race=false
  say 'There is no C compiler, so the tests run without the race detector.'
fi

say "Testing with $name ($cli)."
cd "$root"
# Built first, since that may need the module proxy; then run where there is no network but loopback, if this machine can
# make such a place: a test that reaches out fails the run.
if ! why_not=$("$root/tools/isolated.sh" --possible 2>&1); then
  say "The network stays within the tests' reach. ${why_not#Error: }"
  exec go test "$race" "$@"
fi
go test "$race" -exec=true "$@" >/dev/null
exec "$root/tools/isolated.sh" go test "$race" "$@"
