// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

type key struct{}

// retainer is a server that keeps the context of each call, as the framework does.
type retainer struct {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	mu       sync.Mutex // guards the fields that a stop and the end of a call both write
	contexts []context.Context
	stops    int
	during   func(context.Context)
	cancels  []context.CancelFunc
	invalid  []*tfprotov6.Diagnostic // what is wrong with an action's configuration
}

func (r *retainer) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (r *retainer) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	child, cancel := context.WithCancel(ctx)
	defer cancel()
	r.mu.Lock()
	r.contexts = append(r.contexts, ctx)
	r.mu.Unlock()
	r.during(child)
	return &tfprotov6.ReadDataSourceResponse{}, errors.New("as it is")
}

func (r *retainer) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stops++
	r.contexts = nil
	for _, cancel := range r.cancels {
		cancel()
	}
	return &tfprotov6.StopProviderResponse{}, nil
}

// A call's context holds nothing of the RPC's, unless the logs are read, and is over when the call is.
func TestCallContext(t *testing.T) {
	for _, logs := range []bool{false, true} {
		t.Run(fmt.Sprintf("logs %t", logs), func(t *testing.T) {
			want := map[bool]any{true: "value"}[logs]
			var during context.Context
			r := &retainer{}
			s := newServer(r, logs)
			r.during = func(ctx context.Context) {
				during = r.contexts[0]
				if ctx.Value(key{}) != want || ctx.Err() != nil {
					t.Errorf("while the call lasts: %v, %v", ctx.Value(key{}), ctx.Err())
				}
				if _, ok := ctx.Deadline(); ok {
					t.Error("there is a deadline, and none was set")
				}
			}
			response, err := s.ReadDataSource(context.WithValue(t.Context(), key{}, "value"), nil)
			if response == nil || err == nil || err.Error() != "as it is" {
				t.Errorf("%v, %v", response, err)
			}
			if during.Value(key{}) != want || !errors.Is(during.Err(), context.Canceled) {
				t.Errorf("when it is over: %v, %v", during.Value(key{}), during.Err())
			}
			select {
			case <-during.Done():
			default:
				t.Error("it is not done")
			}
		})
	}
}

// The end of the RPC's context reaches the call with its cause, whether the logs are read or not.
func TestCallContextEnds(t *testing.T) {
	for name, cause := range map[string]error{"interrupt": errors.New("why"), "deadline": context.DeadlineExceeded} {
		for _, logs := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, logs %t", name, logs), func(t *testing.T) {
				rpc, cancel := context.WithCancelCause(t.Context())
				ctx, end := newServer(&retainer{}, logs).callContext(rpc)
				defer end()
				cancel(cause)
				<-ctx.Done()
				if got := context.Cause(ctx); !errors.Is(got, cause) {
					t.Errorf("got %v", got)
				}
			})
		}
	}
}

// ValidateActionConfig finds nothing wrong, or what the test sets.
func (r *retainer) ValidateActionConfig(
	context.Context, *tfprotov6.ValidateActionConfigRequest,
) (*tfprotov6.ValidateActionConfigResponse, error) {
	return &tfprotov6.ValidateActionConfigResponse{Diagnostics: r.invalid}, nil
}

// revealing is a server whose texts have secrets and control characters.
type revealing struct{ *retainer }

func (revealing) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	redact.Hide(ctx, "SECRETSECRET")
	return &tfprotov6.ReadDataSourceResponse{Diagnostics: []*tfprotov6.Diagnostic{
		{Summary: "A\x1b[31m\nB", Detail: "first SECRETSECRET\n\n  second\u202e"}, {Summary: "fine", Detail: "fine"},
	}}, nil
}

// Diagnostics of the provider and of the framework are cleaned.
func TestDiagnosticsAreClean(t *testing.T) {
	s := newServer(revealing{&retainer{}}, false)
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

func (revealing) InvokeAction(ctx context.Context, _ *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		redact.Hide(ctx, "SECRETSECRET")
		if ctx.Err() != nil {
			return
		}
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.ProgressInvokeActionEventType{Message: "A\x1b SECRETSECRET"}})
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{
			Diagnostics: []*tfprotov6.Diagnostic{{Summary: "B\x1b", Detail: "SECRETSECRET"}},
		}})
	}}, nil
}

