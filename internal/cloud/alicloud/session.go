// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package alicloud turns a question to an Alibaba Cloud API into a signed call and its answer into bytes or an error.
// It finds the identity (keys, CLI profile, RAM role, OIDC, ECS, credentials URI), the region and the endpoint, lets
// Alibaba's SDK sign the request with them, and sends it over the house's own transport. The SDK never sends: its
// client races, follows redirects with the token in hand, takes no context, and panics on some error bodies.
package alicloud

import (
	"context"
	"sync"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Config are what a provider configuration says about Alibaba Cloud.
type Config struct {
	// Region is the block's or the environment's; without one the profile's stands in.
	Region cloud.Region
	// Endpoints override hosts, by product: "pts", "sae", "sts".
	Endpoints map[string]cloud.Endpoint
	// Faults are endpoints that somebody gave and that cannot be right, by product, each as whole sentences. One is told
	// when its product is called, and keeps no other from being called.
	Faults map[string]string
	// Metadata is where the ECS instance metadata service is; the zero value is where ECS has it.
	Metadata  cloud.Endpoint
	Source    Source
	Transport *cloud.Transport
	// Resolved is told of each identity found: words for its source, the end of its key id. It may be nil.
	Resolved func(ctx context.Context, source, keyIDTail string)
}

// Client holds one configuration's identity, found when first needed. It is safe for any number of goroutines.
type Client struct {
	settings Config
	reach    Reach

	mu      sync.Mutex
	current *identity
	flight  *flight
}

type identity struct {
	credentials Credentials
	since       time.Time
	notBefore   time.Time // no other refresh before, since one has just failed
}

// flight is one search for an identity, and those who wait for it.
type flight struct {
	done        chan struct{}
	credentials Credentials
	err         error
	abandoned   bool // whoever searched was stopped; it says nothing about the identity
}

// NewClient makes a session. It reads nothing and sends nothing.
func NewClient(s Config) *Client {
	if s.Metadata == (cloud.Endpoint{}) {
		s.Metadata = metadata
	}
	return &Client{
		settings: s,
		reach: Reach{
			Transport: s.Transport, Endpoints: s.Endpoints, Faults: s.Faults, Region: s.Region, Metadata: s.Metadata,
			Admission: &cloud.Admission{},
		},
	}
}

// Region is the region of a read: the one the read names, else the provider's, else the profile's. It may be "", which
// not every API minds.
func (s *Client) Region(ctx context.Context, override string) (string, error) {
	region := cloud.Region{ID: override}
	if region.ID == "" {
		region = s.settings.Region
	}
	if region.ID == "" {
		c, err := s.credentials(ctx)
		if err != nil {
			return "", err
		}
		region = cloud.Region{ID: c.Region, Source: c.Source}
	}
	if e := region.Check(ExampleRegion); e != nil {
		return "", e
	}
	return region.ID, nil
}

// refreshPause is how long a session that is still good is used after a refresh has failed.
const refreshPause = 30 * time.Second

// fresh: far from its end. A session is renewed when five minutes, or a third of its life, are left.
func (i *identity) fresh(now time.Time) bool {
	ends := i.credentials.Expires
	if ends.IsZero() {
		return true
	}
	margin := min(5*time.Minute, ends.Sub(i.since)/3)
	return now.Before(ends.Add(-margin))
}

func (i *identity) good(now time.Time) bool {
	return i.credentials.Expires.IsZero() || now.Before(i.credentials.Expires)
}

// credentials gives the identity: the one in hand, or one search for all who ask meanwhile. A waiter leaves when its
// own context ends, and a searcher that is stopped hands over to the next.
func (s *Client) credentials(ctx context.Context) (Credentials, error) {
	for {
		if e := cloud.ContextError(ctx, identityTime); e != nil {
			return Credentials{}, e
		}
		s.mu.Lock()
		now := time.Now()
		if i := s.current; i != nil && (i.fresh(now) ||
			i.good(now) && (s.flight != nil || now.Before(i.notBefore))) {
			s.mu.Unlock()
			return i.credentials, nil
		}
		f := s.flight
		if f == nil {
			f = &flight{done: make(chan struct{}), abandoned: true}
			s.flight = f
			s.mu.Unlock()
			s.search(ctx, f)
			return f.credentials, f.err
		}
		s.mu.Unlock()
		select {
		case <-f.done:
			if !f.abandoned {
				return f.credentials, f.err
			}
		case <-ctx.Done():
		}
	}
}

const identityTime = "No identity had been found when the time for this try was over."

// search asks the source and tells everybody who waits. Only a success is kept.
func (s *Client) search(ctx context.Context, f *flight) {
	defer func() { // also when the source panics: nobody is to wait for ever
		s.mu.Lock()
		s.flight = nil
		s.mu.Unlock()
		close(f.done)
	}()
	c, err := s.resolve(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	f.credentials, f.err, f.abandoned = c, err, err != nil && ctx.Err() != nil
	if err == nil {
		s.current = &identity{credentials: c, since: now}
		return
	}
	if i := s.current; i != nil && i.good(now) {
		s.current = &identity{credentials: i.credentials, since: i.since, notBefore: now.Add(refreshPause)}
		if !f.abandoned {
			f.credentials, f.err = i.credentials, nil
		}
	}
}

func (s *Client) resolve(ctx context.Context) (Credentials, error) {
	if s.settings.Source == nil {
		return Credentials{}, &apierr.Error{Kind: apierr.CredentialsMissing}
	}
	c, err := s.settings.Source.Resolve(ctx, s.reach)
	if err == nil {
		if e := c.check(); e != nil {
			err = e
		}
	}
	if err != nil {
		return Credentials{}, cloud.RedactError(apierr.From(err))
	}
	if s.settings.Resolved != nil {
		s.settings.Resolved(ctx, c.Source, c.keyIDTail())
	}
	return c, nil
}

// forget drops an identity that the cloud has refused, so that the next read looks for another.
func (s *Client) forget(c Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.credentials == c {
		s.current = nil
	}
}
