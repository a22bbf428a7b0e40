// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// parallel makes n reads, atOnce at a time, and returns the errors.
func parallel(p *acctest.Plugin, a api, n, atOnce int) (failures []string) {
	var (
		mu   sync.Mutex
		work sync.WaitGroup
		todo = make(chan int)
	)
	for range atOnce {
		work.Go(func() {
			for range todo {
				if text := firstError(p, a.typ, a.block()); text != "" {
					mu.Lock()
					failures = append(failures, text)
					mu.Unlock()
				}
			}
		})
	}
	for i := range n {
		todo <- i
	}
	close(todo)
	work.Wait()
	return failures
}

// TestLoad reads 1000 times from an API that accepts 60 calls a second and drops every fiftieth connection.
func TestLoad(t *testing.T) {
	t.Parallel()
	const reads, perSecond, mostRequests = 1000, 60, 1500
	var work sync.WaitGroup
	for _, load := range []struct {
		on     api
		atOnce int
	}{{pts, 10}, {sae, 64}, {testplan, 64}} {
		// All three run in parallel: they wait for the rate limit, not for the processor.
		work.Go(func() {
			t.Run(fmt.Sprintf("%s/%d at once", load.on.name, load.atOnce), func(t *testing.T) {
				fx := newFixture(t, load.on)
				delete(fx.config, "max_retries") // the defaults are what is tested here
				delete(fx.config, "request_timeout")
				fx.respond(emulator.Text(200, fx.good(nil)))
				fx.server.Throttle(fx.action, perSecond)
				fx.server.DropEvery(50, 7)
				p := configured(t, fx.config)
				start := time.Now()
				failures := parallel(p, fx.api, reads, load.atOnce)
				took := time.Since(start)
				if len(failures) > 0 {
					t.Errorf("%d of %d reads failed, the first:\n%s", len(failures), reads, failures[0])
				}
				journal := fx.server.Journal()
				verdicts := map[string]int{}
				for _, e := range journal {
					verdicts[e.Verdict]++
				}
				if len(journal) > mostRequests {
					t.Errorf("%d reads made %d requests, more than %d: %v", reads, len(journal), mostRequests, verdicts)
				}
				t.Logf("%d reads, %d at once, in %s: %d requests, %v",
					reads, load.atOnce, took.Round(100*time.Millisecond), len(journal), verdicts)
			})
		})
	}
	work.Wait()
}

// testBinary is this test binary, without the race detector, which takes memory for itself.
func testBinary(t *testing.T) string {
	t.Helper()
	info, ok := debug.ReadBuildInfo()
	if ok && !slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return os.Args[0]
	}
	return buildProgram(t, ".", "test", "-c")
}

// memory is a field of the process's status in KiB, 0 if the system does not report it, such as VmHWM:, the most that
// was resident.
func memory(field string) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(status))
	i := slices.Index(fields, field)
	if i < 0 || i+1 == len(fields) {
		return 0
	}
	kib, _ := strconv.Atoi(fields[i+1])
	return kib
}
