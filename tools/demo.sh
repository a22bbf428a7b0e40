#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Shows the provider at work on examples/demo, with Terraform or OpenTofu and an emulator of the clouds on loopback, without
# account and network. It works in a temporary directory, which it removes. It succeeds only if each step ends as expected,
# including the steps that a gate refuses.
#
#     tools/demo.sh             with the provider built from this tree
#     tools/demo.sh MIRROR      with the provider from a mirror of a release, installed as a user installs it

. "$(dirname "$0")/lib.sh"
mirror=${1:-}
[ -z "$mirror" ] || mirror=$(cd "$mirror" && pwd)

work=$(mktemp -d)
emulator=
cleanup() {
  if [ -n "$emulator" ]; then
    kill "$emulator" 2>/dev/null || true
    wait "$emulator" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

bold='' plain=''
color=-no-color
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\033[1m' plain=$'\033[0m'
  color=
fi

# step prints the heading and the description of a step.
step() {
  printf '\n%s%s%s\n%s\n' "$bold" "$1" "$plain" "$2"
}

# run shows a command of the CLI and its output, and fails unless the command "passes" or is "refused" as expected.
run() {
  local expected=$1 status=0
  shift
  printf '\n%s$ %s %s%s\n\n' "$bold" "${cli##*/}" "$*" "$plain"
  "$cli" "$@" ${color:+"$color"} 2>&1 | tee "$work/output" || status=$?
  case $expected in
    passes) [ "$status" = 0 ] || fail "this failed with exit code $status, but should have passed." ;;
    refused)
      [ "$status" != 0 ] || fail 'this passed, but a gate should have refused it.'
      grep -q "$refusal" "$work/output" || fail "this failed for another reason than \"$refusal\"."
      ;;
  esac
}

# quietly runs a command and shows its output only if it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "$* failed."
  }
}

# enter makes a working copy of a directory of examples/ and changes to it.
enter() {
  mkdir -p "$work/copies"
  cp -R "$root/examples/$1" "$work/copies/"
  cd "$work/copies/${1##*/}"
  # Files from an earlier run by hand are not part of the example.
  rm -rf .terraform .terraform.lock.hcl ./*.tfstate*
  # A CLI selects a pre-release version only if it is named exactly.
  printf 'terraform {\n  required_providers {\n    cloudstatus = {\n      source  = "%s"\n      version = "%s"\n    }\n  }\n}\n' \
    "$provider" "$version" >version_override.tf
  export TF_DATA_DIR=$work/data/${1##*/}
  quietly "$cli" init -input=false
}

cli=$("$root/tools/cli.sh")
hermetic

cd "$root"
platform=$(versions "$cli" | sed -n 's/^on //p' | sed -n 1p)
# Applying a saved plan needs a provider with a version, so it comes from a mirror and not from dev_overrides.
if [ -n "$mirror" ]; then
  printf 'The provider comes from %s.\n' "$mirror"
  archive=$(ls "$mirror/registry.terraform.io/$provider"/terraform-provider-cloudstatus_*_"$platform".zip)
  version=${archive##*/terraform-provider-cloudstatus_}
  version=${version%_"$platform".zip}
else
  version=0.0.1
  mirror=$work/mirror
  GOOS=${platform%_*} GOARCH=${platform#*_} working "Building the provider. $first_build" \
    go build -buildvcs=false -ldflags="-X main.version=$version" -o "$work/terraform-provider-cloudstatus_v$version" .
  for registry in registry.terraform.io registry.opentofu.org; do
    mkdir -p "$mirror/$registry/$provider/$version/$platform"
    ln "$work/terraform-provider-cloudstatus_v$version" "$mirror/$registry/$provider/$version/$platform/"
  done
fi
cat >"$work/cli.tfrc" <<EOF
provider_installation {
  filesystem_mirror {
    path = "$mirror"
  }
}
EOF
working 'Building the emulator.' go build -buildvcs=false -o "$work/emulator" ./internal/emulator/cmd/emulator

: >"$work/emulator.out"
"$work/emulator" -addr 127.0.0.1:0 >"$work/emulator.out" 2>"$work/emulator.log" &
emulator=$!
# Its first lines export its address and keys, the address of STS last.
until grep -q '^export HW_ENDPOINT_STS=' "$work/emulator.out"; do
  kill -0 "$emulator" 2>/dev/null || {
    cat "$work/emulator.log" >&2
    fail 'the emulator did not start.'
  }
  sleep 0.1
done

# From here on nothing may touch the caller's home directory.
mkdir "$work/home"
export HOME=$work/home TF_CLI_CONFIG_FILE=$work/cli.tfrc TF_IN_AUTOMATION=1
eval "$(grep '^export ' "$work/emulator.out")"
export TF_VAR_emulator=$ALIBABA_CLOUD_ENDPOINT_PTS

# The summary of the provider's error when a require block is not satisfied.
refusal='Requirement Not Met'

step '1. Read the status' \
  "examples/demo reads a load test, an application and a project's packages.
An emulator on this machine, at $TF_VAR_emulator, stands in for the clouds."
enter demo
run passes apply -auto-approve

step '2. A gate refuses a plan' \
  "examples/demo/gate releases only while no load test is running. Here one is running."
enter demo/gate
run refused plan -var scene_id=RUN7NG

step '3. A gate stops a saved plan' \
  "No load test is running during the plan, so the plan succeeds and is saved."
run passes plan -var scene_id=M0VING -out=saved.tfplan
printf '\nThen somebody starts the load test. The apply reads the status again, and stops before it changes anything.\n'
run refused apply saved.tfplan
[ -z "$("$cli" state list 2>/dev/null)" ] || fail 'something was changed nevertheless.'

step '4. A pipeline waits' \
  "examples/demo/wait invokes an action, which waits until an application is ready and shows what it waits for."
case $(versions "$cli") in
  OpenTofu* | Terraform\ v1.[0-9].* | Terraform\ v1.1[0-3].*)
    echo 'Not shown: this needs Terraform 1.14 or later. CLI=$(tools/cli.sh terraform) make demo shows it, and builds that Terraform first.'
    ;;
  *)
    enter demo/wait
    run passes apply -invoke=action.cloudstatus_alicloud_sae_application_check.web -auto-approve
    grep -q 'read 1, .* ready=false' "$work/output" && grep -q ' ready=true' "$work/output" || fail 'this did not show its progress.'
    ;;
esac

step 'Done.' \
  "Every step ended as expected, including the two that a gate refused. No files are left behind.
Next: docs/index.md, and examples/ for configurations to start from."
