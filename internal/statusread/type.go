// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Type is what the provider has in each kind: the status of one id (one), or of many (many). The two differ in their schema and
// in the words of their diagnostics; they are read in the same way.
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
	// configure reads the arguments into op.
	configure(c *configReader, k kind, op *operation)
	// plural is nil for the type that reads one.
	plural() *Plural
	// after is the argument of wait with what a status was before a change.
	after(st StatusAttribute) (name string, attribute schema.Attribute)
	// values returns the values of the computed attributes and the region.
	values(ctx context.Context, r *reader, p *pass) (map[string]tftypes.Value, error)
}

// Types returns a Spec's types: the one that reads one, and the one that reads many if the Spec names its plural.
func Types(s *Spec) []Type {
	if s.Plural == nil {
		return []Type{one{s}}
	}
	return []Type{one{s}, many{s}}
}

// readConfig reads a block. Values that are unknown, as while validating, count as not set.
func readConfig(ctx context.Context, t Type, config tfsdk.Config, k kind) (operation, diag.Diagnostics) {
	c := configReader{ctx: ctx, config: config}
	op := readOperation(&c, t.spec(), k)
	t.configure(&c, k, &op)
	return op, c.diags
}

// validate checks what the schema cannot: rules over several arguments, and over sets.
func validate(ctx context.Context, t Type, config tfsdk.Config, k kind) diag.Diagnostics {
	op, diags := readConfig(ctx, t, config, k)
	if diags.HasError() {
		return diags
	}
	if op.tolerate && (op.require != nil || op.wait != nil) {
		diags.AddAttributeError(path.Root(tolerate), "Conflicting tolerate_unreadable", tolerate+" lets ids be unreadable, and require and wait need "+
			"the status of each. Remove "+tolerate+", or the require and wait blocks.")
	}
	diags.Append(validateBlocks(ctx, t.spec(), op, config, k)...)
	return diags
}
