// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

const (
	defaultRetries        = 4
	defaultConcurrency    = 32
	maxConcurrency        = 256
	defaultRequestTimeout = 15 * time.Second
)

// configuration is the provider's configuration. The clouds' blocks are objects, since a block can be unknown as a whole.
type configuration struct {
	MaxRetries     types.Number `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	MaxConcurrency types.Number `tfsdk:"max_concurrency"`
	Alicloud       types.Object `tfsdk:"alicloud"`
	Huaweicloud    types.Object `tfsdk:"huaweicloud"`
}

// blocks returns the clouds' blocks, and what is wrong with them alone. Unknown values are checked when they are known.
func (c configuration) blocks(ctx context.Context) (a alicloudBlock, h huaweicloudBlock, diags diag.Diagnostics) {
	if decode(ctx, c.Alicloud, &a, &diags) {
		diags.Append(a.validate(ctx)...)
	}
	if decode(ctx, c.Huaweicloud, &h, &diags) {
		diags.Append(h.validate(ctx)...)
	}
	return a, h, diags
}

// connect makes one client per API. An unknown value blocks the APIs of its own cloud only; so does an error in the
// environment, which is reported when an API of that cloud is read.
func (p *cloudstatus) connect(ctx context.Context, c configuration, userAgent string) (*statusread.Provider, diag.Diagnostics) {
	a, h, diags := c.blocks(ctx)
	if diags.HasError() {
		return nil, diags
	}
	transport := cloud.NewTransport(userAgent, p.environment.Dial)
	transport.Observer = p.environment.Observe
	unknown := c.unknown()
	clients := clouds{regions: map[string]string{}}
	if unknown["alicloud"] == "" {
		client, more := a.client(ctx, p.environment, endpointKeys(specs(p.apis), "alicloud"), transport)
		diags.Append(more...)
		clients.alicloud, clients.regions["alicloud"] = client, client.ConfiguredRegion()
	}
	if unknown["huaweicloud"] == "" {
		client, more := h.client(ctx, p.environment, endpointKeys(specs(p.apis), "huaweicloud"), transport)
		diags.Append(more...)
		clients.huaweicloud, clients.regions["huaweicloud"] = client, client.ConfiguredRegion()
	}

	data := &statusread.Provider{
		APIs:           map[string]statusread.API{},
		Retries:        whole(c.MaxRetries, defaultRetries),
		AttemptTimeout: defaultRequestTimeout,
	}
	if timeout, err := time.ParseDuration(c.RequestTimeout.ValueString()); err == nil {
		data.AttemptTimeout = timeout
	}
	concurrency := whole(c.MaxConcurrency, defaultConcurrency)
	slots := map[string]retry.Slots{"alicloud": make(retry.Slots, concurrency), "huaweicloud": make(retry.Slots, concurrency)}
	for _, a := range p.apis {
		configured := statusread.API{
			Unknown: unknown[a.spec.Cloud], Gate: retry.NewGate(clients.regions[a.spec.Cloud]),
			Limiter: retry.NewRateLimiter(), Slots: slots[a.spec.Cloud],
		}
		if configured.Unknown == "" {
			configured.Client = a.client(clients)
		}
		data.APIs[a.spec.Name] = configured
	}
	return data, diags
}

// whole is a number that its validator has accepted.
func whole(n types.Number, otherwise int) int {
	if n.IsNull() || n.IsUnknown() {
		return otherwise
	}
	i, _ := n.ValueBigFloat().Int64()
	return int(i)
}

// unknown names for each cloud the first argument that is not known yet. The cloud's client cannot be made before.
func (c configuration) unknown() map[string]string {
	shared := cmp.Or(unknownIn("max_retries", c.MaxRetries), unknownIn("request_timeout", c.RequestTimeout),
		unknownIn("max_concurrency", c.MaxConcurrency))
	return map[string]string{
		"alicloud":    cmp.Or(shared, unknownIn("alicloud", c.Alicloud)),
		"huaweicloud": cmp.Or(shared, unknownIn("huaweicloud", c.Huaweicloud)),
	}
}

// unknownIn names the first value, within what is called name, that is not known yet: "alicloud.endpoints[\"sae\"]".
// It is empty when all is known.
func unknownIn(name string, value attr.Value) string {
	if value.IsUnknown() {
		return name
	}
	switch v := value.(type) {
	case types.Object:
		members := v.Attributes()
		for _, member := range slices.Sorted(maps.Keys(members)) {
			if found := unknownIn(name+"."+member, members[member]); found != "" {
				return found
			}
		}
	case types.Map:
		elements := v.Elements()
		for _, key := range slices.Sorted(maps.Keys(elements)) {
			if found := unknownIn(name+`["`+key+`"]`, elements[key]); found != "" {
				return found
			}
		}
	}
	return ""
}

// decode reads a block, in which an empty text is not set; it reports whether there is one to read.
func decode(ctx context.Context, block types.Object, target any, diags *diag.Diagnostics) bool {
	if block.IsNull() || block.IsUnknown() {
		return false
	}
	block, more := withoutEmpty(ctx, block)
	more.Append(block.As(ctx, target, basetypes.ObjectAsOptions{})...)
	diags.Append(more...)
	return !more.HasError()
}

// resolved logs where the credentials come from: it answers "why is it using that key?".
func resolved(cloud string) func(context.Context, string, string) {
	return func(ctx context.Context, source, keyIDTail string) {
		statusread.Debug(ctx, "credentials found", map[string]any{
			"cloud": cloud, "source": source, "access_key_ends_in": keyIDTail,
		})
	}
}
