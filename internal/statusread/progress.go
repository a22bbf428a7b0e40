// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// repeatAfter is how long a line that says nothing new is held back: 20 minutes of polls every 10 seconds would be 120
// equal lines.
const repeatAfter = time.Minute

// progress sends lines that say how a read goes on. Only an action has a place for them: for the other kinds it is nil,
// and sends nothing. internal/serve cleans each line.
type progress struct {
	send func(line string)
	// last is the text of the last line after its heading, sent the time of that line.
	last string
	sent time.Time
}

// line sends "heading: text", unless the text is that of the last line and that line is recent.
func (p *progress) line(heading, text string) {
	if text == p.last && time.Since(p.sent) < repeatAfter {
		return
	}
	p.last, p.sent = text, time.Now()
	p.send(heading + ": " + text)
}

// attempt reports an attempt that failed and can be repeated. Any other error ends the read and is its diagnostic. The attempts of
// many ids are only counted.
func (p *progress) attempt(r *reader, number int, took time.Duration, e *apierr.Error) {
	if p == nil || r.plural != nil {
		return
	}
	text, _, _ := words(r.s, e, r.op)
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	p.line(fmt.Sprintf("attempt %d failed after %s", number, short(took.Round(time.Millisecond))), text)
}

// pass reports what a pass found that did not end the wait: the status of one id, or how many ids satisfy require and why the first
// others do not. The failed read of one id has been reported as its attempts.
func (p *progress) pass(r *reader, latest *pass, state *waitState) {
	if p == nil || r.plural == nil && len(latest.failed()) > 0 {
		return
	}
	var text string
	switch {
	case !state.holds.IsZero():
		text = fmt.Sprintf("%s for %s of %s", r.satisfaction(), short(state.held.Round(time.Second)), short(r.op.wait.stableFor))
	case r.plural == nil:
		f := state.last[r.op.ids[0]]
		text = statuses(r, f.reading)
		if reason := cmp.Or(f.unmet[0].text, reasonOf(r.s, f.reading)); reason != "" {
			text += ": " + reason
		}
	default:
		text = pendingText(r, latest, state)
	}
	elapsed := short(time.Since(state.started).Round(time.Second))
	p.line(fmt.Sprintf("read %d, %s of %s", r.passes, elapsed, short(r.op.timeout)), text)
}

// pendingText says how many ids satisfy require, and why the first others do not.
func pendingText(r *reader, latest *pass, state *waitState) string {
	total := len(r.op.ids)
	text := fmt.Sprintf("%d of %d %s", total-len(state.pending), total, r.satisfaction())
	if n := latest.retried.Load(); n > 0 {
		text += fmt.Sprintf(", %d retried", n)
	}
	const shown = 3
	for i, id := range state.pending[:min(len(state.pending), shown)] {
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		f := state.last[id]
		why := r.pendingLine(f)
		if f != nil && f.err == nil {
			why = cmp.Or(f.unmet[0].text, reasonOf(r.s, f.reading), why)
		}
		text += separator + r.labeled(id, f) + ": " + why
	}
	return text
}

// manual reports the statuses that do not change without manual action.
func (p *progress) manual(r *reader, latest *pass, ids []string) {
	if p == nil {
		return
	}
	if r.plural == nil {
		p.line("manual action required", latest.found[ids[0]].manual)
		return
	}
	const shown = 3
	var out []string
	for _, id := range ids[:min(len(ids), shown)] {
		out = append(out, r.labeled(id, latest.found[id])+": "+latest.found[id].manual)
	}
	if more := len(ids) - len(out); more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	p.line("manual action required", strings.Join(out, "; "))
}

// status is the last line of a success. It is always sent.
func (p *progress) status(r *reader, last *pass) {
	if p == nil {
		return
	}
	var line string
	if r.plural == nil {
		line = statuses(r, last.found[r.op.ids[0]].reading)
	} else {
		t := many{r.s}
		not := len(last.where(func(f *found) bool { return f.err == nil && !t.holds(f.reading) }))
		line = fmt.Sprintf("%s=%d %s=%t %s=%d", r.plural.Elements, len(last.read()), t.all(), not == 0, t.not(), not)
	}
	if r.op.require == nil {
		line += " (no require: nothing checked)"
	}
	p.send(line)
}

// satisfaction is what the ids do that satisfy require: "ready", if that is all that it asks for.
func (r *reader) satisfaction() string {
	condition := r.s.Conditions[0].Name
	if r.op.require.argumentCount == 1 && r.op.require.booleans[condition] {
		return condition
	}
	return "satisfy require"
}

// statuses are the statuses and the derived booleans as key=value, without those that are null. An id is among them if require names
// it.
func statuses(r *reader, reading Reading) string {
	var out []string
	for _, st := range r.s.Statuses {
		if st.Opaque && (r.op.require == nil || r.op.require.accepted[st.Name] == nil) {
			continue
		}
		if found := stringOf(reading.Values[st.Name]); found != "" {
			out = append(out, st.Name+"="+found)
		}
	}
	for _, condition := range r.s.Conditions {
		if found, ok := reading.Values[condition.Name].(types.Bool); ok && !found.IsNull() {
			out = append(out, fmt.Sprintf("%s=%t", condition.Name, found.ValueBool()))
		}
	}
	return strings.Join(out, " ")
}

// reasonOf is why a derived boolean is false, "" if none is.
func reasonOf(s *Spec, reading Reading) string {
	for _, condition := range s.Conditions {
		if reason := stringOf(reading.Values[condition.Reason]); reason != "" {
			return reason
		}
	}
	return ""
}
