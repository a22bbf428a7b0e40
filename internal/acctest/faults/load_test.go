// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestLoad makes 1000 reads, in as many blocks or in one, of an API that accepts 60 calls a second and drops every fiftieth
// connection. All are read, by few more requests.
func TestLoad(t *testing.T) {
	t.Parallel()
	const reads, perSecond, mostRequests = 1000, 60, 1500
	var work sync.WaitGroup
	for name, load := range map[string]struct {
		on     api
		atOnce int
		fleet  *fleet // of one block, instead of a block for each
	}{
		"PTS, 10 at once": {on: pts, atOnce: 10}, "SAE, 64 at once": {on: sae, atOnce: 64}, "TestPlan, 64 at once": {on: testplan, atOnce: 64},
		"PTS, a fleet": {on: pts, fleet: &scenes}, "SAE, a fleet": {on: sae, fleet: &applications},
	} {
		// All run in parallel: they wait for the rate limit, not for the processor.
		work.Go(func() {
			t.Run(name, func(t *testing.T) {
				fx := newFixture(t, load.on)
				delete(fx.config, "max_retries") // the defaults are what is tested here
				delete(fx.config, "request_timeout")
				fx.server.Throttle(fx.action, perSecond)
				fx.server.DropEvery(50, 7)
				p := fx.start()
				start := time.Now()
				if load.fleet != nil {
					fx.respond(load.fleet.each(nil))
					if text := firstError(p, load.fleet.plural, load.fleet.block(members(reads), object{"timeouts": object{"read": "5m"}})); text != "" {
						t.Error(text)
					}
				} else {
					fx.respond(emulator.Text(200, fx.good(nil)))
					parallel(reads, load.atOnce, func() {
						if text := firstError(p, fx.typ, fx.block()); text != "" {
							t.Error(text)
						}
					})
				}
				verdicts, requests := map[string]int{}, fx.server.Journal()
				for _, e := range requests {
					verdicts[e.Verdict]++
				}
				// On a busy machine, a response can come after the attempt's time, and the read is accepted again.
				if verdicts[emulator.Accepted] < reads || len(requests) > mostRequests {
					t.Errorf("%d reads made %d requests, want at most %d: %v", reads, len(requests), mostRequests, verdicts)
				}
				t.Logf("%d requests in %s, %v", len(requests), time.Since(start).Round(100*time.Millisecond), verdicts)
			})
		})
	}
	work.Wait()
}

// parallel calls f n times, atOnce at a time.
func parallel(n, atOnce int, f func()) {
	var work sync.WaitGroup
	todo := make(chan struct{})
	for range atOnce {
		work.Go(func() {
			for range todo {
				f()
			}
		})
	}
	for range n {
		todo <- struct{}{}
	}
	close(todo)
	work.Wait()
}
