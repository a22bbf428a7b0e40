// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// repeatAfter is how long a line that repeats the last one is held back: 20 minutes of polls every 10 seconds would be 120
// equal lines.
const repeatAfter = time.Minute

// maxShown is how many ids a line of progress names, and a sentence of a diagnostic.
const maxShown = 3

// noProgress is for the kinds that have no place for lines.
func noProgress(string) {}

// show sends "heading: text", unless the text is that of the last line and that line is recent. internal/serve cleans each line.
func (r *reader) show(heading, text string) {
	if text != r.sentText || time.Since(r.sentAt) >= repeatAfter {
		r.sentText, r.sentAt = text, time.Now()
		r.send(heading + ": " + text)
	}
}

// showAttempt shows an attempt that failed and can be repeated. Any other error ends the read and is its diagnostic. The attempts of
// many ids are only counted.
func (r *reader) showAttempt(number int, took time.Duration, e *apierr.Error) {
	if r.plural != nil {
		return
	}
	text := r.words(e).summary
	if e.Code != "" {
		text += " (" + e.Code + ")"
	}
	r.show(fmt.Sprintf("attempt %d failed after %s", number, short(took.Round(time.Millisecond))), text)
}

// showPass shows what a pass found that did not end the wait: the status of one id, or how many ids satisfy require and why the first
// others do not. The failed read of one id has been shown as its attempts.
func (r *reader) showPass(p *pass) {
	if r.plural == nil && len(p.failed) > 0 {
		return
	}
	var text string
	switch {
	case !r.holds.IsZero():
		text = fmt.Sprintf("%s for %s of %s", r.satisfaction(), short(r.held.Round(time.Second)), short(r.op.wait.stableFor))
	case r.plural == nil:
		f := r.found[r.op.ids[0]]
		text = r.statuses(f.reading)
		if f.reason != "" {
			text += ": " + f.reason
		}
	default:
		total := len(r.op.ids)
		text = fmt.Sprintf("%d of %d %s", total-len(r.pending), total, r.satisfaction())
		if n := p.retried.Load(); n > 0 {
			text += fmt.Sprintf(", %d retried", n)
		}
		text += ": " + strings.Join(r.list(r.pending[:min(len(r.pending), maxShown)], maxShown, r.why), "; ")
	}
	elapsed := short(time.Since(r.started).Round(time.Second))
	r.show(fmt.Sprintf("read %d, %s of %s", r.passes, elapsed, short(r.op.timeout)), text)
}

// why is why an id does not satisfy require.
func (r *reader) why(f *found) string {
	return cmp.Or(f.reason, r.lineAbout(f).without(0))
}

// showManual shows the statuses that change only by manual action when there are others than before, also of an id that the line does
// not name, and warns of them once.
func (r *reader) showManual(p *pass) {
	status := func(f *found) string { return f.manual }
	all := strings.Join(r.list(p.manual, len(p.manual), status), "; ")
	if all != "" && all != r.manual {
		r.show("manual action required", strings.Join(r.list(p.manual, maxShown, status), "; "))
	}
	r.manual = all
	if all != "" && r.warned == nil {
		r.warned = diag.Diagnostics{r.manualWarning(p.manual)}
	}
}

// showStatus shows the last line of a success, always.
func (r *reader) showStatus(p *pass) {
	var line string
	if r.plural == nil {
		line = r.statuses(r.found[r.op.ids[0]].reading)
	} else {
		not := 0
		for _, id := range p.read {
			if !holds(r.spec, r.found[id].reading) {
				not++
			}
		}
		line = fmt.Sprintf("%s=%d %s=%t %s=%d", r.plural.Elements, len(p.read), allName(r.spec), not == 0, notName(r.spec), not)
	}
	if r.op.require == nil {
		line += " (no require: nothing checked)"
	}
	r.send(line)
}

// satisfaction is what ids do that satisfy require: "ready", if that is all that it asks for.
func (r *reader) satisfaction() string {
	condition := r.spec.Condition.Name
	if len(r.op.require.arguments) == 1 && r.op.require.argument(condition).accepts("true") {
		return condition
	}
	return "satisfy require"
}

// statuses are the statuses and the derived booleans as key=value, without those that are null. An id is among them if require names
// it.
func (r *reader) statuses(reading Reading) string {
	var out []string
	for _, c := range r.spec.requirable() {
		name := c.status.Name
		found := textOf(reading.Values[name])
		if found != "" && (!c.status.Opaque || r.op.require.argument(name).accepted != nil) {
			out = append(out, name+"="+found)
		}
	}
	return strings.Join(out, " ")
}
