// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// Plugin is the provider that ships, called in process over the plugin protocol as Terraform calls it. That takes a
// thousandth of a CLI's time and shows what a CLI does not: warnings beside errors, the paths of diagnostics, and their
// text before it is wrapped.
type Plugin struct {
	t      testing.TB
	ctx    context.Context
	server tfprotov6.ProviderServerWithActions //nolint:staticcheck // plugin-go asks for it until actions are in ProviderServer.
	schema *tfprotov6.GetProviderSchemaResponse
	// Deferral allows the provider to defer a read; only an experimental Terraform allows that.
	Deferral bool
}

// Object is a block of a configuration: strings, booleans, numbers, lists and sets as []any, blocks and maps as Object.
// An attribute that is not in it is null.
type Object map[string]any

// Unknown is a value that is not known during the plan.
var Unknown = new(struct{ unknown bool })

// Diagnostic is one diagnostic; At is the path that it points at.
type Diagnostic struct {
	Warning             bool
	Summary, Detail, At string
}

// String is the diagnostic as a CLI prints it.
func (d Diagnostic) String() string {
	severity := "Error"
	if d.Warning {
		severity = "Warning"
	}
	return fmt.Sprintf("%s: %s\n  at %q\n%s\n", severity, d.Summary, d.At, d.Detail)
}

// NewPlugin starts the provider with the process's environment and a network that ends at loopback.
func NewPlugin(t testing.TB) *Plugin {
	t.Helper()
	return NewPluginWithEnvironment(t, systemEnvironment())
}

// Plugin starts the provider with this environment.
func (e *Environment) Plugin(t testing.TB) *Plugin {
	t.Helper()
	return NewPluginWithEnvironment(t, e.provider())
}

// NewPluginWithEnvironment starts the provider with an environment of the test's choice.
func NewPluginWithEnvironment(t testing.TB, environment provider.Environment) *Plugin {
	t.Helper()
	p := &Plugin{t: t, ctx: t.Context(), server: serve.Server(provider.NewWithEnvironment(Version, environment))}
	schema, err := p.server.GetProviderSchema(p.ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if diags := diagnostics(schema.Diagnostics); len(diags) > 0 {
		t.Fatal(diags)
	}
	p.schema = schema
	return p
}

// Configured starts the provider with the emulator's permanent keys; changes replace parts of that configuration.
func Configured(t testing.TB, server *emulator.Server, changes ...Object) *Plugin {
	t.Helper()
	p := NewPlugin(t)
	config := ProviderObject(server)
	for _, change := range changes {
		maps.Copy(config, change)
	}
	if diags := p.Configure(config); len(diags) > 0 {
		t.Fatal(diags)
	}
	return p
}

// WithContext is the same running provider, called with another context: one that is canceled, or carries a logger.
func (p *Plugin) WithContext(ctx context.Context) *Plugin {
	other := *p
	other.ctx = ctx
	return &other
}

// ProviderObject is the provider block of DefaultSetup.
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

// Schema is the schema of the provider and all its types.
func (p *Plugin) Schema() *tfprotov6.GetProviderSchemaResponse { return p.schema }

// ValidateProvider validates a provider block.
func (p *Plugin) ValidateProvider(config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateProviderConfig(p.ctx, &tfprotov6.ValidateProviderConfigRequest{
		Config: p.config(p.schema.Provider, config),
	})
	return p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Configure configures the provider, as the CLI does before it reads.
func (p *Plugin) Configure(config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ConfigureProvider(p.ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           p.config(p.schema.Provider, config),
	})
	return p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Validate validates a data source.
func (p *Plugin) Validate(name string, config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateDataResourceConfig(p.ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: p.config(p.schema.DataSourceSchemas[name], config),
	})
	return p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// ValidateEphemeral validates an ephemeral resource.
func (p *Plugin) ValidateEphemeral(name string, config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateEphemeralResourceConfig(p.ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: name, Config: p.config(p.schema.EphemeralResourceSchemas[name], config),
	})
	return p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Read reads a data source; deferred reports whether the provider has deferred the read.
func (p *Plugin) Read(name string, config Object) (diags []Diagnostic, deferred bool) {
	p.t.Helper()
	response, err := p.server.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: name, Config: p.config(p.schema.DataSourceSchemas[name], config),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: p.Deferral},
	})
	diags = p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
	return diags, err == nil && response.Deferred != nil
}

