#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Runs `go test ARGUMENTS`, where -race comes first. Acceptance tests use the Terraform or OpenTofu that cli.sh selects, and
# neither the network nor an account:
#
#     tools/test.sh any|tofu|terraform|terraform-1.11 ARGUMENTS

. "$(dirname "$0")/lib.sh"

chosen=${1:?usage: tools/test.sh any|tofu|terraform|terraform-1.11 ARGUMENTS}
shift
cli=$("$root/tools/cli.sh" "$chosen")
hermetic
# With a path, the test framework does not download Terraform.
export TF_ACC=1 TF_ACC_TERRAFORM_PATH=$cli

name=$(versions "$cli" | sed -n 1p)
case $name in
  # OpenTofu looks up providers without a registry in its own registry.
  OpenTofu*) export TF_ACC_PROVIDER_HOST=registry.opentofu.org ;;
esac

# The race detector needs a C compiler, which is not always installed.
if [ "${1:-}" = -race ] && { [ "$(go env CGO_ENABLED)" != 1 ] || ! command -v "$(go env CC)" >/dev/null; }; then
  shift
  say 'There is no C compiler, so the tests run without the race detector.'
fi

# Here acctest.NeedsTerraform writes the name of each test that it skips.
skipped=$(mktemp)
trap 'rm -f "$skipped"' EXIT
export CLOUDSTATUS_SKIPPED=$skipped

say "Testing with $name ($cli)."
cd "$root"
# Building may need the module proxy, but the tests run without a network except loopback, if this machine supports that: a
# test that connects to another address fails its package.
isolate=()
if why_not=$("$root/tools/isolated.sh" --possible 2>&1); then
  isolate=(-exec "'$root/tools/isolated.sh'")
else
  say "The tests run with access to the network. ${why_not#Error: }"
fi
status=0
go test ${isolate[@]+"${isolate[@]}"} "$@" || status=$?

count=$(wc -l <"$skipped")
if [ "$count" -gt 0 ]; then
  [ "$chosen" != terraform ] || fail "tests need a newer Terraform than the one in tools/terraform and were not run: $((count))."
  say "Tests that need a newer Terraform and were not run: $((count)). \`make test-newest\` runs them."
fi
exit "$status"
