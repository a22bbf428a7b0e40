// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package huaweicloud calls the APIs of Huawei Cloud. It finds the credentials (keys, token, credentials file), the region
// and the endpoint, has Huawei's SDK sign the request, and sends it over the transport that both clouds share. The SDK's
// client is not used: it takes no context, ignores the environment's proxy, counts redirects as success, asks IAM for a
// project on its own and writes into the home directory.
package huaweicloud

import (
	"cmp"
	"context"
	"fmt"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
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
	// Endpoints replace the regions' own, by the product's key ("cloudtest").
	Endpoints map[string]cloud.Endpoint
	// EndpointErrors are the errors of endpoints of the environment that cannot be right, by product, each in whole
	// sentences.
	EndpointErrors map[string]string
	// ProjectID is the block's or the environment's IAM project; "" is the one that comes with the credentials, if any.
	ProjectID string
	Provider  credentials.Provider
	Transport *cloud.Transport
	// Refusals are those of all hosts; nil keeps none.
	Refusals *credentials.Refusals
	// Retrieved is told of all credentials that Provider gives. It may be nil.
	Retrieved func(ctx context.Context, source, keyIDTail string)
}

// Client calls the APIs with the credentials of one provider configuration. It is safe for concurrent use.
type Client struct {
	config      Config
	credentials *credentials.Cache
}

// NewClient makes a client without any I/O.
func NewClient(config Config) *Client {
	provider := config.Provider
	if config.ProjectID != "" {
		provider = inProject{provider, config.ProjectID}
	}
	return &Client{config: config, credentials: credentials.NewCache(provider, config.Retrieved)}
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

// ConfiguredRegion returns the provider's region, "" if neither its block nor the environment has one.
func (c *Client) ConfiguredRegion() string { return c.config.Region.ID }

// Region is the region of a call: the call's own, else the configured one, else that of the profile that gives the key
// or is named beside it. It is never "".
func (c *Client) Region(ctx context.Context, override string) (string, error) {
	region := cmp.Or(cloud.Region{ID: override}, c.config.Region)
	if region.ID == "" {
		key, err := c.credentials.Get(ctx)
		if err != nil {
			return "", err
		}
		region = c.config.region(ctx, key)
	}
	if e := checkRegion(region); e != nil {
		return "", e
	}
	return region.ID, nil
}

// region returns the configured region, else that which came with the key, else that of the profile that is named beside it.
func (c Config) region(ctx context.Context, key credentials.Credentials) cloud.Region {
	switch {
	case c.Region.ID != "":
		return c.Region
	case key.Region != "":
		return cloud.Region{ID: key.Region, Source: key.Source}
	}
	named, _ := c.Named.find(ctx) // one that cannot be read has no region
	return cloud.Region{ID: named.Region, Source: named.source}
}

// EndpointElsewhere returns the configured endpoint of a product that a read of region asks although region is not the
// provider's own, else "".
func (c *Client) EndpointElsewhere(p Product, region string) string {
	return c.config.Endpoints[p.Key].Elsewhere(c.config.Region.ID, region)
}

// checkRegion refuses a region that is missing or none.
func checkRegion(region cloud.Region) *apierr.Error {
	if region.ID == "" {
		return &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: "region", Reason: "No region is given.",
			Advice: "Give one by the region argument here, by region in the provider's huaweicloud block, " +
				"or by the environment variable HW_REGION_NAME.",
		}
	}
	return region.Check(ExampleRegion)
}

// endpoint returns where a product is called in a region. The user's own endpoint needs none.
func (c Config) endpoint(p Product, region cloud.Region) (cloud.Endpoint, *apierr.Error) {
	if reason, found := c.EndpointErrors[p.Key]; found {
		return cloud.Endpoint{}, &apierr.Error{Kind: apierr.Unreachable, Reason: reason, Advice: "Correct it, or unset it."}
	}
	if own, ok := c.Endpoints[p.Key]; ok {
		return own, nil
	}
	if e := checkRegion(region); e != nil {
		return cloud.Endpoint{}, e
	}
	endpoint, err := cloud.ParseEndpoint("https://" + p.HostIn(region.ID, c.Cloud))
	if err != nil || endpoint.Port != "" {
		return cloud.Endpoint{}, &apierr.Error{
			Kind: apierr.Unreachable, Reason: fmt.Sprintf("%q is not the domain of a cloud's hosts.", c.Cloud),
			Advice: "Check cloud in the provider's huaweicloud block, or HW_CLOUD: it is written myhuaweicloud.com.",
		}
	}
	return endpoint, nil
}
