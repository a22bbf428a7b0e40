// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// row is a fault and the expected result of each API that can have it.
type row struct {
	fault string
	// inject injects the fault.
	inject func(fx *fixture)
	// want is the expected result by API; an API that is not in it cannot have the fault.
	want map[string]expected
}

// expected is the expected result of a read.
type expected struct {
	// kind is the kind of the error, "" for a success, and at the argument that it points at.
	kind, at string
	// attempts is their number; each is one request, unless unsent is set and none arrives.
	attempts int
	unsent   bool
}

func (e expected) String() string {
	if e.kind == "" {
		e.kind = "**read**"
	}
	text := e.kind
	if e.at != "" {
		text += " (`" + e.at + "`)"
	}
	if e.attempts > 1 {
		text += fmt.Sprintf(", %d attempts", e.attempts)
	}
	return text
}

// everywhere expects the same result of all APIs.
func everywhere(e expected) map[string]expected {
	return map[string]expected{pts.name: e, sae.name: e, testplan.name: e}
}

// alibaba expects the same result of PTS and SAE; "id" in at stands for scene_id or app_id.
func alibaba(e expected) map[string]expected {
	want := map[string]expected{pts.name: e, sae.name: e}
	if e.at == "id" {
		for _, a := range []api{pts, sae} {
			one := e
			one.at = a.id
			want[a.name] = one
		}
	}
	return want
}

// only expects a result of one API.
func only(a api, e expected) map[string]expected { return map[string]expected{a.name: e} }

var (
	succeeds    = expected{attempts: 1}
	malformed   = expected{kind: malformedResponse, attempts: 1}
	throttled   = expected{kind: kindThrottled, attempts: 1 + retries}
	unavailable = expected{kind: kindUnavailable, attempts: 1 + retries}
	timedOut    = expected{kind: kindTimeout, attempts: 1 + retries}
	unreachable = expected{kind: kindUnreachable, attempts: 1, unsent: true}
)

// section is a table of the matrix.
type section struct {
	title, about string
	rows         []row
}

const matrixHead = `<!-- Written by go test ./internal/acctest/faults -run TestMatrix -update. Do not edit. -->

# Fault matrix

Each row is a fault that the emulator injects; each cell is the result of one read through the whole provider: the kind of
the error (` + "`internal/apierr`" + `), the argument that it points at, and the number of attempts if the read is retried (here
` + "`max_retries = 2`" + `). A dash: the API cannot have that fault. The test that writes this table also checks that each attempt
is signed anew and logged once, and that no secret is shown.
`

// concurrentReads is the number of parallel reads, which mostly wait for their backoff.
const concurrentReads = 12

func TestMatrix(t *testing.T) {
	t.Parallel()
	sections := []section{
		codes(), envelopes(), statuses(), network(), bodies(), successes(),
	}
	type cell struct{ section, row, api int }
	var (
		mu    sync.Mutex
		cells = map[cell]string{}
		todo  = make(chan cell)
		done  sync.WaitGroup
	)
	for range concurrentReads {
		done.Go(func() {
			for c := range todo {
				r, a := sections[c.section].rows[c.row], apis[c.api]
				t.Run(fmt.Sprintf("%s/%s/%s", sections[c.section].title, r.fault, a.name), func(t *testing.T) {
					found := r.run(t, a, r.want[a.name])
					mu.Lock()
					defer mu.Unlock()
					cells[c] = found.String()
				})
			}
		})
	}
	for i, s := range sections {
		for j, r := range s.rows {
			for k, a := range apis {
				if _, ok := r.want[a.name]; ok {
					todo <- cell{i, j, k}
				}
			}
		}
	}
	close(todo)
	done.Wait()

	var text strings.Builder
	text.WriteString(matrixHead)
	for i, s := range sections {
		fmt.Fprintf(&text, "\n## %s\n\n%s\n\n| fault |", s.title, s.about)
		for _, a := range apis {
			fmt.Fprintf(&text, " %s |", a.name)
		}
		text.WriteString("\n|---|---|---|---|\n")
		for j, r := range s.rows {
			fmt.Fprintf(&text, "| %s |", r.fault)
			for k := range apis {
				found, ok := cells[cell{i, j, k}]
				if !ok {
					found = "–"
				}
				fmt.Fprintf(&text, " %s |", found)
			}
			text.WriteString("\n")
		}
	}
	text.WriteString("\n" + fields(t))
	if t.Failed() {
		return // the table would have wrong results
	}
	const file = "MATRIX.md"
	if *update {
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(committed) != text.String() {
		t.Errorf("%s is out of date; run this test with -update and review the diff:\n%s", file,
			firstDifference(string(committed), text.String()))
	}
}

// run injects the fault into one API and reads.
func (r row) run(t *testing.T, a api, want expected) expected {
	fx := newFixture(t, a)
	r.inject(fx)
	s := fx.read()
	found := expected{kind: s.kind(), at: s.at(), attempts: len(s.attempts), unsent: len(s.requests) == 0}
	if found.unsent && found.attempts > want.attempts {
		// On a busy machine, the connection can take longer than the 10 s that the provider waits for one.
		if took, _ := s.attempts[0]["duration_ms"].(float64); took >= 10_000 {
			found.attempts = want.attempts
		}
	}
	if found != want {
		t.Errorf("the result is %+v, want %+v\n%s", found, want, s.shown)
	}
	// On a busy machine the timeout of an attempt can be over before its request is sent.
	if !found.unsent && len(s.requests) != len(s.attempts) && found.kind != kindTimeout {
		t.Errorf("%d attempts made %d requests", len(s.attempts), len(s.requests))
	}
	if n := len(s.attempts); n > 0 && len(s.errors) > 0 {
		if kind := s.attempts[n-1]["kind"]; kind != found.kind {
			t.Errorf("the log has kind %v, the error kind %s", kind, found.kind)
		}
	}
	// The generic kind is for undocumented errors, and even they have a reason.
	if found.kind == kindRejected && strings.Contains(s.shown, "for a reason that this provider does not know") {
		t.Errorf("the error has no reason:\n%s", s.shown)
	}
	if fx.other != nil && (len(fx.other.Journal()) > 0) {
		t.Errorf("the other host received %v", fx.other.Journal())
	}
	return found
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range max(len(as), len(bs)) {
		var x, y string
		if i < len(as) {
			x = as[i]
		}
		if i < len(bs) {
			y = bs[i]
		}
		if x != y {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, x, y)
		}
	}
	return ""
}

// TestUsedConnection drops a reused connection, after which net/http would resend the request itself: the next request must
// be an attempt of the provider, signed anew and logged.
func TestUsedConnection(t *testing.T) {
	t.Parallel()
	for _, a := range apis {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			fx := newFixture(t, a)
			good := emulator.Text(200, fx.good(nil))
			fx.respond(good, good.With(emulator.Fault{Break: emulator.Drop}), good)
			p := fx.start()
			first := read.record(t.Context(), p, a.typ, a.block())
			time.Sleep(200 * time.Millisecond) // net/http takes the connection back after it has returned the body
			second := read.record(t.Context(), p, a.typ, a.block())
			second.requests = fx.server.Entries(a.action)
			fx.checkRead(second)
			if first.kind() != "" || second.kind() != "" || len(second.attempts) != 2 || len(second.requests) != 3 {
				t.Errorf("%d attempts made %d requests:\n%s", len(second.attempts), len(second.requests)-1, second.shown)
			}
		})
	}
}
