// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// stage is a point at which a read can be interrupted.
type stage struct {
	name string
	// inject makes the read stop at this stage; reached waits until it has.
	inject func(fx *fixture) (reached func(context.Context) error)
	// block is more of the data source's block.
	block object
	// first reports whether another read precedes this one; both are interrupted.
	first bool
	on    api
}

func stages() []stage {
	called := func(fx *fixture, api string, n int) func(context.Context) error {
		return func(ctx context.Context) error { return fx.server.WaitCalls(ctx, api, n) }
	}
	// The client needs a moment to receive what the emulator has sent.
	soon := func(reached func(context.Context) error) func(context.Context) error {
		return func(ctx context.Context) error {
			if err := reached(ctx); err != nil {
				return err
			}
			select {
			case <-time.After(200 * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	responding := func(response emulator.Response) func(*fixture) func(context.Context) error {
		return func(fx *fixture) func(context.Context) error {
			fx.respond(response)
			return soon(called(fx, fx.action, 1))
		}
	}
	stalled := emulator.Fault{Break: emulator.Stall}
	assume := func(fx *fixture) {
		block, _ := fx.config["alicloud"].(object)
		block["assume_role"] = object{"role_arn": fx.server.Keys().RoleArn}
	}
	waiting := object{"require": object{"ready": true}, "wait": object{"interval": "60s"}}
	notReady := emulator.Text(200, sae.within(map[string]any{"CurrentStatus": "STOPPED"}))

	return []stage{
		{name: "resolving the host", on: sae, inject: func(fx *fixture) func(context.Context) error {
			_, port, _ := net.SplitHostPort(fx.server.Addr())
			host := "at-" + port + ".silent.invalid" // of this fixture alone
			asked := testNameServer.query(host, false)
			fx.at("https://" + host)
			return func(ctx context.Context) error {
				select {
				case <-asked:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}},
		{name: "connecting", on: pts, inject: func(fx *fixture) func(context.Context) error {
			// The connection is accepted, and the TLS handshake never starts.
			accepted := make(chan struct{})
			listener := listen(fx.t, func(conn net.Conn) {
				close(accepted)
				_, _ = io.Copy(io.Discard, conn)
			})
			fx.at("https://" + listener)
			return soon(func(ctx context.Context) error {
				select {
				case <-accepted:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		}},
		{name: "waiting for the headers", on: pts, inject: responding(emulator.Text(200, "").With(stalled))},
		{name: "inside the body", on: testplan, inject: responding(
			emulator.Text(200, testplan.good(nil)).With(emulator.Fault{Break: emulator.StallBody}))},
		{name: "dripping", on: sae, inject: responding(
			emulator.Text(200, sae.good(nil)).With(emulator.Fault{Drip: 500 * time.Millisecond}))},
		{name: "backing off", on: sae, inject: responding(emulator.HTML(503).Header("Retry-After", "60"))},
		{name: "rate limiting", on: pts, first: true, inject: responding(
			emulator.Refusal(400, "Throttling.User", "Too many.").Header("Retry-After", "60"))},
		{name: "between two polls", on: sae, block: waiting, inject: responding(notReady)},
		{name: "in a poll", on: sae, block: waiting, inject: responding(notReady.With(stalled))},
		{name: "assuming a role", on: sae, inject: func(fx *fixture) func(context.Context) error {
			assume(fx)
			fx.server.SetFault("AssumeRole", &stalled)
			return called(fx, "AssumeRole", 1)
		}},
		{name: "waiting for another read to assume a role", on: pts, first: true, inject: func(fx *fixture) func(context.Context) error {
			assume(fx)
			fx.server.SetFault("AssumeRole", &stalled)
			return soon(called(fx, "AssumeRole", 1))
		}},
		{name: "calling the credentials URI", on: pts, inject: func(fx *fixture) func(context.Context) error {
			block, _ := fx.config["alicloud"].(object)
			delete(block, "access_key")
			delete(block, "secret_key")
			block["credentials_uri"] = fx.server.URL() + "/credentials"
			fx.server.SetFault(emulator.CredentialsURI, &stalled)
			return called(fx, emulator.CredentialsURI, 1)
		}},
		{name: "backing off from STS", on: sae, inject: func(fx *fixture) func(context.Context) error {
			assume(fx)
			fx.server.Script("AssumeRole", emulator.AnyKey, emulator.HTML(http.StatusServiceUnavailable).Header("Retry-After", "60"))
			return soon(called(fx, "AssumeRole", 1))
		}},
	}
}

// listen accepts connections on loopback and passes them to serve.
func listen(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { serve(conn) })
			t.Cleanup(func() { conn.Close() })
		}
	})
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String()
}

// interruptWithin is the limit for a read to end after an interrupt: without one each stage would last a minute, and a busy
// machine is not that late.
const interruptWithin = 20 * time.Second

// TestInterrupt interrupts a read wherever it can be, as both kinds.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, st := range stages() {
		for _, kind := range []string{"data source", "ephemeral resource"} {
			t.Run(st.name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				st.interrupt(t, kind == "data source")
			})
		}
	}
}

// interrupt interrupts a read.
func (st stage) interrupt(t *testing.T, data bool) {
	t.Helper()
	fx := newFixture(t, st.on)
	reached := st.inject(fx)
	p := configured(t, fx.config)
	read := call(read)
	if !data {
		read = open
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	reads := 1
	outcomes := make(chan outcome, 2)
	begin := func() { go func() { outcomes <- read.record(ctx, p, fx.typ, fx.block(st.block)) }() }
	begin()
	waitFor(t, reached, outcomes)
	if st.first {
		// Nothing shows when the second read has reached the stage.
		reads++
		begin()
		time.Sleep(300 * time.Millisecond)
	}
	before := len(fx.server.Journal())
	interrupt()
	for range reads {
		select {
		case o := <-outcomes:
			fx.checkRead(observation{outcome: o})
			if o.kind() != interrupted {
				t.Errorf("the result is %q:\n%s", o.kind(), o.shown)
			}
		case <-time.After(interruptWithin):
			t.Fatal("the read did not end")
		}
	}
	if after := len(fx.server.Journal()); after != before {
		t.Errorf("%d requests were sent after the interrupt", after-before)
	}
}

// waitFor waits until a read has reached the stage, and fails if it ends before.
func waitFor(t *testing.T, reached func(context.Context) error, outcomes chan outcome) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	arrived := make(chan error, 1)
	go func() { arrived <- reached(ctx) }()
	select {
	case err := <-arrived:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	case o := <-outcomes:
		t.Fatalf("the read ended before:\n%s", o.shown)
	}
}
