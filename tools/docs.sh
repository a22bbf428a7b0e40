#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Generates docs/ from the provider's schemas, templates/ and examples/:
#
#     tools/docs.sh           writes docs/
#     tools/docs.sh --check   writes nothing, and fails if docs/ is not up to date

. "$(dirname "$0")/lib.sh"

cli=$("$root/tools/cli.sh")
tfplugindocs=$("$root/tools/tool.sh" tfplugindocs)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
hermetic
cd "$root"

# Without a file of schemas tfplugindocs would run its own Terraform; any CLI can write that file. tfplugindocs looks up
# the provider in it by this address, whatever the real address is.
address=registry.terraform.io/hashicorp/cloudstatus
mkdir "$work/bin" "$work/schema" "$work/tree"
go build -buildvcs=false -o "$work/bin/terraform-provider-cloudstatus" .
cat >"$work/cli.tfrc" <<EOF
provider_installation {
  dev_overrides {
    "$address" = "$work/bin"
  }
}
EOF
cat >"$work/schema/main.tf" <<EOF
terraform {
  required_providers {
    cloudstatus = {
      source = "$address"
    }
  }
}
EOF
TF_CLI_CONFIG_FILE=$work/cli.tfrc "$cli" -chdir="$work/schema" providers schema -json >"$work/schema.json"

# tfplugindocs runs on a copy, so that a failed run does not change docs/.
for folder in templates examples; do
  [ ! -d "$folder" ] || cp -R "$folder" "$work/tree/"
done

# tfplugindocs parses each template by itself, so each type's templates are composed here: the parts that types share, what
# the type's own file defines, and the page of the kind, which uses both.
rm -r "$work/tree/templates/parts" "$work/tree/templates/types"
for kind in data-sources ephemeral-resources; do
  mkdir "$work/tree/templates/$kind"
  for type in templates/types/*.md.tmpl; do
    cat templates/parts/*.md.tmpl "$type" "templates/$kind.md.tmpl" >"$work/tree/templates/$kind/${type##*/}"
  done
done

"$tfplugindocs" generate --provider-dir "$work/tree" --provider-name cloudstatus --rendered-provider-name cloudstatus \
  --providers-schema "$work/schema.json" >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  fail 'the documentation could not be generated.'
}

case ${1:-} in
  --check)
    diff -ruN docs "$work/tree/docs" || fail 'docs/ is not up to date: run `make generate` and commit what it writes.'
    ;;
  *)
    rm -rf docs
    cp -R "$work/tree/docs" docs
    ;;
esac
