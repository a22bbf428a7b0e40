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

// stage is a point at which a read can be when somebody presses Ctrl-C.
type stage struct {
	name string
	// lay makes the read come there and stay; it gives what tells that the read is there.
	lay func(w *world) (there func(context.Context) error)
	// block is more of the data source's block.
	block object
	// first is another read that is made before and interrupted with it, if the stage needs one.
	first bool
	on    api
}

func stages() []stage {
	called := func(w *world, api string, n int) func(context.Context) error {
		return func(ctx context.Context) error { return w.clouds.WaitCalls(ctx, api, n) }
	}
	// A moment for the client to get what the emulator has sent, since only it knows when.
	soon := func(there func(context.Context) error) func(context.Context) error {
		return func(ctx context.Context) error {
			if err := there(ctx); err != nil {
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
	answered := func(response emulator.Response) func(*world) func(context.Context) error {
		return func(w *world) func(context.Context) error {
			w.answers(response)
			return soon(called(w, w.action, 1))
		}
	}
	stalled := emulator.Fault{Break: emulator.Stall}
	assume := func(w *world) {
		block, _ := w.config["alicloud"].(object)
		block["assume_role"] = object{"role_arn": w.clouds.Keys().RoleArn}
	}
	waiting := object{"require": object{"ready": true}, "wait": object{"interval": "60s"}}
	notReady := emulator.Text(200, sae.within(map[string]any{"CurrentStatus": "STOPPED"}))

	return []stage{
		{name: "resolving the host", on: sae, lay: func(w *world) func(context.Context) error {
			_, port, _ := net.SplitHostPort(w.clouds.Addr())
			host := "at-" + port + ".silent.invalid" // nobody else's
			asked := names.question(host, false)
			w.at("https://" + host)
			return func(ctx context.Context) error {
				select {
				case <-asked:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}},
		{name: "connecting", on: pts, lay: func(w *world) func(context.Context) error {
			// The connection is taken, and TLS never begins.
			accepted := make(chan struct{})
			listener := listen(w.t, func(conn net.Conn) {
				close(accepted)
				_, _ = io.Copy(io.Discard, conn)
			})
			w.at("https://" + listener)
			return soon(func(ctx context.Context) error {
				select {
				case <-accepted:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		}},
		{name: "waiting for the headers", on: pts, lay: answered(emulator.Text(200, "").With(stalled))},
		{name: "inside the body", on: testplan, lay: answered(
			emulator.Text(200, testplan.good(nil)).With(emulator.Fault{Break: emulator.StallBody}))},
		{name: "dripping", on: sae, lay: answered(
			emulator.Text(200, sae.good(nil)).With(emulator.Fault{Drip: 500 * time.Millisecond}))},
		{name: "backing off", on: sae, lay: answered(emulator.HTML(503).Header("Retry-After", "60"))},
		{name: "pacing", on: pts, first: true, lay: answered(
			emulator.Refusal(400, "Throttling.User", "Too many.").Header("Retry-After", "60"))},
		{name: "between two polls", on: sae, block: waiting, lay: answered(notReady)},
		{name: "in a poll", on: sae, block: waiting, lay: answered(notReady.With(stalled))},
		{name: "assuming a role", on: sae, lay: func(w *world) func(context.Context) error {
			assume(w)
			w.clouds.SetFault("AssumeRole", &stalled)
			return called(w, "AssumeRole", 1)
		}},
		{name: "waiting for another read to assume a role", on: pts, first: true, lay: func(w *world) func(context.Context) error {
			assume(w)
			w.clouds.SetFault("AssumeRole", &stalled)
			return soon(called(w, "AssumeRole", 1))
		}},
		{name: "asking the credentials URI", on: pts, lay: func(w *world) func(context.Context) error {
			block, _ := w.config["alicloud"].(object)
			delete(block, "access_key")
			delete(block, "secret_key")
			block["credentials_uri"] = w.clouds.URL() + "/credentials"
			w.clouds.SetFault(emulator.CredentialsURI, &stalled)
			return called(w, emulator.CredentialsURI, 1)
		}},
		{name: "backing off from STS", on: sae, lay: func(w *world) func(context.Context) error {
			assume(w)
			w.clouds.Script("AssumeRole", emulator.AnyKey, emulator.HTML(http.StatusServiceUnavailable).Header("Retry-After", "60"))
			return soon(called(w, "AssumeRole", 1))
		}},
	}
}

// listen takes connections on loopback and does nothing with them but what it is told.
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

// soonest is how soon a read ends after it is interrupted.
const soonest = time.Second

// TestInterrupt interrupts a read wherever it can be, as both kinds.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, st := range stages() {
		for _, kind := range []string{"data source", "ephemeral resource"} {
			t.Run(st.name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				// A machine that is busy with other things may be late once or twice.
				var took time.Duration
				for range 3 {
					if took = st.interrupt(t, kind == "data source"); took <= soonest {
						return
					}
				}
				t.Errorf("it took %s to end", took)
			})
		}
	}
}

// interrupt tells how long the read took to end.
func (st stage) interrupt(t *testing.T, data bool) (took time.Duration) {
	t.Helper()
	w := newWorld(t, st.on)
	there := st.lay(w)
	p := configured(t, w.config)
	read := call(read)
	if !data {
		read = open
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	reads := 1
	outcomes := make(chan outcome, 2)
	begin := func() { go func() { outcomes <- read.record(ctx, p, w.typ, w.block(st.block)) }() }
	begin()
	reach(t, there, outcomes)
	if st.first {
		// The second read comes to where the first has brought it; there is nothing that tells when.
		reads++
		begin()
		time.Sleep(300 * time.Millisecond)
	}
	before := len(w.clouds.Journal())
	start := time.Now()
	interrupt()
	for range reads {
		select {
		case o := <-outcomes:
			took = time.Since(start)
			w.inspect(seen{outcome: o})
			if o.kind() != "interrupted" {
				t.Errorf("the read ends as %q:\n%s", o.kind(), o.shown)
			}
		case <-time.After(time.Minute):
			t.Fatal("the read did not end")
		}
	}
	if after := len(w.clouds.Journal()); after != before {
		t.Errorf("%d requests were sent after the interrupt", after-before)
	}
	return took
}

// reach waits until a read is where it should be, and fails if it ends before.
func reach(t *testing.T, there func(context.Context) error, outcomes chan outcome) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	arrived := make(chan error, 1)
	go func() { arrived <- there(ctx) }()
	select {
	case err := <-arrived:
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	case o := <-outcomes:
		t.Fatalf("the read has ended before:\n%s", o.shown)
	}
}
