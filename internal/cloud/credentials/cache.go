// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"strings"
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
	// retrievalTimeout bounds a retrieval whose caller has no deadline.
	retrievalTimeout = 30 * time.Second
)

// Cache keeps the credentials of one configuration, retrieved when first needed. All callers share one retrieval, and each
// waits no longer than its own context. It is safe for concurrent use.
type Cache struct {
	provider Provider
	// retrieved is told of all credentials that are retrieved: their source, the end of the key's id. It may be nil.
	retrieved func(ctx context.Context, source, keyIDTail string)

	mu      sync.Mutex
	current *entry
	pending *retrieval // nil: none is going on
}

type entry struct {
	Credentials
	since time.Time
	pause time.Time // no refresh before
}

// NewCache returns a cache, without any I/O.
func NewCache(provider Provider, retrieved func(ctx context.Context, source, keyIDTail string)) *Cache {
	return &Cache{provider: provider, retrieved: retrieved}
}

// fresh reports whether a refresh is not due.
func (e *entry) fresh(now time.Time) bool {
	margin := min(refreshMargin, e.Expires.Sub(e.since)/3)
	return !e.Temporary() || now.Before(e.Expires.Add(-margin))
}

func (e *entry) valid(now time.Time) bool { return !e.Temporary() || now.Before(e.Expires) }

// Get returns the credentials, and retrieves them if there are none or a refresh is due. Every error is an *apierr.Error.
func (c *Cache) Get(ctx context.Context) (Credentials, error) {
	var r *retrieval
	for {
		if e := r.contextError(ctx); e != nil {
			return Credentials{}, e
		}
		known, next := c.join(ctx)
		if next == nil {
			return known, nil
		}
		r = next
		select {
		case <-r.done:
			if !r.timedOut {
				return r.credentials, r.err
			}
			// Unless it was this caller's time that was over, begin another retrieval.
		case <-ctx.Done():
		}
	}
}

// join returns the credentials that can be used at once, or else the retrieval to wait for.
func (c *Cache) join(ctx context.Context) (Credentials, *retrieval) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if e := c.current; e != nil && (e.fresh(now) || e.valid(now) && (c.pending != nil || now.Before(e.pause))) {
		return e.Credentials, nil
	}
	if c.pending == nil {
		c.pending = &retrieval{done: make(chan struct{})}
		go c.retrieve(ctx, c.pending)
	}
	return Credentials{}, c.pending
}

// retrieve retrieves credentials in the time that ctx has. An interrupt of ctx does not end it, since others wait too.
func (c *Cache) retrieve(ctx context.Context, r *retrieval) {
	deadline, bounded := ctx.Deadline()
	if !bounded {
		deadline = time.Now().Add(retrievalTimeout)
	}
	ctx, cancel := context.WithDeadline(context.WithValue(context.WithoutCancel(ctx), retrievalKey{}, r), deadline)
	defer cancel()
	var err error
	r.credentials, err = c.provider.Retrieve(ctx)
	redact.Hide(ctx, r.credentials.Secrets()...)
	if err == nil {
		if e := r.credentials.Check(); e != nil {
			err = e
		}
	}
	if err == nil && c.retrieved != nil {
		c.retrieved(ctx, r.credentials.Source, r.credentials.KeyIDTail())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	r.timedOut = err != nil && bounded && ctx.Err() != nil
	switch e := c.current; {
	case err == nil:
		c.current = &entry{Credentials: r.credentials, since: now}
	case e != nil && e.valid(now): // those in use stay in use
		c.current = &entry{Credentials: e.Credentials, since: e.since, pause: now.Add(refreshPause)}
		r.credentials = e.Credentials
	default:
		r.credentials, r.err = Credentials{}, apierr.From(err)
	}
	c.pending = nil
	close(r.done)
}

// Forget drops credentials that the cloud has refused, so that the next caller retrieves others.
func (c *Cache) Forget(refused Credentials) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current != nil && c.current.Credentials == refused {
		c.current = nil
	}
}

// retrieval is one retrieval, which all callers share that come while it is going on.
type retrieval struct {
	// peer is whom the retrieval waits for.
	peer atomic.Pointer[string]

	done        chan struct{} // closed when the rest is set
	credentials Credentials
	err         error
	timedOut    bool // the time of the caller that began it was over
}

type retrievalKey struct{}

// WaitingFor records whom a retrieval is about to wait for, such as "STS at sts.aliyuncs.com:443". A caller whose time runs
// out is told.
func WaitingFor(ctx context.Context, peer string) {
	if r, ok := ctx.Value(retrievalKey{}).(*retrieval); ok {
		r.peer.Store(&peer)
	}
}

// contextError returns the error of a caller whose context has ended, nil if it has not; r is the retrieval that the caller
// has waited for, nil for none.
func (r *retrieval) contextError(ctx context.Context) *apierr.Error {
	peer := "the source of the credentials"
	if r != nil {
		if p := r.peer.Load(); p != nil {
			peer = *p
		}
	}
	e := cloud.ContextError(ctx, strings.ToUpper(peer[:1])+peer[1:]+" had not responded when the time for this attempt was over.")
	if e != nil && e.Kind == apierr.Timeout {
		e.Peer = peer
	}
	return e
}
