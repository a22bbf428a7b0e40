// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Type is what the provider has in each kind: the status of one (single), or of many at once (fleet).
type Type interface {
	// spec is the API's.
	spec() *Spec
	// name is the type's without the provider's: "alicloud_sae_application".
	name() string
	// description is one to three sentences, in Markdown.
	description() string
	// subject is what require is about, for descriptions: "the status".
	subject() string
	// arguments are what is written, apart from the region and the blocks, and computed what is read.
	arguments(k kind) map[string]schema.Attribute
	computed() map[string]schema.Attribute
	// validate checks what the schema cannot: rules over several arguments, and over sets.
	validate(ctx context.Context, config tfsdk.Config, k kind) diag.Diagnostics
	// read gives a value for each of the computed attributes and the region, or diagnostics with an error. lines is nil for
	// a kind that shows no progress.
	read(ctx context.Context, p *Provider, config tfsdk.Config, k kind, lines *progress) (map[string]tftypes.Value, diag.Diagnostics)
}

// Types gives a Spec's types: the one that reads one, and the one that reads many if the Spec names its plural.
func Types(s *Spec) []Type {
	if s.Plural == nil {
		return []Type{single{s}}
	}
	return []Type{single{s}, fleet{s}}
}
