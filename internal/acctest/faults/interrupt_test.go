// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// stage is a point at which a read can be interrupted.
type stage struct {
	name string
	on   api
	// configure changes the configuration of the provider, inject makes a read stop at this stage; reached waits until it has.
	configure func(fx *fixture)
	inject    func(fx *fixture) (reached func(context.Context) error)
	// more is more of the block.
	more object
	// blocks are read at once, 1 if it is 0. Nothing shows when another than the first has reached the stage.
	blocks int
	// fleet reports whether the block reads many ids.
	fleet bool
}

// fleetIDs are the ids of a fleet's block, fleetConcurrency is max_concurrency.
const fleetIDs, fleetConcurrency = 30, 8

func stages() []stage {
	// The client needs a moment to receive what the emulator has sent.
	calls := func(api string, response emulator.Response, n int) func(*fixture) func(context.Context) error {
		return func(fx *fixture) func(context.Context) error {
			before := fx.server.Calls(api)
			fx.server.Script(api, emulator.AnyKey, response)
			return func(ctx context.Context) error {
				if err := fx.server.WaitCalls(ctx, api, before+n); err != nil {
					return err
				}
				time.Sleep(200 * time.Millisecond)
				return nil
			}
		}
	}
	stalled := func(response emulator.Response) emulator.Response {
		return response.With(emulator.Fault{Break: emulator.Stall})
	}
	busy := emulator.HTML(503).Header("Retry-After", "60")
	throttled := emulator.Refusal(400, "Throttling.User", "Too many.").Header("Retry-After", "60")
	waiting := object{"require": object{"ready": true}, "wait": object{"interval": "60s"}}
	notReady := emulator.Text(200, sae.within(map[string]any{"CurrentStatus": "STOPPED"}))
	deploying := applications.each(map[string]any{"LastChangeOrderRunning": true, "LastChangeOrderStatus": "RUNNING"})
	assume := func(fx *fixture) {
		fx.cloudBlock()["assume_role"] = object{"role_arn": fx.server.Keys().RoleArn}
	}
	// dialing stops when the provider dials: it neither resolves the host nor connects.
	dialing := func(fx *fixture) func(context.Context) error {
		return func(ctx context.Context) error {
			select {
			case <-fx.dialed:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}

	return []stage{
		{name: "connecting", on: sae, inject: dialing, configure: func(fx *fixture) {
			fx.dialed = make(chan struct{}, 1)
			fx.dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
				fx.dialed <- struct{}{}
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}},
		{name: "in the TLS handshake", on: pts, inject: dialing, configure: func(fx *fixture) {
			fx.at("https://" + fx.server.Addr())
			fx.dialed = make(chan struct{}, 1)
			fx.dial = func(context.Context, string, string) (net.Conn, error) {
				client, server := net.Pipe() // which nothing reads from
				fx.t.Cleanup(func() { server.Close() })
				fx.dialed <- struct{}{}
				return client, nil
			}
		}},
		{name: "waiting for the headers", on: pts, inject: calls(pts.action, stalled(emulator.Text(200, "")), 1)},
		{name: "inside the body", on: testplan, inject: calls(
			testplan.action, emulator.Text(200, testplan.good(nil)).With(emulator.Fault{Break: emulator.StallBody}), 1)},
		{name: "dripping", on: sae, inject: calls(sae.action, emulator.Text(200, sae.good(nil)).With(emulator.Fault{Drip: 500 * time.Millisecond}), 1)},
		{name: "backing off", on: sae, inject: calls(sae.action, busy, 1)},
		{name: "rate limiting", on: pts, blocks: 2, inject: calls(pts.action, throttled, 1)},
		{name: "between two polls", on: sae, more: waiting, inject: calls(sae.action, notReady, 1)},
		{name: "in a poll", on: sae, more: waiting, inject: calls(sae.action, stalled(notReady), 1)},
		{name: "assuming a role", on: sae, configure: assume, inject: calls(emulator.AssumeRole, stalled(emulator.Usual()), 1)},
		{
			name: "waiting for another read to assume a role", on: pts, blocks: 2, configure: assume,
			inject: calls(emulator.AssumeRole, stalled(emulator.Usual()), 1),
		},
		{name: "backing off from STS", on: sae, configure: assume, inject: calls(emulator.AssumeRole, busy, 1)},
		{name: "calling the credentials URI", on: pts, inject: calls(emulator.CredentialsURI, stalled(emulator.Usual()), 1), configure: func(fx *fixture) {
			fx.setIdentity(object{"credentials_uri": fx.server.URL() + "/credentials"})
		}},

		{name: "reading a fleet", on: sae, fleet: true, inject: calls(sae.action, stalled(applications.each(nil)), fleetConcurrency)},
		{name: "backing off in a fleet", on: sae, fleet: true, inject: calls(sae.action, busy, fleetIDs)},
		{name: "rate limiting a fleet", on: sae, fleet: true, inject: calls(sae.action, throttled, 1)},
		{
			name: "queueing behind another fleet", on: sae, fleet: true, blocks: 4,
			inject: calls(sae.action, stalled(applications.each(nil)), fleetConcurrency),
		},
		{name: "between two polls of a fleet", on: sae, fleet: true, more: waiting, inject: calls(sae.action, deploying, fleetIDs)},
		{
			name: "before the first poll of a fleet", on: sae, fleet: true, inject: calls(sae.action, deploying, 0),
			more: object{"require": object{"ready": true}, "wait": object{"delay": "60s"}},
		},
	}
}

// interruptWithin is the limit for a read to end after an interrupt: without one each stage would last a minute, and a busy
// machine is not that late.
const interruptWithin = 20 * time.Second

// TestInterrupt interrupts a read wherever it can be, as all kinds.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, st := range stages() {
		for kind, do := range kinds {
			t.Run(st.name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				st.interrupt(t, do)
			})
		}
	}
}

