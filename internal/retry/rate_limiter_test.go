// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// limiter decides whether an API accepts a call that comes at now.
type limiter func(now time.Time) bool

// fixedWindow accepts n calls in each second of the clock.
func fixedWindow(n int) limiter {
	var window time.Time
	count := 0
	return func(now time.Time) bool {
		if w := now.Truncate(time.Second); !w.Equal(window) {
			window, count = w, 0
		}
		count++
		return count <= n
	}
}

// slidingWindow accepts n calls in any one second; with strict, refused calls count too.
func slidingWindow(n int, strict bool) limiter {
	var calls []time.Time
	return func(now time.Time) bool {
		for len(calls) > 0 && now.Sub(calls[0]) >= time.Second {
			calls = calls[1:]
		}
		accepted := len(calls) < n
		if accepted || strict {
			calls = append(calls, now)
		}
		return accepted
	}
}

// tokenBucket accepts n calls a second, and n at once after a rest.
func tokenBucket(n float64) limiter {
	tokens, last := n, time.Time{}
	return func(now time.Time) bool {
		if !last.IsZero() {
			tokens = min(n, tokens+n*now.Sub(last).Seconds())
		}
		last = now
		if tokens < 1 {
			return false
		}
		tokens--
		return true
	}
}

// api is a simulated API behind a limiter. It drops every 50th connection.
type api struct {
	limit      limiter
	took       time.Duration // an accepted call
	refusal    time.Duration // a throttled one
	retryAfter time.Duration

	mu    sync.Mutex
	calls int
}

func (a *api) call(ctx context.Context) (struct{}, error) {
	a.mu.Lock()
	a.calls++
	dropped := a.calls%50 == 0
	accepted := a.limit(time.Now())
	a.mu.Unlock()
	took, kind := a.took, apierr.Kind("")
	switch {
	case dropped:
		kind = apierr.Unavailable
	case !accepted:
		took, kind = a.refusal, apierr.Throttled
	}
	if err := sleep(ctx, took); err != nil {
		return struct{}{}, err
	}
	if kind == "" {
		return struct{}{}, nil
	}
	failure := &apierr.Error{Kind: kind}
	if kind == apierr.Throttled {
		failure.RetryAfter = a.retryAfter
	}
	return struct{}{}, failure
}

// rest lets d pass while nothing else runs.
func rest(t *testing.T, d time.Duration) {
	t.Helper()
	if err := sleep(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// run makes reads reads, parallel at a time, each within a timeout, and returns how many failed.
func (a *api) run(t *testing.T, l *RateLimiter, reads, parallel int, timeout time.Duration) (failed int) {
	t.Helper()
	return a.runWith(t, Policy{Retries: 4, AttemptTimeout: 15 * time.Second, Limiter: l}, reads, parallel, timeout)
}

func (a *api) runWith(t *testing.T, p Policy, reads, parallel int, timeout time.Duration) (failed int) {
	t.Helper()
	var (
		wg       sync.WaitGroup
		left     atomic.Int64
		failures atomic.Int64
	)
	left.Store(int64(reads))
	for range parallel {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				ctx, cancel := context.WithTimeout(t.Context(), timeout)
				_, err := Do(ctx, p, a.call)
				cancel()
				if err != nil {
					t.Log(err)
					failures.Add(1)
				}
			}
		})
	}
	wg.Wait()
	return int(failures.Load())
}