// An action runs while its events are read: until then its context lasts, and each event is cleaned.
func TestInvokeAction(t *testing.T) {
	r := &retainer{}
	s := newServer(revealing{r}, false)
	stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
	if err != nil || r.stops != 0 {
		t.Fatalf("%v, %d stops before the events are read", err, r.stops)
	}
	var texts []string
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			texts = append(texts, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			texts = append(texts, e.Diagnostics[0].Summary, e.Diagnostics[0].Detail)
		}
	}
	if want := []string{`A\u001b […]`, `B\u001b`, "[…]"}; !slices.Equal(texts, want) {
		t.Errorf("got %q, want %q", texts, want)
	}
	if r.stops != 1 {
		t.Errorf("%d stops after the last event", r.stops)
	}
}

// TestStopProvider: a call that ends while another is running does not cancel it.
func TestStopProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &retainer{}
		s := newServer(r, false)
		release := make(chan struct{})
		r.during = func(ctx context.Context) {
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
		r.during = func(context.Context) {}
		_, _ = s.ReadDataSource(t.Context(), nil)
		if r.stops != 0 || len(r.contexts) != 2 {
			t.Errorf("%d stops, %d contexts while a call is running", r.stops, len(r.contexts))
		}
		close(release)
		<-done
		if r.stops != 1 || len(r.contexts) != 0 {
			t.Errorf("%d stops, %d contexts when none is", r.stops, len(r.contexts))
		}
	})
}

// acting is a server whose action runs until its context ends, and reports it after a while.
type acting struct {
	*retainer
	report time.Duration
	began  chan struct{}
}

func (a acting) InvokeAction(ctx context.Context, _ *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	child, cancel := context.WithCancel(ctx)
	a.mu.Lock()
	a.cancels = append(a.cancels, cancel)
	a.mu.Unlock()
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		close(a.began)
		<-child.Done()
		time.Sleep(a.report)
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.ProgressInvokeActionEventType{Message: "interrupted"}})
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{
			Diagnostics: []*tfprotov6.Diagnostic{{Summary: "Interrupted"}},
		}})
	}}, nil
}

// StopProvider returns when the actions have reported: plugin-go then drops what they still send, and Terraform takes that
// for success.
func TestStopWaitsForActions(t *testing.T) {
	for name, tc := range map[string]struct {
		report, took time.Duration
		reported     bool
	}{
		"soon":      {report: time.Second, took: time.Second, reported: true},
		"very late": {report: time.Hour, took: stopTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := acting{&retainer{}, tc.report, make(chan struct{})}
				s := newServer(a, false)
				reported := make(chan bool, 1)
				go func() {
					stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
					if err != nil {
						t.Error(err)
						return
					}
					for event := range stream.Events {
						if _, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType); ok {
							reported <- true
						}
					}
				}()
				<-a.began
				start := time.Now()
				_, _ = s.StopProvider(t.Context(), nil)
				if took := time.Since(start); took != tc.took {
					t.Errorf("it took %s", took)
				}
				synctest.Wait()
				select {
				case <-reported:
					if !tc.reported {
						t.Error("it has reported")
					}
				default:
					if tc.reported {
						t.Error("it has not reported")
					}
				}
				time.Sleep(tc.report) // until the action has ended
			})
		})
	}
}

// An action that begins when the provider was stopped fails, whether the logs are read or not, until a CLI configures the provider
// again. Nothing waits for calls when there are none.
func TestActionAfterStop(t *testing.T) {
	for _, logs := range []bool{false, true} {
		t.Run(fmt.Sprintf("logs %t", logs), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newServer(revealing{&retainer{}}, logs)
				start := time.Now()
				_, _ = s.StopProvider(t.Context(), nil)
				if took := time.Since(start); took != 0 {
					t.Errorf("it took %s", took)
				}
				if _, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{}); !errors.Is(err, context.Canceled) {
					t.Errorf("after a stop: %v", err)
				}
				_, _ = s.ConfigureProvider(t.Context(), nil)
				if _, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{}); err != nil {
					t.Errorf("configured again: %v", err)
				}
			})
		})
	}
}

// An action whose events are no longer read still ends, instead of waiting forever to send the next one.
func TestEventsThatNobodyTakes(t *testing.T) {
	r := &retainer{}
	s := newServer(revealing{r}, false)
	stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for range stream.Events {
		break
	}
	if s.running != 0 {
		t.Error("the action still counts as running")
	}
}

