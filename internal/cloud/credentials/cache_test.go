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

// stalling is a provider whose first retrievals take all the time that they have.
func stalling(stalls int, peer string) *fake {
	return &fake{give: func(ctx context.Context, call int) (Credentials, error) {
		if call <= stalls {
			if peer != "" {
				WaitingFor(ctx, peer)
			}
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

// A caller whose time ends leaves, with an error that names the slow source. The retrieval it began goes on, until its own
// time ends, and the next caller begins another.
func TestATimeoutNamesTheSource(t *testing.T) {
	for peer, want := range map[string]string{"": "the source of the credentials", "STS at localhost": "STS at localhost"} {
		synctest.Test(t, func(t *testing.T) {
			f := stalling(1, peer)
			cache := NewCache(f, nil)
			short, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			_, err := cache.Get(short)
			if e := apierr.From(err); kind(t, err) != apierr.Timeout || e.Peer != want || e.Reason != strings.ToUpper(want[:1])+want[1:]+
				" had not responded when the time for this attempt was over." || time.Since(start) != time.Second {
				t.Errorf("got %+v after %v", e, time.Since(start))
			}
			_, err = cache.Get(t.Context())
			if e := apierr.From(err); kind(t, err) != apierr.Timeout || !e.Retryable() || time.Since(start) != retrievalTimeout {
				t.Errorf("got %+v after %v", e, time.Since(start))
			}
			if c, err := cache.Get(t.Context()); err != nil || c != key(2) || f.calls.Load() != 2 {
				t.Errorf("got %v, %v after %d retrievals", c, err, f.calls.Load())
			}
		})
	}
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
		f := &fake{give: func(ctx context.Context, call int) (Credentials, error) {
			c := key(call)
			c.Expires = time.Now().Add(time.Hour)
			if call == 2 { // stalls, and fails
				<-ctx.Done()
				return Credentials{}, &apierr.Error{Kind: apierr.Timeout, Err: ctx.Err()}
			}
			return c, nil
		}}
		cache := NewCache(f, nil)
		get := func(want int, took time.Duration) {
			start := time.Now()
			c, err := cache.Get(t.Context())
			if err != nil || c.AccessKeyID != key(want).AccessKeyID || time.Since(start) != took {
				t.Errorf("got %v, %v after %v, want key %d after %v", c.AccessKeyID, err, time.Since(start), want, took)
			}
		}
		get(1, 0)
		time.Sleep(56 * time.Minute)
		var group sync.WaitGroup
		group.Go(func() { get(1, retrievalTimeout) }) // begins the refresh
		synctest.Wait()
		get(1, 0)
		group.Wait()
		get(1, 0) // the next refresh waits a little
		time.Sleep(refreshPause)
		get(3, 0)
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
