# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
#
# What the scripts beside this one share. Bash 3.2 is enough (macOS has no newer one); beyond bash and the usual
# POSIX programs they need only Go and git.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# Where what is built once is kept: outside the work tree, so that every clone finds it. `make clean-cache` empties it.
cache=${XDG_CACHE_HOME:-${HOME:?set HOME, or XDG_CACHE_HOME}/.cache}/terraform-provider-cloudstatus

# say and fail speak to people: standard output is for results.
say() { printf '%s\n' "$*" >&2; }
fail() {
  say "Error: $*"
  exit 1
}

# The address of the provider, the same in every registry.
provider=cloudstatus/cloudstatus

# hermetic makes what is run from here the same for everyone: no one's real keys, no CLI configuration, workspace or
# arguments of theirs, no call home.
hermetic() {
  # Unquoted: each expands to the names of all variables that begin so.
  # shellcheck disable=SC2086
  unset ${!TF_@} ${!TOFU_@} ${!ALIBABA_CLOUD_@} ${!ALICLOUD_@} ${!HW_@} ${!HUAWEICLOUD_@} ${!CLOUD_SDK_@}
  export CHECKPOINT_DISABLE=1
  # An empty one: none at all would be the user's own, and OpenTofu complains about one that is missing.
  export TF_CLI_CONFIG_FILE=/dev/null
}

# versions prints what a CLI says of itself. Even for that, OpenTofu makes a folder in the home folder if it can.
versions() { HOME=/dev/null "$1" version 2>/dev/null; }
