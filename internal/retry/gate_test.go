// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// outcome is how one request goes.
type outcome struct {
	took time.Duration
	kind apierr.Kind // "": success
	// accepted: the API gives the error only after it has accepted the signature.
	accepted bool
}

// requests simulates an API: the n-th request has the n-th outcome, the last repeats.
type requests struct {
	outcomes []outcome

	mu      sync.Mutex
	started []time.Time
}

func (r *requests) send(ctx context.Context) (int, error) {
	r.mu.Lock()
	o := r.outcomes[min(len(r.started), len(r.outcomes)-1)]
	r.started = append(r.started, time.Now())
	id := fmt.Sprintf("R-%d", len(r.started))
	r.mu.Unlock()
	if err := (step{took: o.took}).run(ctx); err != nil {
		return 0, err
	}
	if o.kind == "" {
		return 1, nil
	}
	return 0, &apierr.Error{Kind: o.kind, Accepted: o.accepted, RequestID: id}
}

// at returns when each request started, in seconds since start.
func (r *requests) at(start time.Time) string {
	var at []float64
	for _, t := range r.started {
		at = append(at, t.Sub(start).Seconds())
	}
	return fmt.Sprint(at)
}

// together makes n reads at once and returns their errors.
func together(t *testing.T, p Policy, r *requests, n int) []*apierr.Error {
	t.Helper()
	errs := make([]*apierr.Error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			_, err := Do(t.Context(), p, r.send)
			errs[i] = apierr.From(err)
		})
	}
	group.Wait()
	return errs
}

// Five reads come at once. What the first ones end with decides when the others start.
func TestGate(t *testing.T) {
	const second = time.Second
	for name, tt := range map[string]struct {
		outcomes []outcome
		at       string // when each request started, in seconds
	}{
		"success":       {[]outcome{{took: second}}, "[0 1 1 1 1]"},
		"not found":     {[]outcome{{took: second, kind: apierr.NotFound}, {took: second}}, "[0 1 1 1 1]"},
		"no permission": {[]outcome{{took: second, kind: apierr.PermissionDenied}, {took: second}}, "[0 1 1 1 1]"},
		"not enabled":   {[]outcome{{took: second, kind: apierr.NotEnabled}, {took: second}}, "[0 1 1 1 1]"},
		"refused":       {[]outcome{{took: second, kind: apierr.InvalidCredentials}}, "[0]"},

		"throttled, then success": {[]outcome{{took: second, kind: apierr.Throttled}, {took: second}}, "[0 1 2 2 2]"},
		"throttled, then refused": {[]outcome{{took: second, kind: apierr.Throttled}, {took: second, kind: apierr.InvalidCredentials}}, "[0 1]"},
		"never a verdict":         {[]outcome{{took: second, kind: apierr.Unavailable}}, "[0 1 2 3 4]"},
		"the clock":               {[]outcome{{took: second, kind: apierr.ClockSkew}}, "[0 1 2 3 4]"},
		"a broken proxy":          {[]outcome{{took: second, kind: apierr.MalformedResponse}}, "[0 1 2 3 4]"},
		"an argument, which may be looked at before the signature": {
			[]outcome{{took: second, kind: apierr.InvalidArgument}}, "[0 1 2 3 4]",
		},
		"an argument, which is looked at after the signature": {
			[]outcome{{second, apierr.InvalidArgument, true}}, "[0 1 1 1 1]",
		},
		"trouble behind the gateway": {[]outcome{{second, apierr.Unavailable, true}}, "[0 1 1 1 1]"},
		"hangs, then success":        {[]outcome{{took: 15 * second, kind: apierr.Timeout}, {took: second}}, "[0 2 3 3 3]"},
		"hangs, then refused":        {[]outcome{{took: 15 * second, kind: apierr.Timeout}, {took: second, kind: apierr.InvalidCredentials}}, "[0 2]"},
		"all hang":                   {[]outcome{{took: 15 * second, kind: apierr.Timeout}}, "[0 2 4 6 8]"},
		"slow, and a success":        {[]outcome{{took: 3 * second}}, "[0 2 3 3 3]"},
		"slow, and then throttled":   {[]outcome{{took: 3 * second, kind: apierr.Throttled}, {took: 4 * second, kind: apierr.Throttled}}, "[0 2 4 6 8]"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &requests{outcomes: tt.outcomes}
				start := time.Now()
				together(t, Policy{Gate: NewGate("")}, r, 5)
				if at := r.at(start); at != tt.at {
					t.Errorf("requests started at %s, want %s", at, tt.at)
				}
			})
		})
	}
}

