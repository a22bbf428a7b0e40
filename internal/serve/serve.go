// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package serve serves the framework's provider server to Terraform. It cleans every diagnostic and progress message, and
// keeps the framework from holding on to the memory of each RPC.
package serve

import (
	"context"
	"io"
	"log"
	"os"
	"reflect"
	debugging "runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// address is where the provider is found, the same in every registry.
const address = "registry.terraform.io/cloudstatus/cloudstatus"

// stopTimeout is how long a provider that is told to stop waits for its calls. They end within milliseconds, but not on a
// machine that has no time for them.
const stopTimeout = 30 * time.Second

// Serve serves a provider to the CLI that started this process or, with debug, to one that is told of it. It returns
// when the CLI stops it.
func Serve(newProvider func() provider.Provider, debug bool) error {
	log.SetOutput(io.Discard) // net/http writes bytes to it that it did not ask for: a license key or a token may be among them
	var options []tf6server.ServeOpt
	logs := debug || logsRead(os.Environ())
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	if !logs {
		os.Setenv("TF_LOG_SDK", "off") // or terraform-plugin-go writes each of its lines as JSON, for Terraform to throw away
	}
	TuneCollection()
	return tf6server.Serve(address, func() tfprotov6.ProviderServer {
		return newServer(providerserver.NewProtocol6(newProvider())(), logs)
	}, options...)
}

// TuneCollection sets when the process collects garbage. It is short-lived and its heap a few megabytes: letting that grow
// a little more before each collection saves a quarter of the time that many reads take.
func TuneCollection() {
	debugging.SetGCPercent(300)
}

// logsRead reports whether an environment asks for the logs of any part of Terraform.
func logsRead(environ []string) bool {
	return slices.ContainsFunc(environ, func(variable string) bool {
		name, value, _ := strings.Cut(variable, "=")
		return strings.HasPrefix(name, "TF_LOG") && value != "" && !strings.EqualFold(value, "off")
	})
}

// Server returns the server of a provider as Serve serves it.
func Server(p provider.Provider) tfprotov6.ProviderServerWithActions { //nolint:staticcheck // plugin-go asks for it until actions are in ProviderServer.
	return newServer(providerserver.NewProtocol6(p)(), logsRead(os.Environ()))
}

func newServer(framework tfprotov6.ProviderServer, logs bool) *server {
	// Until plugin-go has actions in its ProviderServer, they are an interface of their own.
	actions, _ := framework.(tfprotov6.ActionServer)
	s := &server{ProviderServer: framework, ActionServer: actions, logs: logs, idle: make(chan struct{})}
	close(s.idle)
	s.start()
	return s
}

// server wraps the RPCs that can be long or that show text. The others only describe schemas, or do nothing.
type server struct {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer

	// logs reports that the logs are read, which need the RPC's context.
	logs bool
	// secrets are those of all calls: they share the credentials.
	secrets redact.Registry

	mu      sync.Mutex
	running int           // calls
	idle    chan struct{} // closed while no call is running
	stopped context.Context
	stop    context.CancelFunc // ends stopped
}

func (s *server) ValidateProviderConfig(
	ctx context.Context, r *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return call(ctx, s, r, s.ProviderServer.ValidateProviderConfig)
}

func (s *server) ConfigureProvider(ctx context.Context, r *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	s.start()
	return call(ctx, s, r, s.ProviderServer.ConfigureProvider)
}

func (s *server) ValidateDataResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return call(ctx, s, r, s.ProviderServer.ValidateDataResourceConfig)
}

func (s *server) ReadDataSource(ctx context.Context, r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return call(ctx, s, r, s.ProviderServer.ReadDataSource)
}

func (s *server) ValidateEphemeralResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest,
) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return call(ctx, s, r, s.validateEphemeral)
}

func (s *server) OpenEphemeralResource(ctx context.Context, r *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return call(ctx, s, r, s.ProviderServer.OpenEphemeralResource)
}

func (s *server) ValidateActionConfig(ctx context.Context, r *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	return call(ctx, s, r, s.ActionServer.ValidateActionConfig)
}

