// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

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

// fake is a source under the test's control.
type fake struct {
	calls atomic.Int32
	give  func(ctx context.Context, call int) (Credentials, error)
}

func (f *fake) Resolve(ctx context.Context, _ Reach) (Credentials, error) {
	return f.give(ctx, int(f.calls.Add(1)))
}

func key(n int) Credentials {
	return Credentials{AccessKeyID: "LTAI-key-" + string(rune('0'+n)), AccessKeySecret: "secret", Source: "the test"}
}

func kind(t *testing.T, err error) apierr.Kind {
	t.Helper()
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *apierr.Error", err)
	}
	return e.Kind
}

func TestCredentialsAreFoundOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(context.Context, int) (Credentials, error) {
			time.Sleep(time.Second)
			return key(1), nil
		}}
		var told atomic.Int32
		s := NewClient(Config{Source: f, Resolved: func(_ context.Context, source, tail string) {
			if source != "the test" || tail != "ey-1" {
				t.Errorf("told %q, %q", source, tail)
			}
			told.Add(1)
		}})
		var group sync.WaitGroup
		for range 64 {
			group.Go(func() {
				if c, err := s.credentials(t.Context()); err != nil || c != key(1) {
					t.Errorf("got %v, %v", c, err)
				}
			})
		}
		group.Wait()
		time.Sleep(1000 * time.Hour)
		if _, err := s.credentials(t.Context()); err != nil || f.calls.Load() != 1 || told.Load() != 1 {
			t.Errorf("%d searches, told %d times, %v", f.calls.Load(), told.Load(), err)
		}
	})
}

func TestAWaiterLeavesWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(context.Context, int) (Credentials, error) {
			time.Sleep(time.Minute)
			return key(1), nil
		}}
		s := NewClient(Config{Source: f})
		go s.credentials(t.Context())
		synctest.Wait()

		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := s.credentials(short); kind(t, err) != apierr.Timeout || time.Since(start) != time.Second {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		stopped, stop := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, stop)
		if _, err := s.credentials(stopped); kind(t, err) != apierr.Interrupted {
			t.Errorf("got %v", err)
		}
		if _, err := s.credentials(t.Context()); err != nil || f.calls.Load() != 1 {
			t.Errorf("%d searches, %v", f.calls.Load(), err)
		}
	})
}

func TestTheNextWaiterSearchesWhenOneIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(ctx context.Context, call int) (Credentials, error) {
			if call == 1 {
				<-ctx.Done()
				return Credentials{}, &apierr.Error{Kind: apierr.Interrupted, Err: ctx.Err()}
			}
			return key(2), nil
		}}
		s := NewClient(Config{Source: f})
		searching, stop := context.WithCancel(t.Context())
		var first error
		var group sync.WaitGroup
		group.Go(func() { _, first = s.credentials(searching) })
		synctest.Wait()
		for range 10 {
			group.Go(func() {
				if c, err := s.credentials(t.Context()); err != nil || c != key(2) {
					t.Errorf("got %v, %v", c, err)
				}
			})
		}
		synctest.Wait()
		stop()
		group.Wait()
		if kind(t, first) != apierr.Interrupted || f.calls.Load() != 2 {
			t.Errorf("%d searches, %v", f.calls.Load(), first)
		}
	})
}

func TestAFailureIsSharedByThoseWhoWaitAndNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{give: func(_ context.Context, call int) (Credentials, error) {
			time.Sleep(time.Second)
			if call == 1 {
				return Credentials{}, badCredentials("no", "")
			}
			return key(1), nil
		}}
		s := NewClient(Config{Source: f})
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := s.credentials(t.Context()); kind(t, err) != apierr.InvalidCredentials {
					t.Errorf("got %v", err)
				}
			})
		}
		group.Wait()
		if f.calls.Load() != 1 {
			t.Errorf("%d searches", f.calls.Load())
		}
		if _, err := s.credentials(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestSessionsAreRenewedBeforeTheyEnd(t *testing.T) {
	for life, margin := range map[time.Duration]time.Duration{
		time.Hour: 5 * time.Minute, 15 * time.Minute: 5 * time.Minute, 6 * time.Minute: 2 * time.Minute,
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{give: func(_ context.Context, call int) (Credentials, error) {
				c := key(call)
				c.Expires = time.Now().Add(life)
				return c, nil
			}}
			s := NewClient(Config{Source: f})
			s.credentials(t.Context())
			time.Sleep(life - margin - time.Second)
			if c, _ := s.credentials(t.Context()); c.AccessKeyID != key(1).AccessKeyID {
				t.Errorf("%v: renewed too early", life)
			}
			time.Sleep(time.Second)
			if c, _ := s.credentials(t.Context()); c.AccessKeyID != key(2).AccessKeyID || f.calls.Load() != 2 {
				t.Errorf("%v: not renewed", life)
			}
		})
	}
}

