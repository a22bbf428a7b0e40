// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

var someone = Identity{Host: "api.test:443", Credentials: []string{"key", "secret", ""}}

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

func (r *requests) send() (Verdict, *apierr.Error) {
	r.mu.Lock()
	o := r.outcomes[min(len(r.started), len(r.outcomes)-1)]
	r.started = append(r.started, time.Now())
	id := fmt.Sprintf("R-%d", len(r.started))
	r.mu.Unlock()
	time.Sleep(o.took)
	if o.kind == "" {
		return Proven, nil
	}
	e := &apierr.Error{Kind: o.kind, Accepted: o.accepted, RequestID: id}
	return VerdictOf(e), e
}

// at is when each request started, in seconds since start.
func (r *requests) at(start time.Time) []float64 {
	var at []float64
	for _, t := range r.started {
		at = append(at, t.Sub(start).Seconds())
	}
	return at
}

// together makes so many requests at once and gives their errors.
func together(t *testing.T, a *Admission, id Identity, r *requests, n int) []*apierr.Error {
	t.Helper()
	errs := make([]*apierr.Error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = a.Do(t.Context(), id, r.send) })
	}
	group.Wait()
	return errs
}

// Five requests come at once. What the first ones end with decides when the others start.
func TestAdmission(t *testing.T) {
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
				var a Admission
				r := &requests{outcomes: tt.outcomes}
				start := time.Now()
				together(t, &a, someone, r, 5)
				if at := fmt.Sprint(r.at(start)); at != tt.at {
					t.Errorf("requests started at %s, want %s", at, tt.at)
				}
			})
		})
	}
}

// A refusal is the error of all reads, with the one request's id, and no other credentials' or host's.
func TestAdmissionKeepsARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a Admission
		r := &requests{outcomes: []outcome{{took: time.Second, kind: apierr.InvalidCredentials}}}
		sent := 0
		for _, errs := range [][]*apierr.Error{together(t, &a, someone, r, 30), together(t, &a, someone, r, 5)} {
			for _, e := range errs {
				if e == nil || e.Kind != apierr.InvalidCredentials || e.RequestID != "R-1" || !e.Kept {
					t.Fatalf("got %+v", e)
				}
				if !e.RefusedBefore {
					sent++
				}
			}
		}
		if sent != 1 {
			t.Errorf("%d errors are those of a request that was sent, want 1", sent)
		}
		for _, other := range []Identity{
			{Host: "other.test:443", Credentials: someone.Credentials},
			{Host: someone.Host, Credentials: []string{"key", "other", ""}},
			{Host: someone.Host, Credentials: []string{"key", "secret", "token"}},
			{Host: someone.Host, Credentials: []string{"keysecret", "", ""}},
		} {
			before := len(r.started)
			if e := a.Do(t.Context(), other, r.send); e == nil || e.RequestID == "R-1" || len(r.started) != before+1 {
				t.Errorf("no request was sent for %+v: %+v", other, e)
			}
		}
		if e := a.Do(t.Context(), someone, r.send); e == nil || e.RequestID != "R-1" {
			t.Errorf("after other credentials: got %+v", e)
		}
	})
}

// The latest verdict counts: a key can be disabled, and a success that was under way overrides a refusal.
func TestAdmissionLatestVerdict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a Admission
		r := &requests{outcomes: []outcome{{}, {kind: apierr.InvalidCredentials}}}
		together(t, &a, someone, r, 1)
		for range 3 {
			if e := a.Do(t.Context(), someone, r.send); e == nil || e.RequestID != "R-2" {
				t.Errorf("a key that was disabled: got %+v", e)
			}
		}
		a = Admission{}
		r = &requests{outcomes: []outcome{{took: 5 * time.Second}, {took: time.Second, kind: apierr.InvalidCredentials}, {}}}
		together(t, &a, someone, r, 2)
		if e := a.Do(t.Context(), someone, r.send); e != nil {
			t.Errorf("after a success: got %+v", e)
		}
	})
}

