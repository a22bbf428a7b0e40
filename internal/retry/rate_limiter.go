// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const (
	// window is the time in which a burst of throttled attempts counts once. Limits are mostly counted by the second, so
	// a second after a throttled attempt the API's window has passed, and the attempts that were running have ended.
	window = time.Second
	// decrease is the share of the accepted rate that is allowed after a throttled attempt, growth is by what the rate then
	// grows each second.
	decrease, growth = 0.8, 1.1
	// unthrottled is how long no attempt was throttled when the limit ends: the rate is by then more than five times as
	// high as the one at which the API throttled.
	unthrottled = 20 * time.Second
	// minRate is the lowest rate, in attempts a second: enough to find out that the API accepts requests again.
	minRate = 1.0
	// An API that throttles fewer than mostly of the attempts, whatever their rate, is still called at independentRate:
	// slowing down further would not help.
	mostly, independentRate = 0.6, 4.0
	// shareWeight is the weight of one attempt in the share of throttled ones.
	shareWeight = 1.0 / 16
)

// RateLimiter keeps all reads of one API at a rate that the API accepts. There is no limit until an attempt is throttled.
// Then every read is held for a moment, and they start one by one, evenly, somewhat slower than the API last accepted them,
// and faster again while it throttles none. Reads wait here, in the order they came, rather than spend their retries on
// being throttled.
//
// golang.org/x/time/rate does not adapt: its limit and burst are given, and the clouds publish neither.
type RateLimiter struct {
	// turn holds one token, the head of the queue. A channel serves its waiters in order.
	turn chan struct{}

	mu          sync.Mutex
	limit       float64   // attempts a second at throttledAt; 0: no limit
	throttledAt time.Time // when an attempt was last throttled
	next        time.Time // when the next attempt may start
	accepted    float64   // about how many attempts were accepted in the second before countedAt
	throttled   float64   // the share of the last attempts that were throttled
	countedAt   time.Time
}

// NewRateLimiter returns a rate limiter without a limit until the first throttled attempt.
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
	if err := slots.take(ctx); err != nil || !l.limited(time.Now()) {
		return err
	}
	slots.release()
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

// Done reports how an attempt ended; a nil failure is a success. Any response but a throttled one counts as accepted.
func (l *RateLimiter) Done(failure *apierr.Error) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	throttled := failure != nil && failure.Kind == apierr.Throttled
	l.count(throttled, now)
	rate := max(decrease*l.accepted*(1-l.throttled), minRate)
	if l.throttled < mostly && (l.limit == 0 || l.rate(now) >= independentRate) {
		rate = max(rate, independentRate)
	}
	recent := l.limit > 0 && now.Sub(l.throttledAt) < window
	if !throttled {
		if recent {
			// A refusal is often faster than a response: what was accepted beside it is known only a little later.
			l.limit = max(l.limit, rate)
		}
		return
	}
	// One response must not stop all reads for an hour.
	hold := min(failure.RetryAfter, maxBackoff)
	if !recent {
		if l.limit == 0 {
			// There was no limit, so the API's window may be used up by far: all wait until it has passed.
			hold = max(hold, window)
		}
		l.limit, l.throttledAt = rate, now
	}
	if until := now.Add(hold); until.After(l.next) {
		l.next = until
	}
}

// count counts an attempt that ended at now. What was accepted fades within about a second, so that no time is kept of each.
func (l *RateLimiter) count(throttled bool, now time.Time) {
	l.accepted *= math.Exp(-now.Sub(l.countedAt).Seconds())
	l.throttled *= 1 - shareWeight
	l.countedAt = now
	if throttled {
		l.throttled += shareWeight
	} else {
		l.accepted++
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

// take returns how long the head of the queue still has to wait; at 0 it has taken its start.
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
	// A start that comes late through a slow timer is made up for, time in which no attempt came is not.
	l.next = l.next.Add(max(gap, now.Sub(l.next)))
	return 0
}

// rate returns how many attempts a second may start at now.
func (l *RateLimiter) rate(now time.Time) float64 {
	return l.limit * math.Pow(growth, now.Sub(l.throttledAt).Seconds())
}

// Slots bound how many attempts are in flight: each holds one element. Attempts wait for a slot in the order they came. Nil
// is no bound.
type Slots chan struct{}

// take returns when there is a slot, or ctx's error.
func (s Slots) take(ctx context.Context) error {
	if s == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s Slots) release() {
	if s != nil {
		<-s
	}
}
