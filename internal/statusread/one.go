// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
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

func (t one) arguments(k kind) map[string]schema.Attribute {
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
	if t.Secret != nil && k == dataSourceKind {
		out[t.Secret.Include] = schema.BoolAttribute{Optional: true, MarkdownDescription: t.Secret.Description}
	}
	return out
}

func (t one) computed() map[string]schema.Attribute { return t.Attributes }

func (t one) after(st StatusAttribute) (string, schema.Attribute) {
	return st.After, schema.StringAttribute{
		Optional: true,
		MarkdownDescription: fmt.Sprintf("The `%[1]s` from before the change, such as an earlier step of the pipeline has recorded. While `%[1]s` is "+
			"still this one, or null, neither `require` nor `fail_on` is evaluated, so an old result is not taken for that of the change. Null or "+
			"empty: any counts.", st.Name),
		Validators: validators([]Validator{idOrEmpty()}),
	}
}

func (t one) configure(c *configReader, k kind, op *operation) {
	op.ids = []string{c.stringAt(path.Root(t.ID.Name))}
	if op.wait != nil {
		op.wait.after = map[string]string{}
		for _, st := range t.Statuses {
			if st.After != "" {
				op.wait.after[op.ids[0]] = c.stringAt(path.Root("wait").AtName(st.After))
			}
		}
	}
	op.request.Filters = map[string]string{}
	for _, f := range t.Filters {
		op.request.Filters[f.Name] = c.stringAt(path.Root(f.Name))
	}
	op.removeSecret = t.Secret != nil && k == dataSourceKind && !c.boolAt(path.Root(t.Secret.Include))
}

func (t one) values(ctx context.Context, r *reader, p *pass) (map[string]tftypes.Value, error) {
	reading := p.found[p.ids[0]].reading
	read := maps.Clone(reading.Values)
	read["region"] = StringOrNull(reading.Region)
	if r.op.removeSecret {
		t.Secret.Remove(read)
	}
	return terraformValues(ctx, read)
}
