// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// single is the type that reads one status.
type single struct{ *Spec }

func (t single) spec() *Spec         { return t.Spec }
func (t single) name() string        { return t.Name }
func (t single) description() string { return t.Description }
func (t single) subject() string     { return "the status" }

func (t single) arguments(kind) map[string]schema.Attribute {
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

func (t single) computed() map[string]schema.Attribute { return t.Attributes }

// config reads a block. Values that are unknown, as while validating, count as not set.
func (t single) config(ctx context.Context, config tfsdk.Config, k kind) (operation, diag.Diagnostics) {
	c := configReader{ctx: ctx, config: config}
	op := readOperation(&c, t.Spec, k)
	op.request.ID = c.stringAt(path.Root(t.ID.Name))
	op.request.Filters = map[string]string{}
	for _, f := range t.Filters {
		op.request.Filters[f.Name] = c.stringAt(path.Root(f.Name))
	}
	return op, c.diags
}

func (t single) validate(ctx context.Context, config tfsdk.Config, k kind) diag.Diagnostics {
	op, diags := t.config(ctx, config, k)
	if !diags.HasError() {
		diags.Append(validate(ctx, t.Spec, op, config, k)...)
	}
	return diags
}

// read is one read or polls, then require.
func (t single) read(
	ctx context.Context, p *Provider, config tfsdk.Config, k kind, lines *progress,
) (map[string]tftypes.Value, diag.Diagnostics) {
	s := t.Spec
	op, diags := t.config(ctx, config, k)
	api, more := p.api(s, k)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, op.timeout)
	defer cancel()
	once := func(ctx context.Context) (Reading, error) {
		return readOnce(ctx, api.Client, p.policy(api), op.request, logAttempt(s, op.request), lines.attempts(op))
	}
	readAndRequire := check
	if op.wait != nil && op.require != nil {
		readAndRequire = poll
	}
	reading, more := readAndRequire(ctx, s, op, once, lines)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	lines.status(op, reading)
	read := maps.Clone(reading.Values)
	read["region"] = StringOrNull(reading.Region)
	values, err := terraformValues(ctx, read)
	if err != nil {
		diags.Append(defect(t, err))
	}
	return values, diags
}

// check makes one read and evaluates require.
func check(
	ctx context.Context, s *Spec, op operation, once func(context.Context) (Reading, error), _ *progress,
) (Reading, diag.Diagnostics) {
	var diags diag.Diagnostics
	reading, err := once(ctx)
	if err != nil {
		diags.Append(errorDiagnostic(s, apierr.From(err), op))
		return Reading{}, diags
	}
	diags.Append(warnings(reading)...)
	if op.require != nil {
		if open := unsatisfied(op.require.evaluate(s, reading)); len(open) > 0 {
			diags.Append(unsatisfiedDiagnostic(s, open, reading, op))
		}
	}
	return reading, diags
}
