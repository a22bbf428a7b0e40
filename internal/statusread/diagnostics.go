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

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// maxListed is how many ids a diagnostic lists. The rest is a number.
const maxListed = 10

// passError is for a pass with which the read ends: all that it found that is not as it should be, in one diagnostic.
func (r *reader) passError(p *pass, state *waitState) diag.Diagnostic {
	failed, matching := p.failed(), p.matched()
	open := p.where(func(f *found) bool { return len(f.unmet) > 0 && len(f.matched) == 0 })
	var (
		summary string
		where   path.Path
		text    []string
	)
	if len(failed) > 0 {
		if r.plural == nil {
			return r.errorDiagnostic(p.found[failed[0]].err)
		}
		summary, text = r.failedSection(failed, p.found)
		if !slices.ContainsFunc(failed, func(id string) bool { return lastFailure(p.found[id].err).Argument != r.s.ID.Name }) {
			where = path.Root(r.plural.IDs)
		}
	}
	if len(matching) > 0 {
		all := p.results(matching, matched)
		summary, where = "Wait for "+r.s.Noun+" Failed", at(all)
		text = append(text, r.resultSection(matching, p.found, matched, "fails on", fmt.Sprintf("%s %s, which ends the wait, after %s",
			agree(matching, "matches", "match"), failOnName(all), r.length(state)))...)
	}
	if len(open) > 0 {
		if summary == "" {
			summary, where = r.s.Noun+" Requirement Not Met", at(p.results(open, unmet))
		}
		text = append(text, r.resultSection(open, p.found, unmet, "required",
			agree(open, "does", "do")+" not satisfy "+r.its()+" require block")...)
	}
	detail := joinLines(text[1:]) // each section begins with an empty line
	if len(where.Steps()) == 0 {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(where, summary, detail)
}

// failOnName is the argument that results are of.
func failOnName(results []result) string {
	for _, match := range results {
		if !match.at.Equal(path.Root("wait").AtName("fail_fast")) {
			return "fail_on"
		}
	}
	return "fail_fast"
}

// failedSection returns the summary of the errors of some ids and a section that lists them. What they share stands in the heading,
// and what to do below, if they are of one kind.
func (r *reader) failedSection(failed []string, all map[string]*found) (summary string, section []string) {
	kinds, codes := map[string]int{}, map[string]bool{}
	var what, advice string
	for _, id := range failed {
		e := lastFailure(all[id].err)
		kind, w, a := words(r.s, e, r.op)
		if kinds[kind]++; summary == "" {
			summary, what, advice = kind, w, a
		}
		codes[e.Code] = true
	}
	oneKind, oneCode := len(kinds) == 1, len(codes) == 1
	heading := r.subject(failed) + " could not be read"
	if code := lastFailure(all[failed[0]].err).Code; oneKind && oneCode && code != "" {
		heading += " (" + summary + ", code " + code + ")"
	} else if oneKind {
		heading += " (" + summary + ")"
	}
	section = append([]string{"", heading + ":", ""}, r.list(failed, all, func(id string) string {
		e := lastFailure(all[id].err)
		var parts []string
		if kind, _, _ := words(r.s, e, r.op); !oneKind {
			parts = append(parts, kind)
		}
		if e.Code != "" && !(oneKind && oneCode) {
			parts = append(parts, "code "+e.Code)
		}
		if e.RequestID != "" {
			parts = append(parts, "request id "+e.RequestID)
		}
		return strings.Join(parts, ", ")
	})...)
	switch {
	case oneKind:
		return summary, append(section, "", strings.TrimSpace(what+" "+advice))
	case len(failed) > maxListed:
		var counts []string
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			counts = append(counts, fmt.Sprintf("%s: %d", kind, kinds[kind]))
		}
		section = append(section, "", "By kind: "+strings.Join(counts, "; ")+".")
	}
	return r.someUnread(), section
}

// resultSection lists the results of some ids: of one as a table, of many a line each. What all lines share stands in the heading.
func (r *reader) resultSection(ids []string, all map[string]*found, of func(*found) []result, verb, what string) []string {
	if r.plural == nil {
		f := all[ids[0]]
		return slices.Concat([]string{"", r.subject(ids) + " " + what + ":", ""}, table(of(f), verb), requestLine(f.reading))
	}
	first := of(all[ids[0]])[0]
	sameRequired, sameFound := true, true
	for _, id := range ids {
		results := of(all[id])
		same := len(results) == 1 && first.text == "" && results[0].argument == first.argument && results[0].required == first.required
		sameRequired = sameRequired && same
		sameFound = sameFound && same && results[0].found == first.found && results[0].reason != ""
	}
	heading := r.subject(ids) + " " + what
	switch {
	case sameFound:
		heading += fmt.Sprintf(" (%s: %s %s, found %s)", first.argument, verb, first.required, first.found)
	case sameRequired:
		heading += fmt.Sprintf(" (%s: %s %s)", first.argument, verb, first.required)
	}
	return append([]string{"", heading + ":", ""}, r.list(ids, all, func(id string) string {
		switch results := of(all[id]); {
		case sameFound:
			return results[0].reason
		case sameRequired:
			return "found " + results[0].foundWithReason()
		default:
			return resultLine(results, verb)
		}
	})...)
}

