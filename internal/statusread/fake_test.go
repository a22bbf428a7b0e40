// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
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

// kettle is a service that no cloud has: is the water hot?
func kettle() *Spec {
	return New(Spec{
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
		ID:             Argument{Name: "kettle_id", Description: "Id.", Validators: []Validator{NotBlank("be the id of a kettle")}},
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
		}, {Name: "batch", Opaque: true}},
		Conditions: []Condition{{Name: "hot", Meaning: "the water is hot", Reason: "why"}},
		Waits:      true,
		Connect:    Over(func(c *cloud) Client { return Client{Region: c.where, Read: c.try} }),
	})
}

// cloud answers from a script; the last answer repeats.
type cloud struct {
	region string // its own, when nobody writes one
	script []any  // a status and perhaps a batch ("COLD/b-1"), an *apierr.Error, or a time.Duration to be busy for
	tries  int
	asked  []Request
}

func (c *cloud) where(_ context.Context, written string) (string, error) {
	if written != "" {
		return written, nil
	}
	return c.region, nil
}

func (c *cloud) try(ctx context.Context, args Request) (Reading, error) {
	response := c.script[min(c.tries, len(c.script)-1)]
	c.tries++
	c.asked = append(c.asked, args)
	switch a := response.(type) {
	case time.Duration:
		select {
		case <-ctx.Done():
			kind := apierr.Timeout
			if errors.Is(ctx.Err(), context.Canceled) {
				kind = apierr.Interrupted
			}
			return Reading{}, &apierr.Error{Kind: kind, Reason: "The kettle had not answered when the time for this try was over."}
		case <-time.After(a):
			return c.reading("BOILING", args), nil
		}
	case *apierr.Error:
		return Reading{}, a
	}
	return c.reading(response.(string), args), nil
}

func (c *cloud) reading(found string, args Request) Reading {
	status, batch, _ := strings.Cut(found, "/")
	hot, why := status == "BOILING", types.StringNull()
	if !hot {
		why = types.StringValue("The kettle is " + status + ".")
	}
	return Reading{RequestID: "R-1", Values: map[string]attr.Value{
		"region": StringOrNull(&args.Region), "status": types.StringValue(status), "batch": StringOrNull(&batch), "hot": types.BoolValue(hot), "why": why,
		"request_id": types.StringValue("R-1"),
	}}
}

// object is a block as written; see value.
type object map[string]any

// ask reads the kettle as a data source.
func ask(t *testing.T, ctx context.Context, c *cloud, written object) diag.Diagnostics {
	t.Helper()
	return askOver(t, ctx, &Provider{
		Clouds: map[string]Cloud{"alicloud": {Session: c}}, Retries: 4, AttemptTimeout: 15 * time.Second,
	}, written)
}

func askOver(t *testing.T, ctx context.Context, p *Provider, written object) diag.Diagnostics {
	t.Helper()
	s := kettle()
	source := &dataSource{service: s, provider: p}
	req := datasource.ReadRequest{Config: config(t, s, dataSourceKind, written)}
	resp := datasource.ReadResponse{State: tfsdk.State{Schema: s.dataSourceSchema()}}
	source.Read(ctx, req, &resp)
	return resp.Diagnostics
}

// open opens the kettle as an ephemeral resource.
func open(t *testing.T, ctx context.Context, c *cloud, written object) diag.Diagnostics {
	t.Helper()
	s := kettle()
	resource := &ephemeralResource{service: s, provider: &Provider{Clouds: map[string]Cloud{"alicloud": {Session: c}}, AttemptTimeout: time.Minute}}
	req := ephemeral.OpenRequest{Config: config(t, s, ephemeralKind, written)}
	resp := ephemeral.OpenResponse{Result: tfsdk.EphemeralResultData{Schema: s.ephemeralSchema()}}
	resource.Open(ctx, req, &resp)
	return resp.Diagnostics
}

// config is a configuration of the kettle: the id, and what is written beside it.
func config(t *testing.T, s *Spec, k kind, written object) tfsdk.Config {
	t.Helper()
	all := object{"kettle_id": "k-1"}
	maps.Copy(all, written)
	if k == ephemeralKind {
		full := s.ephemeralSchema()
		return tfsdk.Config{Schema: full, Raw: value(full.Type().TerraformType(t.Context()), all)}
	}
	full := s.dataSourceSchema()
	return tfsdk.Config{Schema: full, Raw: value(full.Type().TerraformType(t.Context()), all)}
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
