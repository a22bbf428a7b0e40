// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Time in a queue counts for the read and not for the attempt, and a read that ends there has made no attempt.
func TestQueue(t *testing.T) {
	const second = time.Second
	refused := &apierr.Error{Kind: apierr.InvalidCredentials}
	tests := []struct {
		name             string
		queue            step          // how the queue goes
		request          step          // how the request behind it goes
		deadline, cancel time.Duration // of the read
		kind             apierr.Kind
		attempts         int
		last             apierr.Kind
		took, observed   time.Duration
	}{
		{
			name:  "longer than an attempt may take",
			queue: step{took: 10 * second}, request: step{took: second}, attempts: 1, took: 11 * second, observed: second,
		},
		{
			name:  "the attempt's timeout starts behind it",
			queue: step{took: 10 * second}, request: step{took: time.Hour},
			kind: apierr.Timeout, attempts: 1, took: 12 * second, observed: 2 * second,
		},
		{
			name:  "an error of the queue is the attempt's",
			queue: step{took: 10 * second, err: refused}, kind: apierr.InvalidCredentials, attempts: 1, took: 10 * second,
		},
		{
			name:  "out of time",
			queue: step{took: time.Hour}, deadline: 5 * second, kind: apierr.Timeout, last: apierr.Throttled, took: 5 * second,
		},
		{
			name:  "interrupted",
			queue: step{took: time.Hour}, cancel: 5 * second, kind: apierr.Interrupted, last: apierr.Throttled, took: 5 * second,
		},
		{
			name:  "the read's deadline ends the request",
			queue: step{took: 2 * second}, request: step{took: time.Hour}, deadline: 3 * second,
			kind: apierr.Timeout, attempts: 1, took: 3 * second, observed: second,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.deadline != 0 {
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				if tt.cancel != 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				var observed []Attempt
				policy := Policy{AttemptTimeout: 2 * second, Observe: func(_ context.Context, t Attempt) { observed = append(observed, t) }}
				start := time.Now()
				_, err := Do(ctx, policy, func(ctx context.Context) (int, error) {
					err := Queue(ctx, func(ctx context.Context) error {
						err := tt.queue.run(ctx)
						if err != nil && ctx.Err() != nil {
							e := *apierr.From(err)
							e.Last = &apierr.Error{Kind: apierr.Throttled}
							return &e
						}
						return err
					})
					if err != nil {
						return 0, err
					}
					return 1, tt.request.run(ctx)
				})
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if len(observed) != tt.attempts || tt.attempts > 0 && observed[0].Took != tt.observed {
					t.Errorf("observed %+v", observed)
				}
				if tt.kind == "" {
					if err != nil {
						t.Error(err)
					}
					return
				}
				check(t, err, tt.kind, tt.attempts, tt.last)
			})
		})
	}
}

// A queue outside an attempt ends with the context that is there.
func TestQueueOutsideAnAttempt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := Queue(ctx, func(ctx context.Context) error { return ctx.Err() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// An attempt's context ends as one with a deadline does, for those that are derived from it too.
func TestAttemptTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAttempt(t.Context(), time.Second)
		defer a.end()
		derived, cancel := context.WithTimeout(a, time.Hour)
		defer cancel()
		start := time.Now()
		<-derived.Done()
		if took := time.Since(start); took != time.Second {
			t.Errorf("ended after %v", took)
		}
		if !errors.Is(a.Err(), context.DeadlineExceeded) || !errors.Is(context.Cause(a), context.DeadlineExceeded) ||
			!errors.Is(context.Cause(derived), context.DeadlineExceeded) {
			t.Errorf("got %v, %v, %v", a.Err(), context.Cause(a), context.Cause(derived))
		}
	})
}