// waitError is for a wait that ran out of time or was interrupted.
func (r *reader) waitError(e *apierr.Error, state *waitState) diag.Diagnostic {
	summary, within := "Wait for "+r.s.Noun+" Timed Out", "within "+short(r.op.timeout)
	advice := "Allow more time in the timeouts block, or find out why require is not satisfied."
	if e.Kind == apierr.Interrupted {
		summary, within, advice = "Wait for "+r.s.Noun+" Interrupted", "before the run was interrupted", ""
	}
	text := fmt.Sprintf("%s did not satisfy %s require block %s, after %s", r.subject(state.pending), r.its(), within, r.length(state))
	if !state.holds.IsZero() {
		text = fmt.Sprintf("%s satisfied %s require block for %s, and not for %s (wait.stable_for), %s, after %s", r.all(), r.its(),
			short(state.held.Round(time.Second)), short(r.op.wait.stableFor), within, r.length(state))
		if e.Kind == apierr.Timeout {
			advice = "Allow more time in the timeouts block, or shorten stable_for."
		}
	}
	if r.plural == nil && e.Kind == apierr.Timeout && time.Since(state.started) < r.op.timeout {
		text += "; the next read would have been too late"
	}
	text += "."
	var more []string
	last := cmp.Or(state.last[r.op.ids[0]], &found{})
	switch {
	case !state.holds.IsZero():
	case r.plural != nil:
		text += " The last reads:"
		more = append([]string{""}, r.list(state.pending, state.last, func(id string) string { return r.pendingLine(state.last[id]) })...)
	case len(last.unmet) > 0:
		text += " Last read:"
		more = slices.Concat([]string{""}, table(last.unmet, "required"), requestLine(last.reading))
	}
	failure := cmp.Or(e.Last, lastFailure(last.err))
	if r.plural == nil && failure != nil {
		_, what, _ := words(r.s, failure, r.op)
		more = slices.Concat(more, []string{"", "The last read failed: " + what}, facts(failure, ""))
	}
	if slow := slowAdvice(e, failure); slow != "" && advice != "" && last.reading.Values == nil {
		advice = slow
	}
	if advice != "" {
		more = append(more, "", advice)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("wait"), summary, joinLines([]string{text}, more))
}

// neverReadError is for a wait that ended before its first read.
func (r *reader) neverReadError(interrupted bool) diag.Diagnostic {
	summary, reason := "Wait for "+r.s.Noun+" Timed Out", "timeouts allows "+short(r.op.timeout)+", which ended before the first read"
	if interrupted {
		summary, reason = "Wait for "+r.s.Noun+" Interrupted", "the run was interrupted before the first read"
	}
	if r.op.wait.delay > 0 {
		reason += " (wait.delay is " + short(r.op.wait.delay) + ")"
	}
	verb := " was"
	if r.plural != nil {
		verb = " were"
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("wait"), summary,
		joinLines([]string{r.all() + verb + " not read: " + reason + "."}))
}

// manualWarning is for statuses that do not change without manual action.
func (r *reader) manualWarning(p *pass, ids []string) diag.Diagnostic {
	summary := "Manual Action Required for " + r.s.Noun
	if r.plural == nil {
		name, word, _ := strings.Cut(p.found[ids[0]].manual, "=")
		return diag.NewAttributeWarningDiagnostic(path.Root("wait"), summary, joinLines([]string{fmt.Sprintf(
			"%s of %s was %s, which changes only by manual action in the console.", name, r.all(), word)}))
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("wait"), summary, joinLines(
		[]string{r.subject(ids) + " had a status that changes only by manual action in the console:", ""},
		r.list(ids, p.found, func(id string) string { return p.found[id].manual })))
}

// readError is for a pass in which not all ids could be read.
func (r *reader) readError(ctx context.Context, p *pass, state *waitState) diag.Diagnostic {
	switch {
	case p.failure != nil:
		return r.errorDiagnostic(p.failure)
	case p.unread() > 0 && r.plural == nil:
		return r.errorDiagnostic(p.ended)
	case p.unread() > 0:
		return r.unreadError(ctx, p)
	}
	return r.passError(p, state)
}

