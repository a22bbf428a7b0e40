// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the provider's entry point: its own schema, and how its blocks and the environment become one
// client per API. registry.go lists the APIs.
package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

var (
	_ provider.ProviderWithActions            = &cloudstatus{}
	_ provider.ProviderWithEphemeralResources = &cloudstatus{}
	_ provider.ProviderWithValidateConfig     = &cloudstatus{}
)

// cloudstatus is the provider.
type cloudstatus struct {
	version     string
	apis        []api
	environment Environment
}

// New makes the provider that main serves; version is the release's.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return NewWithEnvironment(version, SystemEnvironment()) }
}

// NewWithEnvironment is New with another environment than the process has.
func NewWithEnvironment(version string, environment Environment) provider.Provider {
	return &cloudstatus{version: version, apis: registry(), environment: environment}
}

func (p *cloudstatus) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cloudstatus"
	resp.Version = p.version
}

func (p *cloudstatus) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema(p.apis)
}

// ValidateConfig checks the blocks alone, without the environment.
func (p *cloudstatus) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var configuration types.Object
	resp.Diagnostics.Append(req.Config.Get(ctx, &configuration)...)
	resp.Diagnostics.Append(validateBlocks(configuration.Attributes())...)
}

// Configure makes no network call, and never defers: one cloud's unknown value must not block the other cloud.
func (p *cloudstatus) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var configuration types.Object
	resp.Diagnostics.Append(req.Config.Get(ctx, &configuration)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data, diags := p.connect(configuration.Attributes(), userAgent(p.version, req.TerraformVersion, p.environment.Getenv("TF_APPEND_USER_AGENT")))
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.DataSourceData = data
	resp.EphemeralResourceData = data
	resp.ActionData = data
}

// userAgent introduces the provider to the clouds. extra is what TF_APPEND_USER_AGENT holds; characters that cannot
// stand in a header are left out of it, since it comes from the environment as it is.
func userAgent(version, terraform, extra string) string {
	agent := "terraform-provider-cloudstatus/" + version
	if terraform != "" {
		agent += " Terraform/" + terraform
	}
	extra = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, extra)
	return strings.TrimSpace(agent + " " + strings.TrimSpace(extra))
}

func (p *cloudstatus) Resources(context.Context) []func() resource.Resource { return nil }

func (p *cloudstatus) DataSources(context.Context) []func() datasource.DataSource {
	return ofEach(p.apis, statusread.NewDataSource)
}

func (p *cloudstatus) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return ofEach(p.apis, statusread.NewEphemeralResource)
}

func (p *cloudstatus) Actions(context.Context) []func() action.Action {
	return ofEach(p.apis, statusread.NewAction)
}

// ofEach makes one of a kind for each type.
func ofEach[T any](apis []api, newOf func(statusread.Type) T) []func() T {
	var out []func() T
	for _, a := range apis {
		for _, t := range statusread.Types(a.spec) {
			out = append(out, func() T { return newOf(t) })
		}
	}
	return out
}
