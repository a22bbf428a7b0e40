// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

type key struct{}

// keeper is a server with the framework's habit.
type keeper struct {
	tfprotov6.ProviderServer
	kept   []context.Context
	stops  int
	during func(context.Context)
}

func (k *keeper) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	child, cancel := context.WithCancel(ctx)
	defer cancel()
	k.kept = append(k.kept, ctx)
	k.during(child)
	return &tfprotov6.ReadDataSourceResponse{}, errors.New("as it is")
}

func (k *keeper) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	k.stops++
	k.kept = nil
	return &tfprotov6.StopProviderResponse{}, nil
}

func TestLentContext(t *testing.T) {
	var kept context.Context
	k := &keeper{}
	s := &server{ProviderServer: k}
	k.during = func(ctx context.Context) {
		kept = k.kept[0]
		if ctx.Value(key{}) != "value" || ctx.Err() != nil {
			t.Errorf("while the call lasts: %v, %v", ctx.Value(key{}), ctx.Err())
		}
		if _, ok := ctx.Deadline(); ok {
			t.Error("there is a deadline that nobody set")
		}
	}
	response, err := s.ReadDataSource(context.WithValue(t.Context(), key{}, "value"), nil)
	if response == nil || err == nil || err.Error() != "as it is" {
		t.Errorf("%v, %v", response, err)
	}
	if kept.Value(key{}) != nil || !errors.Is(kept.Err(), context.Canceled) {
		t.Errorf("when it is over: %v, %v", kept.Value(key{}), kept.Err())
	}
	select {
	case <-kept.Done():
	default:
		t.Error("it is not done")
	}
}

// sayer says a diagnostic that quotes what it should not.
type sayer struct {
	tfprotov6.ProviderServer
}

func (sayer) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	redact.Hide(ctx, "SECRETSECRET")
	return &tfprotov6.ReadDataSourceResponse{Diagnostics: []*tfprotov6.Diagnostic{
		{Summary: "A\x1b[31m\nB", Detail: "first SECRETSECRET\n\n  second\u202e"}, {Summary: "fine", Detail: "fine"},
	}}, nil
}

// Whatever is said, by the provider or by the framework, is cleaned, and what another call hid is not.
func TestDiagnosticsAreClean(t *testing.T) {
	s := &server{ProviderServer: sayer{&keeper{}}}
	response, err := s.ReadDataSource(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := response.Diagnostics[0]; d.Summary != `A\u001b[31m\nB` || d.Detail != "first […]\n\n  second\\u202e" {
		t.Errorf("got %q, %q", d.Summary, d.Detail)
	}
	if d := response.Diagnostics[1]; d.Summary != "fine" || d.Detail != "fine" {
		t.Errorf("got %q, %q", d.Summary, d.Detail)
	}
}

// TestInterrupt: the caller's end reaches a call that is under way.
func TestInterrupt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeper{during: func(ctx context.Context) { <-ctx.Done() }}
		s := &server{ProviderServer: k}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = s.ReadDataSource(ctx, nil)
		}()
		synctest.Wait()
		cancel()
		<-done
	})
}

// TestForgetting: a call that ends beside another must not cancel it.
func TestForgetting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &keeper{}
		s := &server{ProviderServer: k}
		release := make(chan struct{})
		k.during = func(ctx context.Context) {
			<-release
			if ctx.Err() != nil {
				t.Error("the other call's end cancelled this one")
			}
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = s.ReadDataSource(t.Context(), nil)
		}()
		synctest.Wait()
		k.during = func(context.Context) {}
		_, _ = s.ReadDataSource(t.Context(), nil)
		if k.stops != 0 || len(k.kept) != 2 {
			t.Errorf("%d stops, %d contexts while a call is under way", k.stops, len(k.kept))
		}
		close(release)
		<-done
		if k.stops != 1 || len(k.kept) != 0 {
			t.Errorf("%d stops, %d contexts when none is", k.stops, len(k.kept))
		}
	})
}
