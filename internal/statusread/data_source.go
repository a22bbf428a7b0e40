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

// dataSource is a service as a data source: read while planning, or in the apply when it depends on a change.
type dataSource struct {
	service  *Spec
	provider *Provider
}

// NewDataSource makes the service's data source.
func (s *Spec) NewDataSource() datasource.DataSource { return &dataSource{service: s} }

func (d *dataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.service.Name
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = d.service.dataSourceSchema()
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	resp.Diagnostics.Append(configure(&d.provider, req.ProviderData)...)
}

func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(d.service.validate(ctx, req.Config, dataSourceKind)...)
}

func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if req.ClientCapabilities.DeferralAllowed && d.provider.Clouds[d.service.Cloud].Unknown != "" {
		resp.Deferred = &datasource.Deferred{Reason: datasource.DeferredReasonProviderConfigUnknown}
		resp.State.Raw = tftypes.NewValue(req.Config.Schema.Type().TerraformType(ctx), tftypes.UnknownValue)
		return
	}
	reading, diags := d.service.read(ctx, d.provider, req.Config, dataSourceKind)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	raw, err := d.service.merge(ctx, req.Config, reading)
	if err != nil {
		resp.Diagnostics.Append(defect(d.service, err))
		return
	}
	resp.State.Raw = raw
}
