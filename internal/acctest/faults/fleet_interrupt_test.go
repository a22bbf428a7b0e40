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
	responses []emulator.Response
	more      object
	// requests have arrived when the stage is reached.
	requests int
	// blocks are read at once, 1 if it is 0.
	blocks int
}

// fleetConcurrency is max_concurrency in the tests of interrupts.
const fleetConcurrency = 8

func fleetStages() map[string]fleetStage {
	good, stalled := applications.each(nil), applications.each(nil).With(emulator.Fault{Break: emulator.Stall})
	deploying := applications.each(map[string]any{"LastChangeOrderRunning": true, "LastChangeOrderStatus": "RUNNING"})
	return map[string]fleetStage{
		"reading the first":               {responses: []emulator.Response{stalled}, requests: 1},
		"reading the others":              {responses: []emulator.Response{good, stalled}, requests: 1 + fleetConcurrency},
		"inside a body":                   {responses: []emulator.Response{good, good.With(emulator.Fault{Break: emulator.StallBody})}, requests: 1 + fleetConcurrency},
		"backing off":                     {responses: []emulator.Response{good, emulator.HTML(503).Header("Retry-After", "60")}, requests: 30},
		"rate limiting":                   {responses: []emulator.Response{good, emulator.Refusal(400, "Throttling.User", "Too many.").Header("Retry-After", "60")}, requests: 2},
		"queueing behind another block":   {responses: []emulator.Response{good, stalled}, requests: 1 + fleetConcurrency, blocks: 4},
		"between two passes":              {responses: []emulator.Response{deploying}, more: object{"require": object{"ready": true}, "wait": object{"interval": "60s"}}, requests: 30},
		"before the first pass of a wait": {more: object{"require": object{"ready": true}, "wait": object{"delay": "60s"}}},
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
	// Each id has a script of its own: the first one proves the credentials, the others stop at the stage.
	ids := members(30)
	for i, id := range ids {
		if n := len(st.responses); n > 0 {
			fx.server.Script(sae.action, id.(string), st.responses[min(i, n-1)])
		}
	}
	p := configured(t, fx.config)
	blocks := max(st.blocks, 1)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	outcomes := make(chan outcome, blocks)
	for range blocks {
		go func() { outcomes <- do.record(ctx, p, applications.plural, applications.block(ids, st.more)) }()
	}
	waitFor(t, func(ctx context.Context) error { return fx.server.WaitCalls(ctx, sae.action, st.requests) }, outcomes)
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