// A thousand reads against an API that accepts 60 calls a second: each succeeds with its four retries, few calls are
// wasted, and the API is used nearly as fast as it allows.
func TestRateLimiterLoad(t *testing.T) {
	limiters := map[string]func() limiter{
		"fixed window":          func() limiter { return fixedWindow(60) },
		"sliding window":        func() limiter { return slidingWindow(60, false) },
		"strict sliding window": func() limiter { return slidingWindow(60, true) },
		"token bucket":          func() limiter { return tokenBucket(60) },
	}
	shapes := []struct {
		name       string
		parallel   int
		refusal    time.Duration
		retryAfter time.Duration
		offset     time.Duration // into the server's second
	}{
		{name: "10 at a time", parallel: 10, refusal: 50 * time.Millisecond},
		{name: "64 at a time", parallel: 64, refusal: 50 * time.Millisecond},
		{name: "10 at a time, quick refusal", parallel: 10, refusal: time.Millisecond, offset: 700 * time.Millisecond},
		{name: "64 at a time, quick refusal", parallel: 64, refusal: time.Millisecond, offset: 950 * time.Millisecond},
		{name: "64 at a time, Retry-After", parallel: 64, refusal: 50 * time.Millisecond, retryAfter: time.Second},
	}
	const (
		reads    = 1000
		maxCalls = 1300
		slack    = 1.6
	)
	ideal := time.Duration(reads) * time.Second / 60
	for name, newLimiter := range limiters {
		for _, s := range shapes {
			t.Run(name+"/"+s.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					rest(t, s.offset)
					a := &api{limit: newLimiter(), took: 50 * time.Millisecond, refusal: s.refusal, retryAfter: s.retryAfter}
					start := time.Now()
					failed := a.run(t, NewRateLimiter(), reads, s.parallel, 2*time.Minute)
					took := time.Since(start)
					t.Logf("%d calls, %v", a.calls, took)
					if failed > 0 {
						t.Errorf("%d of %d reads failed", failed, reads)
					}
					if a.calls > maxCalls {
						t.Errorf("%d calls, want at most %d", a.calls, maxCalls)
					}
					if most := time.Duration(slack * float64(ideal)); took > most {
						t.Errorf("took %v, want at most %v", took, most)
					}
				})
			})
		}
	}
}

// Every read also succeeds with other limits and other patterns of load; none starves.
func TestRateLimiterOddities(t *testing.T) {
	changing := func() limiter {
		start := time.Now()
		first, second, third := fixedWindow(60), fixedWindow(10), fixedWindow(1000)
		return func(now time.Time) bool {
			switch age := now.Sub(start); {
			case age < 10*time.Second:
				return first(now)
			case age < 30*time.Second:
				return second(now)
			default:
				return third(now)
			}
		}
	}
	tests := []struct {
		name            string
		limit           func() limiter
		took            time.Duration
		reads, parallel int
		maxCalls        int
		within          time.Duration
	}{
		{
			name:  "a thousand at the very same moment",
			limit: func() limiter { return fixedWindow(60) }, took: 50 * time.Millisecond,
			reads: 1000, parallel: 1000, maxCalls: 2100, within: 30 * time.Second,
		},
		{
			name:  "a low limit",
			limit: func() limiter { return slidingWindow(5, true) }, took: 50 * time.Millisecond,
			reads: 200, parallel: 64, maxCalls: 330, within: 64 * time.Second,
		},
		{
			name:  "a high limit",
			limit: func() limiter { return tokenBucket(500) }, took: 50 * time.Millisecond,
			reads: 10000, parallel: 64, maxCalls: 11000, within: 32 * time.Second,
		},
		{
			name:  "a slow API",
			limit: func() limiter { return slidingWindow(10, false) }, took: 3 * time.Second,
			reads: 300, parallel: 64, maxCalls: 450, within: 80 * time.Second,
		},
		{
			name:  "a limit that falls and then goes away",
			limit: changing, took: 50 * time.Millisecond,
			reads: 3000, parallel: 64, maxCalls: 3500, within: 70 * time.Second,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &api{limit: tt.limit(), took: tt.took, refusal: 20 * time.Millisecond}
				start := time.Now()
				failed := a.run(t, NewRateLimiter(), tt.reads, tt.parallel, 2*time.Minute)
				took := time.Since(start)
				t.Logf("%d calls, %v", a.calls, took)
				if failed > 0 || a.calls > tt.maxCalls || took > tt.within {
					t.Errorf("%d of %d reads failed, %d calls, %v; want none, at most %d, within %v",
						failed, tt.reads, a.calls, took, tt.maxCalls, tt.within)
				}
			})
		})
	}
}

// Throttling that does not depend on the rate of these reads, as by other clients of the same account, ends well too.
func TestRateLimiterOtherCauses(t *testing.T) {
	threeOfTen := func() limiter {
		n := 0
		return func(time.Time) bool { n++; return n%10 != 3 && n%10 != 6 && n%10 != 9 }
	}
	// busy accepts nothing from one time to another.
	busy := func(from, to time.Duration) func() limiter {
		return func() limiter {
			start := time.Now()
			return func(now time.Time) bool { age := now.Sub(start); return age < from || age >= to }
		}
	}
	for name, tt := range map[string]struct {
		limit           func() limiter
		reads, parallel int
		within          time.Duration
	}{
		"three of ten, side by side":   {threeOfTen, 150, 32, time.Minute},
		"three of ten, ten at a time":  {threeOfTen, 120, 10, time.Minute},
		"three of ten, all at once":    {threeOfTen, 150, 150, time.Minute},
		"all, for 10 s":                {busy(0, 10*time.Second), 150, 32, time.Minute},
		"all, for 10 s, all at once":   {busy(0, 10*time.Second), 150, 150, time.Minute},
		"all, for 10 s after a while":  {busy(500*time.Millisecond, 10*time.Second), 1000, 64, time.Minute},
		"what others leave of a limit": {func() limiter { return slidingWindow(3, false) }, 100, 32, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &api{limit: tt.limit(), took: 50 * time.Millisecond, refusal: 20 * time.Millisecond}
				start := time.Now()
				failed := a.runWith(t, Policy{Retries: 10, Limiter: NewRateLimiter()}, tt.reads, tt.parallel, 2*time.Minute)
				took := time.Since(start)
				t.Logf("%d calls, %v", a.calls, took)
				if failed > 0 || took > tt.within {
					t.Errorf("%d of %d reads failed, %v; want none, within %v", failed, tt.reads, took, tt.within)
				}
			})
		})
	}
}

