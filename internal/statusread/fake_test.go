// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// kettle is an API that no cloud has: is the water hot?
func kettle() *Spec {
	return &Spec{
		Name:           "alicloud_tea_kettle",
		Product:        "Tea",
		EndpointKey:    "tea",
		Noun:           "Tea Kettle",
		API:            "tea:DescribeKettle",
		Permission:     "the RAM action tea:DescribeKettle",
		Cloud:          "alicloud",
		CloudName:      "Alibaba Cloud",
		ExampleRegion:  "cn-hangzhou",
		Description:    "Reads a kettle.",
		NotFoundDetail: func(in string) string { return "Tea has no kettle with this kettle_id" + in + ". Check the id." },
		ID:             Argument{Name: "kettle_id", Description: "Id.", Validator: NotBlank("be the id of a kettle")},
		Filters:        []Argument{{Name: "blend", Description: "Blend."}},
		Attributes: map[string]schema.Attribute{
			"status":     schema.StringAttribute{Computed: true},
			"batch":      schema.StringAttribute{Computed: true},
			"hot":        schema.BoolAttribute{Computed: true},
			"why":        schema.StringAttribute{Computed: true},
			"request_id": schema.StringAttribute{Computed: true},
		},
		Statuses: []StatusAttribute{{
			Name: "status", Values: []string{"COLD", "HEATING", "BOILING", "WAIT_FOR_WATER", "BURNT"}, Manual: []string{"WAIT_FOR_WATER"},
			Failed: []string{"BURNT"},
		}, {Name: "batch", Opaque: true, After: "after_batch"}},
		Condition: Condition{Name: "hot", Meaning: "the water is hot", Reason: "why"},
		Waits:     true,
	}
}

// oneOf is a Spec's type that reads one.
func oneOf(s *Spec) Type { return Types(s)[0] }

// fakeClient responds from a script; the last response repeats.
type fakeClient struct {
	region   string // the provider's
	script   []any  // a status and perhaps a batch ("COLD/b-1"), an *apierr.Error, or a time.Duration to be busy for
	requests []Request
}

func (c *fakeClient) Read(ctx context.Context, req Request) (Reading, error) {
	response := c.script[min(len(c.requests), len(c.script)-1)]
	c.requests = append(c.requests, req)
	region := cmp.Or(req.Region, c.region)
	switch r := response.(type) {
	case time.Duration:
		select {
		case <-ctx.Done():
			kind := apierr.Timeout
			if errors.Is(ctx.Err(), context.Canceled) {
				kind = apierr.Interrupted
			}
			return Reading{}, &apierr.Error{Kind: kind, Region: region, Reason: "The kettle did not respond within the attempt's timeout."}
		case <-time.After(r):
			return kettleReading("BOILING", region), nil
		}
	case *apierr.Error:
		return Reading{}, r.In(region)
	}
	return kettleReading(response.(string), region), nil
}

func kettleReading(found, region string) Reading {
	status, batch, _ := strings.Cut(found, "/")
	hot, reason := status == "BOILING", ""
	if !hot {
		reason = "The kettle is " + status + "."
	}
	return Reading{Region: region, Values: map[string]attr.Value{
		"status": types.StringValue(status), "batch": StringOrNull(batch), "hot": types.BoolValue(hot), "why": StringOrNull(reason),
		"request_id": types.StringValue("R-1"),
	}}
}

// configured is a provider that reads the kettle with a client.
func configured(c Client) *Provider {
	return &Provider{APIs: map[string]API{kettle().Name: {Client: c}}, Retries: 4, AttemptTimeout: 15 * time.Second}
}

// object is a block; see value.
type object map[string]any

// readKettle reads the kettle as a data source.
func readKettle(t *testing.T, ctx context.Context, c *fakeClient, block object) diag.Diagnostics {
	t.Helper()
	return readWith(t, ctx, configured(c), block)
}

func readWith(t *testing.T, ctx context.Context, p *Provider, block object) diag.Diagnostics {
	t.Helper()
	typ := oneOf(kettle())
	resp := datasource.ReadResponse{State: tfsdk.State{Schema: dataSourceSchema(typ)}}
	(&dataSource{typ: typ, provider: p}).Read(ctx, datasource.ReadRequest{Config: config(t, typ, dataSourceKind, block)}, &resp)
	return resp.Diagnostics
}

// openKettle opens the kettle as an ephemeral resource.
func openKettle(t *testing.T, ctx context.Context, c *fakeClient, block object) diag.Diagnostics {
	t.Helper()
	typ, p := oneOf(kettle()), configured(c)
	p.Retries, p.AttemptTimeout = 0, time.Minute
	resp := ephemeral.OpenResponse{Result: tfsdk.EphemeralResultData{Schema: ephemeralSchema(typ)}}
	(&ephemeralResource{typ: typ, provider: p}).Open(ctx, ephemeral.OpenRequest{Config: config(t, typ, ephemeralKind, block)}, &resp)
	return resp.Diagnostics
}

// config is a configuration: block, and the id of the type that reads one.
func config(t *testing.T, typ Type, k kind, block object) tfsdk.Config {
	t.Helper()
	all := object{}
	if typ.plural == nil {
		all["kettle_id"] = "k-1"
	}
	maps.Copy(all, block)
	out := tfsdk.Config{Schema: dataSourceSchema(typ)}
	switch k {
	case ephemeralKind:
		out.Schema = ephemeralSchema(typ)
	case actionKind:
		out.Schema = actionSchema(typ)
	}
	out.Raw = value(out.Schema.Type().TerraformType(t.Context()), all)
	return out
}

// unknown is a value that is not known yet.
var unknown = tftypes.UnknownValue

// value makes a value of a type; what an object leaves out is null.
func value(kind tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case object:
		members := map[string]tftypes.Value{}
		for name, member := range kind.(tftypes.Object).AttributeTypes {
			members[name] = value(member, v[name])
		}
		return tftypes.NewValue(kind, members)
	case map[string]string:
		elements := map[string]tftypes.Value{}
		for name, element := range v {
			elements[name] = tftypes.NewValue(tftypes.String, element)
		}
		return tftypes.NewValue(kind, elements)
	case []string:
		var elements []tftypes.Value
		for _, element := range v {
			elements = append(elements, tftypes.NewValue(tftypes.String, element))
		}
		return tftypes.NewValue(kind, elements)
	}
	return tftypes.NewValue(kind, v)
}

// texts are diagnostics as a person reads them: severity, summary, where, and the detail below.
func texts(diags diag.Diagnostics) []string {
	var out []string
	for _, d := range diags {
		text := d.Severity().String() + ": " + d.Summary()
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			text += " (" + at.Path().String() + ")"
		}
		out = append(out, text+"\n"+d.Detail())
	}
	return out
}

// same compares diagnostics with texts, and shows both when they differ.
func same(t *testing.T, diags diag.Diagnostics, want ...string) {
	t.Helper()
	sameTexts(t, texts(diags), want)
}

func sameTexts(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %d:\n%s\nwant %d:\n%s", len(got), strings.Join(got, "\n¶\n"), len(want), strings.Join(want, "\n¶\n"))
	}
}
