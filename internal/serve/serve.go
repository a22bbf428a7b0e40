// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package serve answers Terraform's calls with the framework's server, cleans every diagnostic that leaves (clean), and
// lets go of each call when it is over.
//
// The framework (1.19) keeps the context of every call until the process is told to stop, so that it can cancel them
// all then, and with the context whatever hangs on it: the gRPC stream, the request, loggers. That is 40 KB a read,
// 400 MB after ten thousand. So it is lent a context that is emptied when the call is over, and whenever no call is
// under way it is told to forget what it has. The tests in internal/faults measure it.
package serve

import (
	"context"
	debugging "runtime/debug"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// address is where the provider is found, the same in every registry.
const address = "registry.terraform.io/cloudstatus/cloudstatus"

// Serve serves a provider to the CLI that started this process, or with debug to the one that is told of it. It
// returns when it is told to stop.
func Serve(newProvider func() provider.Provider, debug bool) error {
	silence()
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	} else {
		hush()
	}
	// The process is short-lived and its heap small, a few megabytes: it may grow a little more before each collection,
	// which saves a quarter of the time that many reads take.
	debugging.SetGCPercent(300)
	return tf6server.Serve(address, func() tfprotov6.ProviderServer { return Server(newProvider()) }, options...)
}

// Server is the framework's server for a provider, without its memory of calls.
func Server(p provider.Provider) tfprotov6.ProviderServer {
	return &server{ProviderServer: providerserver.NewProtocol6(p)()}
}

// server has a hand in the calls that may be many, and in those that could mind if they were cancelled. The rest are
// about schemas, which are made without looking at a context.
type server struct {
	tfprotov6.ProviderServer

	mu      sync.Mutex
	running int
}

func (s *server) ValidateProviderConfig(
	ctx context.Context, r *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return lending(ctx, s, r, s.ProviderServer.ValidateProviderConfig,
		func(r *tfprotov6.ValidateProviderConfigResponse) []*tfprotov6.Diagnostic { return r.Diagnostics })
}

func (s *server) ConfigureProvider(
	ctx context.Context, r *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	return lending(ctx, s, r, s.ProviderServer.ConfigureProvider,
		func(r *tfprotov6.ConfigureProviderResponse) []*tfprotov6.Diagnostic { return r.Diagnostics })
}

func (s *server) ValidateDataResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return lending(ctx, s, r, s.ProviderServer.ValidateDataResourceConfig,
		func(r *tfprotov6.ValidateDataResourceConfigResponse) []*tfprotov6.Diagnostic { return r.Diagnostics })
}

func (s *server) ReadDataSource(
	ctx context.Context, r *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return lending(ctx, s, r, s.ProviderServer.ReadDataSource,
		func(r *tfprotov6.ReadDataSourceResponse) []*tfprotov6.Diagnostic { return r.Diagnostics })
}

func (s *server) ValidateEphemeralResourceConfig(
	ctx context.Context, r *tfprotov6.ValidateEphemeralResourceConfigRequest,
) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return lending(ctx, s, r, s.validateEphemeral,
		func(r *tfprotov6.ValidateEphemeralResourceConfigResponse) []*tfprotov6.Diagnostic {
			return r.Diagnostics
		})
}

func (s *server) OpenEphemeralResource(
	ctx context.Context, r *tfprotov6.OpenEphemeralResourceRequest,
) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return lending(ctx, s, r, s.ProviderServer.OpenEphemeralResource,
		func(r *tfprotov6.OpenEphemeralResourceResponse) []*tfprotov6.Diagnostic { return r.Diagnostics })
}

func (s *server) CloseEphemeralResource(
	ctx context.Context, r *tfprotov6.CloseEphemeralResourceRequest,
) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return lending(ctx, s, r, s.ProviderServer.CloseEphemeralResource,
		func(r *tfprotov6.CloseEphemeralResourceResponse) []*tfprotov6.Diagnostic { return r.Diagnostics })
}

// lending makes a call with a context that is taken back when the call is over, and cleans what the call says. said gives
// a response's diagnostics.
func lending[Request, Response any](
	ctx context.Context, s *server, r Request, call func(context.Context, Request) (Response, error),
	said func(Response) []*tfprotov6.Diagnostic,
) (Response, error) {
	ctx, cancel := context.WithCancel(redact.NewContext(ctx))
	l := lend(ctx)
	s.begin()
	defer func() {
		cancel()
		l.takeBack()
		s.end()
	}()
	response, err := call(l, r)
	if err == nil {
		clean(ctx, said(response))
	}
	return response, err
}

// clean makes diagnostics fit for a terminal, whoever made them: the provider, or the framework over a value that it did
// not like.
func clean(ctx context.Context, diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		d.Summary, d.Detail = redact.Line(ctx, d.Summary), redact.Text(ctx, d.Detail)
	}
}

func (s *server) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running++
}

// end has the framework forget its contexts if there is none left that is of use. A call that begins meanwhile waits.
func (s *server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	if s.running == 0 {
		_, _ = s.ProviderServer.StopProvider(over, &tfprotov6.StopProviderRequest{}) // it only cancels and forgets
	}
}
