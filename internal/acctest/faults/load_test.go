// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
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

// childURL is the environment variable with the API's URL in the process that TestMemory starts.
const childURL = "CLOUDSTATUS_FAULTS_CHILD"

// TestMemory reads 10,000 times in one process, which must then hold no more than after 1,000.
func TestMemory(t *testing.T) {
	t.Parallel()
	if url := os.Getenv(childURL); url != "" {
		measureReads(t, url)
		return
	}
	fx := newFixture(t, sae)
	fx.respond(emulator.Text(200, fx.good(nil)))
	command := exec.CommandContext(t.Context(), testBinary(t), "-test.run=^TestMemory$")
	command.Env = append(os.Environ(), childURL+"="+fx.server.URL(), logVariable+"=")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	t.Logf("\n%s", output)
	var after []usage
	for line := range strings.Lines(string(output)) {
		if line == "PASS\n" {
			continue
		}
		var u usage
		if _, err := fmt.Sscanf(line, usageLine, &u.reads, &u.resident, &u.heap, &u.goroutines, &u.files); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		after = append(after, u)
	}
	if len(after) != 2 {
		t.Fatalf("want two reports:\n%s", output)
	}
	for _, m := range []struct {
		name                  string
		first, second, margin int
	}{
		{"resident memory", after[0].resident, after[1].resident, after[0].resident / 10},
		{"heap", after[0].heap, after[1].heap, 1 << 10},
	} {
		if m.second > m.first+m.margin {
			t.Errorf("%s is %d KiB after %d reads and %d KiB after %d", m.name, m.first, after[0].reads, m.second, after[1].reads)
		}
	}
	if after[1].goroutines > after[0].goroutines+10 || after[1].files > after[0].files+10 {
		t.Error("goroutines or open files have grown")
	}
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

const usageLine = "after %d reads: resident %d KiB, heap %d KiB, %d goroutines, %d open files\n"

// usage is what a process holds after garbage collection. What the system does not report is 0.
type usage struct{ reads, resident, heap, goroutines, files int }

// measureReads reads in the process that TestMemory starts, and prints what the process holds.
func measureReads(t *testing.T, url string) {
	keys := acctest.Emulator(t).Keys().Alibaba // all emulators share them
	p := acctest.NewPlugin(t)
	if diags := p.Configure(object{"alicloud": object{
		"region": "cn-hangzhou", "endpoints": object{"sae": url},
		"access_key": keys.AccessKeyID, "secret_key": keys.Secret,
	}}); len(diags) > 0 {
		t.Fatal(diags)
	}
	done := 0
	for _, reads := range []int{1000, 9000} {
		if failures := parallel(p, sae, reads, 10); len(failures) > 0 {
			t.Fatal(failures[0])
		}
		done += reads
		u := measured()
		fmt.Printf(usageLine, done, u.resident, u.heap, u.goroutines, u.files)
	}
}

func measured() usage {
	runtime.GC()
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u := usage{heap: int(m.HeapInuse >> 10), goroutines: runtime.NumGoroutine(), resident: memory("VmRSS:")}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		u.files = len(files)
	}
	return u
}

// memory is a field of the process's status in KiB, 0 if the system does not report it: VmRSS: what is resident, or VmHWM:
// the most that was.
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
