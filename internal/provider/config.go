// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/logging"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

const (
	defaultRetries        = 4
	defaultRequestTimeout = 15 * time.Second
)

// configuration is the provider's configuration as written. The clouds' blocks are objects, since a block can be
// unknown as a whole.
type configuration struct {
	MaxRetries     types.Number `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	Alicloud       types.Object `tfsdk:"alicloud"`
	Huaweicloud    types.Object `tfsdk:"huaweicloud"`
}

// dependencies is what else the sessions are made from.
type dependencies struct {
	machine   Environment
	services  []*statusread.Spec
	userAgent string
}

// validate finds what is wrong in the blocks as they are written. Members that are unknown are left for later.
func (c configuration) validate(ctx context.Context) diag.Diagnostics {
	var diags diag.Diagnostics
	var a alicloudBlock
	if decode(ctx, c.Alicloud, &a, &diags) {
		diags.Append(a.validate(ctx)...)
	}
	var h huaweicloudBlock
	if decode(ctx, c.Huaweicloud, &h, &diags) {
		diags.Append(h.validate()...)
	}
	return diags
}

// connect makes the sessions. What is unknown keeps its own cloud from being read, and no other; so it is with what is
// wrong in the environment, which only matters when that cloud is read.
func (c configuration) connect(ctx context.Context, r dependencies) (*statusread.Provider, diag.Diagnostics) {
	diags := c.validate(ctx)
	if diags.HasError() {
		return nil, diags
	}
	data := &statusread.Provider{
		Clouds:         map[string]statusread.Cloud{},
		Retries:        defaultRetries,
		AttemptTimeout: defaultRequestTimeout,
	}
	if n := c.MaxRetries; !n.IsNull() && !n.IsUnknown() {
		retries, _ := n.ValueBigFloat().Int64()
		data.Retries = int(retries)
	}
	if d, err := time.ParseDuration(c.RequestTimeout.ValueString()); err == nil {
		data.AttemptTimeout = d
	}

	shared := unknownIn("max_retries", c.MaxRetries)
	if shared == "" {
		shared = unknownIn("request_timeout", c.RequestTimeout)
	}
	transport := cloud.NewTransportOver(r.userAgent, r.machine.Dial)
	for _, c := range []struct {
		name    string
		block   types.Object
		session func() (any, diag.Diagnostics)
	}{
		{"alicloud", c.Alicloud, func() (any, diag.Diagnostics) {
			var b alicloudBlock
			decode(ctx, c.Alicloud, &b, &diags)
			return b.session(ctx, r.machine, endpointKeys(r.services, "alicloud"), transport)
		}},
		{"huaweicloud", c.Huaweicloud, func() (any, diag.Diagnostics) {
			var b huaweicloudBlock
			decode(ctx, c.Huaweicloud, &b, &diags)
			return b.session(r.machine, endpointKeys(r.services, "huaweicloud"), transport), nil
		}},
	} {
		if unknown := cmp.Or(shared, unknownIn(c.name, c.block)); unknown != "" {
			data.Clouds[c.name] = statusread.Cloud{Unknown: unknown}
			continue
		}
		session, more := c.session()
		diags.Append(more...)
		data.Clouds[c.name] = statusread.Cloud{Session: session}
	}
	return data, diags
}

// decode reads a block; it reports whether there is one to read.
func decode(ctx context.Context, block types.Object, target any, diags *diag.Diagnostics) bool {
	if block.IsNull() || block.IsUnknown() {
		return false
	}
	more := block.As(ctx, target, basetypes.ObjectAsOptions{})
	diags.Append(more...)
	return !more.HasError()
}

// resolved logs which source an identity came from: the response to "why is it using that key?".
func resolved(cloud string) func(context.Context, string, string) {
	return func(ctx context.Context, source, keyIDTail string) {
		logging.Debug(ctx, "credentials found", map[string]any{
			"cloud": cloud, "source": source, "access_key_ends_in": keyIDTail,
		})
	}
}
