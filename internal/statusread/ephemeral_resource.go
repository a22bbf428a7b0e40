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

// ephemeralResource is a service as an ephemeral resource: opened in the plan and again in the apply, and nothing it
// returns is written down.
type ephemeralResource struct {
	service  *Spec
	provider *Provider
}

// NewEphemeralResource makes the service's ephemeral resource.
func (s *Spec) NewEphemeralResource() ephemeral.EphemeralResource {
	return &ephemeralResource{service: s}
}

func (e *ephemeralResource) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + e.service.Name
}

func (e *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = e.service.ephemeralSchema()
}

func (e *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	resp.Diagnostics.Append(configure(&e.provider, req.ProviderData)...)
}

func (e *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(e.service.validate(ctx, req.Config, ephemeralKind)...)
}

func (e *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	reading, diags := e.service.read(ctx, e.provider, req.Config, ephemeralKind)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	raw, err := e.service.merge(ctx, req.Config, reading)
	if err != nil {
		resp.Diagnostics.Append(defect(e.service, err))
		return
	}
	resp.Result.Raw = raw
}