// unreadError is for a pass over many ids that its timeout or an interrupt ended.
func (r *reader) unreadError(ctx context.Context, p *pass) diag.Diagnostic {
	kind, over := apierr.Timeout, "the time in timeouts ("+short(r.op.timeout)+") was over"
	var reason string
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		kind, reason = apierr.Interrupted, "the run was interrupted before the others were read."
	case len(p.read()) == 0:
		reason = over + ". " + cmp.Or(slowAdvice(p.ended, nil), "Allow more time in the timeouts block, or find out why "+r.s.Product+" is slow.")
	default:
		reason = over + " before the others were read. Allow more time in the timeouts block, or raise max_concurrency in the " +
			"provider's configuration."
	}
	summary, _, _ := words(r.s, &apierr.Error{Kind: kind}, r.op)
	unread := slices.DeleteFunc(slices.Clone(p.ids), func(id string) bool { return p.found[id] != nil })
	text := []string{fmt.Sprintf("%d of %d read: %s", len(p.read()), len(p.ids), reason), "", "Not read: " + r.names(unread) + "."}
	if failed := p.failed(); len(failed) > 0 {
		_, section := r.failedSection(failed, p.found)
		summary, text = r.someUnread(), append(text, section...)
	}
	if e := p.ended; e != nil && kind == apierr.Timeout && (e.Last != nil || e.Peer != "") {
		_, what, _ := words(r.s, e, r.op)
		text = slices.Concat(text, []string{"", "One that was not read: " + what}, facts(e, ""))
	}
	return diag.NewErrorDiagnostic(summary, joinLines(text))
}

// names lists the first ids in a sentence.
func (r *reader) names(ids []string) string {
	const shown = 3
	out := strings.Join(ids[:min(len(ids), shown)], ", ")
	if more := len(ids) - shown; more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	return out
}

func (r *reader) someUnread() string {
	summary := "Some " + r.s.Noun + "s Could Not Be Read"
	return summary
}

// errorLine is an error in one line: its kind, the cloud's code and the request id.
func (r *reader) errorLine(e *apierr.Error) string {
	e = lastFailure(e)
	line, _, _ := words(r.s, e, r.op)
	if e.Code != "" {
		line += ", code " + e.Code
	}
	if e.RequestID != "" {
		line += ", request id " + e.RequestID
	}
	return line
}

// pendingLine says why an id is pending.
func (r *reader) pendingLine(f *found) string {
	switch {
	case f == nil:
		return "not read"
	case f.err != nil:
		return r.errorLine(f.err)
	case len(f.unmet) == 0:
		return "satisfied the require block when it was last read, and was not read again"
	}
	return resultLine(f.unmet, "required")
}

// sentence is an error in one sentence, without what differs from one read to the next.
func sentence(s *Spec, e *apierr.Error, op operation) string {
	_, what, _ := words(s, e, op)
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
			case !ok || !slices.Contains(r.plural.Omitted, located.Path().String()):
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
		return fmt.Sprintf("%s %q%s", r.s.Noun, r.op.ids[0], inRegion(r.region()))
	}
	return fmt.Sprintf("%d %s %s%s", len(r.op.ids), r.s.Product, r.plural.Elements, inRegion(r.region()))
}

// unmet and matched are what of require and of fail_on a diagnostic shows.
func unmet(f *found) []result   { return f.unmet }
func matched(f *found) []result { return f.matched }

// results are those of all of some ids.
func (p *pass) results(ids []string, of func(*found) []result) []result {
	var out []result
	for _, id := range ids {
		out = append(out, of(p.found[id])...)
	}
	return out
}

// table shows results one per line. The lines can be long, so they begin at the margin, where Terraform wraps them.
func table(results []result, verb string) []string {
	out := make([]string, len(results))
	for i, f := range results {
		out[i] = f.line(verb)
	}
	return out
}

func requestLine(reading Reading) []string {
	if reading.RequestID == "" {
		return nil
	}
	return []string{"", "  Request ID: " + reading.RequestID}
}

// resultLine is the results of one id in one line.
func resultLine(results []result, verb string) string {
	return strings.Join(table(results, verb), "; ")
}

// list shows the first ids with their labels, one per line, and how many more there are.
func (r *reader) list(ids []string, all map[string]*found, text func(id string) string) []string {
	var out []string
	for _, id := range ids[:min(len(ids), maxListed)] {
		out = append(out, strings.TrimSuffix("- "+r.labeled(id, all[id])+": "+text(id), ": "))
	}
	if more := len(ids) - maxListed; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return out
}

// labeled is an id with its name for people, if it has one.
func (r *reader) labeled(id string, f *found) string {
	var name attr.Value
	if r.plural.Label != "" && f != nil {
		name = f.reading.Values[r.plural.Label]
	}
	if label := cmp.Or(r.op.labels[id], stringOf(name)); label != "" {
		return id + " (" + label + ")"
	}
	return id
}

// at is the path that all results concern: an argument, else its block, else the wait.
func at(results []result) path.Path {
	argument := results[0].at
	block := argument.ParentPath()
	for _, f := range results {
		switch {
		case f.at.Equal(argument):
		case f.at.ParentPath().Equal(block):
			argument = block
		default:
			return path.Root("wait")
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
func (r *reader) length(state *waitState) string {
	reads := "1 read"
	if r.passes != 1 {
		reads = fmt.Sprintf("%d reads", r.passes)
	}
	return fmt.Sprintf("%s in %s", reads, short(time.Since(state.started).Round(100*time.Millisecond)))
}
