// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// maxListed is how many ids a diagnostic lists. The rest is a number.
const maxListed = 10

// passError is for a pass with which the read ends: all that it found that is not as it should be, in one diagnostic.
func (r *reader) passError(p *pass) diag.Diagnostic {
	failed, matching := p.failed(), p.where(func(f *found) bool { return f.fails })
	open := p.where(func(f *found) bool { return len(f.results) > 0 && !f.fails })
	var (
		summary string
		at      path.Path
		text    []string
	)
	if len(failed) > 0 {
		if r.plural == nil {
			return r.errorDiagnostic(p.found[failed[0]].err)
		}
		summary, text = r.failedSection(p, failed)
		if !slices.ContainsFunc(failed, func(id string) bool { return lastFailure(p.found[id].err).Argument != r.spec.ID.Name }) {
			at = path.Root(r.plural.IDs)
		}
	}
	if len(matching) > 0 {
		all := p.results(matching)
		name := "fail_fast"
		if slices.ContainsFunc(all, func(match result) bool { return !match.at.Equal(failFastPath) }) {
			name = "fail_on"
		}
		summary, at = "Wait for "+r.spec.Noun+" Failed", commonPath(all)
		text = append(text, r.section(p, matching, fmt.Sprintf("%s %s, which ends the wait, after %s",
			agree(matching, "matches", "match"), name, r.length()))...)
	}
	if len(open) > 0 {
		if summary == "" {
			summary, at = r.spec.Noun+" Requirement Not Met", commonPath(p.results(open))
		}
		text = append(text, r.section(p, open, agree(open, "does", "do")+" not satisfy "+r.its()+" require block")...)
	}
	return newError(at, summary, joinLines(text[1:])) // each section begins with an empty line
}

// failedSection returns the summary of the errors of some ids and a section that lists them. What to do stands below if they are of
// one kind.
func (r *reader) failedSection(p *pass, failed []string) (summary string, section []string) {
	kinds := map[string]int{}
	for _, id := range failed {
		kind, _, _ := r.words(lastFailure(p.found[id].err))
		kinds[kind]++
	}
	section = r.section(p, failed, "could not be read")
	if len(kinds) == 1 {
		summary, what, advice := r.words(lastFailure(p.found[failed[0]].err))
		return summary, append(section, "", strings.TrimSpace(what+" "+advice))
	}
	if len(failed) > maxListed {
		var counts []string
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			counts = append(counts, fmt.Sprintf("%s: %d", kind, kinds[kind]))
		}
		section = append(section, "", "By kind: "+strings.Join(counts, "; ")+".")
	}
	return r.someUnread(), section
}

// section lists some ids below what they have in common, a line each; one id has a table. The parts that all lines begin with stand in
// the heading, once.
func (r *reader) section(p *pass, ids []string, what string) []string {
	heading := []string{"", r.subject(ids) + " " + what + ":", ""}
	if r.plural == nil {
		f := p.found[ids[0]]
		return slices.Concat(heading, table(f.results), requestLine(f.reading))
	}
	shared := r.lineAbout(p.found[ids[0]]).parts
	for _, id := range ids {
		parts := r.lineAbout(p.found[id]).parts
		n := 0
		for n < min(len(parts), len(shared)) && parts[n] == shared[n] {
			n++
		}
		shared = shared[:n]
	}
	if len(shared) > 0 {
		heading[1] = fmt.Sprintf("%s %s (%s):", r.subject(ids), what, strings.Join(shared, ", "))
	}
	return append(heading, r.list(ids, p.found, func(f *found) string { return r.lineAbout(f).without(len(shared)) })...)
}

// line is the text about one id: parts that are often the same for many ids, and then its own.
type line struct {
	parts          []string
	separator, own string
}

// without returns a line without its first parts.
func (l line) without(n int) string {
	parts := strings.Join(l.parts[n:], ", ")
	if parts == "" || l.own == "" {
		return parts + l.own
	}
	return parts + l.separator + l.own
}

// lineAbout returns why an id could not be read, or what of fail_on it matches or of require it does not satisfy.
func (r *reader) lineAbout(f *found) line {
	switch {
	case f == nil:
		return line{own: "not read"}
	case f.err != nil:
		e := lastFailure(f.err)
		kind, _, _ := r.words(e)
		out := line{parts: []string{kind}, separator: ", "}
		if e.Code != "" {
			out.parts = append(out.parts, "code "+e.Code)
		}
		if e.RequestID != "" {
			out.own = "request id " + e.RequestID
		}
		return out
	case len(f.results) == 0:
		return line{own: "satisfied the require block when it was last read, and was not read again"}
	case len(f.results) == 1:
		return f.results[0].line()
	}
	return line{own: strings.Join(table(f.results), "; ")}
}

