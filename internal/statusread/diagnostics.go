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

// unmetError is for readings that do not satisfy require.
func (r *reader) unmetError(p *pass, ids []string) diag.Diagnostic {
	heading := r.subject(ids) + " does not satisfy its require block:"
	if r.plural != nil {
		heading = r.subject(ids) + " " + agree(ids, "does", "do") + " not satisfy the require block:"
	}
	return diag.NewAttributeErrorDiagnostic(at(r.op.require.at, ids, p.found, unmet), r.s.Noun+" Requirement Not Met",
		joinLines([]string{heading}, r.results(ids, p.found, unmet, "required")))
}

// failOnError is for readings that fail_on matches.
func (r *reader) failOnError(p *pass, ids []string, state *waitState) diag.Diagnostic {
	heading := r.subject(ids) + " " + agree(ids, "matches", "match") + " fail_on, which ends the wait, after " + r.length(state) + ":"
	return diag.NewAttributeErrorDiagnostic(at(r.op.wait.failOn.at, ids, p.found, matched), "Wait for "+r.s.Noun+" Failed",
		joinLines([]string{heading}, r.results(ids, p.found, matched, "fails on")))
}

// waitError is for a wait that ran out of time or was interrupted.
func (r *reader) waitError(e *apierr.Error, state *waitState) diag.Diagnostic {
	summary, within := "Wait for "+r.s.Noun+" Timed Out", "within "+short(r.op.timeout)
	advice := "Allow more time in the timeouts block, or find out why require is not satisfied."
	if e.Kind == apierr.Interrupted {
		summary, within, advice = "Wait for "+r.s.Noun+" Interrupted", "before the run was interrupted", ""
	}
	which := "its"
	if r.plural != nil {
		which = "the"
	}
	text := fmt.Sprintf("%s did not satisfy %s require block %s, after %s", r.subject(state.pending), which, within, r.length(state))
	var more []string
	switch {
	case r.plural != nil:
		text += ". The last reads:"
		more = append([]string{""}, r.list(state.pending, state.last, func(id string) string { return r.pendingLine(state.last[id]) })...)
	default:
		if e.Kind == apierr.Timeout && time.Since(state.started) < r.op.timeout {
			text += "; the next read would have been too late"
		}
		text += "."
		last := cmp.Or(state.last[r.op.ids[0]], &found{})
		if last.reading.Values != nil {
			text += " Last read:"
			more = slices.Concat(table(last.unmet, "required"), requestLine(last.reading))
		} else if e.Peer != "" && advice != "" {
			advice = "Allow more time in the timeouts block, or find out why " + e.Peer + " is slow."
		}
		if failure := cmp.Or(e.Last, lastFailure(last.err)); failure != nil {
			_, what, _ := words(r.s, failure, r.op)
			more = slices.Concat(more, []string{"", "The last read failed: " + what}, facts(failure))
		}
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
	what := r.all(r.op.request.Region) + " was"
	if r.plural != nil {
		what = r.all(r.op.request.Region) + " were"
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("wait"), summary, joinLines([]string{what + " not read: " + reason + "."}))
}

// manualWarning is for statuses that do not change without manual action.
func (r *reader) manualWarning(p *pass, ids []string) diag.Diagnostic {
	summary := "Manual Action Required for " + r.s.Noun
	if r.plural == nil {
		name, word, _ := strings.Cut(p.found[ids[0]].manual, "=")
		return diag.NewAttributeWarningDiagnostic(path.Root("wait"), summary, joinLines([]string{fmt.Sprintf(
			"%s of %s is %s, which changes only by manual action in the console. The wait continues until its timeout.", name, ids[0], word)}))
	}
	return diag.NewAttributeWarningDiagnostic(path.Root("wait"), summary, joinLines(
		[]string{fmt.Sprintf("%s %s a status that changes only by manual action in the console. The wait continues until its timeout.",
			r.subject(ids), agree(ids, "has", "have")), ""},
		r.list(ids, p.found, func(id string) string { return p.found[id].manual })))
}

// readError is for a pass in which not all ids could be read.
func (r *reader) readError(ctx context.Context, p *pass) diag.Diagnostic {
	failed := p.failed()
	switch {
	case p.failure != nil:
		return errorDiagnostic(r.s, p.failure, r.op)
	case r.plural == nil && len(failed) > 0:
		return errorDiagnostic(r.s, p.found[failed[0]].err, r.op)
	case r.plural == nil:
		return errorDiagnostic(r.s, p.ended, r.op)
	case p.unread() > 0:
		return r.unreadError(ctx, p)
	}
	summary, explanation := r.errorKind(failed, p.found)
	text := r.unreadable(failed, p)
	if explanation != "" {
		text = append(text, "", explanation)
	}
	ofIDs := func(id string) bool { return lastFailure(p.found[id].err).Argument == r.s.ID.Name }
	if !slices.ContainsFunc(failed, func(id string) bool { return !ofIDs(id) }) {
		return diag.NewAttributeErrorDiagnostic(path.Root(r.plural.IDs), summary, joinLines(text))
	}
	return diag.NewErrorDiagnostic(summary, joinLines(text))
}

// unreadError is for a pass that its timeout or an interrupt ended.
func (r *reader) unreadError(ctx context.Context, p *pass) diag.Diagnostic {
	kind, over := apierr.Timeout, "the time in timeouts ("+short(r.op.timeout)+") was over"
	var reason string
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		kind, reason = apierr.Interrupted, "the run was interrupted before the others were read."
	case len(p.read()) == 0:
		reason = over + ". Allow more time in the timeouts block, or find out why " + r.s.Product + " is slow."
	default:
		reason = over + " before the others were read. Allow more time in the timeouts block, or raise max_concurrency in the " +
			"provider's configuration."
	}
	summary, _, _ := words(r.s, &apierr.Error{Kind: kind}, r.op)
	text := []string{fmt.Sprintf("%d of %d read: %s", len(p.read()), len(p.ids), reason)}
	if failed := p.failed(); len(failed) > 0 {
		summary = r.someUnread()
		text = slices.Concat(text, []string{""}, r.unreadable(failed, p))
	}
	if e := p.ended; e != nil && kind == apierr.Timeout && (e.Last != nil || e.Peer != "") {
		_, what, _ := words(r.s, e, r.op)
		text = slices.Concat(text, []string{"", "One that was not read: " + what}, facts(e))
	}
	return diag.NewErrorDiagnostic(summary, joinLines(text))
}

