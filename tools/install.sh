#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Builds the provider into the folder where Terraform and OpenTofu look for local plugins, and prints how to use it.

. "$(dirname "$0")/lib.sh"
cd "$root"

platform=$(go env GOOS)_$(go env GOARCH)
suffix=
plugins=${HOME:?set HOME}/.terraform.d/plugins
if [ "$(go env GOOS)" = windows ]; then
  suffix=.exe
  plugins=${APPDATA:?set APPDATA}/terraform.d/plugins
fi
version=0.1.0

program=terraform-provider-cloudstatus_v$version$suffix
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
working "Building the provider. $first_build" \
  go build -trimpath -buildvcs=false -ldflags="-X main.version=$version" -o "$built/$program" .
for registry in registry.terraform.io registry.opentofu.org; do
  folder=$plugins/$registry/$provider/$version/$platform
  mkdir -p "$folder"
  rm -f "$folder/$program" # a program that runs cannot be overwritten
  cp "$built/$program" "$folder/"
done

folder=$plugins/registry.terraform.io/$provider/$version/$platform
cat <<EOF
Installed $folder/$program
and the same for OpenTofu.

\`terraform init\` now selects it as version $version, and no release from the registry, until you remove
$plugins/registry.terraform.io/$provider.
Nothing else is needed. A configuration that was initialized with an earlier build has that build's checksum: remove the
provider's entry from its .terraform.lock.hcl, and run \`terraform init\` again.

Or use it for every configuration without \`terraform init\`, with these lines in ~/.terraformrc, or in the file that
TF_CLI_CONFIG_FILE names. A configuration that calls modules needs \`terraform get\` then:

provider_installation {
  dev_overrides {
    "$provider" = "$folder"
  }
  direct {}
}
EOF