// The reads that wait for the outcome of another get its refusal, and each region's host judges by itself.
func TestGateSharesARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := Policy{Gate: NewGate("here"), Retries: 4}
		r := &requests{outcomes: []outcome{{took: time.Second, kind: apierr.InvalidCredentials}, {took: time.Second}}}
		var group sync.WaitGroup
		group.Go(func() {
			elsewhere := p
			elsewhere.Region = "elsewhere"
			synctest.Wait()
			for _, e := range together(t, elsewhere, r, 3) {
				if e != nil {
					t.Errorf("elsewhere: %+v", e)
				}
			}
		})
		errs := together(t, p, r, 30)
		group.Wait()
		for i, e := range errs {
			if e == nil || e.Kind != apierr.InvalidCredentials || e.RequestID != "R-1" || slices.Index(errs, e) != i {
				t.Fatalf("got %+v", e)
			}
		}
		if len(r.started) != 4 {
			t.Errorf("%d requests, want 1 here and 3 elsewhere", len(r.started))
		}
		p.Region = "here" // the same host
		start := time.Now()
		r.started = r.started[:1]
		together(t, p, r, 3)
		if at := r.at(start); at != "[-2 0 1 1]" {
			t.Errorf("later requests started at %s", at)
		}
	})
}

// The latest verdict counts: a key can be disabled, and a success that was under way overrides a refusal.
func TestGateLatestVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const second = time.Second
		p := Policy{Gate: NewGate("")}
		r := &requests{outcomes: []outcome{{}, {kind: apierr.InvalidCredentials}, {took: second}}}
		together(t, p, r, 1)
		together(t, p, r, 1)
		start := time.Now()
		together(t, p, r, 3)
		r.started = r.started[2:]
		if at := r.at(start); at != "[0 1 1]" {
			t.Errorf("with a key that was disabled, requests started at %s", at)
		}
		p.Gate = NewGate("")
		r = &requests{outcomes: []outcome{{took: 5 * second}, {took: second, kind: apierr.InvalidCredentials}, {took: second}}}
		together(t, p, r, 2)
		start = time.Now()
		together(t, p, r, 3)
		r.started = r.started[2:]
		if at := r.at(start); at != "[0 0 0]" {
			t.Errorf("after a success, requests started at %s", at)
		}
	})
}

// Time at the gate counts for the read and not for the attempt.
func TestGateIsNotPartOfAnAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var took []time.Duration
		p := Policy{Gate: NewGate(""), AttemptTimeout: 1500 * time.Millisecond, Observe: func(_ context.Context, a Attempt) {
			took = append(took, a.Took)
		}}
		for _, e := range together(t, p, &requests{outcomes: []outcome{{took: time.Second, kind: apierr.ClockSkew}}}, 5) {
			if e.Kind != apierr.ClockSkew || e.Attempts != 1 {
				t.Errorf("got %+v", e)
			}
		}
		if fmt.Sprint(took) != "[1s 1s 1s 1s 1s]" {
			t.Errorf("attempts took %v", took)
		}
	})
}

// The attempts of an unproven identity are 2 s apart, also where they wait for the rate limiter.
func TestGateBeforeTheLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := Policy{Gate: NewGate(""), Limiter: NewRateLimiter()}
		p.Limiter.Done(throttled(5 * time.Second))
		r := &requests{outcomes: []outcome{{took: time.Minute}}}
		start := time.Now()
		together(t, p, r, 3)
		if at := r.at(start); at != "[5 7 9]" {
			t.Errorf("requests started at %s", at)
		}
	})
}

// The error of a read that ends at the gate has the identity's last error; the read has sent nothing.
func TestGateEndsWithItsContext(t *testing.T) {
	for name, tt := range map[string]struct {
		end  func(context.Context) (context.Context, context.CancelFunc)
		kind apierr.Kind
	}{
		"out of time": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		}, apierr.Timeout},
		"interrupted": {func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(time.Second, cancel)
			return ctx, cancel
		}, apierr.Interrupted},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := Policy{Gate: NewGate("")}
				r := &requests{outcomes: []outcome{{kind: apierr.Throttled}, {kind: apierr.InvalidArgument}, {took: 3 * time.Second}}}
				together(t, p, r, 1)
				together(t, p, r, 1) // the argument of another read is none of this one's business
				var group sync.WaitGroup
				group.Go(func() { together(t, p, r, 1) })
				synctest.Wait()
				ctx, cancel := tt.end(t.Context())
				defer cancel()
				start := time.Now()
				p.Retries, p.AttemptTimeout = 4, 500*time.Millisecond
				_, err := Do(ctx, p, r.send)
				check(t, err, tt.kind, 0, apierr.Throttled)
				if e := apierr.From(err); e.Last != nil && e.Last.RequestID != "R-1" {
					t.Errorf("last is %+v", e.Last)
				}
				if took := time.Since(start); took != time.Second {
					t.Errorf("ended after %v", took)
				}
				group.Wait()
				if len(r.started) != 3 {
					t.Errorf("%d requests, want 3", len(r.started))
				}
			})
		})
	}
}

// An attempt that its read is interrupted in keeps no other back.
func TestGateAfterAnAttemptThatEndsEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := Policy{Gate: NewGate("")}
		r := &requests{outcomes: []outcome{{took: time.Minute}, {}}}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		var group sync.WaitGroup
		group.Go(func() {
			_, err := Do(ctx, p, r.send)
			check(t, err, apierr.Interrupted, 1, "")
		})
		synctest.Wait()
		for _, e := range together(t, p, r, 3) {
			if e != nil {
				t.Error(e)
			}
		}
		group.Wait()
		if at := r.at(start); at != "[0 1 1 1]" {
			t.Errorf("requests started at %s", at)
		}
	})
}