func (r *reader) someUnread() string {
	summary := "Some " + r.s.Noun + "s Could Not Be Read"
	return summary
}

// unreadable lists the ids that could not be read.
func (r *reader) unreadable(failed []string, p *pass) []string {
	return append([]string{r.subject(failed) + " could not be read:", ""},
		r.list(failed, p.found, func(id string) string { return r.errorLine(p.found[id].err) })...)
}

// errorKind returns the summary of the errors of some ids, and the explanation below them: what happened and what to do if they are
// of one kind, else how many there are of each kind, unless the list shows them all.
func (r *reader) errorKind(failed []string, all map[string]*found) (summary, explanation string) {
	kinds := map[string]int{}
	for _, id := range failed {
		kind, what, advice := words(r.s, lastFailure(all[id].err), r.op)
		if kinds[kind]++; summary == "" {
			summary, explanation = kind, strings.TrimSpace(what+" "+advice)
		}
	}
	switch {
	case len(kinds) == 1:
		return summary, explanation
	case len(failed) <= maxListed:
		return r.someUnread(), ""
	}
	var counts []string
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		counts = append(counts, fmt.Sprintf("%s: %d", kind, kinds[kind]))
	}
	return r.someUnread(), "By kind: " + strings.Join(counts, "; ") + "."
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

// subject names some of the ids: "SAE Application 7171… in region cn-hangzhou", or "2 of 250 SAE applications in region
// cn-hangzhou".
func (r *reader) subject(ids []string) string {
	if r.plural == nil {
		return r.all(r.region())
	}
	return fmt.Sprintf("%d of %s", len(ids), r.all(r.region()))
}

// all names what the block reads.
func (r *reader) all(region string) string {
	if r.plural == nil {
		return r.s.Noun + " " + r.op.ids[0] + inRegion(region)
	}
	return fmt.Sprintf("%d %s %s%s", len(r.op.ids), r.s.Product, r.plural.Elements, inRegion(region))
}

// unmet and matched are what of require and of fail_on a diagnostic shows.
func unmet(f *found) []result   { return f.unmet }
func matched(f *found) []result { return f.matched }

// results shows the results of some ids: of one id as a table, of many a line each.
func (r *reader) results(ids []string, all map[string]*found, of func(*found) []result, verb string) []string {
	if r.plural == nil {
		f := all[ids[0]]
		return slices.Concat(table(of(f), verb), requestLine(f.reading))
	}
	return append([]string{""}, r.list(ids, all, func(id string) string { return resultLine(of(all[id]), verb) })...)
}

// table shows results one per line, aligned, below an empty line.
func table(results []result, verb string) []string {
	width := 0
	for _, f := range results {
		width = max(width, len(f.argument))
	}
	out := []string{""}
	for _, f := range results {
		out = append(out, fmt.Sprintf("  %-*s %s %s, found %s", width+1, f.argument+":", verb, f.required, f.found))
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
	var out []string
	for _, f := range results {
		out = append(out, fmt.Sprintf("%s: %s %s, found %s", f.argument, verb, f.required, f.found))
	}
	return strings.Join(out, "; ")
}

// list shows the first ids with their labels, one per line, and how many more there are.
func (r *reader) list(ids []string, all map[string]*found, text func(id string) string) []string {
	var out []string
	for _, id := range ids[:min(len(ids), maxListed)] {
		out = append(out, "  "+r.labeled(id, all[id])+": "+text(id))
	}
	if more := len(ids) - maxListed; more > 0 {
		out = append(out, fmt.Sprintf("  and %d more", more))
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

// at is the path of the one argument that all results concern, or of the block.
func at(block path.Path, ids []string, all map[string]*found, of func(*found) []result) path.Path {
	argument := ""
	for _, id := range ids {
		results := of(all[id])
		if len(results) != 1 || argument != "" && argument != results[0].argument {
			return block
		}
		argument = results[0].argument
	}
	return block.AtName(argument)
}

// agree returns the form of a verb that goes with the number of ids.
func agree(ids []string, one, many string) string {
	if len(ids) == 1 {
		return one
	}
	return many
}

// length is how long the passes took: "3 reads in 20s".
func (r *reader) length(state *waitState) string {
	reads := "1 read"
	if r.passes != 1 {
		reads = fmt.Sprintf("%d reads", r.passes)
	}
	return fmt.Sprintf("%s in %s", reads, short(time.Since(state.started).Round(100*time.Millisecond)))
}
