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
	pending *verdict      // the verdict that attempts wait for; nil: the identity is proven
	last    *apierr.Error // the last error that was no verdict, and not about one read's arguments
}

// verdict is on an identity: it is proven, or refused with an error. The error is set before over is closed.
type verdict struct {
	over    chan struct{}
	refusal *apierr.Error
}

func newVerdict() *verdict { return &verdict{over: make(chan struct{})} }

func (g *Gate) host(region string) *host {
	region = cmp.Or(region, g.region)
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.hosts[region]
	if h == nil {
		h = &host{turn: make(chan struct{}, 1), pending: newVerdict()}
		g.hosts[region] = h
	}
	return h
}

// permit is the permission for one attempt. A nil permit is that of no gate.
type permit struct {
	host *host
	free func() // lets the next attempt start; nil if this one keeps none back
}

// enter returns when an attempt may start. Its error is that of the ended ctx, with the identity's last error, or the
// refusal of the identity by the attempt that this one waited for. After each enter without an error comes one leave.
func (g *Gate) enter(ctx context.Context, region string) (*permit, *apierr.Error) {
	if g == nil {
		return nil, nil
	}
	h := g.host(region)
	h.mu.Lock()
	pending := h.pending
	h.mu.Unlock()
	if pending == nil {
		return &permit{host: h}, nil
	}
	select {
	case h.turn <- struct{}{}:
		return &permit{host: h, free: sync.OnceFunc(func() { <-h.turn })}, nil
	case <-pending.over:
		if pending.refusal == nil {
			return &permit{host: h}, nil
		}
		refusal := *pending.refusal
		return nil, &refusal
	case <-ctx.Done():
		h.mu.Lock()
		defer h.mu.Unlock()
		return nil, contextError(ctx.Err(), 0, h.last)
	}
}

// start lets the next attempt start when this one, which starts now, has lasted for unprovenTimeout.
func (p *permit) start() {
	if p != nil && p.free != nil {
		time.AfterFunc(unprovenTimeout, p.free)
	}
}

// leave lets the next attempt start.
func (p *permit) leave() {
	if p != nil && p.free != nil {
		p.free()
	}
}

// conclude keeps what the outcome of the attempt says about the identity. The latest verdict counts: a key can be disabled.
func (p *permit) conclude(failure *apierr.Error) {
	if p == nil {
		return
	}
	h := p.host
	h.mu.Lock()
	defer h.mu.Unlock()
	decided := h.pending
	switch {
	case failure.Authenticated():
		h.pending, h.last = nil, nil
	case failure.Kind == apierr.InvalidCredentials:
		h.pending = newVerdict()
		if decided != nil {
			decided.refusal = failure
		}
	default:
		if failure.Kind != apierr.Interrupted && failure.Kind != apierr.InvalidArgument {
			h.last = failure
		}
		return
	}
	if decided != nil {
		close(decided.over)
	}
}