// line is a result in one line.
func (r result) line() line {
	wanted := r.argument + ": " + r.wanted
	switch {
	case r.text != "":
		return line{own: r.text}
	case r.reason == "":
		return line{[]string{wanted}, ", ", "found " + r.found}
	}
	return line{[]string{wanted, "found " + r.found}, ". ", r.reason}
}

// table shows results one per line. The lines can be long, so they begin at the margin, where Terraform wraps them.
func table(results []result) []string {
	out := make([]string, len(results))
	for i, r := range results {
		out[i] = r.line().without(0)
	}
	return out
}

// waitError is for a wait that ran out of time or was interrupted.
func (r *reader) waitError(e *apierr.Error) diag.Diagnostic {
	interrupted := e.Kind == apierr.Interrupted
	summary, within := "Wait for "+r.spec.Noun+" Timed Out", "within "+short(r.op.timeout)
	advice := "Allow more time in the timeouts block, or find out why require is not satisfied."
	if interrupted {
		summary, within, advice = "Wait for "+r.spec.Noun+" Interrupted", "before the run was interrupted", ""
	}
	var text string
	switch {
	case r.passes == 0:
		return newError(waitPath, summary, joinLines([]string{r.neverRead(interrupted)}))
	case r.holds.IsZero():
		text = fmt.Sprintf("%s did not satisfy %s require block %s, after %s", r.subject(r.pending), r.its(), within, r.length())
	default:
		text = fmt.Sprintf("%s satisfied %s require block for %s, and not for %s (wait.stable_for), %s, after %s", r.all(), r.its(),
			short(r.held.Round(time.Second)), short(r.op.wait.stableFor), within, r.length())
		if !interrupted {
			advice = "Allow more time in the timeouts block, or shorten stable_for."
		}
	}
	if r.plural == nil && !interrupted && time.Since(r.started) < r.op.timeout {
		text += "; the next read would have been too late"
	}
	text += "."
	var more []string
	last := cmp.Or(r.last[r.op.ids[0]], &found{})
	switch {
	case !r.holds.IsZero():
	case r.plural != nil:
		text += " The last reads:"
		more = append([]string{""}, r.list(r.pending, r.last, func(f *found) string { return r.lineAbout(f).without(0) })...)
	case len(last.results) > 0:
		text += " Last read:"
		more = slices.Concat([]string{""}, table(last.results), requestLine(last.reading))
	}
	failure := cmp.Or(e.Last, lastFailure(last.err))
	if r.plural == nil && failure != nil {
		_, what, _ := r.words(failure)
		more = slices.Concat(more, []string{"", "The last read failed: " + what}, facts(failure, ""))
	}
	if slow := slowAdvice(e, failure); slow != "" && advice != "" && last.reading.Values == nil {
		advice = slow
	}
	if advice != "" {
		more = append(more, "", advice)
	}
	return newError(waitPath, summary, joinLines([]string{text}, more))
}

// neverRead is what happened where a wait ended before its first read.
func (r *reader) neverRead(interrupted bool) string {
	verb, reason := "was", "timeouts allows "+short(r.op.timeout)+", which ended before the first read"
	if interrupted {
		reason = "the run was interrupted before the first read"
	}
	if r.op.wait.delay > 0 {
		reason += " (wait.delay is " + short(r.op.wait.delay) + ")"
	}
	if r.plural != nil {
		verb = "were"
	}
	return fmt.Sprintf("%s %s not read: %s.", r.all(), verb, reason)
}

// manualWarning is for statuses that do not change without manual action.
func (r *reader) manualWarning(p *pass, ids []string) diag.Diagnostic {
	text := []string{r.subject(ids) + " had a status that changes only by manual action in the console:", ""}
	if r.plural == nil {
		name, word, _ := strings.Cut(p.found[ids[0]].manual, "=")
		text = []string{fmt.Sprintf("%s of %s was %s, which changes only by manual action in the console.", name, r.all(), word)}
	} else {
		text = append(text, r.list(ids, p.found, func(f *found) string { return f.manual })...)
	}
	return diag.NewAttributeWarningDiagnostic(waitPath, "Manual Action Required for "+r.spec.Noun, joinLines(text))
}

