#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Shows the provider at work on examples/demo, with Terraform or OpenTofu and an emulator of the clouds on loopback: no
# account, no network. Everything happens in a temporary folder, which is gone afterwards. It succeeds only when each
# act went as it should, the refusals included.
#
#     tools/demo.sh            with the provider built from this tree
#     tools/demo.sh FOLDER     with the provider from a release's archives there, installed as a user installs it

. "$(dirname "$0")/lib.sh"
archives=${1:-}

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
colour=-no-color
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\033[1m' plain=$'\033[0m'
  colour=
fi

# act begins an act: its heading, then what it shows.
act() {
  printf '\n%s%s%s\n%s\n' "$bold" "$1" "$plain" "$2"
}

# run shows a command of the CLI and its output, and ends the demo unless it "passes" or is "refused" as expected.
run() {
  local expected=$1 status=0
  shift
  printf '\n%s$ %s %s%s\n\n' "$bold" "${cli##*/}" "$*" "$plain"
  "$cli" "$@" ${colour:+"$colour"} 2>&1 | tee "$work/output" || status=$?
  case $expected in
    passes) [ "$status" = 0 ] || fail "this should have passed, and ended with exit code $status." ;;
    refused)
      [ "$status" != 0 ] || fail 'this should have been refused, and passed.'
      grep -q "$refusal" "$work/output" || fail "this was refused for another reason than \"$refusal\"."
      ;;
  esac
}

# quietly runs what nobody needs to see unless it fails.
quietly() {
  "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    fail "$* failed."
  }
}

# enter makes a working copy of a folder of examples/ and goes there.
enter() {
  mkdir -p "$work/copies"
  cp -R "$root/examples/$1" "$work/copies/"
  cd "$work/copies/${1##*/}"
  # Whoever tried this example by hand has left things in it that are not part of it.
  rm -rf .terraform .terraform.lock.hcl ./*.tfstate*
  # A version before a release is chosen only where it is asked for by name.
  printf 'terraform {\n  required_providers {\n    cloudstatus = {\n      source  = "%s"\n      version = "%s"\n    }\n  }\n}\n' \
    "$provider" "$version" >version_override.tf
  export TF_DATA_DIR=$work/data/${1##*/}
  quietly "$cli" init -input=false
}

# text takes a JSON text from what it is given: text NAME <JSON.
text() {
  grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

# key takes a text of one of the emulator's identities: key IDENTITY NAME.
key() {
  printf '%s' "$hello" | grep -o "\"$1\":{[^}]*}" | head -n 1 | text "$2"
}

cli=$("$root/tools/cli.sh")
hermetic

cd "$root"
platform=$(versions "$cli" | sed -n 's/^on //p' | head -n 1)
# A saved plan can be applied only with a provider of some version, so it comes from a mirror and not from an override.
if [ -n "$archives" ]; then
  printf 'Building the emulator. The provider comes from %s.\n' "$archives"
  archive=$(ls "$archives"/terraform-provider-cloudstatus_*_"$platform".zip)
  version=${archive##*/terraform-provider-cloudstatus_}
  version=${version%_"$platform".zip}
else
  printf 'Building the provider and the emulator; the first time takes a minute or two.\n'
  version=0.0.1
  GOOS=${platform%_*} GOARCH=${platform#*_} go build -buildvcs=false -ldflags="-X main.version=$version" \
    -o "$work/terraform-provider-cloudstatus_v$version" .
fi
for registry in registry.terraform.io registry.opentofu.org; do
  mirror=$work/mirror/$registry/$provider
  if [ -n "$archives" ]; then
    mkdir -p "$mirror"
    cp "$archive" "$mirror/"
  else
    mkdir -p "$mirror/$version/$platform"
    ln "$work/terraform-provider-cloudstatus_v$version" "$mirror/$version/$platform/"
  fi
done
cat >"$work/cli.tfrc" <<EOF
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
EOF
go build -buildvcs=false -o "$work/emulator" ./internal/emulator/cmd/emulator

: >"$work/hello"
"$work/emulator" -addr 127.0.0.1:0 >"$work/hello" 2>"$work/emulator.log" &
emulator=$!
# Its first line says where it is and which keys it knows. A line that is not whole yet makes read fail.
until read -r hello <"$work/hello"; do
  kill -0 "$emulator" 2>/dev/null || {
    cat "$work/emulator.log" >&2
    fail 'the emulator did not start.'
  }
  sleep 0.1
done

# From here on nothing may touch the caller's home folder.
mkdir "$work/home"
export HOME=$work/home TF_CLI_CONFIG_FILE=$work/cli.tfrc TF_IN_AUTOMATION=1
TF_VAR_emulator=$(printf '%s' "$hello" | text url)
ALIBABA_CLOUD_ACCESS_KEY_ID=$(key alibaba access_key)
ALIBABA_CLOUD_ACCESS_KEY_SECRET=$(key alibaba secret_key)
HW_ACCESS_KEY=$(key huawei access_key)
HW_SECRET_KEY=$(key huawei secret_key)
export TF_VAR_emulator ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABA_CLOUD_ACCESS_KEY_SECRET HW_ACCESS_KEY HW_SECRET_KEY
[ -n "$TF_VAR_emulator" ] || fail 'the emulator did not say where it is.'

# The heading of what the provider says when a require block is not met.
refusal='Requirement Not Met'

act '1. What the clouds say' \
  "examples/demo reads a load test, an application and a project's packages.
The clouds are an emulator on this machine, at $TF_VAR_emulator."
enter demo
run passes apply -auto-approve

act '2. A gate refuses a plan' \
  "examples/demo/gate releases only while no load test runs. This one is running."
enter demo/gate
run refused plan -var scene_id=RUN7NG

act '3. A gate stops a saved plan' \
  "This load test is at rest while planning, so the plan is good and is saved."
run passes plan -var scene_id=M0VING -out=saved.tfplan
printf '\nMeanwhile somebody starts the load test. The apply looks again, and stops before it changes anything.\n'
run refused apply saved.tfplan
[ -z "$("$cli" state list 2>/dev/null)" ] || fail 'something was changed all the same.'

act 'Done.' \
  "Everything went as it should, the two refusals included. Nothing is left behind.
Next: docs/index.md, and examples/ for configurations to start from."