func (st stage) interrupt(t *testing.T, do call) {
	t.Helper()
	fx := newFixture(t, st.on)
	typ, block := fx.typ, fx.block(st.more)
	if st.fleet {
		typ, block = applications.plural, applications.block(members(fleetIDs), st.more)
		fx.config["max_concurrency"] = fleetConcurrency
	}
	if st.configure != nil {
		st.configure(fx)
	}
	p := fx.start()
	if st.fleet {
		// One read proves the credentials, so that the reads of the fleet wait only where they are made to.
		fx.respond(applications.each(nil))
		if text := firstError(p, sae.typ, sae.block()); text != "" {
			t.Fatal(text)
		}
	}
	reached := st.inject(fx)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	blocks := max(st.blocks, 1)
	outcomes := make(chan outcome, blocks)
	for range blocks {
		go func() { outcomes <- do.record(ctx, p, typ, block) }()
	}
	st.wait(t, reached, outcomes)
	if blocks > 1 {
		time.Sleep(300 * time.Millisecond)
	}
	before := len(fx.server.Journal())
	interrupt()
	for range blocks {
		select {
		case o := <-outcomes:
			fx.checkShown(o)
			if len(o.errors) != 1 || !strings.HasSuffix(o.errors[0].Summary, " Interrupted") {
				t.Errorf("the result is %v:\n%s", o.errors, o.shown)
			}
		case <-time.After(interruptWithin):
			t.Fatal("the read did not end")
		}
	}
	if after := len(fx.server.Journal()); after != before && !st.fleet { // requests of a fleet may be on their way
		t.Errorf("%d requests were sent after the interrupt", after-before)
	}
}

// wait waits until a read has reached the stage, and fails if it ends before.
func (st stage) wait(t *testing.T, reached func(context.Context) error, outcomes chan outcome) {
	t.Helper()
	arrived := make(chan error, 1)
	go func() { arrived <- reached(t.Context()) }()
	select {
	case err := <-arrived:
		if err != nil {
			t.Fatal(err)
		}
	case o := <-outcomes:
		t.Fatalf("the read ended before:\n%s", o.shown)
	}
}
