// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// fleetStage is a point at which a read of many can be interrupted.
type fleetStage struct {
	response emulator.Response
	more     object
	// requests have arrived when the stage is reached.
	requests int
	// blocks are read at once, 1 if it is 0.
	blocks int
}

// fleetConcurrency is max_concurrency in the tests of interrupts.
const fleetConcurrency = 8

func fleetStages() map[string]fleetStage {
	stalled := applications.each(nil).With(emulator.Fault{Break: emulator.Stall})
	deploying := applications.each(map[string]any{"LastChangeOrderRunning": true, "LastChangeOrderStatus": "RUNNING"})
	return map[string]fleetStage{
		"reading":                         {response: stalled, requests: fleetConcurrency},
		"inside a body":                   {response: applications.each(nil).With(emulator.Fault{Break: emulator.StallBody}), requests: fleetConcurrency},
		"backing off":                     {response: emulator.HTML(503).Header("Retry-After", "60"), requests: 30},
		"rate limiting":                   {response: emulator.Refusal(400, "Throttling.User", "Too many.").Header("Retry-After", "60"), requests: 1},
		"queueing behind another block":   {response: stalled, requests: fleetConcurrency, blocks: 4},
		"between two passes":              {response: deploying, more: object{"require": object{"ready": true}, "wait": object{"interval": "60s"}}, requests: 30},
		"before the first pass of a wait": {response: deploying, more: object{"require": object{"ready": true}, "wait": object{"delay": "60s"}}},
	}
}

// TestFleetInterrupt interrupts a read of many wherever it can be, as all kinds.
func TestFleetInterrupt(t *testing.T) {
	t.Parallel()
	for name, st := range fleetStages() {
		for kind, do := range fleetKinds {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				st.interrupt(t, do)
			})
		}
	}
}

func (st fleetStage) interrupt(t *testing.T, do call) {
	t.Helper()
	fx := newFixture(t, sae)
	fx.config["max_concurrency"] = fleetConcurrency
	p := configured(t, fx.config)
	// One read proves the credentials, so that the reads of the fleet wait only where they are made to.
	fx.respond(applications.each(nil))
	if text := firstError(p, sae.typ, sae.block()); text != "" {
		t.Fatal(text)
	}
	fx.respond(st.response)
	ids := members(30)
	blocks := max(st.blocks, 1)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	outcomes := make(chan outcome, blocks)
	for range blocks {
		go func() { outcomes <- do.record(ctx, p, applications.plural, applications.block(ids, st.more)) }()
	}
	waitFor(t, func(ctx context.Context) error { return fx.server.WaitCalls(ctx, sae.action, 1+st.requests) }, outcomes)
	interrupt()
	for range blocks {
		select {
		case o := <-outcomes:
			fx.checkShown(o)
			if len(o.errors) != 1 || !strings.HasSuffix(o.errors[0].Summary, " Interrupted") {
				t.Errorf("the result is %v", o.errors)
			}
		case <-time.After(interruptWithin):
			t.Fatal("the read did not end")
		}
	}
}
