// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package retry implements attempts, polling and rate limiting: Do repeats one read until it succeeds, Poll polls until
// a state is reached, and a RateLimiter keeps all reads of one API at a rate that the API accepts. It is the only owner of
// retries; every wait in it ends with the caller's context.
package retry

import (
	"context"
	"errors"
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
	// Took is the duration of the attempt alone, without the wait before it.
	Took time.Duration
	// Err is nil on success.
	Err error
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
		if err := p.Limiter.Wait(ctx, p.Slots); err != nil {
			return zero, contextError(err, n-1, last)
		}
		value, failure, made := attemptOnce(ctx, p, n, read)
		if failure == nil {
			return value, nil
		}
		if causedBy(ctx, failure) {
			if failure.Last != nil {
				last = failure.Last
			}
			e := contextError(ctx.Err(), made, last)
			e.Peer, e.Region = failure.Peer, failure.Region
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

// attemptOnce makes one attempt within its timeout, releases its slot, and reports it to the rate limiter and the observer.
// made is the number of attempts so far: n, or one less when the read ended before this one sent anything.
func attemptOnce[T any](ctx context.Context, p Policy, n int, read func(context.Context) (T, error),
) (value T, failure *apierr.Error, made int) {
	defer p.Slots.release()
	a := newAttempt(ctx, p.AttemptTimeout)
	defer a.end()
	value, err := read(a)
	failure = failureOf(a, err)
	if a.unsent {
		return value, failure, n - 1
	}
	observed := Attempt{Number: n, Took: time.Since(a.started)}
	if failure != nil {
		observed.Err = failure // assigned only here, so that Err is a plain nil on success
	}
	throttled := failure != nil && failure.Kind == apierr.Throttled
	if throttled {
		p.Limiter.Done(true, failure.RetryAfter)
	} else {
		p.Limiter.Done(false, 0)
	}
	if p.Observe != nil {
		p.Observe(ctx, observed)
	}
	return value, failure, n
}

// failureOf converts err to an *apierr.Error; an error that is only that of ctx becomes Interrupted or Timeout.
func failureOf(ctx context.Context, err error) *apierr.Error {
	var failure *apierr.Error
	if !errors.As(err, &failure) && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return contextError(ctx.Err(), 0, nil)
	}
	return apierr.From(err)
}

// causedBy reports whether failure only says that ctx has ended, and so nothing about the API.
func causedBy(ctx context.Context, failure *apierr.Error) bool {
	if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
		<-ctx.Done() // a socket with the same deadline may be a moment earlier
	}
	return ctx.Err() != nil && (failure.Kind == apierr.Timeout || failure.Kind == apierr.Interrupted)
}

// tooLate gives the error of an API that asks for more time than the read has.
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

// contextError gives the error of a read that its context ended, err being the context's. It tells an interrupt from a
// deadline.
func contextError(err error, attempts int, last *apierr.Error) *apierr.Error {
	kind := apierr.Timeout
	if errors.Is(err, context.Canceled) {
		kind = apierr.Interrupted
	}
	return &apierr.Error{Kind: kind, Attempts: attempts, Last: last, Err: err}
}
