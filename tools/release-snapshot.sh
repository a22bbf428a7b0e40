#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Builds the files of a release into dist/ without signing or publishing them, and a provider mirror from them into
# dist/mirror; then installs the provider for this machine from there, and plans and applies with it. From the environment:
#
#     VERSION     the version, such as 0.1.0, instead of the next one with -snapshot
#     PLATFORMS   platforms such as linux_amd64,darwin_arm64, instead of all

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

[ -n "${VERSION:-}" ] || unset VERSION
config=.goreleaser.yml
if [ -n "${PLATFORMS:-}" ]; then
  config=$(mktemp)
  trap 'rm -f "$config"' EXIT
  sed "s/^    goos: .*/    targets: [$PLATFORMS]/" .goreleaser.yml >"$config"
fi
say "Building the archives into dist/. For each platform this takes 1 to 3 minutes on 2 idle cores."
"$goreleaser" release --clean --snapshot --skip="$skip" --config="$config"
"$root/tools/mirror.sh" dist dist/mirror
say "dist/mirror is a provider mirror of these archives."

if [ -n "$(ls dist/*_"$(go env GOHOSTOS)_$(go env GOHOSTARCH)".zip 2>/dev/null)" ]; then
  "$root/tools/demo.sh" dist/mirror
else
  say 'There is no archive for this machine, so it was not tried.'
fi