// An action is validated once more when all its values are known. A warning does not stop it.
func TestActionIsValidatedWhenInvoked(t *testing.T) {
	for severity, want := range map[tfprotov6.DiagnosticSeverity]string{
		tfprotov6.DiagnosticSeverityError: "Invalid", tfprotov6.DiagnosticSeverityWarning: `B\u001b`,
	} {
		r := &retainer{invalid: []*tfprotov6.Diagnostic{{Severity: severity, Summary: "Invalid"}}}
		s := newServer(revealing{r}, false)
		stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for event := range stream.Events {
			if e, ok := event.Type.(tfprotov6.CompletedInvokeActionEventType); ok {
				got = e.Diagnostics[0].Summary
			}
		}
		if got != want {
			t.Errorf("%v: got %q, want %q", severity, got, want)
		}
	}
}

// A planned action is validated too: Terraform validates it only before the values of variables are known.
func TestActionIsValidatedWhenPlanned(t *testing.T) {
	for severity, want := range map[tfprotov6.DiagnosticSeverity]int{
		tfprotov6.DiagnosticSeverityError: 1, tfprotov6.DiagnosticSeverityWarning: 0,
	} {
		r := &retainer{invalid: []*tfprotov6.Diagnostic{{Severity: severity, Summary: "Invalid"}}}
		s := newServer(r, false)
		response, err := s.PlanAction(t.Context(), &tfprotov6.PlanActionRequest{})
		if err != nil || len(response.Diagnostics) != want {
			t.Errorf("%v: %v, %v", severity, response, err)
		}
	}
}

func (r *retainer) PlanAction(context.Context, *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return &tfprotov6.PlanActionResponse{}, nil
}

// A call that begins when the provider was stopped ends at once: Terraform opens ephemeral resources also then.
func TestCallAfterStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &retainer{}
		s := newServer(r, false)
		read := func() (took time.Duration) {
			start := time.Now()
			r.during = func(ctx context.Context) {
				select {
				case <-ctx.Done():
				case <-time.After(time.Minute):
				}
			}
			_, _ = s.ReadDataSource(t.Context(), nil)
			return time.Since(start)
		}
		_, _ = s.StopProvider(t.Context(), nil)
		if took := read(); took != 0 {
			t.Errorf("after a stop it took %s", took)
		}
		_, _ = s.ConfigureProvider(t.Context(), nil)
		if took := read(); took != time.Minute {
			t.Errorf("configured again, it took %s", took)
		}
	})
}

// slow is a server whose validation of an action takes a while. Its framework does not know the action's call yet when it is
// told to stop.
type slow struct {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	took time.Duration
}

func (slow) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (v slow) ValidateActionConfig(
	context.Context, *tfprotov6.ValidateActionConfigRequest,
) (*tfprotov6.ValidateActionConfigResponse, error) {
	time.Sleep(v.took)
	return &tfprotov6.ValidateActionConfigResponse{}, nil
}

func (slow) InvokeAction(ctx context.Context, _ *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		<-ctx.Done()
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{}})
	}}, nil
}

// An action that is stopped between its validation and its beginning reports that, before StopProvider returns.
func TestActionStoppedWhileValidated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(slow{took: time.Second}, false)
		events, done := 0, make(chan struct{})
		go func() {
			defer close(done)
			stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
			if err != nil {
				t.Error(err)
				return
			}
			stream.Events(func(tfprotov6.InvokeActionEvent) bool { events++; return true })
		}()
		time.Sleep(time.Second / 2)
		start := time.Now()
		_, _ = s.StopProvider(t.Context(), nil)
		took := time.Since(start)
		<-done
		if took != time.Second/2 || events != 1 {
			t.Errorf("it took %s, and the action sent %d events", took, events)
		}
	})
}

func TestLogsRead(t *testing.T) {
	for name, tc := range map[string]struct {
		variable string
		want     bool
	}{
		"empty":                   {"TF_LOG=", false},
		"off":                     {"TF_LOG_SDK=off", false},
		"of everything":           {"TF_LOG=TRACE", true},
		"of providers":            {"TF_LOG_PROVIDER=DEBUG", true},
		"of the framework":        {"TF_LOG_SDK_FRAMEWORK=TRACE", true},
		"of this provider":        {"TF_LOG_PROVIDER_CLOUDSTATUS=INFO", true},
		"something else is there": {"TF_VAR_log=x", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := logsRead([]string{"HOME=/", tc.variable}); got != tc.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
