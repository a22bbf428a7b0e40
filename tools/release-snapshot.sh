#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Builds the files of a release into dist/ without signing or publishing them; then installs the provider from the archive
# for this machine, and plans and applies with it.

. "$(dirname "$0")/lib.sh"
goreleaser=$("$root/tools/tool.sh" goreleaser)
cd "$root"

# goreleaser takes the project's name from a git remote. A local clone may have none, so this sets one for this run only.
export GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0=remote.origin.url
export GIT_CONFIG_VALUE_0=https://github.com/cloudstatus/terraform-provider-cloudstatus.git

skip=publish,announce,sign
if ! command -v syft >/dev/null; then
  skip=$skip,sbom
  say 'There is no syft, so the snapshot has no bill of materials.'
fi
"$goreleaser" release --clean --snapshot --skip="$skip"
"$root/tools/demo.sh" "$root/dist"
