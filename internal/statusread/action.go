// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
)

var (
	_ action.ActionWithConfigure      = &checkAction{}
	_ action.ActionWithValidateConfig = &checkAction{}
)

// checkAction is an API as an action: invoked by `terraform apply -invoke` or by a trigger, never in the plan. It returns
// nothing but whether it succeeds, and shows its progress.
type checkAction struct {
	spec     *Spec
	provider *Provider
}

// NewAction makes a Spec's action.
func NewAction(s *Spec) action.Action { return &checkAction{spec: s} }

func (a *checkAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.spec.Name + "_check"
}

func (a *checkAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = actionSchema(a.spec)
}

func (a *checkAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	resp.Diagnostics.Append(configure(&a.provider, req.ProviderData)...)
}

func (a *checkAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	resp.Diagnostics.Append(validate(ctx, a.spec, req.Config, actionKind)...)
}

func (a *checkAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	lines := &progress{spec: a.spec, send: func(line string) { resp.SendProgress(action.InvokeProgressEvent{Message: line}) }}
	_, diags := read(ctx, a.spec, a.provider, req.Config, actionKind, lines)
	resp.Diagnostics.Append(diags...)
}

// actionSchema has the arguments only: an action has no result.
func actionSchema(s *Spec) schema.Schema {
	out := schema.Schema{
		MarkdownDescription: s.Description,
		Attributes:          map[string]schema.Attribute{},
		Blocks:              map[string]schema.Block{},
	}
	for name, argument := range arguments(s) {
		out.Attributes[name] = argument
	}
	for name, block := range blocks(s, actionKind) {
		out.Blocks[name] = block
	}
	return out
}
