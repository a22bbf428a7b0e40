// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// step is how one attempt goes: it takes a time, and ends with err unless its context ends first.
type step struct {
	took time.Duration
	err  error
}

// run runs the step as a transport would, and returns its error for an ended context.
func (s step) run(ctx context.Context) error {
	select {
	case <-time.After(s.took):
		return s.err
	case <-ctx.Done():
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return &apierr.Error{Kind: apierr.Interrupted, Err: ctx.Err()}
	}
	return &apierr.Error{Kind: apierr.Timeout, Err: ctx.Err()}
}

func TestDo(t *testing.T) {
	fail := func(kind apierr.Kind) error { return &apierr.Error{Kind: kind, Code: "X"} }
	after := func(kind apierr.Kind, d time.Duration) error { return &apierr.Error{Kind: kind, RetryAfter: d} }
	const second = time.Second

	tests := []struct {
		name     string
		policy   Policy
		limited  bool          // with a rate limiter that lets nothing through for a while
		deadline time.Duration // of the read; 0: none
		cancel   time.Duration // when the read is interrupted; 0: never, <0: before it begins
		steps    []step        // the last repeats
		kind     apierr.Kind   // "": success
		attempts int
		last     apierr.Kind // of Error.Last; "": nil
		least    time.Duration
		most     time.Duration
	}{
		{name: "success", steps: []step{{took: second}}, attempts: 1, least: second, most: second},
		{
			name: "each passing kind is retried", policy: Policy{Retries: 3},
			steps:    []step{{err: fail(apierr.Throttled)}, {err: fail(apierr.Unavailable)}, {err: fail(apierr.Timeout)}, {}},
			attempts: 4, most: 3500 * time.Millisecond,
		},
		{
			name: "retries used up", policy: Policy{Retries: 2}, steps: []step{{err: fail(apierr.Unavailable)}},
			kind: apierr.Unavailable, attempts: 3, most: 1500 * time.Millisecond,
		},
		{
			name: "no retries allowed", steps: []step{{err: fail(apierr.Unavailable)}},
			kind: apierr.Unavailable, attempts: 1,
		},
		{
			name: "a wrapped error is found", policy: Policy{Retries: 1},
			steps: []step{{err: fmt.Errorf("around: %w", fail(apierr.Throttled))}, {err: fmt.Errorf("around: %w", fail(apierr.NotFound))}},
			kind:  apierr.NotFound, attempts: 2, most: 500 * time.Millisecond,
		},
		{
			name: "an unknown error is not retried", policy: Policy{Retries: 4}, steps: []step{{err: errors.New("odd")}},
			kind: apierr.Rejected, attempts: 1,
		},
		{
			name: "Retry-After is the least wait", policy: Policy{Retries: 1},
			steps: []step{{err: after(apierr.Unavailable, 20*second)}, {}}, attempts: 2, least: 20 * second, most: 20 * second,
		},
		{
			name: "a short Retry-After shortens nothing", policy: Policy{Retries: 10},
			steps: []step{{err: after(apierr.Unavailable, 1)}}, kind: apierr.Unavailable, attempts: 11,
			least: 2 * second, most: 55500 * time.Millisecond,
		},
		{
			name: "Retry-After past the deadline is not waited for", policy: Policy{Retries: 4}, deadline: 30 * second,
			steps: []step{{took: second, err: after(apierr.Throttled, 30*second)}},
			kind:  apierr.Throttled, attempts: 1, least: second, most: second,
		},
		{
			name: "an attempt's timeout every time", policy: Policy{Retries: 1, AttemptTimeout: 2 * second},
			steps: []step{{took: time.Hour}}, kind: apierr.Timeout, attempts: 2, least: 4 * second, most: 4500 * time.Millisecond,
		},
		{
			name: "the deadline ends a first attempt", policy: Policy{Retries: 4, AttemptTimeout: 15 * second}, deadline: 5 * second,
			steps: []step{{took: time.Hour}}, kind: apierr.Timeout, attempts: 1, least: 5 * second, most: 5 * second,
		},
		{
			name: "the deadline ends a later attempt", policy: Policy{Retries: 4}, deadline: 5 * second,
			steps: []step{{err: fail(apierr.Unavailable)}, {took: time.Hour}},
			kind:  apierr.Timeout, attempts: 2, last: apierr.Unavailable, least: 5 * second, most: 5 * second,
		},
		{
			name: "the deadline before the read", policy: Policy{Retries: 4}, deadline: -1, steps: []step{{}},
			kind: apierr.Timeout,
		},
		{
			name: "the end of an attempt's time, as the context's own error", policy: Policy{Retries: 1, AttemptTimeout: second},
			steps: []step{{took: second, err: fmt.Errorf("around: %w", context.DeadlineExceeded)}}, kind: apierr.Timeout, attempts: 2,
			least: 2 * second, most: 2500 * time.Millisecond,
		},
		{
			name: "interrupted before the read", policy: Policy{Retries: 4}, cancel: -1, steps: []step{{}},
			kind: apierr.Interrupted,
		},
		{
			name: "interrupted during an attempt", policy: Policy{Retries: 4}, cancel: 3 * second, deadline: time.Minute,
			steps: []step{{took: time.Hour}}, kind: apierr.Interrupted, attempts: 1, least: 3 * second, most: 3 * second,
		},
		{
			name: "interrupted between attempts", policy: Policy{Retries: 4}, cancel: 3 * second,
			steps: []step{{err: after(apierr.Unavailable, time.Hour)}},
			kind:  apierr.Interrupted, attempts: 1, last: apierr.Unavailable, least: 3 * second, most: 3 * second,
		},
		{
			name: "interrupted in the rate limiter", policy: Policy{Retries: 4}, limited: true, cancel: 3 * second,
			steps: []step{{}}, kind: apierr.Interrupted, least: 3 * second, most: 3 * second,
		},
		{
			name: "out of time in the rate limiter", policy: Policy{Retries: 4}, limited: true, deadline: 3 * second,
			steps: []step{{}}, kind: apierr.Timeout,
		},
	}
	// Every kind is in one row: these are final at the first attempt.
	for _, kind := range []apierr.Kind{
		apierr.InvalidArgument, apierr.CredentialsMissing, apierr.InvalidCredentials, apierr.ClockSkew, apierr.PermissionDenied,
		apierr.NotFound, apierr.NotEnabled, apierr.Unreachable, apierr.MalformedResponse, apierr.Rejected,
	} {
		tests = append(tests, tests[0])
		row := &tests[len(tests)-1]
		row.name, row.policy = "final: "+string(kind), Policy{Retries: 4}
		row.steps, row.kind = []step{{took: second, err: fail(kind)}}, kind
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
				switch {
				case tt.cancel < 0:
					cancel()
				case tt.cancel > 0:
					time.AfterFunc(tt.cancel, cancel)
				}
				if tt.limited {
					tt.policy.Limiter = slow()
				}
				attempts, observed := 0, []Attempt{}
				tt.policy.Observe = func(_ context.Context, attempt Attempt) { observed = append(observed, attempt) }
				start := time.Now()
				got, err := Do(ctx, tt.policy, func(ctx context.Context) (int, error) {
					s := tt.steps[min(attempts, len(tt.steps)-1)]
					attempts++
					if err := s.run(ctx); err != nil {
						return 0, err
					}
					return 42, nil
				})
				took := time.Since(start)

				if attempts != tt.attempts || len(observed) != tt.attempts {
					t.Errorf("%d attempts, %d observed, want %d", attempts, len(observed), tt.attempts)
				}
				if took < tt.least || took > tt.most {
					t.Errorf("took %v, want %v to %v", took, tt.least, tt.most)
				}
				for i, o := range observed {
					if o.Number != i+1 || (o.Err == nil) != (err == nil && i == len(observed)-1) {
						t.Errorf("observed %d: %+v", i, o)
					}
				}
				if tt.kind == "" {
					if err != nil || got != 42 {
						t.Errorf("got %v, %v", got, err)
					}
					return
				}
				check(t, err, tt.kind, tt.attempts, tt.last)
			})
		})
	}
}

