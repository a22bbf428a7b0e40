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
	// window is the time in which a burst of throttled attempts counts once. Limits are mostly counted by the second, so
	// a second after a throttled attempt the API's window has passed, and the attempts that were running have ended.
	window = time.Second
	// decrease is the share of the accepted rate that is allowed at first after a throttled attempt (CUBIC's beta).
	decrease = 0.8
	// recovery is how long the rate takes from there to the one at which the API throttled (CUBIC's K).
	recovery = 5 * time.Second
	// unthrottled is how long no attempt was throttled when the limit ends: the rate is by then more than six times as
	// high as the one at which the API throttled.
	unthrottled = 4 * recovery
	// minRate is the lowest rate, in attempts a second: enough to find out that the API accepts requests again.
	minRate = 1.0
)

// RateLimiter keeps all reads of one API at a rate that the API accepts. There is no limit until an attempt is throttled.
// Then every read is held for a moment, and they start one by one, evenly, somewhat slower than the API last accepted them.
// Reads wait here, in the order they came, rather than spend their retries on being throttled.
//
// The rate adapts along the cubic curve of TCP congestion control (CUBIC, RFC 9438 section 4): quickly back to near the
// known limit, long about it, then faster and faster beyond it, until the next throttled attempt or until no limit is
// needed. golang.org/x/time/rate does not adapt: its limit and burst are given, and the clouds publish neither.
type RateLimiter struct {
	// turn holds one token, the head of the queue. A channel serves its waiters in order.
	turn chan struct{}

	mu          sync.Mutex
	limit       float64   // attempts a second that the API accepted when it last throttled one; 0: no limit
	throttledAt time.Time // when that was
	next        time.Time // when the next attempt may start
	done        meter
}

// NewRateLimiter makes a rate limiter without a limit until the first throttled attempt.
func NewRateLimiter() *RateLimiter {
	return &RateLimiter{turn: make(chan struct{}, 1)}
}

// Wait returns when the caller may start its attempt and has a slot for it, or ctx's error. Where the wait is known to
// outlast ctx's deadline it returns context.DeadlineExceeded at once. Each Wait that returned nil is followed by one Done, and
// by the release of the slot.
//
// A read holds no slot while it waits for the limiter. If the API throttles while a read waits for a slot, that read then
// waits for the limiter too.
func (l *RateLimiter) Wait(ctx context.Context, slots Slots) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if !l.limited(time.Now()) {
		if err := slots.take(ctx); err != nil || !l.limited(time.Now()) {
			return err
		}
		slots.release()
	}
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-l.turn }()
	for {
		if err := slots.take(ctx); err != nil {
			return err
		}
		wait := l.take(time.Now())
		if wait <= 0 {
			return nil
		}
		slots.release()
		// Asked again afterwards, since an attempt that was throttled meanwhile moves the next start further away.
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// Done reports how an attempt ended. Any response but a throttled one counts as accepted.
func (l *RateLimiter) Done(throttled bool) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if !throttled {
		l.done.add(now)
		// A refusal is often faster than a response: what was accepted beside it is known only a little later.
		if l.limit > 0 && now.Sub(l.throttledAt) < window {
			l.limit = max(l.limit, l.done.rate(now))
		}
		return
	}
	if l.limit > 0 && now.Sub(l.throttledAt) < window {
		return
	}
	if l.limit == 0 {
		// There was no limit, so the API's window may be used up by far: all wait until it has passed.
		l.next = now.Add(window)
	}
	l.limit = max(l.done.rate(now), minRate)
	l.throttledAt = now
}

// hold keeps every attempt back for d, which the API asked for, but never longer than the longest backoff: one response
// must not stop all reads for an hour.
func (l *RateLimiter) hold(d time.Duration) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(min(d, maxBackoff)); until.After(l.next) {
		l.next = until
	}
}

// limited reports whether attempts have to queue, and ends the limit when none has been throttled for long enough.
func (l *RateLimiter) limited(now time.Time) bool {
	if l == nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limit > 0 && now.Sub(l.throttledAt) > unthrottled {
		l.limit = 0
	}
	return l.limit > 0
}

// take gives how long the head of the queue has still to wait; at 0 it has taken its start.
func (l *RateLimiter) take(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limit == 0 {
		return 0
	}
	if wait := l.next.Sub(now); wait > 0 {
		return wait
	}
	gap := time.Duration(float64(time.Second) / l.rate(now))
	// A start that comes late through a slow timer is made up for, time in which nobody came is not.
	l.next = later(l.next, now.Add(-gap)).Add(gap)
	return 0
}

// rate gives the rate at now: decrease times limit at first, limit after recovery, and without a bound after that.
func (l *RateLimiter) rate(now time.Time) float64 {
	x := float64(now.Sub(l.throttledAt))/float64(recovery) - 1
	return l.limit * (1 + (1-decrease)*math.Pow(x, 3))
}

// meter counts what happened in about the last second, without keeping each time.
type meter struct {
	since            time.Time // when the current window began
	previous, counts float64   // in the window before, and in this one
}

// add counts one at now.
func (m *meter) add(now time.Time) {
	m.roll(now)
	m.counts++
}

// rate is how many were counted in the window that ends now, taking those of the previous one as evenly spread.
func (m *meter) rate(now time.Time) float64 {
	m.roll(now)
	return m.counts + m.previous*(1-float64(now.Sub(m.since))/float64(window))
}

// roll begins a new window when the current one is over.
func (m *meter) roll(now time.Time) {
	switch age := now.Sub(m.since); {
	case age >= 2*window:
		m.since, m.previous, m.counts = now, 0, 0
	case age >= window:
		m.since, m.previous, m.counts = m.since.Add(window), m.counts, 0
	}
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
