// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// callContext returns the context of one call, with the server's registry of secrets, and what ends the call.
//
// The framework (1.19) keeps the context of every RPC until it is told to stop, and with it what hangs on it: the gRPC
// stream, the request, the loggers. That is 40 KB a read. So a call gets a context that holds nothing of the RPC's, which
// leaves 750 bytes, and the framework is told to stop whenever no call is running, which frees those too. When the logs
// are read, a call keeps the RPC's context, since the loggers are values of it.
func (s *server) callContext(rpc context.Context) (ctx context.Context, end func()) {
	// Both end a call. The framework's StopProvider cancels only the calls that it knows at that moment, and Terraform (1.16)
	// opens ephemeral resources also after it.
	parent, other := s.begin(), rpc
	if s.logs {
		parent, other = other, parent
	}
	ctx, cancel := context.WithCancelCause(parent)
	stop := func() { cancel(context.Cause(other)) }
	if other.Err() != nil {
		stop() // at once, while AfterFunc takes a goroutine
	}
	release := context.AfterFunc(other, stop)
	return redact.NewContext(ctx, &s.secrets), func() {
		release()
		cancel(nil)
		s.end()
	}
}

// start makes the context that ends when the CLI stops the provider, if there is none or the CLI has stopped it: a debugged
// process serves one CLI after the other, and each configures it.
func (s *server) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped == nil || s.stopped.Err() != nil {
		s.stopped, s.stop = context.WithCancel(context.Background()) //nolint:forbidigo // It belongs to no call.
	}
}

// begin notes that a call runs, and returns the context that ends when the CLI stops the provider.
func (s *server) begin() (stopped context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == 0 {
		s.idle = make(chan struct{})
	}
	s.running++
	return s.stopped
}

// end tells the framework to stop if no call is running, which only makes it cancel and drop the contexts that it has. A
// call that begins meanwhile waits.
func (s *server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	if s.running == 0 {
		close(s.idle)
		_, _ = s.ProviderServer.StopProvider(context.Background(), &tfprotov6.StopProviderRequest{}) //nolint:forbidigo // It belongs to no call.
	}
}
