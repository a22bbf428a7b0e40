// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// Plugin is the provider as the CLI meets it, spoken to without one: in a thousandth of the time, and with what the CLI
// keeps to itself, as warnings beside errors, the paths that they point at, and their text as it was before wrapping.
type Plugin struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
	// Deferral says in each read that it may be put off; only an experimental Terraform does.
	Deferral bool
}

// Object is a block as it is written: texts, booleans, numbers, lists and sets as []any, blocks and maps as Object.
// What is not in it is null.
type Object map[string]any

// Unknown stands for a value that is not known while planning.
var Unknown = new(struct{ unknown bool })

// Diagnostic is one diagnostic.
type Diagnostic struct {
	Warning             bool
	Summary, Detail, At string
}

// String is how a person reads it.
func (s Diagnostic) String() string {
	severity := "Error"
	if s.Warning {
		severity = "Warning"
	}
	return fmt.Sprintf("%s: %s\n  at %q\n%s\n", severity, s.Summary, s.At, s.Detail)
}

// NewPlugin starts the provider.
func NewPlugin(t *testing.T) *Plugin {
	t.Helper()
	return newPlugin(t, systemEnvironment())
}

// Plugin starts the provider on this machine.
func (m *Environment) Plugin(t *testing.T) *Plugin {
	t.Helper()
	return newPlugin(t, m.provider())
}

func newPlugin(t *testing.T, environment provider.Environment) *Plugin {
	t.Helper()
	p := &Plugin{t: t, server: serve.Server(provider.NewWithEnvironment(Version, environment))}
	schema, err := p.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if said := said(schema.Diagnostics); len(said) > 0 {
		t.Fatal(said)
	}
	p.schema = schema
	return p
}

// Configured starts the provider with the emulator's permanent keys; changes lie over that.
func Configured(t *testing.T, server *emulator.Server, changes ...Object) *Plugin {
	t.Helper()
	p := NewPlugin(t)
	config := ProviderObject(server)
	for _, change := range changes {
		for name, value := range change {
			config[name] = value
		}
	}
	if said := p.Configure(config); len(said) > 0 {
		t.Fatal(said)
	}
	return p
}

// ProviderObject is the provider block of the setup that works.
func ProviderObject(server *emulator.Server) Object {
	keys := server.Keys()
	return Object{
		"alicloud": Object{
			"region": "cn-hangzhou", "access_key": keys.Alibaba.AccessKeyID, "secret_key": keys.Alibaba.Secret,
			"endpoints": Object{"pts": server.URL(), "sae": server.URL(), "sts": server.URL()},
		},
		"huaweicloud": Object{
			"region": "cn-north-4", "access_key": keys.Huawei.AccessKeyID, "secret_key": keys.Huawei.Secret,
			"endpoints": Object{"cloudtest": server.URL()},
		},
	}
}

// Schema is what the provider says of itself.
func (p *Plugin) Schema() *tfprotov6.GetProviderSchemaResponse { return p.schema }

// ValidateProvider is what `validate` says of a provider block.
func (p *Plugin) ValidateProvider(config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateProviderConfig(p.t.Context(), &tfprotov6.ValidateProviderConfigRequest{
		Config: p.config(p.schema.Provider, config),
	})
	return p.said(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Configure configures the provider, as the CLI does before it reads.
func (p *Plugin) Configure(config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           p.config(p.schema.Provider, config),
	})
	return p.said(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Validate is what `validate` says of a data source; the ephemeral resource shares the code behind it.
func (p *Plugin) Validate(name string, config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateDataResourceConfig(p.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: p.config(p.schema.DataSourceSchemas[name], config),
	})
	return p.said(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// ValidateEphemeral is what `validate` says of an ephemeral resource.
func (p *Plugin) ValidateEphemeral(name string, config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateEphemeralResourceConfig(p.t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: name, Config: p.config(p.schema.EphemeralResourceSchemas[name], config),
	})
	return p.said(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Read reads a data source. deferred tells that the provider has put the read off.
func (p *Plugin) Read(name string, config Object) (diags []Diagnostic, deferred bool) {
	p.t.Helper()
	response, err := p.server.ReadDataSource(p.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: p.config(p.schema.DataSourceSchemas[name], config),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: p.Deferral},
	})
	diags = p.said(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
	return diags, response.Deferred != nil
}

// Open opens an ephemeral resource.
func (p *Plugin) Open(name string, config Object) (diags []Diagnostic, deferred bool) {
	p.t.Helper()
	response, err := p.server.OpenEphemeralResource(p.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: name, Config: p.config(p.schema.EphemeralResourceSchemas[name], config),
		ClientCapabilities: &tfprotov6.OpenEphemeralResourceClientCapabilities{DeferralAllowed: p.Deferral},
	})
	diags = p.said(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
	return diags, response.Deferred != nil
}

func (p *Plugin) said(err error, diags func() []*tfprotov6.Diagnostic) []Diagnostic {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	return said(diags())
}

func said(diags []*tfprotov6.Diagnostic) []Diagnostic {
	var out []Diagnostic
	for _, d := range diags {
		out = append(out, Diagnostic{
			Warning: d.Severity == tfprotov6.DiagnosticSeverityWarning,
			Summary: d.Summary, Detail: d.Detail, At: pathText(d.Attribute),
		})
	}
	return out
}

// pathText is a path as a practitioner writes it.
func pathText(p *tftypes.AttributePath) string {
	var b strings.Builder
	for _, step := range p.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			b.WriteString("." + string(s))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&b, "[%q]", string(s))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&b, "[%d]", s)
		default:
			fmt.Fprintf(&b, "[%v]", s)
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

func (p *Plugin) config(schema *tfprotov6.Schema, config Object) *tfprotov6.DynamicValue {
	p.t.Helper()
	if schema == nil {
		p.t.Fatal("there is no such type")
	}
	kind := schema.ValueType()
	value, err := tfprotov6.NewDynamicValue(kind, p.value(kind, config))
	if err != nil {
		p.t.Fatal(err)
	}
	return &value
}

// value makes a value of a type; what the object leaves out is null, as the CLI has it.
func (p *Plugin) value(kind tftypes.Type, v any) tftypes.Value {
	p.t.Helper()
	if v == Unknown {
		return tftypes.NewValue(kind, tftypes.UnknownValue)
	}
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(kind, nil)
	case Object:
		members := map[string]tftypes.Value{}
		if m, ok := kind.(tftypes.Map); ok {
			for name, member := range v {
				members[name] = p.value(m.ElementType, member)
			}
			return tftypes.NewValue(kind, members)
		}
		object, ok := kind.(tftypes.Object)
		if !ok {
			p.t.Fatalf("an object is given for %s", kind)
		}
		for name, member := range object.AttributeTypes {
			members[name] = p.value(member, v[name])
		}
		for name := range v {
			if _, ok := members[name]; !ok {
				p.t.Fatalf("the schema has no %s", name)
			}
		}
		return tftypes.NewValue(kind, members)
	case []any:
		element := tftypes.Type(tftypes.String)
		if set, ok := kind.(tftypes.Set); ok {
			element = set.ElementType
		}
		elements := make([]tftypes.Value, len(v))
		for i := range v {
			elements[i] = p.value(element, v[i])
		}
		return tftypes.NewValue(kind, elements)
	case float64:
		return tftypes.NewValue(kind, big.NewFloat(v))
	case int:
		return tftypes.NewValue(kind, big.NewFloat(float64(v)))
	}
	return tftypes.NewValue(kind, v)
}