// After a throttled attempt nothing starts for a window, then attempts start evenly, slower than they were accepted and
// faster each second, and in the end there is no limit at all.
func TestRateLimiterRecovery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewRateLimiter()
		for range 100 {
			p.Done(nil)
		}
		p.Done(throttled(0))
		p.Done(throttled(0)) // of the same burst: counts once
		throttled := time.Now()
		starts := map[int]int{} // second -> attempts in it
		var previous, now time.Time
		var gap time.Duration
		for {
			if err := p.Wait(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if now = time.Now(); now.Sub(throttled) > unthrottled {
				break
			}
			if !previous.IsZero() {
				if gap > 0 && now.Sub(previous) > gap {
					t.Fatalf("%v between two attempts after %v, and %v before", now.Sub(previous), now.Sub(throttled), gap)
				}
				gap = now.Sub(previous)
			}
			previous = now
			starts[int(now.Sub(throttled)/time.Second)]++
		}
		for _, want := range []struct{ second, least, most int }{
			{0, 0, 0}, {1, 75, 95}, {3, 90, 115}, {8, 150, 185}, {15, 290, 360},
		} {
			if n := starts[want.second]; n < want.least || n > want.most {
				t.Errorf("%d attempts in second %d, want %d to %d", n, want.second, want.least, want.most)
			}
		}
		for range 10000 {
			if err := p.Wait(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		if time.Since(now) > 0 {
			t.Error("still limited after a time without throttling")
		}
	})
}

// Waiters are served in order, and one that gives up does not delay the others.
func TestRateLimiterQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewRateLimiter()
		p.Done(throttled(0))
		const waiters, leaver = 20, 7
		var (
			mu     sync.Mutex
			served []int
			wg     sync.WaitGroup
		)
		for i := range waiters {
			ctx, cancel := context.WithCancel(t.Context())
			if i == leaver {
				time.AfterFunc(2*time.Second, cancel)
			}
			wg.Go(func() {
				defer cancel()
				err := p.Wait(ctx, nil)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					if !errors.Is(err, context.Canceled) || i != leaver {
						t.Errorf("waiter %d: %v", i, err)
					}
					return
				}
				served = append(served, i)
			})
			synctest.Wait()
		}
		wg.Wait()
		if len(served) != waiters-1 {
			t.Fatalf("served %v", served)
		}
		for i := 1; i < len(served); i++ {
			if served[i] < served[i-1] {
				t.Errorf("out of order: %v", served)
			}
		}
	})
}

// A Retry-After holds all reads of the API, but not for longer than the longest back-off.
func TestRateLimiterHold(t *testing.T) {
	for _, tt := range []struct{ asked, want time.Duration }{
		{0, window},
		{3 * time.Second, 3 * time.Second},
		{time.Hour, maxBackoff},
	} {
		t.Run(tt.asked.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewRateLimiter()
				refused := func(context.Context) (int, error) {
					return 0, &apierr.Error{Kind: apierr.Throttled, RetryAfter: tt.asked}
				}
				if _, err := Do(t.Context(), Policy{Limiter: p}, refused); err == nil {
					t.Fatal("no error")
				}
				start := time.Now()
				if err := p.Wait(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took != tt.want {
					t.Errorf("another read waited %v, want %v", took, tt.want)
				}
			})
		})
	}
}

func BenchmarkRateLimiterUnthrottled(b *testing.B) {
	p := NewRateLimiter()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := p.Wait(b.Context(), nil); err != nil {
				b.Error(err)
			}
			p.Done(nil)
		}
	})
}
