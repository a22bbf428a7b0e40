// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// fake is a provider under the test's control.
type fake struct {
	calls atomic.Int32
	give  func(ctx context.Context, call int) (Credentials, error)
}

func (f *fake) Retrieve(ctx context.Context) (Credentials, error) {
	return f.give(ctx, int(f.calls.Add(1)))
}

func key(n int) Credentials {
	return Credentials{AccessKeyID: "LTAI-key-" + string(rune('0'+n)), SecretKey: "secret", Source: "the test"}
}

func kind(t *testing.T, err error) apierr.Kind {
	t.Helper()
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *apierr.Error", err)
	}
	return e.Kind
}

func TestCredentialsAreRetrievedOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(context.Context, int) (Credentials, error) {
			time.Sleep(time.Second)
			return key(1), nil
		}}
		var observed atomic.Int32
		cache := NewCache(f, func(_ context.Context, source, tail string) {
			if source != "the test" || tail != "ey-1" {
				t.Errorf("observed %q, %q", source, tail)
			}
			observed.Add(1)
		})
		var group sync.WaitGroup
		for range 64 {
			group.Go(func() {
				if c, err := cache.Get(t.Context()); err != nil || c != key(1) {
					t.Errorf("got %v, %v", c, err)
				}
			})
		}
		group.Wait()
		time.Sleep(1000 * time.Hour)
		if _, err := cache.Get(t.Context()); err != nil || f.calls.Load() != 1 || observed.Load() != 1 {
			t.Errorf("%d retrievals, observed %d times, %v", f.calls.Load(), observed.Load(), err)
		}
	})
}

func TestAWaiterLeavesWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(context.Context, int) (Credentials, error) {
			time.Sleep(time.Minute)
			return key(1), nil
		}}
		cache := NewCache(f, nil)
		go cache.Get(t.Context())
		synctest.Wait()

		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := cache.Get(short); kind(t, err) != apierr.Timeout || time.Since(start) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		stopped, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		if _, err := cache.Get(stopped); kind(t, err) != apierr.Interrupted {
			t.Errorf("got %v", err)
		}
		if _, err := cache.Get(t.Context()); err != nil || f.calls.Load() != 1 {
			t.Errorf("%d retrievals, %v", f.calls.Load(), err)
		}
	})
}

// stalling is a provider whose first retrievals take all the time that they have.
func stalling(stalls int, peer string) *fake {
	return &fake{give: func(ctx context.Context, call int) (Credentials, error) {
		if call <= stalls {
			WaitingFor(ctx, peer)
			<-ctx.Done()
			e := cloud.ContextError(ctx, peer+" had not responded when the time for this attempt was over.")
			e.Peer = peer
			return Credentials{}, e
		}
		return key(call), nil
	}}
}

// A caller that is interrupted leaves at once, and the retrieval it began goes on for the others.
func TestAnInterruptedCallerFailsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		f := &fake{give: func(ctx context.Context, call int) (Credentials, error) {
			select {
			case <-release:
				return key(call), nil
			case <-ctx.Done():
				return Credentials{}, &apierr.Error{Kind: apierr.Interrupted, Err: ctx.Err()}
			}
		}}
		cache := NewCache(f, nil)
		beginning, stop := context.WithCancel(t.Context())
		var first error
		var began, group sync.WaitGroup
		began.Go(func() { _, first = cache.Get(beginning) })
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				if c, err := cache.Get(t.Context()); err != nil || c != key(1) {
					t.Errorf("got %v, %v", c, err)
				}
			})
		}
		synctest.Wait()
		stop()
		began.Wait()
		if kind(t, first) != apierr.Interrupted {
			t.Errorf("got %v", first)
		}
		close(release)
		group.Wait()
		if f.calls.Load() != 1 {
			t.Errorf("%d retrievals", f.calls.Load())
		}
	})
}

// A retrieval that takes all the time of the caller that began it is cancelled. The error of that caller names the slow
// source, and those who still wait begin one other.
func TestATimeoutEndsTheRetrieval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := stalling(1, "STS at localhost")
		cache := NewCache(f, nil)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var first error
		var group sync.WaitGroup
		group.Go(func() { _, first = cache.Get(short) })
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				if c, err := cache.Get(t.Context()); err != nil || c != key(2) {
					t.Errorf("got %v, %v", c, err)
				}
			})
		}
		start := time.Now()
		group.Wait()
		e := apierr.From(first)
		if kind(t, first) != apierr.Timeout || e.Peer != "STS at localhost" ||
			e.Reason != "STS at localhost had not responded when the time for this attempt was over." {
			t.Errorf("got %+v", e)
		}
		if f.calls.Load() != 2 || time.Since(start) != time.Second {
			t.Errorf("%d retrievals in %v", f.calls.Load(), time.Since(start))
		}
	})
}