// slow is a rate limiter that lets nothing through for as long as one ever does.
func slow() *RateLimiter {
	p := NewRateLimiter()
	p.Done(throttled(time.Hour))
	return p
}

// throttled is the error of an attempt that was throttled.
func throttled(retryAfter time.Duration) *apierr.Error {
	return &apierr.Error{Kind: apierr.Throttled, RetryAfter: retryAfter}
}

// check looks at an error of Do or Until.
func check(t *testing.T, err error, kind apierr.Kind, attempts int, last apierr.Kind) {
	t.Helper()
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *apierr.Error", err)
	}
	if e.Kind != kind || e.Attempts != attempts {
		t.Errorf("got kind %q after %d attempts, want %q after %d", e.Kind, e.Attempts, kind, attempts)
	}
	switch {
	case last == "" && e.Last != nil:
		t.Errorf("last is %v, want none", e.Last)
	case last != "" && (e.Last == nil || e.Last.Kind != last):
		t.Errorf("last is %v, want %q", e.Last, last)
	}
}

// The error has the Retry-After that is longer than the remaining time.
func TestDoReportsRetryAfter(t *testing.T) {
	for asked, want := range map[time.Duration]string{
		time.Hour: "wait 1h0m0s before", 400 * 24 * time.Hour: "wait a year or more before",
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			_, err := Do(ctx, Policy{Retries: 4}, func(context.Context) (int, error) {
				return 0, &apierr.Error{Kind: apierr.Throttled, Advice: "general", RequestID: "r-1", RetryAfter: asked}
			})
			e := apierr.From(err)
			if !strings.Contains(e.Advice, want) || !strings.Contains(e.Advice, "Retry-After") || e.RequestID != "r-1" {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// The waits between attempts are spread from 0 to a bound that doubles.
func TestBackoff(t *testing.T) {
	const ms = time.Millisecond
	for i, bound := range []time.Duration{500 * ms, 1000 * ms, 2000 * ms, 4000 * ms, 8000 * ms, 8000 * ms, 8000 * ms} {
		var low, high int
		for range 1000 {
			d := backoff(i + 1)
			if d <= 0 || d > bound {
				t.Fatalf("back-off %d is %v, want within %v", i+1, d, bound)
			}
			if d < bound/4 {
				low++
			}
			if d > bound*3/4 {
				high++
			}
		}
		if low < 150 || high < 150 { // 250 each are likely; fewer than 150 never happen
			t.Errorf("back-off %d is not spread over %v: %d low, %d high of 1000", i+1, bound, low, high)
		}
	}
}
