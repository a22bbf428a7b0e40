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
func (s *Client) ConfiguredRegion() string { return s.resolver.Region.ID }

// Region is the region of a read: the one the read names, else the provider's, else the profile's, else the fallback. It may
// be "", which some APIs accept.
func (s *Client) Region(ctx context.Context, override string) (string, error) {
	region := cloud.Region{ID: override}
	if region.ID == "" {
		region = s.resolver.Region
	}
	if region.ID == "" {
		c, err := s.credentials.Get(ctx)
		if err != nil {
			return "", err
		}
		if region = (cloud.Region{ID: c.Region, Source: c.Source}); region.ID == "" {
			region = s.resolver.Fallback
		}
	}
	if e := region.Check(ExampleRegion); e != nil {
		return "", e
	}
	return region.ID, nil
}
