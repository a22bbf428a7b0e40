// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const (
	// Temporary credentials are refreshed when refreshMargin, or a third of their life, is left.
	refreshMargin = 5 * time.Minute
	// refreshPause is how long credentials that are still valid are used after a refresh has failed.
	refreshPause = 30 * time.Second
	// retrievalTimeout is what a retrieval has, whatever time its callers have.
	retrievalTimeout = 30 * time.Second
)

// Cache keeps the credentials of one configuration, retrieved when first needed. All callers share one retrieval, and each
// waits no longer than its own context. It is safe for concurrent use.
type Cache struct {
	provider Provider
	// retrieved is told of all credentials that are retrieved: their source, the end of the key's id. It may be nil.
	retrieved func(ctx context.Context, source, keyIDTail string)

	mu      sync.Mutex
	current *Credentials
	refresh time.Time  // when temporary current credentials are due for a refresh
	pending *retrieval // nil: none is going on
}

// NewCache returns a cache, without any I/O.
func NewCache(provider Provider, retrieved func(ctx context.Context, source, keyIDTail string)) *Cache {
	return &Cache{provider: provider, retrieved: retrieved}
}

// Get returns the credentials, and retrieves them if there are none or a refresh is due. Every error is an *apierr.Error.
func (c *Cache) Get(ctx context.Context) (Credentials, error) {
	known, r := c.join(ctx)
	if r == nil {
		return known, nil
	}
	select {
	case <-r.done:
		return r.credentials, r.err
	case <-ctx.Done():
		return Credentials{}, r.contextError(ctx)
	}
}

// join returns the credentials that can be used at once, or else the retrieval to wait for.
func (c *Cache) join(ctx context.Context) (Credentials, *retrieval) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if e := c.current; e != nil && (!e.Temporary() || now.Before(e.Expires) && (c.pending != nil || now.Before(c.refresh))) {
		return *e, nil
	}
	if c.pending == nil {
		c.pending = &retrieval{done: make(chan struct{})}
		c.pending.peer.Store("the source of the credentials")
		go c.retrieve(ctx, c.pending)
	}
	return Credentials{}, c.pending
}

// retrieve retrieves credentials. The end of the ctx of the caller that began it does not end it, since others wait too.
func (c *Cache) retrieve(ctx context.Context, r *retrieval) {
	ctx = context.WithValue(context.WithoutCancel(ctx), retrievalKey{}, r)
	ctx, cancel := context.WithTimeout(ctx, retrievalTimeout)
	defer cancel()
	found, err := c.provider.Retrieve(ctx)
	redact.Hide(ctx, found.Secrets()...)
	if err == nil {
		if e := found.Check(); e != nil {
			err = e
		}
	}
	if err == nil && c.retrieved != nil {
		c.retrieved(ctx, found.Source, found.KeyIDTail())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	switch {
	case err == nil:
		r.credentials, c.current = found, &found
		c.refresh = found.Expires.Add(-min(refreshMargin, found.Expires.Sub(now)/3))
	case c.current != nil && now.Before(c.current.Expires): // those in use stay in use
		r.credentials, c.refresh = *c.current, now.Add(refreshPause)
	default:
		r.err = apierr.From(err)
	}
	c.pending = nil
	close(r.done)
}

// Forget drops credentials that the cloud has refused, so that the next caller retrieves others.
func (c *Cache) Forget(refused Credentials) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current != nil && *c.current == refused {
		c.current = nil
	}
}

// retrieval is one retrieval, which all callers share that come while it is going on.
type retrieval struct {
	peer        atomic.Value  // whom it waits for
	done        chan struct{} // closed when the rest is set
	credentials Credentials
	err         error
}

type retrievalKey struct{}

// WaitingFor records whom a retrieval is about to wait for, such as "STS at sts.aliyuncs.com:443". A caller whose time runs
// out is told.
func WaitingFor(ctx context.Context, peer string) {
	if r, ok := ctx.Value(retrievalKey{}).(*retrieval); ok {
		r.peer.Store(peer)
	}
}

// contextError returns the error of a caller whose context has ended before the retrieval.
func (r *retrieval) contextError(ctx context.Context) *apierr.Error {
	peer, _ := r.peer.Load().(string)
	e := cloud.ContextError(ctx, cloud.Capital(peer)+" had not responded when the time for this attempt was over.")
	if e.Kind == apierr.Timeout {
		e.Peer = peer
	}
	return e
}
