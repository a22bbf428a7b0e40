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

# working DESCRIPTION COMMAND [ARGUMENT...] runs a command that can take minutes. If it takes more than a few seconds, it says
# what is being done, then every 20 seconds for how long, and at the end how long it took.
working() {
  local description=$1 started=$SECONDS reporter status=0
  shift
  # The reporter ends with this script, also if that is interrupted: a background process ignores Ctrl-C. Its sleep holds no
  # file open that someone reads to the end.
  (
    nap() { sleep "$1" </dev/null >/dev/null 2>&1 && kill -0 "$$" 2>/dev/null; }
    nap 3 && say "$description"
    while nap 20; do say "  $((SECONDS - started)) s so far"; done
  ) &
  reporter=$!
  "$@" || status=$?
  kill "$reporter" 2>/dev/null || true
  wait "$reporter" 2>/dev/null || true
  [ "$((SECONDS - started))" -lt 3 ] || say "  It took $((SECONDS - started)) s."
  return "$status"
}

# first_build says how long a build takes whose packages are not in Go's cache yet.
# shellcheck disable=SC2034
first_build='The first time this takes 2 to 4 minutes on 2 idle cores, and longer on busy ones; later, seconds.'

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
