// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"math"
	"sync"
	"time"
)

const (
	// epoch is the time in which a burst of throttled tries counts once. Limits are mostly counted by the second, so
	// a second after a throttled try its window has passed, and so have the attempts that were under way.
	epoch = time.Second
	// backedOff is the share of the accepted rate that is used at first after a throttled try.
	backedOff = 0.8
	// regain is how long the pace takes from there to the rate at which it was throttled.
	regain = 5 * time.Second
	// calm is how long no try was throttled when pacing ends: the pace is by then more than six times that rate.
	calm = 4 * regain
	// slowest is the least pace, in attempts a second: enough to find out that the API answers again.
	slowest = 1.0
)

// RateLimiter keeps all reads of one API at a rate the API accepts. It stays out of the way until an attempt is throttled. Then it
// holds every read for a moment, and lets them go again one by one, evenly, somewhat slower than the API last accepted
// them; reads wait here, in the order they came, rather than spend their retries on being refused.
//
// From then on the pace follows the curve of TCP's CUBIC: quickly back to near the known limit, long about it, then
// faster and faster beyond, until the next throttled try or until nothing is left to pace.
type RateLimiter struct {
	// turn holds one token, the place at the head of the queue. A channel serves those who wait in their order.
	turn chan struct{}

	mu    sync.Mutex
	limit float64   // attempts a second the API accepted when it last throttled one; 0 while nothing is paced
	cut   time.Time // when that was
	next  time.Time // when the next attempt may start
	done  meter
}

// NewRateLimiter makes a rate limiter that lets everything through until it is told of a throttled try.
func NewRateLimiter() *RateLimiter {
	return &RateLimiter{turn: make(chan struct{}, 1)}
}

// Wait returns when the caller may make its try, or ctx's error. Where the wait is known to outlast ctx's deadline it
// returns context.DeadlineExceeded at once. Each Wait that returned nil is followed by one Done.
func (p *RateLimiter) Wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil || p == nil {
		return err
	}
	if !p.paced(time.Now()) {
		return nil
	}
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turn }()
	for {
		wait := p.take(time.Now())
		if wait <= 0 {
			return nil
		}
		// Asked again afterwards, since an attempt that was throttled meanwhile moves the next start further away.
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// Done tells how an attempt ended. Any answer but a throttled one counts as accepted.
func (p *RateLimiter) Done(throttled bool) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if !throttled {
		p.done.add(now)
		// A refusal is often faster than a response: what was accepted beside it is known only a little later.
		if p.limit > 0 && now.Sub(p.cut) < epoch {
			p.limit = max(p.limit, p.done.rate(now))
		}
		return
	}
	if p.limit > 0 && now.Sub(p.cut) < epoch {
		return
	}
	if p.limit == 0 {
		// There was no pace, so the API's window may be used up by far: all wait until it has passed.
		p.next = now.Add(epoch)
	}
	p.limit = max(p.done.rate(now), slowest)
	p.cut = now
}

// hold keeps every try back for d, which is what the API asked for, but never longer than the longest back-off: one
// answer must not stop all reads for an hour.
func (p *RateLimiter) hold(d time.Duration) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(min(d, maxBackoff)); until.After(p.next) {
		p.next = until
	}
}

// paced reports whether tries have to queue, and ends the pacing when it has been calm for long enough.
func (p *RateLimiter) paced(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.limit > 0 && now.Sub(p.cut) > calm {
		p.limit = 0
	}
	return p.limit > 0
}

// take gives how long the head of the queue has still to wait; at 0 it has taken its start.
func (p *RateLimiter) take(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.limit == 0 {
		return 0
	}
	if wait := p.next.Sub(now); wait > 0 {
		return wait
	}
	gap := time.Duration(float64(time.Second) / p.pace(now))
	// A start that comes late through a slow timer is made up for, time in which nobody came is not.
	p.next = later(p.next, now.Add(-gap)).Add(gap)
	return 0
}

// pace is the rate at now: backedOff of limit at first, limit after regain, and without a bound after that.
func (p *RateLimiter) pace(now time.Time) float64 {
	x := float64(now.Sub(p.cut))/float64(regain) - 1
	return p.limit * (1 + (1-backedOff)*math.Pow(x, 3))
}

// meter counts what happened in about the last second, without keeping each time.
type meter struct {
	since            time.Time // when the current epoch began
	previous, counts float64   // in the epoch before, and in this one
}

// add counts one at now.
func (m *meter) add(now time.Time) {
	m.roll(now)
	m.counts++
}

// rate is how many were counted in the epoch that ends now, taking those of the previous one as evenly spread.
func (m *meter) rate(now time.Time) float64 {
	m.roll(now)
	return m.counts + m.previous*(1-float64(now.Sub(m.since))/float64(epoch))
}

// roll begins a new epoch when the current one is over.
func (m *meter) roll(now time.Time) {
	switch age := now.Sub(m.since); {
	case age >= 2*epoch:
		m.since, m.previous, m.counts = now, 0, 0
	case age >= epoch:
		m.since, m.previous, m.counts = m.since.Add(epoch), m.counts, 0
	}
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
