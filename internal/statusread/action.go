// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
)

var (
	_ action.ActionWithConfigure      = &checkAction{}
	_ action.ActionWithValidateConfig = &checkAction{}
)

// checkAction is a type as an action: invoked by `terraform apply -invoke` or by a trigger, never in the plan. It returns
// nothing but whether it succeeds, and shows its progress.
type checkAction struct {
	typ      Type
	provider *Provider
}

// NewAction makes a type's action.
func NewAction(t Type) action.Action { return &checkAction{typ: t} }

func (a *checkAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.typ.name + "_check"
}

func (a *checkAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = actionSchema(a.typ)
}

func (a *checkAction) Configure(_ context.Context, req action.ConfigureRequest, _ *action.ConfigureResponse) {
	a.provider, _ = req.ProviderData.(*Provider)
}

func (a *checkAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	resp.Diagnostics.Append(validate(ctx, a.typ, req.Config, actionKind)...)
}

func (a *checkAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	send := func(line string) { resp.SendProgress(action.InvokeProgressEvent{Message: line}) }
	_, diags := read(ctx, a.typ, a.provider, req.Config, actionKind, send)
	resp.Diagnostics.Append(diags...)
}
