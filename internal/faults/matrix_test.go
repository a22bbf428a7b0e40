// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// row is one fault, and what is expected of each API it can happen to.
type row struct {
	fault string
	// lay lays the fault over a world.
	lay func(w *world)
	// want is what each API makes of it; one that is not in it cannot have it.
	want map[string]expected
}

// expected is how a read is to end.
type expected struct {
	// kind is the kind of the error, "" for a success, and at the argument that it points at.
	kind, at string
	// tries is how many there are; each is one request unless unsent says that none ever arrives.
	tries  int
	unsent bool
}

func (e expected) String() string {
	if e.kind == "" {
		e.kind = "**read**"
	}
	text := e.kind
	if e.at != "" {
		text += " (`" + e.at + "`)"
	}
	if e.tries > 1 {
		text += fmt.Sprintf(", %d tries", e.tries)
	}
	return text
}

// everywhere expects the same of all APIs.
func everywhere(e expected) map[string]expected {
	return map[string]expected{pts.name: e, sae.name: e, testplan.name: e}
}

// alibaba expects the same of PTS and SAE; at is scene_id or app_id where it says "id".
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

// only expects something of one API.
func only(a api, e expected) map[string]expected { return map[string]expected{a.name: e} }

var (
	readWell    = expected{tries: 1}
	undecodable = expected{kind: "undecodable answer", tries: 1}
	throttled   = expected{kind: "throttled", tries: 1 + retries}
	unavailable = expected{kind: "unavailable", tries: 1 + retries}
	timedOut    = expected{kind: "time-out", tries: 1 + retries}
	unreachable = expected{kind: "unreachable", tries: 1, unsent: true}
)

// section is a table of the matrix.
type section struct {
	title, about string
	rows         []row
}

const matrixHead = `<!-- Written by go test ./internal/faults -run TestMatrix -update. Do not edit. -->

# What the provider makes of each fault

Each row is a fault that the emulator plays, each cell what one read through the whole provider becomes: the kind of the
error (` + "`internal/apierr`" + `), the argument that it points at, and the number of tries where it is tried again (here
` + "`max_retries = 2`" + `). A dash: the API cannot have that fault. While the table is made, each try must have been signed
anew, must have left one line in the log, and no secret may be seen anywhere.
`

// atOnce is how many reads are made at a time. They mostly wait for their back-off.
const atOnce = 12

func TestMatrix(t *testing.T) {
	t.Parallel()
	sections := []section{
		codes(), envelopes(), statuses(), onTheWay(), bodies(), successes(),
	}
	type cell struct{ section, row, api int }
	var (
		mu    sync.Mutex
		cells = map[cell]string{}
		todo  = make(chan cell)
		done  sync.WaitGroup
	)
	for range atOnce {
		done.Go(func() {
			for c := range todo {
				r, a := sections[c.section].rows[c.row], apis[c.api]
				t.Run(fmt.Sprintf("%s/%s/%s", sections[c.section].title, r.fault, a.name), func(t *testing.T) {
					found := r.play(t, a, r.want[a.name])
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
		return // the table is wrong with what it shows
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
		t.Errorf("%s is not what happens; run this test with -update and look at what changes:\n%s", file,
			firstDifference(string(committed), text.String()))
	}
}

// play makes the fault happen to one API.
func (r row) play(t *testing.T, a api, want expected) expected {
	w := newWorld(t, a)
	r.lay(w)
	s := w.look()
	found := expected{kind: s.kind(), at: s.at(), tries: len(s.attempts), unsent: len(s.requests) == 0}
	if found != want {
		t.Errorf("the read ends as %+v, want %+v\n%s", found, want, s.shown)
	}
	if !found.unsent && len(s.requests) != len(s.attempts) {
		t.Errorf("%d tries made %d requests", len(s.attempts), len(s.requests))
	}
	if n := len(s.attempts); n > 0 && len(s.errors) > 0 {
		if kind := s.attempts[n-1]["kind"]; kind != found.kind {
			t.Errorf("the log says %v, and the error is of kind %s", kind, found.kind)
		}
	}
	// A generic kind is for what nobody has documented, and even then it says what the matter is.
	if found.kind == "rejected" && strings.Contains(s.shown, "for a reason that this provider does not know") {
		t.Errorf("the error has nothing to say:\n%s", s.shown)
	}
	if w.other != nil && (len(w.other.Journal()) > 0) {
		t.Errorf("the other host received %v", w.other.Journal())
	}
	return found
}

// firstDifference shows where two texts part.
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

// TestUsedConnection loses a connection that had served before, which net/http would pass over in silence: the request
// that follows must be an attempt of ours, signed anew and logged.
func TestUsedConnection(t *testing.T) {
	t.Parallel()
	for _, a := range apis {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, a)
			good := emulator.Text(200, w.good(nil))
			w.answers(good, good.With(emulator.Fault{Break: emulator.Drop}), good)
			p := configured(t, w.config)
			first := recordRead(t.Context(), p, a.typ, a.block())
			second := recordRead(t.Context(), p, a.typ, a.block())
			requests := w.clouds.Entries(a.action)
			w.inspect(seen{outcome: second, requests: requests})
			if first.kind() != "" || second.kind() != "" || len(second.attempts) != 2 || len(requests) != 3 ||
				requests[0].Connection != requests[1].Connection {
				t.Errorf("%d tries made %d requests:\n%s", len(second.attempts), len(requests)-1, second.shown)
			}
		})
	}
}