// Credentials that a provider refreshes stay proven, and others have to prove themselves.
func TestAdmissionOfRenewedCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var a Admission
		session := func(n int) Identity {
			return Identity{Host: someone.Host, Credentials: []string{fmt.Sprintf("STS.%d", n)}, Temporary: true}
		}
		for n, want := range []string{"[0 1 1]", "[0 0 0]"} {
			r := &requests{outcomes: []outcome{{took: time.Second}}}
			start := time.Now()
			together(t, &a, session(n), r, 3)
			if at := fmt.Sprint(r.at(start)); at != want {
				t.Errorf("session %d: requests started at %s, want %s", n, at, want)
			}
		}
		elsewhere, permanent := session(1), session(2)
		elsewhere.Host, permanent.Temporary = "other.test:443", false
		for _, id := range []Identity{elsewhere, permanent} {
			r := &requests{outcomes: []outcome{{took: time.Second}}}
			start := time.Now()
			together(t, &a, id, r, 3)
			if at := fmt.Sprint(r.at(start)); at != "[0 1 1]" {
				t.Errorf("%+v: requests started at %s", id, at)
			}
		}
	})
}

// The number of identities that are kept is bounded, however often sessions are refreshed.
func TestAdmissionIsBounded(t *testing.T) {
	var a Admission
	for n := range 5 * remembered {
		a.Do(t.Context(), Identity{Credentials: []string{fmt.Sprint(n)}, Temporary: true}, func() (Verdict, *apierr.Error) {
			return Proven, nil
		})
	}
	if len(a.identities) != remembered || len(a.oldest) != remembered {
		t.Errorf("%d identities are kept in the order of %d, want %d", len(a.identities), len(a.oldest), remembered)
	}
}

// The error of a read that ends in the queue has the identity's last error; the read has sent nothing.
func TestAdmissionEndsWithItsContext(t *testing.T) {
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
				var a Admission
				r := &requests{outcomes: []outcome{{kind: apierr.Throttled}, {kind: apierr.InvalidArgument}, {took: 3 * time.Second}}}
				together(t, &a, someone, r, 1)
				together(t, &a, someone, r, 1) // the argument of another read is none of this one's business
				var group sync.WaitGroup
				group.Go(func() { a.Do(t.Context(), someone, r.send) })
				synctest.Wait()
				ctx, cancel := tt.end(t.Context())
				defer cancel()
				start := time.Now()
				_, err := retry.Do(ctx, retry.Policy{Retries: 4, AttemptTimeout: 500 * time.Millisecond}, func(ctx context.Context) (int, error) {
					return 0, a.Do(ctx, someone, r.send)
				})
				e := apierr.From(err)
				if e.Kind != tt.kind || e.Attempts != 0 || e.Last == nil || e.Last.Kind != apierr.Throttled || e.Last.RequestID != "R-1" {
					t.Errorf("got %+v, last %+v", e, e.Last)
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

// A request that panics leaves nobody waiting.
func TestAdmissionAfterAPanic(t *testing.T) {
	var a Admission
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		a.Do(t.Context(), someone, func() (Verdict, *apierr.Error) { panic("boom") })
	}()
	ctx, cancel := context.WithTimeout(t.Context(), patience/2)
	defer cancel()
	if e := a.Do(ctx, someone, func() (Verdict, *apierr.Error) { return Proven, nil }); e != nil {
		t.Error(e)
	}
}

// Without an Admission there is nothing to wait for.
func TestNoAdmission(t *testing.T) {
	var a *Admission
	r := &requests{outcomes: []outcome{{kind: apierr.InvalidCredentials}}}
	for range 2 {
		if e := a.Do(t.Context(), someone, r.send); e == nil || e.Kept {
			t.Errorf("got %+v", e)
		}
	}
}

func BenchmarkAdmissionProven(b *testing.B) {
	var a Admission
	proven := func() (Verdict, *apierr.Error) { return Proven, nil }
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if e := a.Do(b.Context(), someone, proven); e != nil {
				b.Error(e)
			}
		}
	})
}
