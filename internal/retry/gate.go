// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// unprovenTimeout is how long an attempt of an identity that is not proven keeps the next one back.
const unprovenTimeout = 2 * time.Second

// Gate keeps the attempts at one API one at a time until the API has accepted the identity that signs them. A wrong key then
// costs one request, however many reads there are: a few more lock the key at some clouds.
//
// Each region has a host of its own, which judges identities by itself.
type Gate struct {
	region string // of the reads that name none

	mu    sync.Mutex
	hosts map[string]*host
}

// NewGate returns a gate at which no identity is proven; region is that of the reads that name none.
func NewGate(region string) *Gate { return &Gate{region: region, hosts: map[string]*host{}} }

// host is what is known of the identity at one host.
type host struct {
	// turn holds one token: the attempt that keeps others back. A channel serves those that wait in their order.
	turn chan struct{}

	mu      sync.Mutex
	verdict chan struct{} // closed by the verdict that attempts wait for; nil: the identity is proven
	refusal *apierr.Error // the last verdict that was not in favor
	last    *apierr.Error // the last error that was no verdict, and not about one read's arguments
}

// host returns the host of a region. Without a gate, every identity is proven.
func (g *Gate) host(region string) *host {
	if g == nil {
		return &host{}
	}
	region = cmp.Or(region, g.region)
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[region]
	if h == nil {
		h = &host{turn: make(chan struct{}, 1), verdict: make(chan struct{})}
		g.hosts[region] = h
	}
	return h
}

// permit is the permission for one attempt.
type permit struct {
	host *host
	free func() // lets the next attempt start; nil if this one keeps none back
}

// enter returns when an attempt may start. Its error is that of the ended ctx, with the identity's last error, or the
// refusal of the identity by the attempt that this one waited for. After each enter without an error comes one leave.
func (g *Gate) enter(ctx context.Context, region string) (permit, *apierr.Error) {
	h := g.host(region)
	h.mu.Lock()
	verdict := h.verdict
	h.mu.Unlock()
	if verdict == nil {
		return permit{host: h}, nil
	}
	select {
	case h.turn <- struct{}{}:
		return permit{h, sync.OnceFunc(func() { <-h.turn })}, nil
	case <-verdict:
	case <-ctx.Done():
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return permit{}, contextError(ctx.Err(), 0, h.last)
	case h.verdict == nil:
		return permit{host: h}, nil
	}
	refusal := *h.refusal
	return permit{}, &refusal
}

// start lets the next attempt start when this one, which starts now, has lasted for unprovenTimeout.
func (p permit) start() {
	if p.free != nil {
		time.AfterFunc(unprovenTimeout, p.free)
	}
}

// leave lets the next attempt start.
func (p permit) leave() {
	if p.free != nil {
		p.free()
	}
}

// conclude keeps what the outcome of an attempt says about the identity. The latest verdict counts: a key can be disabled.
func (h *host) conclude(failure *apierr.Error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	verdict := h.verdict
	switch {
	case failure.Authenticated():
		h.verdict, h.last = nil, nil
	case failure.Kind == apierr.InvalidCredentials:
		h.verdict, h.refusal = make(chan struct{}), failure
	case failure.Kind == apierr.Interrupted, failure.Kind == apierr.InvalidArgument:
		return
	default:
		h.last = failure
		return
	}
	if verdict != nil {
		close(verdict)
	}
}
