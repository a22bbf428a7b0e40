// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// callContext returns the context of one call, with the server's registry of secrets, and what ends the call.
//
// The framework (1.19) keeps the context of every RPC until it is told to stop, and with it what hangs on it: the gRPC
// stream, the request, the loggers. That is 40 KB a read, 400 MB after ten thousand. So a call gets a context that holds
// nothing of the RPC's, which leaves 750 bytes, and the framework is told to stop whenever no call is running, which
// frees those too. When somebody reads the logs a call keeps the RPC's context, since the loggers are values of it;
// without loggers every log line is dropped at once.
func (s *server) callContext(rpc context.Context) (ctx context.Context, end func()) {
	newContext := detach
	if s.logs {
		newContext = context.WithCancel
	}
	parent, cancel := newContext(rpc)
	ctx = redact.NewContext(parent, &s.secrets)
	// The framework's StopProvider cancels only the calls that it knows at that moment. Terraform (1.16) opens ephemeral
	// resources also after it.
	forget := context.AfterFunc(s.begin(), cancel)
	return ctx, func() {
		forget()
		cancel()
		s.end()
	}
}

// begin notes that a call runs, and gives the context that ends when the CLI stops the provider.
func (s *server) begin() (stopped context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running == 0 {
		s.idle = make(chan struct{})
	}
	s.running++
	s.renew()
	return s.stopped
}

// renew makes the context that ends with a stop, if there is none. s.mu is held.
func (s *server) renew() {
	if s.stopped == nil {
		s.stopped, s.cancel = context.WithCancel(context.Background()) //nolint:forbidigo // It belongs to no call.
	}
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

// start forgets that the CLI stopped the provider: a debugged process serves one CLI after the other, and each configures it.
func (s *server) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isStopped() {
		s.stopped = nil
	}
}

// stop ends all calls, those that are still to come too, and gives a channel that is closed when no call is running.
func (s *server) stop() (idle <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.renew()
	s.cancel()
	if s.running == 0 {
		none := make(chan struct{})
		close(none)
		return none
	}
	return s.idle
}

func (s *server) wasStopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.isStopped()
}

// isStopped is wasStopped where s.mu is held.
func (s *server) isStopped() bool { return s.stopped != nil && s.stopped.Err() != nil }

// detach gives a context that ends as rpc does, of the same cause, but holds nothing of it.
func detach(rpc context.Context) (ctx context.Context, end context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background()) //nolint:forbidigo // It must not hold the RPC's context.
	release := context.CancelFunc(func() {})
	if deadline, ok := rpc.Deadline(); ok {
		ctx, release = context.WithDeadline(ctx, deadline)
	}
	stop := context.AfterFunc(rpc, func() {
		if !errors.Is(rpc.Err(), context.DeadlineExceeded) { // ctx has the same deadline
			cancel(context.Cause(rpc))
		}
	})
	return ctx, func() {
		stop()
		release()
		cancel(nil)
	}
}