// Open opens an ephemeral resource; deferred is as for Read.
func (p *Plugin) Open(name string, config Object) (diags []Diagnostic, deferred bool) {
	p.t.Helper()
	response, err := p.server.OpenEphemeralResource(p.ctx, &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: name, Config: p.config(p.schema.EphemeralResourceSchemas[name], config),
		ClientCapabilities: &tfprotov6.OpenEphemeralResourceClientCapabilities{DeferralAllowed: p.Deferral},
	})
	diags = p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
	return diags, err == nil && response.Deferred != nil
}

// ValidateAction validates an action.
func (p *Plugin) ValidateAction(name string, config Object) []Diagnostic {
	p.t.Helper()
	response, err := p.server.ValidateActionConfig(p.ctx, &tfprotov6.ValidateActionConfigRequest{
		ActionType: name, Config: p.config(p.actionSchema(name), config),
	})
	return p.diagnostics(err, func() []*tfprotov6.Diagnostic { return response.Diagnostics })
}

// Invoke invokes an action and returns its progress messages too.
func (p *Plugin) Invoke(name string, config Object) (progress []string, diags []Diagnostic) {
	p.t.Helper()
	stream, err := p.server.InvokeAction(p.ctx, &tfprotov6.InvokeActionRequest{
		ActionType: name, Config: p.config(p.actionSchema(name), config),
	})
	if err != nil {
		return nil, p.diagnostics(err, nil)
	}
	completed := false
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed, diags = true, p.diagnostics(nil, func() []*tfprotov6.Diagnostic { return e.Diagnostics })
		}
	}
	if !completed {
		p.t.Error("the action did not complete")
	}
	return progress, diags
}

func (p *Plugin) actionSchema(name string) *tfprotov6.Schema {
	if schema := p.schema.ActionSchemas[name]; schema != nil {
		return schema.Schema
	}
	return nil
}

// diagnostics are those of a response. A call that fails has none: the test fails with it, and gets the error as a
// diagnostic, since only the test's own goroutine may stop the test.
func (p *Plugin) diagnostics(err error, of func() []*tfprotov6.Diagnostic) []Diagnostic {
	p.t.Helper()
	if err != nil {
		p.t.Errorf("the provider failed: %v", err)
		return []Diagnostic{{Summary: "Provider Failed", Detail: err.Error()}}
	}
	diags := diagnostics(of())
	for _, d := range diags {
		if !summaries.MatchString(d.Summary) {
			p.t.Errorf("the contract does not have the summary %q", d.Summary)
		}
	}
	return diags
}

func diagnostics(diags []*tfprotov6.Diagnostic) []Diagnostic {
	var out []Diagnostic
	for _, d := range diags {
		out = append(out, Diagnostic{
			Warning: d.Severity == tfprotov6.DiagnosticSeverityWarning,
			Summary: d.Summary, Detail: d.Detail, At: pathText(d.Attribute),
		})
	}
	return out
}

// pathText is a path as a configuration writes it.
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

// value converts v to a value of a type; what an object leaves out is null, as the CLI sends it.
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
		switch kind := kind.(type) {
		case tftypes.Set:
			element = kind.ElementType
		case tftypes.List:
			element = kind.ElementType
		}
		elements := make([]tftypes.Value, len(v))
		for i := range v {
			elements[i] = p.value(element, v[i])
		}
		return tftypes.NewValue(kind, elements)
	case float64:
		if kind.Is(tftypes.String) {
			return tftypes.NewValue(kind, strconv.FormatFloat(v, 'f', -1, 64)) // as a CLI converts it
		}
		return tftypes.NewValue(kind, big.NewFloat(v))
	case int:
		return tftypes.NewValue(kind, big.NewFloat(float64(v)))
	}
	return tftypes.NewValue(kind, v)
}

// OrNull is text as a value of an Object: null if it is empty.
func OrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
