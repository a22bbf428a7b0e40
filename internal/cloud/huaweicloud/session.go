// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package huaweicloud turns a call into a signed request and a response into a result or an apierr.Error. The SDK builds
// and signs, with an identity handed to each call, and never sends: its client takes no context, ignores the proxy of
// the environment, counts redirects as success, asks IAM for a project on its own and writes into the home directory.
// Which identity signs, and where a region's API is, is decided here.
package huaweicloud

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Config are one provider configuration's, all plain values.
type Config struct {
	// Region is the block's or the environment's, without an id if neither gives one.
	Region cloud.Region
	// Endpoints replace the regions' own, by the product's key ("cloudtest").
	Endpoints map[string]cloud.Endpoint
	// Faults are endpoints of the environment that cannot be right, by product, each as whole sentences.
	Faults map[string]string
	// ProjectID is the block's or the environment's IAM project; "" leaves what the identity's source says, if it does.
	ProjectID string
	// Source gives the identity.
	Source Source
	// Transport sends.
	Transport *cloud.Transport
	// Resolved is told of each identity found: its source, the end of its key's id. It may be nil.
	Resolved func(ctx context.Context, source, keyIDTail string)
}

// Client is one configured identity. It is safe for concurrent use, and does no I/O before the first call.
type Client struct {
	settings  Config
	admission cloud.Admission
	// turn is a lock that waits no longer than the caller's context does: who holds it finds the identity.
	turn  chan struct{}
	known atomic.Pointer[Credentials]
}

// NewClient makes a session without any I/O.
func NewClient(settings Config) *Client {
	if settings.Source == nil {
		settings.Source = FirstOf()
	}
	return &Client{settings: settings, turn: make(chan struct{}, 1)}
}

// Region is the region of a call: the call's own, else the session's, else "".
func (s *Client) Region(_ context.Context, override string) (string, error) {
	region := cloud.Region{ID: override}
	if region.ID == "" {
		region = s.settings.Region
	}
	if e := region.Check(ExampleRegion); e != nil {
		return "", e
	}
	return region.ID, nil
}

// endpoint says where a call goes. A region is wanted even beside an endpoint of the practitioner's own: it is part of
// what was asked, and of the result.
func (s *Client) endpoint(ctx context.Context, p Product, override string) (cloud.Endpoint, error) {
	region, err := s.Region(ctx, override)
	if err != nil {
		return cloud.Endpoint{}, err
	}
	if region == "" {
		return cloud.Endpoint{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: "region", Reason: "No region is given.",
			Advice: "Give one by the region argument here, by region in the provider's huaweicloud block, " +
				"or by the environment variable HW_REGION_NAME.",
		}
	}
	if fault, ok := s.settings.Faults[p.Key]; ok {
		return cloud.Endpoint{}, &apierr.Error{Kind: apierr.Unreachable, Reason: fault, Advice: "Correct it, or unset it."}
	}
	if own, ok := s.settings.Endpoints[p.Key]; ok {
		return own, nil
	}
	return cloud.HTTPS(p.Host(region)), nil
}

// credentials gives the session's identity, resolved by the first call that needs it. A failure is not kept: the next
// call may find the file mended.
func (s *Client) credentials(ctx context.Context) (*Credentials, error) {
	if c := s.known.Load(); c != nil {
		return c, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, cloud.ContextError(ctx, "The credentials had not been read when the time for this try was over.")
	}
	if c := s.known.Load(); c != nil {
		return c, nil
	}
	c, err := s.settings.Source.Resolve(ctx)
	if err != nil {
		return nil, err
	}
	if s.settings.ProjectID != "" {
		c.ProjectID = s.settings.ProjectID
		if e := c.check(); e != nil {
			return nil, e
		}
	}
	s.known.Store(&c)
	if s.settings.Resolved != nil {
		s.settings.Resolved(ctx, c.Source, c.keyIDTail())
	}
	return &c, nil
}

// forget drops an identity that the cloud has refused, so that the next call finds a file that was changed.
func (s *Client) forget(c *Credentials) { s.known.CompareAndSwap(c, nil) }

func bad(format string, args ...any) *apierr.Error {
	return &apierr.Error{
		Kind: apierr.InvalidCredentials, Reason: fmt.Sprintf(format, args...),
		Advice: "Correct it, or give the credentials another way.",
	}
}

func missing(format string, args ...any) *apierr.Error {
	return &apierr.Error{Kind: apierr.CredentialsMissing, Reason: fmt.Sprintf(format, args...)}
}
