// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// one is the type that reads the status of one id.
type one struct{ *Spec }

func (t one) spec() *Spec         { return t.Spec }
func (t one) name() string        { return t.Name }
func (t one) description() string { return t.Description }
func (t one) subject() string     { return "the status" }
func (t one) plural() *Plural     { return nil }

func (t one) arguments(kind) map[string]schema.Attribute {
	out := map[string]schema.Attribute{
		t.ID.Name: schema.StringAttribute{
			Required:            true,
			MarkdownDescription: t.ID.Description,
			Validators:          validators(t.ID.Validators),
		},
	}
	for _, f := range t.Filters {
		out[f.Name] = schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: f.Description,
			Validators:          validators(f.Validators),
		}
	}
	return out
}

func (t one) computed() map[string]schema.Attribute { return t.Attributes }

func (t one) configure(c *configReader, _ kind, op *operation) {
	op.ids = []string{c.stringAt(path.Root(t.ID.Name))}
	op.request.Filters = map[string]string{}
	for _, f := range t.Filters {
		op.request.Filters[f.Name] = c.stringAt(path.Root(f.Name))
	}
}

func (t one) values(ctx context.Context, _ *reader, p *pass) (map[string]tftypes.Value, error) {
	reading := p.found[p.ids[0]].reading
	read := maps.Clone(reading.Values)
	read["region"] = StringOrNull(reading.Region)
	return terraformValues(ctx, read)
}
