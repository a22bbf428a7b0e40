# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
#
# Functions that the scripts in this directory share. Bash 3.2 is enough (macOS has no newer one); apart from bash and the
# usual POSIX programs the scripts need only Go and git.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# cache holds the tools that are built once. It is outside the work tree, so that all clones share it. `make clean-cache`
# removes it.
cache=${XDG_CACHE_HOME:-${HOME:?set HOME, or XDG_CACHE_HOME}/.cache}/terraform-provider-cloudstatus

# say and fail print messages to standard error; standard output is for results.
say() { printf '%s\n' "$*" >&2; }
fail() {
  say "Error: $*"
  exit 1
}

# provider is the provider's address, the same in every registry.
provider=cloudstatus/cloudstatus

# hermetic removes the user's settings from the environment: keys, CLI configuration, workspace and arguments. It also
# disables the CLI's update check.
hermetic() {
  # Unquoted: each expands to the names of all variables with that prefix.
  # shellcheck disable=SC2086
  unset ${!TF_@} ${!TOFU_@} ${!ALIBABA_CLOUD_@} ${!ALICLOUD_@} ${!HW_@} ${!HUAWEICLOUD_@} ${!CLOUD_SDK_@}
  export CHECKPOINT_DISABLE=1
  # An empty file: without this variable the CLI reads the user's own file, and OpenTofu rejects a missing one.
  export TF_CLI_CONFIG_FILE=/dev/null
}

# versions prints a CLI's version output. HOME is set because OpenTofu would create a directory in it.
versions() { HOME=/dev/null "$1" version 2>/dev/null; }
