// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package huaweicloud calls the APIs of Huawei Cloud. It finds the credentials (keys, token, credentials file), the region
// and the endpoint, has Huawei's SDK sign the request, and sends it over the transport that both clouds share. The SDK's
// client is not used: it takes no context, ignores the environment's proxy, counts redirects as success, asks IAM for a
// project on its own and writes into the home directory.
package huaweicloud

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// ExampleRegion is a region that exists, for documentation and advice.
const ExampleRegion = "cn-north-4"

// Config is what a provider configuration says about Huawei Cloud.
type Config struct {
	// Region is the block's or the environment's, without an id if neither gives one.
	Region cloud.Region
	// Named is the profile of KooCLI that the environment names, if any. Its region counts whatever gives the key.
	Named Profile
	// Cloud is the domain of the hosts; "" is the one that the region is in.
	Cloud string
	// Metadata is where the ECS instance metadata service is; the zero value is where ECS has it.
	Metadata cloud.Endpoint
	// Endpoints replace the regions' own: of "cloudtest", "iam", "sts".
	Endpoints cloud.Endpoints
	// ProjectID is the block's or the environment's IAM project; "" is the one that comes with the credentials, if any.
	ProjectID string
	Provider  credentials.Provider
	Transport *cloud.Transport
	// Refusals are those of all hosts; nil keeps none.
	Refusals *credentials.Refusals
	// Retrieved is told of all credentials that Provider gives. It may be nil.
	Retrieved func(ctx context.Context, source, keyIDTail string)
}

// Settings are what Huawei Cloud's settings are called.
var Settings = cloud.Settings{
	Block: "huaweicloud", RegionVariable: "HW_REGION_NAME", EndpointVariable: "HW_ENDPOINT_", ExampleRegion: ExampleRegion,
	Domain: "cloud or HW_CLOUD",
}

// Client calls the APIs with the credentials of one provider configuration. It is safe for concurrent use.
type Client struct {
	credentials.Client
	domain string
}

// NewClient makes a client without any I/O.
func NewClient(c Config) *Client {
	provider := c.Provider
	if c.ProjectID != "" {
		provider = inProject{provider, c.ProjectID}
	}
	return &Client{domain: c.Cloud, Client: credentials.Client{
		Settings: Settings, Region: c.Region, Fallback: c.regionBeside, Endpoints: c.Endpoints,
		Transport: c.Transport, Refusals: c.Refusals, Credentials: credentials.NewCache(provider, c.Retrieved),
	}}
}

// inProject replaces the IAM project that comes with the credentials.
type inProject struct {
	credentials.Provider
	id string
}

func (p inProject) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	c, err := p.Provider.Retrieve(ctx)
	c.ProjectID = p.id
	return c, err
}

// region returns the configured region, else that which came with the key, else that of the profile that is named beside it.
func (c Config) region(ctx context.Context, key credentials.Credentials) cloud.Region {
	if region := cloud.FirstRegion(c.Region, key.Region); region.ID != "" {
		return region
	}
	return c.regionBeside(ctx)
}

// regionBeside returns the region of the profile that is named beside the key.
func (c Config) regionBeside(ctx context.Context) cloud.Region {
	named, _ := c.Named.find(ctx) // one that cannot be read has no region
	return cloud.Region{ID: named.Region, Source: named.source}
}
