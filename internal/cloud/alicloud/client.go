// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package alicloud calls the APIs of Alibaba Cloud. It finds the credentials (keys, CLI profile, RAM role, OIDC, ECS,
// credentials URI), the region and the endpoint, has Alibaba's SDK sign the request, and sends it over the transport that
// both clouds share. The SDK never sends: its client has data races, follows redirects with the token, takes no context,
// and panics on some error bodies.
package alicloud

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// ExampleRegion is a region that exists, for documentation and advice.
const ExampleRegion = "cn-hangzhou"

// Resolver is how the APIs, STS and the other services that give credentials are called.
type Resolver struct {
	// Region is the block's or the environment's; without one the profile's is used, and without that Fallback.
	Region, Fallback cloud.Region
	// Endpoints replace the regions' own: of "pts", "sae", "sts".
	Endpoints cloud.Endpoints
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

// Settings are what Alibaba Cloud's settings are called.
var Settings = cloud.Settings{
	Block: "alicloud", RegionVariable: "ALIBABA_CLOUD_REGION", EndpointVariable: "ALIBABA_CLOUD_ENDPOINT_", ExampleRegion: ExampleRegion,
}

// Client calls the APIs with the credentials of one provider configuration. It is safe for concurrent use.
type Client struct{ credentials.Client }

// NewClient makes a client without any I/O. retrieved, which may be nil, is told of all credentials that provider gives.
func NewClient(r Resolver, provider credentials.Provider, retrieved func(ctx context.Context, source, keyIDTail string)) *Client {
	return &Client{credentials.Client{
		Settings: Settings, Region: r.Region, Fallback: func(context.Context) cloud.Region { return r.Fallback }, Endpoints: r.Endpoints,
		Transport: r.Transport, Refusals: r.Refusals, Credentials: credentials.NewCache(provider, retrieved),
	}}
}
