// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

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

// cloudBlock is a cloud as the provider's configuration has it: a block of the cloud's name.
type cloudBlock struct {
	name string
	// issuers are the services that issue credentials, which endpoints can name beside those of the APIs.
	issuers  []string
	schema   func(endpointKeys []string) schema.Block
	validate func(block) diag.Diagnostics
	// connect makes the client of a block of which all is known.
	connect func(b block, m Environment, endpointKeys []string, transport *cloud.Transport) (cloudClient, diag.Diagnostics)
}

var cloudBlocks = []cloudBlock{
	{"alicloud", []string{"sts"}, alicloudSchema, validateAlicloud, connectAlicloud},
	{"huaweicloud", []string{"iam", "sts"}, huaweicloudSchema, validateHuaweicloud, connectHuaweicloud},
}

// endpointKeys are the names that the endpoints argument takes: those of the cloud's services, and of those that issue credentials.
func (c cloudBlock) endpointKeys(apis []api) []string {
	keys := slices.Clone(c.issuers)
	for _, a := range apis {
		if a.spec.Cloud == c.name {
			keys = append(keys, a.spec.EndpointKey)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// validateBlocks finds what is wrong with the clouds' blocks alone. Unknown values are checked when they are known.
func validateBlocks(configuration block) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, c := range cloudBlocks {
		diags.Append(c.validate(configuration.block(c.name))...)
	}
	return diags
}

// connect makes one client per API. An unknown value blocks the APIs of its own cloud only; so does an error in the
// environment, which is reported when an API of that cloud is read.
func (p *cloudstatus) connect(configuration block, userAgent string) (*statusread.Provider, diag.Diagnostics) {
	diags := validateBlocks(configuration)
	if diags.HasError() {
		return nil, diags
	}
	transport := cloud.NewTransport(userAgent, p.environment.Dial)
	transport.Observer = p.environment.Observe
	data := &statusread.Provider{
		APIs:           map[string]statusread.API{},
		Retries:        configuration.number("max_retries", defaultRetries),
		AttemptTimeout: defaultRequestTimeout,
	}
	if timeout, err := time.ParseDuration(configuration.text("request_timeout")); err == nil {
		data.AttemptTimeout = timeout
	}
	for _, c := range cloudBlocks {
		shared := statusread.API{
			Unknown: configuration.unknown(c.name),
			Slots:   make(retry.Slots, configuration.number("max_concurrency", defaultConcurrency)),
		}
		var connected cloudClient
		if shared.Unknown == "" {
			var more diag.Diagnostics
			connected, more = c.connect(configuration.block(c.name), p.environment, c.endpointKeys(p.apis), transport)
			diags.Append(more...)
		}
		for _, a := range p.apis {
			if a.spec.Cloud != c.name {
				continue
			}
			configured := shared
			configured.Limiter = retry.NewRateLimiter()
			if connected != nil {
				configured.Client, configured.Gate = a.client(connected), retry.NewGate(connected.ConfiguredRegion())
			}
			data.APIs[a.spec.Name] = configured
		}
	}
	return data, diags
}

// unknown names the first argument for a cloud that is not known yet. The cloud's client cannot be made before.
func (b block) unknown(cloud string) string {
	for _, name := range []string{"max_retries", "request_timeout", "max_concurrency", cloud} {
		if found := unknownIn(name, b[name]); found != "" {
			return found
		}
	}
	return ""
}

// unknownIn names the first value, within what is called name, that is not known yet: "alicloud.endpoints[\"sae\"]".
// It is empty when all is known.
func unknownIn(name string, value attr.Value) string {
	if value.IsUnknown() {
		return name
	}
	var within map[string]attr.Value
	format := "%s.%s"
	switch v := value.(type) {
	case types.Object:
		within = v.Attributes()
	case types.Map:
		within, format = v.Elements(), "%s[%q]"
	}
	for _, key := range slices.Sorted(maps.Keys(within)) {
		if found := unknownIn(fmt.Sprintf(format, name, key), within[key]); found != "" {
			return found
		}
	}
	return ""
}

// resolved logs where the credentials come from: it answers "why is it using that key?".
func resolved(cloud string) func(context.Context, string, string) {
	return func(ctx context.Context, source, keyIDTail string) {
		statusread.Debug(ctx, "credentials found", map[string]any{
			"cloud": cloud, "source": source, "access_key_ends_in": keyIDTail,
		})
	}
}
