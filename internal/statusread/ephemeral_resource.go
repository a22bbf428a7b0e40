// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
)

var (
	_ ephemeral.EphemeralResourceWithConfigure      = &ephemeralResource{}
	_ ephemeral.EphemeralResourceWithValidateConfig = &ephemeralResource{}
)

// ephemeralResource is a type as an ephemeral resource: opened in the plan and again in the apply; its result is not stored.
type ephemeralResource struct {
	typ      Type
	provider *Provider
}

// NewEphemeralResource makes a type's ephemeral resource.
func NewEphemeralResource(t Type) ephemeral.EphemeralResource {
	return &ephemeralResource{typ: t}
}

func (e *ephemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + e.typ.name
}

func (e *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = ephemeralSchema(e.typ)
}

func (e *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, _ *ephemeral.ConfigureResponse) {
	e.provider, _ = req.ProviderData.(*Provider)
}

func (e *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(validate(ctx, e.typ, req.Config, ephemeralKind)...)
}

func (e *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	result, diags := read(ctx, e.typ, e.provider, req.Config, ephemeralKind, noProgress)
	resp.Diagnostics.Append(diags...)
	if !diags.HasError() {
		resp.Result.Raw = result
	}
}
