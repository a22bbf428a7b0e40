// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package retry implements attempts, polling and what attempts wait for: Do repeats one read until it succeeds, Poll polls
// until a state is reached, a Gate keeps the attempts of an identity that is not proven one at a time, and a RateLimiter keeps
// all reads of one API at a rate that the API accepts. It is the only owner of retries; every wait in it ends with the caller's
// context.
package retry

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Policy bounds one read.
type Policy struct {
	// Retries is how many attempts may follow the first.
	Retries int
	// AttemptTimeout bounds one attempt, from connect to the last byte; 0 leaves it to the caller's context.
	AttemptTimeout time.Duration
	// Gate is shared by all reads of one API, Region is the read's own; nil means that every identity counts as proven.
	Gate   *Gate
	Region string
	// Limiter is shared by all reads of one API; nil means no rate limit.
	Limiter *RateLimiter
	// Slots bound the attempts in flight of all reads that share them; nil means no bound.
	Slots Slots
	// Observe is called after each attempt; it may be nil.
	Observe func(ctx context.Context, a Attempt)
}

// Attempt describes one attempt to Observe.
type Attempt struct {
	// Number counts from 1.
	Number int
	// Took is the duration of the attempt alone, without the waits before it.
	Took time.Duration
	// Value is what a successful attempt returned, Err the error of any other.
	Value any
	Err   *apierr.Error
}

// Do calls read until it succeeds, fails for good, or the policy's retries or ctx are used up. Its error is nil or an
// *apierr.Error of its own, with Attempts set: never the error that an attempt returned, which others may hold too.
//
// When ctx ends, the error says so: Interrupted if it was canceled, Timeout if its deadline passed or would pass during
// the next wait. Last is then the last failure that ctx did not cause. Where the API itself asked for a wait that outlasts
// the deadline, the error is its own at once.
func Do[T any](ctx context.Context, p Policy, read func(context.Context) (T, error)) (T, error) {
	var (
		zero T
		last *apierr.Error
	)
	for n := 1; ; n++ {
		permit, e := p.admit(ctx)
		if e != nil {
			e.Attempts = n - 1
			if e.Kind == apierr.Timeout || e.Kind == apierr.Interrupted {
				e.Last = cmp.Or(e.Last, last)
			}
			return zero, e
		}
		value, failure := attempt(ctx, p, n, permit, read)
		if failure == nil {
			return value, nil
		}
		if e := ended(ctx, failure, n, last); e != nil {
			return zero, e
		}
		last = failure
		if !failure.Retryable() || n > p.Retries {
			final := *failure
			final.Attempts = n
			return zero, &final
		}
		if err := sleep(ctx, max(backoff(n), failure.RetryAfter)); err != nil {
			if ctx.Err() == nil && failure.RetryAfter > 0 {
				return zero, tooLate(failure, n)
			}
			return zero, contextError(err, n, last)
		}
	}
}

// admit returns when an attempt may start: its identity may send a request, the API's rate allows it, and it has a slot.
// None of these waits is part of an attempt.
func (p Policy) admit(ctx context.Context) (permit, *apierr.Error) {
	admitted, e := p.Gate.enter(ctx, p.Region)
	if e != nil {
		return permit{}, e
	}
	if err := p.Limiter.Wait(ctx, p.Slots); err != nil {
		admitted.leave()
		return permit{}, contextError(err, 0, nil)
	}
	admitted.start()
	return admitted, nil
}

// attempt makes the n-th attempt within its timeout, and reports it to what admitted it and to the observer.
func attempt[T any](
	ctx context.Context, p Policy, n int, permit permit, read func(context.Context) (T, error),
) (T, *apierr.Error) {
	defer permit.leave()
	defer p.Slots.release()
	within := ctx
	if p.AttemptTimeout > 0 {
		var cancel context.CancelFunc
		within, cancel = context.WithTimeout(ctx, p.AttemptTimeout)
		defer cancel()
	}
	started := time.Now()
	value, err := read(within)
	took := time.Since(started)
	failure := apierr.From(err)
	permit.host.conclude(failure)
	p.Limiter.Done(failure)
	if p.Observe != nil {
		p.Observe(ctx, Attempt{Number: n, Took: took, Value: value, Err: failure})
	}
	return value, failure
}

// ended returns the error of a read that the end of ctx ended; nil: failure says more than that ctx has ended.
func ended(ctx context.Context, failure *apierr.Error, attempts int, last *apierr.Error) *apierr.Error {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done() // a socket with the same deadline may be a moment earlier
	}
	if ctx.Err() == nil || failure.Kind != apierr.Timeout && failure.Kind != apierr.Interrupted {
		return nil
	}
	e := contextError(ctx.Err(), attempts, last)
	e.Peer, e.Region = failure.Peer, failure.Region
	return e
}

// tooLate returns the error of an API that asks for more time than the read has.
func tooLate(failure *apierr.Error, attempts int) *apierr.Error {
	asked := failure.RetryAfter.Round(time.Second).String()
	if failure.RetryAfter >= aYear {
		asked = "a year or more"
	}
	final := *failure
	final.Attempts = attempts
	final.Advice = fmt.Sprintf("The response asked to wait %s before another request (Retry-After), longer than the time that "+
		"this read has left. Run again after that, or allow more time in the timeouts block.", asked)
	return &final
}

const aYear = 365 * 24 * time.Hour

// contextError returns the error of a read that its context ended, err being the context's.
func contextError(err error, attempts int, last *apierr.Error) *apierr.Error {
	e := apierr.From(err)
	e.Attempts, e.Last = attempts, last
	return e
}