// The error of a caller that waits for the retrieval of another names the slow source too.
func TestWaiterTimeoutNamesTheSource(t *testing.T) {
	for peer, want := range map[string]string{"": "the source of the credentials", "STS at localhost": "STS at localhost"} {
		synctest.Test(t, func(t *testing.T) {
			f := stalling(1, peer)
			if peer == "" {
				f.give = func(ctx context.Context, _ int) (Credentials, error) { <-ctx.Done(); return Credentials{}, ctx.Err() }
			}
			cache := NewCache(f, nil)
			first, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			var group sync.WaitGroup
			group.Go(func() { cache.Get(first) })
			synctest.Wait()
			short, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := cache.Get(short)
			if e := apierr.From(err); e.Kind != apierr.Timeout || e.Peer != want || !strings.Contains(e.Reason, want[1:]+" had not responded") {
				t.Errorf("got %+v", e)
			}
			group.Wait()
		})
	}
}

// A retrieval ends also where none of its callers has a deadline, and the next caller begins another.
func TestARetrievalEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := stalling(1, "STS at localhost")
		cache := NewCache(f, nil)
		ctx, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		if _, err := cache.Get(ctx); kind(t, err) != apierr.Interrupted {
			t.Errorf("got %v", err)
		}
		_, err := cache.Get(t.Context())
		if e := apierr.From(err); kind(t, err) != apierr.Timeout || e.Peer != "STS at localhost" || !e.Retryable() {
			t.Errorf("got %+v", e)
		}
		if c, err := cache.Get(t.Context()); err != nil || c != key(2) || f.calls.Load() != 2 {
			t.Errorf("got %v, %v after %d retrievals", c, err, f.calls.Load())
		}
	})
}

func TestAFailureIsSharedByThoseWhoWaitAndNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(_ context.Context, call int) (Credentials, error) {
			time.Sleep(time.Second)
			if call == 1 {
				return Credentials{}, Invalid("no", "")
			}
			return key(1), nil
		}}
		cache := NewCache(f, nil)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := cache.Get(t.Context()); kind(t, err) != apierr.InvalidCredentials {
					t.Errorf("got %v", err)
				}
			})
		}
		group.Wait()
		if f.calls.Load() != 1 {
			t.Errorf("%d retrievals", f.calls.Load())
		}
		if _, err := cache.Get(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestTemporaryCredentialsAreRefreshedBeforeTheyExpire(t *testing.T) {
	for life, margin := range map[time.Duration]time.Duration{
		time.Hour: 5 * time.Minute, 15 * time.Minute: 5 * time.Minute, 6 * time.Minute: 2 * time.Minute,
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{give: func(_ context.Context, call int) (Credentials, error) {
				c := key(call)
				c.Expires = time.Now().Add(life)
				return c, nil
			}}
			cache := NewCache(f, nil)
			cache.Get(t.Context())
			time.Sleep(life - margin - time.Second)
			if c, _ := cache.Get(t.Context()); c.AccessKeyID != key(1).AccessKeyID {
				t.Errorf("%v: refreshed too early", life)
			}
			time.Sleep(time.Second)
			if c, _ := cache.Get(t.Context()); c.AccessKeyID != key(2).AccessKeyID || f.calls.Load() != 2 {
				t.Errorf("%v: not refreshed", life)
			}
		})
	}
}

func TestValidCredentialsAreUsedWhileARefreshFailsOrLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		f.give = func(ctx context.Context, call int) (Credentials, error) {
			c := key(call)
			c.Expires = time.Now().Add(time.Hour)
			switch call {
			case 2:
				return Credentials{}, &apierr.Error{Kind: apierr.Unavailable}
			case 3: // stalls until the caller gives up
				<-ctx.Done()
				return Credentials{}, &apierr.Error{Kind: apierr.Timeout, Err: ctx.Err()}
			}
			return c, nil
		}
		cache := NewCache(f, nil)
		cache.Get(t.Context())
		time.Sleep(56 * time.Minute)
		for range 5 {
			if c, err := cache.Get(t.Context()); err != nil || c.AccessKeyID != key(1).AccessKeyID {
				t.Errorf("a refresh that fails: got %v, %v", c, err)
			}
		}
		if f.calls.Load() != 2 {
			t.Errorf("%d retrievals: a refresh that has just failed was retried at once", f.calls.Load())
		}
		time.Sleep(refreshPause)
		short, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := cache.Get(short); kind(t, err) != apierr.Timeout {
				t.Errorf("a refresh that stalls: got %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		if c, err := cache.Get(t.Context()); err != nil || c.AccessKeyID != key(1).AccessKeyID || time.Since(start) != 0 {
			t.Errorf("while a refresh lasts: got %v, %v", c, err)
		}
		group.Wait()
		time.Sleep(4 * time.Minute) // now it has ended
		if c, err := cache.Get(t.Context()); err != nil || c.AccessKeyID != key(4).AccessKeyID {
			t.Errorf("after its end: got %v, %v", c, err)
		}
	})
}

func TestForget(t *testing.T) {
	f := &fake{give: func(_ context.Context, call int) (Credentials, error) { return key(call), nil }}
	cache := NewCache(f, nil)
	one, _ := cache.Get(t.Context())
	cache.Forget(one)
	two, _ := cache.Get(t.Context())
	cache.Forget(one) // somebody else is late
	three, _ := cache.Get(t.Context())
	if one == two || two != three {
		t.Errorf("got %v, %v, %v", one, two, three)
	}
}