// unreadError is for a pass over many ids that its timeout or an interrupt ended.
func (r *reader) unreadError(ctx context.Context, p *pass) diag.Diagnostic {
	kind, over := apierr.Timeout, "the time in timeouts ("+short(r.op.timeout)+") was over"
	var reason string
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		kind, reason = apierr.Interrupted, "the run was interrupted before the others were read."
	case len(p.read()) == 0:
		reason = over + ". " + cmp.Or(slowAdvice(p.ended, nil), "Allow more time in the timeouts block, or find out why "+r.spec.Product+" is slow.")
	default:
		reason = over + " before the others were read. Allow more time in the timeouts block, or raise max_concurrency in the " +
			"provider's configuration."
	}
	summary, _, _ := r.words(&apierr.Error{Kind: kind})
	unread := slices.DeleteFunc(slices.Clone(p.ids), func(id string) bool { return p.found[id] != nil })
	names := strings.Join(unread[:min(len(unread), maxShown)], ", ")
	if more := len(unread) - maxShown; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	text := []string{fmt.Sprintf("%d of %d read: %s", len(p.read()), len(p.ids), reason), "", "Not read: " + names + "."}
	if failed := p.failed(); len(failed) > 0 {
		_, section := r.failedSection(p, failed)
		summary, text = r.someUnread(), append(text, section...)
	}
	if e := p.ended; e != nil && kind == apierr.Timeout && (e.Last != nil || e.Peer != "") {
		_, what, _ := r.words(e)
		text = slices.Concat(text, []string{"", "One that was not read: " + what}, facts(e, ""))
	}
	return diag.NewErrorDiagnostic(summary, joinLines(text))
}

func (r *reader) someUnread() string { return "Some " + r.spec.Noun + "s Could Not Be Read" }

// sentence is an error in one sentence, without what differs from one read to the next.
func (r *reader) sentence(e *apierr.Error) string {
	_, what, _ := r.words(e)
	first, _, more := strings.Cut(what, ". ")
	if more {
		first += "."
	}
	return redact.Visible(first)
}

// warnings are those of the readings. Of many ids each text stands once, without those about an attribute that the elements do not
// have.
func (r *reader) warnings(p *pass) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, id := range p.read() {
		for _, w := range p.found[id].reading.Warnings {
			clean := diag.NewWarningDiagnostic(w.Summary(), redact.Visible(w.Detail())) // it may quote the response
			located, ok := w.(diag.DiagnosticWithPath)
			switch {
			case ok && r.plural == nil:
				diags.Append(diag.WithPath(located.Path(), clean))
			case !ok || !r.plural.omits(located.Path().String()):
				diags.Append(clean) // which drops equal ones
			}
		}
	}
	return diags
}

// subject names some of the ids: `SAE Application "7171…" in region cn-hangzhou`, or "2 of 250 SAE applications in region
// cn-hangzhou".
func (r *reader) subject(ids []string) string {
	if r.plural == nil {
		return r.all()
	}
	return fmt.Sprintf("%d of %s", len(ids), r.all())
}

// all names what the block reads.
func (r *reader) all() string {
	if r.plural == nil {
		return fmt.Sprintf("%s %q%s", r.spec.Noun, r.op.ids[0], inRegion(r.region()))
	}
	return fmt.Sprintf("%d %s %s%s", len(r.op.ids), r.spec.Product, r.plural.Elements, inRegion(r.region()))
}

// results are those of all of some ids.
func (p *pass) results(ids []string) []result {
	var out []result
	for _, id := range ids {
		out = append(out, p.found[id].results...)
	}
	return out
}

func requestLine(reading Reading) []string {
	id := reading.requestID()
	if id == "" {
		return nil
	}
	return []string{"", "  Request ID: " + id}
}

// list shows the first ids with their labels, one per line, and how many more there are.
func (r *reader) list(ids []string, all map[string]*found, text func(*found) string) []string {
	return listed(ids, maxListed, func(id string) string {
		return strings.TrimSuffix("- "+r.labeled(id, all[id])+": "+text(all[id]), ": ")
	})
}

// listed returns a text for each of the first ids, and how many more there are.
func listed(ids []string, most int, text func(id string) string) []string {
	var out []string
	for _, id := range ids[:min(len(ids), most)] {
		out = append(out, text(id))
	}
	if more := len(ids) - most; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return out
}

// labeled is an id with its name for people, if it has one.
func (r *reader) labeled(id string, f *found) string {
	label := r.op.labels[id]
	if label == "" && f != nil {
		label = textOf(f.reading.Values[r.plural.Label])
	}
	if label != "" {
		return id + " (" + label + ")"
	}
	return id
}

// commonPath is the path that all results concern: an argument, else its block, else the wait.
func commonPath(results []result) path.Path {
	argument := results[0].at
	block := argument.ParentPath()
	for _, f := range results {
		switch {
		case f.at.Equal(argument):
		case f.at.ParentPath().Equal(block):
			argument = block
		default:
			return waitPath
		}
	}
	return argument
}

// agree returns the form of a verb that goes with the number of ids.
func agree(ids []string, one, many string) string {
	if len(ids) == 1 {
		return one
	}
	return many
}

// its refers to the block of one id, or of many.
func (r *reader) its() string {
	if r.plural == nil {
		return "its"
	}
	return "the"
}

// length is how long the passes took: "3 reads in 20s".
func (r *reader) length() string {
	reads := "1 read"
	if r.passes != 1 {
		reads = fmt.Sprintf("%d reads", r.passes)
	}
	return fmt.Sprintf("%s in %s", reads, short(time.Since(r.started).Round(100*time.Millisecond)))
}