func TestAGoodSessionIsUsedWhileItsRenewalFailsOrLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{}
		f.give = func(ctx context.Context, call int) (Credentials, error) {
			c := key(call)
			c.Expires = time.Now().Add(time.Hour)
			switch call {
			case 2:
				return Credentials{}, &apierr.Error{Kind: apierr.Unavailable}
			case 3: // stalls until whoever asked gives up
				<-ctx.Done()
				return Credentials{}, &apierr.Error{Kind: apierr.Timeout, Err: ctx.Err()}
			}
			return c, nil
		}
		s := NewClient(Config{Source: f})
		s.credentials(t.Context())
		time.Sleep(56 * time.Minute)
		for range 5 {
			if c, err := s.credentials(t.Context()); err != nil || c.AccessKeyID != key(1).AccessKeyID {
				t.Errorf("a renewal that fails: got %v, %v", c, err)
			}
		}
		if f.calls.Load() != 2 {
			t.Errorf("%d searches: a renewal that has just failed was tried again at once", f.calls.Load())
		}
		time.Sleep(refreshPause)
		short, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := s.credentials(short); kind(t, err) != apierr.Timeout {
				t.Errorf("a renewal that stalls: got %v", err)
			}
		})
		synctest.Wait()
		start := time.Now()
		if c, err := s.credentials(t.Context()); err != nil || c.AccessKeyID != key(1).AccessKeyID || time.Since(start) != 0 {
			t.Errorf("while a renewal lasts: got %v, %v", c, err)
		}
		group.Wait()
		time.Sleep(4 * time.Minute) // now it has ended
		if c, err := s.credentials(t.Context()); err != nil || c.AccessKeyID != key(4).AccessKeyID {
			t.Errorf("after its end: got %v, %v", c, err)
		}
	})
}

func TestASearchThatPanicsLeavesNobodyWaiting(t *testing.T) {
	f := &fake{give: func(_ context.Context, call int) (Credentials, error) {
		if call == 1 {
			panic("boom")
		}
		return key(1), nil
	}}
	s := NewClient(Config{Source: f})
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		s.credentials(t.Context())
	}()
	if _, err := s.credentials(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestForget(t *testing.T) {
	f := &fake{give: func(_ context.Context, call int) (Credentials, error) { return key(call), nil }}
	s := NewClient(Config{Source: f})
	one, _ := s.credentials(t.Context())
	s.forget(one)
	two, _ := s.credentials(t.Context())
	s.forget(one) // somebody else is late
	three, _ := s.credentials(t.Context())
	if one == two || two != three {
		t.Errorf("got %v, %v, %v", one, two, three)
	}
}

func TestRegion(t *testing.T) {
	withRegion := func(region string) Source {
		c := key(1)
		c.Region = region
		return Static(c)
	}
	tests := map[string]struct {
		override, settings, profile string
		want                        string
		bad                         bool
	}{
		"the read's":    {"cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-beijing", false},
		"the block's":   {"", "cn-hangzhou", "cn-shanghai", "cn-hangzhou", false},
		"the profile's": {"", "", "cn-shanghai", "cn-shanghai", false},
		"none":          {"", "", "", "", false},
		"a host":        {"evil.example.com/", "", "", "", true},
		"white space":   {"", "cn hangzhou", "", "", true},
		"upper case":    {"", "", "CN-Hangzhou", "", true},
		"a hyphen":      {"-", "", "", "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := NewClient(Config{Region: cloud.Region{ID: test.settings}, Source: withRegion(test.profile)})
			got, err := s.Region(t.Context(), test.override)
			if test.bad {
				e := apierr.From(err)
				argument := "region"
				if test.profile != "" { // the read's argument is not what is wrong
					argument = ""
				}
				if kind(t, err) != apierr.InvalidArgument || e.Argument != argument || argument == "" && !strings.Contains(e.Reason, "from the test,") {
					t.Errorf("got %+v", e)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	s := NewClient(Config{})
	if _, err := s.Region(t.Context(), ""); kind(t, err) != apierr.CredentialsMissing {
		t.Errorf("no source: got %v", err)
	}
	if got, err := s.Region(t.Context(), "cn-hangzhou"); err != nil || got != "cn-hangzhou" {
		t.Errorf("a region that is known needs no credentials: got %q, %v", got, err)
	}
}

func TestCredentialsThatNoneHas(t *testing.T) {
	for name, c := range map[string]Credentials{
		"no key":                {AccessKeySecret: "SECRETSECRET", Source: "x"},
		"no secret":             {AccessKeyID: "k", Source: "x"},
		"a line break":          {AccessKeyID: "k", AccessKeySecret: "SECRETSECRET\n", Source: "x"},
		"a space in a token":    {AccessKeyID: "k", AccessKeySecret: "SECRETSECRET", SecurityToken: "a b", Source: "x"},
		"another script":        {AccessKeyID: "k", AccessKeySecret: "SECRETSECRETä", Source: "x"},
		"a null in the key":     {AccessKeyID: "k\x00", AccessKeySecret: "SECRETSECRET", Source: "x"},
		"white space for a key": {AccessKeyID: " ", AccessKeySecret: "SECRETSECRET", Source: "x"},
	} {
		_, err := NewClient(Config{Source: Static(c)}).credentials(t.Context())
		if kind(t, err) != apierr.InvalidCredentials || shows(err, "SECRETSECRET") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
