// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

const (
	// Temporary credentials are refreshed when refreshMargin, or a third of their life, is left.
	refreshMargin = 5 * time.Minute
	// refreshPause is how long credentials that are still valid are used after a refresh has failed.
	refreshPause = 30 * time.Second
)

// Cache keeps the credentials of one configuration, retrieved when first needed. All callers share one retrieval, and each
// waits no longer than its own context. It is safe for concurrent use.
type Cache struct {
	provider Provider
	// retrieved is told of all credentials that are retrieved: their source, the end of the key's id. It may be nil.
	retrieved func(ctx context.Context, source, keyIDTail string)

	group   singleflight.Group
	mu      sync.Mutex
	current *entry
	flight  *flight // the retrieval that is going on, if any
}

type entry struct {
	Credentials
	since time.Time
	pause time.Time // no refresh before
}

// NewCache makes a cache without any I/O.
func NewCache(provider Provider, retrieved func(ctx context.Context, source, keyIDTail string)) *Cache {
	return &Cache{provider: provider, retrieved: retrieved}
}

// fresh reports whether a refresh is not due.
func (e *entry) fresh(now time.Time) bool {
	margin := min(refreshMargin, e.Expires.Sub(e.since)/3)
	return !e.Temporary() || now.Before(e.Expires.Add(-margin))
}

func (e *entry) valid(now time.Time) bool { return !e.Temporary() || now.Before(e.Expires) }

// Get gives the credentials, and retrieves them if there are none or a refresh is due. Every error is an *apierr.Error.
func (c *Cache) Get(ctx context.Context) (Credentials, error) {
	var f *flight
	for {
		if ctx.Err() != nil {
			return Credentials{}, f.contextError(ctx)
		}
		known, next, began, done := c.join(ctx)
		if next == nil {
			return known, nil
		}
		f = next
		select {
		case result := <-done:
			r := result.Val.(*retrieval) //nolint:forcetypeassert // retrieve returns nothing else
			switch {
			case r.panicked != "":
				panic(r.panicked)
			case !r.cancelled:
				return r.credentials, r.err
			}
		case <-ctx.Done():
			c.leave(ctx, f, began)
		}
	}
}

// join gives the credentials that can be used at once, or else the retrieval to wait for, and whether it has just begun.
func (c *Cache) join(ctx context.Context) (known Credentials, f *flight, began bool, done <-chan singleflight.Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if e := c.current; e != nil && (e.fresh(now) || e.valid(now) && (c.flight != nil || now.Before(e.pause))) {
		return e.Credentials, nil, false, nil
	}
	if began = c.flight == nil; began {
		c.flight = newFlight(ctx)
	}
	f = c.flight
	f.waiting++
	return Credentials{}, f, began, c.group.DoChan("", func() (any, error) { return c.retrieve(f), nil })
}

// leave ends the wait of a caller whose context has ended.
func (c *Cache) leave(ctx context.Context, f *flight, began bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f.waiting--
	cause := context.Cause(ctx)
	if f.waiting == 0 || began && errors.Is(cause, context.DeadlineExceeded) {
		c.land(f)
		f.cancel(cause)
	}
}

// land lets the next caller begin another retrieval than f.
func (c *Cache) land(f *flight) {
	if c.flight == f {
		c.flight = nil
		c.group.Forget("")
	}
}

// retrieval is what a flight ends with.
type retrieval struct {
	credentials Credentials
	err         error
	// cancelled: the error says nothing about the credentials.
	cancelled bool
	panicked  string
}

func (c *Cache) retrieve(f *flight) (r *retrieval) {
	r = &retrieval{}
	defer func() {
		// A panic belongs to the callers: here, nothing could recover from it.
		if p := recover(); p != nil {
			r.panicked = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.land(f)
		c.keep(r)
		f.cancel(nil)
	}()
	r.credentials, r.err = c.provider.Retrieve(f.ctx)
	redact.Hide(f.ctx, r.credentials.Secrets()...)
	if r.err == nil {
		if e := r.credentials.Check(); e != nil {
			r.err = e
		}
	}
	if r.err != nil {
		r.credentials, r.err = Credentials{}, apierr.From(r.err)
		r.cancelled = f.ctx.Err() != nil
	} else if c.retrieved != nil {
		c.retrieved(f.ctx, r.credentials.Source, r.credentials.KeyIDTail())
	}
	return r
}

// keep keeps a success. After a failure, the credentials in use stay in use while they are valid.
func (c *Cache) keep(r *retrieval) {
	now := time.Now()
	if r.err == nil && r.panicked == "" {
		c.current = &entry{Credentials: r.credentials, since: now}
		return
	}
	if e := c.current; e != nil && e.valid(now) {
		c.current = &entry{Credentials: e.Credentials, since: e.since, pause: now.Add(refreshPause)}
		r.credentials, r.err = e.Credentials, nil
	}
}

// Forget drops credentials that the cloud has refused, so that the next caller retrieves others.
func (c *Cache) Forget(refused Credentials) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current != nil && c.current.Credentials == refused {
		c.current = nil
	}
}

// flight is a retrieval that is going on. Its context is its own, so that a caller that is interrupted does not fail the
// others. It is cancelled when the last caller leaves, and when the caller that began it times out: those who still wait
// then begin another, instead of waiting for a service that does not respond.
type flight struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	waiting int
	// peer is whom the retrieval waits for.
	peer atomic.Pointer[string]
}

type flightKey struct{}

func newFlight(ctx context.Context) *flight {
	f := &flight{}
	f.ctx, f.cancel = context.WithCancelCause(context.WithValue(retry.Detach(ctx), flightKey{}, f))
	return f
}

// WaitingFor records whom a retrieval is about to wait for, such as "STS at sts.aliyuncs.com:443". A caller whose time runs
// out is told.
func WaitingFor(ctx context.Context, peer string) {
	if f, ok := ctx.Value(flightKey{}).(*flight); ok {
		f.peer.Store(&peer)
	}
}

// contextError is the error of a caller whose context has ended; f is the retrieval it has waited for, nil for none.
func (f *flight) contextError(ctx context.Context) *apierr.Error {
	peer := "the source of the credentials"
	if f != nil {
		if p := f.peer.Load(); p != nil {
			peer = *p
		}
	}
	e := cloud.ContextError(ctx, strings.ToUpper(peer[:1])+peer[1:]+" had not responded when the time for this attempt was over.")
	if e.Kind == apierr.Timeout {
		e.Peer = peer
	}
	return e
}
