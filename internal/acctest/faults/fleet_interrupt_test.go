// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"runtime"
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
	// late are requests that may have been sent when the stage is reached, and arrive after it.
	late int
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
		"rate limiting":                   {response: emulator.Refusal(400, "Throttling.User", "Too many.").Header("Retry-After", "60"), requests: 1, late: fleetConcurrency - 1},
		"queueing behind another block":   {response: stalled, requests: fleetConcurrency, blocks: 4},
		"between two passes":              {response: deploying, more: object{"require": object{"ready": true}, "wait": object{"interval": "60s"}}, requests: 30},
		"before the first pass of a wait": {response: deploying, more: object{"require": object{"ready": true}, "wait": object{"delay": "60s"}}},
	}
}

// TestFleetInterrupt interrupts a read of many wherever it can be, as all kinds. It ends at once and leaves no
// goroutine behind, which can be seen only while no other test runs: it is not parallel.
func TestFleetInterrupt(t *testing.T) {
	for name, st := range fleetStages() {
		for kind, do := range fleetKinds {
			t.Run(name+"/"+kind, func(t *testing.T) {
				if took := st.interrupt(t, do); took > interruptWithin {
					t.Errorf("it took %s to end", took)
				}
			})
		}
	}
}

func (st fleetStage) interrupt(t *testing.T, do call) (took time.Duration) {
	t.Helper()
	before := runtime.NumGoroutine()
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
	time.Sleep(100 * time.Millisecond) // the provider receives what has been sent
	requests := fx.server.Calls(sae.action)
	start := time.Now()
	interrupt()
	for range blocks {
		select {
		case o := <-outcomes:
			took = time.Since(start)
			fx.checkShown(o)
			if len(o.errors) != 1 || !strings.HasSuffix(o.errors[0].Summary, " Interrupted") {
				t.Errorf("the result is %v", o.errors)
			}
		case <-time.After(time.Minute):
			t.Fatal("the read did not end")
		}
	}
	settles(t, "goroutines that read", func() int { return strings.Count(stacks(), "statusread.(*reader)") }, 0)
	if n := fx.server.Calls(sae.action); n > requests+st.late {
		t.Errorf("%d requests were sent after the interrupt", n-requests)
	}
	fx.server.Close() // and with it the connections that are kept for the next read
	settles(t, "goroutines", runtime.NumGoroutine, before)
	return took
}

// settles waits until there are no more than most of what is counted.
func settles(t *testing.T, what string, count func() int, most int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); count() > most; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d %s are left, want at most %d:\n%s", count(), what, most, stacks())
		}
	}
}

// stacks are the stacks of all goroutines.
func stacks() string {
	buffer := make([]byte, 1<<24)
	return string(buffer[:runtime.Stack(buffer, true)])
}
