// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package alicloud calls the APIs of Alibaba Cloud. It finds the credentials (keys, CLI profile, RAM role, OIDC, ECS,
// credentials URI), the region and the endpoint, has Alibaba's SDK sign the request, and sends it over the transport that
// both clouds share. The SDK never sends: its client has data races, follows redirects with the token, takes no context,
// and panics on some error bodies.
package alicloud

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// ExampleRegion is a region that exists, for documentation and advice.
const ExampleRegion = "cn-hangzhou"

// Resolver is how the APIs, STS and the other services that give credentials are called.
type Resolver struct {
	// Region is the block's or the environment's; without one the profile's is used, and without that Fallback.
	Region, Fallback cloud.Region
	// Endpoints replace the regions' own, by product: "pts", "sae", "sts".
	Endpoints map[string]cloud.Endpoint
	// EndpointErrors are the errors of endpoints that cannot be right, by product, each in whole sentences. Each is told
	// when its product is called, and keeps no other product from being called.
	EndpointErrors map[string]string
	// STSRegion is where STS is called, at its host inside a VPC if VPC is true; without one it is the region of the calls.
	STSRegion cloud.Region
	VPC       bool
	// Metadata is where the ECS instance metadata service is; the zero value is where ECS has it. MetadataDisabled, if not "",
	// says why it is not asked; IMDSv1Disabled keeps it from being asked without a token.
	Metadata         cloud.Endpoint
	MetadataDisabled string
	IMDSv1Disabled   bool

	Transport *cloud.Transport
	// Refusals are those of all hosts; nil keeps none.
	Refusals *credentials.Refusals
}

// endpointError is the error of a product's endpoint; nil if there is none.
func (r Resolver) endpointError(kind apierr.Kind, product string) *apierr.Error {
	reason, found := r.EndpointErrors[product]
	if !found {
		return nil
	}
	return &apierr.Error{Kind: kind, Reason: reason, Advice: "Correct it, or unset it."}
}

// Client calls the APIs with the credentials of one provider configuration. It is safe for concurrent use.
type Client struct {
	resolver    Resolver
	credentials *credentials.Cache
}

// NewClient makes a client without any I/O. retrieved, which may be nil, is told of all credentials that provider gives.
func NewClient(resolver Resolver, provider credentials.Provider, retrieved func(ctx context.Context, source, keyIDTail string)) *Client {
	return &Client{resolver: resolver, credentials: credentials.NewCache(provider, retrieved)}
}

// ConfiguredRegion returns the provider's region, "" if neither its block nor the environment has one.
func (c *Client) ConfiguredRegion() string { return c.resolver.Region.ID }

// Region is the region of a read: the one the read names, else the provider's, else the profile's, else the fallback. It may
// be "", which some APIs accept.
func (c *Client) Region(ctx context.Context, override string) (string, error) {
	region := firstRegion(cloud.Region{ID: override}, c.resolver.Region)
	if region.ID == "" {
		key, err := c.credentials.Get(ctx)
		if err != nil {
			return "", err
		}
		region = firstRegion(cloud.Region{ID: key.Region, Source: key.Source}, c.resolver.Fallback)
	}
	if e := region.Check(ExampleRegion); e != nil {
		return "", e
	}
	return region.ID, nil
}

// firstRegion returns the first region that has an id.
func firstRegion(regions ...cloud.Region) cloud.Region {
	for _, region := range regions {
		if region.ID != "" {
			return region
		}
	}
	return cloud.Region{}
}
