#!/usr/bin/env bash
# Copyright (c) cloudstatus contributors
# SPDX-License-Identifier: MPL-2.0
#
# Generates docs/ from the provider's schemas, templates/ and examples/:
#
#     tools/docs.sh           writes docs/
#     tools/docs.sh --check   writes nothing, and fails if docs/ is not up to date

. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
hermetic
cd "$root"

# The provider writes its schemas itself: a CLI leaves out the kinds that it does not know, such as the actions, and
# tfplugindocs then removes their pages. tfplugindocs looks up the provider by this address, whatever the real address is.
go run -buildvcs=false ./internal/schemajson registry.terraform.io/hashicorp/cloudstatus >"$work/schema.json"

# tfplugindocs runs on a copy, so that a failed run does not change docs/.
mkdir "$work/tree"
for folder in templates examples; do
  [ ! -d "$folder" ] || cp -R "$folder" "$work/tree/"
done

# tfplugindocs parses each template by itself, so each type's templates are composed here: the parts that types share, what
# the type's own file defines, and the page of the kind, which uses both. An action has the type's name with a suffix.
rm -r "$work/tree/templates/parts" "$work/tree/templates/types"
for kind in data-sources ephemeral-resources actions; do
  suffix=
  [ "$kind" != actions ] || suffix=_check
  mkdir "$work/tree/templates/$kind"
  for type in templates/types/*.md.tmpl; do
    name=$(basename "$type" .md.tmpl)$suffix
    cat templates/parts/*.md.tmpl "$type" "templates/$kind.md.tmpl" >"$work/tree/templates/$kind/$name.md.tmpl"
  done
done

go tool -modfile=tools/go.mod tfplugindocs generate --provider-dir "$work/tree" \
  --provider-name cloudstatus --rendered-provider-name cloudstatus --providers-schema "$work/schema.json" >"$work/log" 2>&1 || {
  cat "$work/log" >&2
  fail 'the documentation could not be generated.'
}

# An argument that is there only for its error is not documented.
find "$work/tree/docs" -name '*.md' | while read -r page; do
  grep -v '^- `[a-z]*` (String) Refused: ' "$page" >"$work/page"
  mv "$work/page" "$page"
done

case ${1:-} in
  --check)
    diff -ruN docs "$work/tree/docs" || fail 'docs/ is not up to date: run `make generate` and commit what it writes.'
    ;;
  *)
    rm -rf docs
    cp -R "$work/tree/docs" docs
    ;;
esac
