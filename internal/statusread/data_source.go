// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ datasource.DataSourceWithConfigure      = &dataSource{}
	_ datasource.DataSourceWithValidateConfig = &dataSource{}
)

// dataSource is an API as a data source: read in the plan, or in the apply if it depends on a change.
type dataSource struct {
	spec     *Spec
	provider *Provider
}

// NewDataSource makes a Spec's data source.
func NewDataSource(s *Spec) datasource.DataSource { return &dataSource{spec: s} }

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.spec.Name
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = dataSourceSchema(d.spec)
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	resp.Diagnostics.Append(configure(&d.provider, req.ProviderData)...)
}

func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(validate(ctx, d.spec, req.Config, dataSourceKind)...)
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if req.ClientCapabilities.DeferralAllowed && d.provider.APIs[d.spec.Name].Unknown != "" {
		resp.Deferred = &datasource.Deferred{Reason: datasource.DeferredReasonProviderConfigUnknown}
		resp.State.Raw = tftypes.NewValue(req.Config.Schema.Type().TerraformType(ctx), tftypes.UnknownValue)
		return
	}
	reading, diags := read(ctx, d.spec, d.provider, req.Config, dataSourceKind, nil)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	raw, err := merge(ctx, d.spec, req.Config, reading)
	if err != nil {
		resp.Diagnostics.Append(defect(d.spec, err))
		return
	}
	resp.State.Raw = raw
}