func (s *server) PlanAction(ctx context.Context, r *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return call(ctx, s, r, s.planValidated)
}

// InvokeAction ends the call's context when the last event has been sent: the action runs while its events are read.
func (s *server) InvokeAction(ctx context.Context, r *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, end := s.callContext(ctx)
	stream, err := s.invokeValidated(ctx, r)
	if err != nil {
		end()
		return nil, err
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		defer end()
		// The events are taken to the last one even if the CLI takes no more: an action that sends one waits until it is taken.
		listening := true
		stream.Events(func(event tfprotov6.InvokeActionEvent) bool {
			listening = listening && push(cleanEvent(ctx, event))
			return true
		})
	}}, nil
}

// planValidated plans an action whose configuration is valid. Terraform (1.16) validates it only before the values of variables are
// known, so what is wrong with those would show after other changes have been made.
func (s *server) planValidated(ctx context.Context, r *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	invalid, err := s.invalid(ctx, r.ActionType, r.Config)
	if err != nil || invalid != nil {
		return &tfprotov6.PlanActionResponse{Diagnostics: invalid}, err
	}
	return s.ActionServer.PlanAction(ctx, r)
}

// invokeValidated invokes an action whose configuration is valid. What was not known in the plan counted as not set there: a
// require block whose one argument becomes null would require nothing.
func (s *server) invokeValidated(ctx context.Context, r *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	if err := ctx.Err(); err != nil {
		return nil, err // the provider was stopped: its events would be lost, see StopProvider
	}
	invalid, err := s.invalid(ctx, r.ActionType, r.Config)
	if err != nil {
		return nil, err
	}
	if invalid == nil {
		return s.ActionServer.InvokeAction(ctx, r)
	}
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{Diagnostics: invalid}})
	}}, nil
}

// invalid returns what is wrong with an action's configuration; nil: nothing, or only what a warning is for.
func (s *server) invalid(ctx context.Context, action string, config *tfprotov6.DynamicValue) ([]*tfprotov6.Diagnostic, error) {
	response, err := s.ActionServer.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: action, Config: config})
	if err != nil {
		return nil, err
	}
	isError := func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError }
	if !slices.ContainsFunc(response.Diagnostics, isError) {
		return nil, nil
	}
	return response.Diagnostics, nil
}

// StopProvider interrupts all calls and waits until they have ended. plugin-go (0.31) drops the events of actions as soon as
// this returns, and Terraform takes events that end without an error for success: an interrupted action that has not
// reported yet would let the change through that it holds.
func (s *server) StopProvider(ctx context.Context, r *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.mu.Lock()
	s.stop()
	idle := s.idle
	s.mu.Unlock()
	response, err := s.ProviderServer.StopProvider(ctx, r)
	select {
	case <-idle:
	case <-time.After(stopTimeout):
	}
	return response, err
}

// call makes a call with a context of its own and cleans the diagnostics of its response.
func call[Request, Response any](
	ctx context.Context, s *server, r Request, method func(context.Context, Request) (*Response, error),
) (*Response, error) {
	ctx, end := s.callContext(ctx)
	defer end()
	response, err := method(ctx, r)
	if err == nil {
		field := reflect.ValueOf(response).Elem().FieldByName("Diagnostics")
		clean(ctx, field.Interface().([]*tfprotov6.Diagnostic)) //nolint:forcetypeassert // All responses have it.
	}
	return response, err
}

// clean makes diagnostics fit for a terminal, whether the provider wrote them or the framework.
func clean(ctx context.Context, diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		d.Summary, d.Detail = redact.Line(ctx, d.Summary), redact.Text(ctx, d.Detail)
	}
}

func cleanEvent(ctx context.Context, event tfprotov6.InvokeActionEvent) tfprotov6.InvokeActionEvent {
	switch e := event.Type.(type) {
	case tfprotov6.ProgressInvokeActionEventType:
		e.Message = redact.Line(ctx, e.Message)
		event.Type = e
	case tfprotov6.CompletedInvokeActionEventType:
		clean(ctx, e.Diagnostics)
	}
	return event
}
