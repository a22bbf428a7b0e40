// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// repeatAfter is how long a line that says nothing new is held back: 20 minutes of polls every 10 seconds would be 120
// equal lines.
const repeatAfter = time.Minute

// nothingChecked ends the status line of an action that cannot fail.
const nothingChecked = " (no require: nothing checked)"

// progress sends lines that say how a read goes on. Only an action has a place for them: for the other kinds it is nil,
// and sends nothing. internal/serve cleans each line.
type progress struct {
	spec *Spec
	send func(line string)
	// last is the text of the last line after its heading, sent the time of that line.
	last string
	sent time.Time
}

// line sends "heading: text", unless the text is that of the last line and that line is recent.
func (p *progress) line(heading, text string) {
	if p == nil || text == p.last && time.Since(p.sent) < repeatAfter {
		return
	}
	p.last, p.sent = text, time.Now()
	p.send(heading + ": " + text)
}

// poll tells what a poll found that did not end the wait.
func (p *progress) poll(op operation, state pollState) {
	if p == nil {
		return
	}
	text := p.values(*state.last, op.require)
	for _, condition := range p.spec.Conditions {
		if reason := stringOf(state.last.Values[condition.Reason]); reason != "" {
			text += ": " + reason
		}
	}
	elapsed := short(time.Since(state.started).Round(time.Second))
	p.line(fmt.Sprintf("read %d, %s of %s", state.polls, elapsed, short(op.timeout)), text)
}

// manual tells that the status does not change without manual action.
func (p *progress) manual(word, name string) {
	p.line("manual action required", name+"="+word)
}

// attempts tells each attempt that failed and can be repeated. Any other error ends the read and is its diagnostic.
func (p *progress) attempts(op operation) observer {
	return func(ctx context.Context, attempt retry.Attempt, _ Reading) {
		if p == nil || attempt.Err == nil || ctx.Err() != nil {
			return
		}
		e := apierr.From(attempt.Err)
		if !e.Retryable() {
			return
		}
		text, _, _ := words(p.spec, e, op)
		if e.Code != "" {
			text += " (" + e.Code + ")"
		}
		p.line(fmt.Sprintf("attempt %d failed after %s", attempt.Number, short(attempt.Took.Round(time.Millisecond))), text)
	}
}

// status is the last line of a success. It is always sent.
func (p *progress) status(op operation, reading Reading) {
	if p == nil {
		return
	}
	line := p.values(reading, op.require)
	if op.require == nil {
		line += nothingChecked
	}
	p.send(line)
}

// values gives the statuses and the derived booleans as key=value, without those that are null. An id is among them if
// require names it.
func (p *progress) values(reading Reading, require *conditions) string {
	var out []string
	for _, st := range p.spec.Statuses {
		if st.Opaque && (require == nil || require.accepted[st.Name] == nil) {
			continue
		}
		if found := stringOf(reading.Values[st.Name]); found != "" {
			out = append(out, st.Name+"="+found)
		}
	}
	for _, condition := range p.spec.Conditions {
		if found, ok := reading.Values[condition.Name].(types.Bool); ok && !found.IsNull() {
			out = append(out, fmt.Sprintf("%s=%t", condition.Name, found.ValueBool()))
		}
	}
	return strings.Join(out, " ")
}

// fleetPoll tells what a pass found that did not end the wait: how many ids satisfy require, and why the first others do not.
func (p *progress) fleetPoll(r *fleetReader, last *pass, state *fleetState) {
	if p == nil {
		return
	}
	total := len(r.op.ids)
	text := fmt.Sprintf("%d of %d %s", total-len(state.pending), total, r.satisfaction())
	if n := last.retried.Load(); n > 0 {
		text += fmt.Sprintf(", %d retried", n)
	}
	const shown = 3
	for i, id := range state.pending[:min(len(state.pending), shown)] {
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		text += separator + r.labeled(id, state.last) + ": " + r.reason(id, state)
	}
	elapsed := short(time.Since(state.started).Round(time.Second))
	p.line(fmt.Sprintf("read %d, %s of %s", r.passes, elapsed, short(r.op.timeout)), text)
}

// fleetManual tells which statuses do not change without manual action.
func (p *progress) fleetManual(r *fleetReader, manual map[string]string, last *pass) {
	if p == nil {
		return
	}
	var out []string
	for _, id := range sorted(manual)[:min(len(manual), 3)] {
		out = append(out, r.labeled(id, last.readings)+": "+manual[id])
	}
	if more := len(manual) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	p.line("manual action required", strings.Join(out, "; "))
}

// fleetStatus is the last line of a success. It is always sent.
func (p *progress) fleetStatus(r *fleetReader, last *pass) {
	if p == nil {
		return
	}
	not := 0
	for _, reading := range last.readings {
		if !r.holds(reading) {
			not++
		}
	}
	line := fmt.Sprintf("%s=%d %s=%t %s=%d", r.s.Plural.Elements, len(last.readings), r.fleet.all(), not == 0, r.not(), not)
	if r.op.require == nil {
		line += nothingChecked
	}
	p.send(line)
}
