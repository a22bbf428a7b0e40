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

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// maxListed is how many ids a diagnostic lists. The rest is a number.
const maxListed = 10

// passDiagnostic is for a pass that could not read all ids.
func (r *fleetReader) passDiagnostic(ctx context.Context, p *pass) diag.Diagnostic {
	if p.failure != nil {
		return errorDiagnostic(r.s, p.failure, r.op.operation)
	}
	if p.unread() > 0 {
		return r.unreadDiagnostic(ctx, p)
	}
	summary, explanation := r.errorKind(p)
	text := slices.Concat([]string{fmt.Sprintf("%d of %s could not be read:", len(p.errors), r.allOf(p)), ""}, r.errorList(p))
	if explanation != "" {
		text = append(text, "", explanation)
	}
	if ofIDs(r.s, p.errors) {
		return diag.NewAttributeErrorDiagnostic(path.Root(r.s.Plural.IDs), summary, lines(text))
	}
	return diag.NewErrorDiagnostic(summary, lines(text))
}

// unreadDiagnostic is for a pass that its timeout or an interrupt ended.
func (r *fleetReader) unreadDiagnostic(ctx context.Context, p *pass) diag.Diagnostic {
	kind, over := apierr.Timeout, "the time in timeouts ("+short(r.op.timeout)+") was over"
	var reason string
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		kind, reason = apierr.Interrupted, "the run was interrupted before the others were read."
	case len(p.readings) == 0:
		reason = over + ". Allow more time in the timeouts block, or find out why " + r.s.Product + " is slow."
	default:
		reason = over + " before the others were read. Allow more time in the timeouts block, or raise max_concurrency in the " +
			"provider's configuration."
	}
	summary, _, _ := words(r.s, &apierr.Error{Kind: kind}, r.op.operation)
	text := []string{fmt.Sprintf("%d of %d read: %s", len(p.readings), len(p.ids), reason)}
	if len(p.errors) > 0 {
		summary = r.someUnread()
		text = slices.Concat(text, []string{"", fmt.Sprintf("%d of %s could not be read:", len(p.errors), r.allOf(p)), ""}, r.errorList(p))
	}
	if e := p.ended; e != nil && kind == apierr.Timeout {
		_, what, _ := words(r.s, e, r.op.operation)
		text = slices.Concat(text, []string{"", "One that was not read: " + what}, facts(e))
	}
	return diag.NewErrorDiagnostic(summary, lines(text))
}

func (r *fleetReader) someUnread() string {
	summary := "Some " + r.s.Noun + "s Could Not Be Read"
	return summary
}

// errorKind is the summary of a pass's errors, and the explanation below them: what happened and what to do if they are of
// one kind, else how many there are of each kind, unless the list shows them all.
func (r *fleetReader) errorKind(p *pass) (summary, explanation string) {
	kinds := map[string]int{}
	for _, id := range sorted(p.errors) {
		kind, what, advice := words(r.s, p.errors[id], r.op.operation)
		if kinds[kind]++; summary == "" {
			summary, explanation = kind, strings.TrimSpace(what+" "+advice)
		}
	}
	switch {
	case len(kinds) == 1:
		return summary, explanation
	case len(p.errors) <= maxListed:
		return r.someUnread(), ""
	}
	var counts []string
	for _, kind := range sorted(kinds) {
		counts = append(counts, fmt.Sprintf("%s: %d", kind, kinds[kind]))
	}
	return r.someUnread(), "By kind: " + strings.Join(counts, "; ") + "."
}

// ofIDs reports whether every error is about the id itself.
func ofIDs(s *Spec, all map[string]*apierr.Error) bool {
	for _, e := range all {
		if e.Argument != s.ID.Name {
			return false
		}
	}
	return true
}

func (r *fleetReader) errorList(p *pass) []string {
	return r.list(sorted(p.errors), p.readings, func(id string) string { return r.errorLine(p.errors[id]) })
}

// errorLine is an error in one line: its kind, the cloud's code and the request id.
func (r *fleetReader) errorLine(e *apierr.Error) string {
	kind, _, _ := words(r.s, e, r.op.operation)
	line := kind
	if e.Code != "" {
		line += ", code " + e.Code
	}
	if e.RequestID != "" {
		line += ", request id " + e.RequestID
	}
	return line
}

// sentence tells an error in one sentence, without what differs from one read to the next.
func sentence(s *Spec, e *apierr.Error, op operation) string {
	_, what, _ := words(s, e, op)
	first, _, more := strings.Cut(what, ". ")
	if more {
		first += "."
	}
	return redact.Visible(first)
}

// unsatisfiedDiagnostic is for readings that do not satisfy require.
func (r *fleetReader) unsatisfiedDiagnostic(p *pass, open map[string][]result) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at(r.op.require.at, common(open)), r.s.Noun+" Requirement Not Met", lines(
		[]string{fmt.Sprintf("%d of %s %s not satisfy the require block:", len(open), r.allOf(p), agree(len(open), "does", "do")), ""},
		r.resultList(p.readings, open, "required")))
}

// failOnDiagnostic is for readings that fail_on matches.
func (r *fleetReader) failOnDiagnostic(p *pass, matched map[string][]result, state *fleetState) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at(r.op.wait.failOn.at, common(matched)), "Wait for "+r.s.Noun+" Failed", lines(
		[]string{fmt.Sprintf("%d of %s %s fail_on, which ends the wait, after %s:",
			len(matched), r.allOf(p), agree(len(matched), "matches", "match"), r.length(state)), ""},
		r.resultList(p.readings, matched, "fails on")))
}

// pollDiagnostic is for a wait that ran out of time, was interrupted, or met an error that concerns all ids.
func (r *fleetReader) pollDiagnostic(e *apierr.Error, state *fleetState) diag.Diagnostic {
	if e.Kind != apierr.Timeout && e.Kind != apierr.Interrupted {
		return errorDiagnostic(r.s, e, r.op.operation)
	}
	interrupted := e.Kind == apierr.Interrupted
	if r.passes == 0 {
		return unreadDiagnostic(r.s, r.op.operation, interrupted, r.subjects(len(r.op.ids), r.op.request.Region)+" were")
	}
	summary, within := "Wait for "+r.s.Noun+" Timed Out", "within "+short(r.op.timeout)
	advice := "Allow more time in the timeouts block, or find out why require is not satisfied."
	if interrupted {
		summary, within, advice = "Wait for "+r.s.Noun+" Interrupted", "before the run was interrupted", ""
	}
	text := []string{fmt.Sprintf("%d of %s did not satisfy the require block %s, after %s. The last reads:",
		len(state.pending), r.subjects(len(r.op.ids), r.region(state.last, state.errors)), within, r.length(state)), ""}
	text = append(text, r.list(state.pending, state.last, func(id string) string { return r.pendingLine(id, state) })...)
	if advice != "" {
		text = append(text, "", advice)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("wait"), summary, lines(text))
}

// pendingLine says why an id is pending.
func (r *fleetReader) pendingLine(id string, state *fleetState) string {
	if e := state.errors[id]; e != nil {
		return r.errorLine(e)
	}
	if results := state.open[id]; len(results) > 0 {
		return resultLine(results, "required")
	}
	return "not read"
}

// satisfaction is what the ids do that satisfy require: "ready", if that is all that it asks for.
func (r *fleetReader) satisfaction() string {
	condition := r.condition().Name
	if r.op.require.argumentCount == 1 && r.op.require.booleans[condition] {
		return condition
	}
	return "satisfy require"
}

// reason is pendingLine for a progress line: the reason alone, where the response has one.
func (r *fleetReader) reason(id string, state *fleetState) string {
	if state.errors[id] == nil {
		if reason := stringOf(state.last[id].Values[r.condition().Reason]); reason != "" {
			return reason
		}
	}
	return r.pendingLine(id, state)
}

// manualDiagnostic warns of statuses that do not change without manual action.
func (r *fleetReader) manualDiagnostic(p *pass, manual map[string]string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("wait"), "Manual Action Required for "+r.s.Noun, lines(
		[]string{fmt.Sprintf("%d of %s %s a status that changes only by manual action in the console. The wait continues until its "+
			"timeout.", len(manual), r.allOf(p), agree(len(manual), "has", "have")), ""},
		r.list(sorted(manual), p.readings, func(id string) string { return manual[id] })))
}

// warnings are those of the readings, each text once. Those about an attribute that elements do not have are left out.
func (r *fleetReader) warnings(p *pass) diag.Diagnostics {
	var diags diag.Diagnostics
	elements := r.elements()
	for _, id := range sorted(p.readings) {
		reading := p.readings[id]
		reading.Warnings = slices.DeleteFunc(slices.Clone(reading.Warnings), func(w diag.Diagnostic) bool {
			return !aboutElement(w, elements)
		})
		for _, w := range warnings(reading) {
			diags.Append(diag.NewWarningDiagnostic(w.Summary(), w.Detail())) // Append drops equal ones
		}
	}
	return diags
}

// aboutElement reports whether a warning is about an attribute that elements have, or about none.
func aboutElement[T any](w diag.Diagnostic, elements map[string]T) bool {
	withPath, ok := w.(diag.DiagnosticWithPath)
	if !ok || len(withPath.Path().Steps()) == 0 {
		return true
	}
	name, ok := withPath.Path().Steps()[0].(path.PathStepAttributeName)
	_, has := elements[string(name)]
	return ok && has
}

// resultList lists the results of each id.
func (r *fleetReader) resultList(readings map[string]Reading, results map[string][]result, verb string) []string {
	return r.list(sorted(results), readings, func(id string) string { return resultLine(results[id], verb) })
}

// resultLine is the results of one id in one line.
func resultLine(results []result, verb string) string {
	var out []string
	for _, f := range results {
		out = append(out, fmt.Sprintf("%s: %s %s, found %s", f.argument, verb, f.required, f.found))
	}
	return strings.Join(out, "; ")
}

// common are the results to point at: those of one id if all ids have the same arguments, else none.
func common(all map[string][]result) []result {
	var first []result
	same := func(a, b result) bool { return a.argument == b.argument }
	for _, results := range all {
		if first == nil {
			first = results
		}
		if !slices.EqualFunc(first, results, same) {
			return nil
		}
	}
	return first
}

// agree gives the form of a verb that goes with n.
func agree(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// list shows the first ids with their labels, one per line, and how many more there are.
func (r *fleetReader) list(ids []string, readings map[string]Reading, text func(id string) string) []string {
	var out []string
	for _, id := range ids[:min(len(ids), maxListed)] {
		out = append(out, "  "+r.labeled(id, readings)+": "+text(id))
	}
	if more := len(ids) - maxListed; more > 0 {
		out = append(out, fmt.Sprintf("  and %d more", more))
	}
	return out
}

// labeled is an id with its name for people, if it has one.
func (r *fleetReader) labeled(id string, readings map[string]Reading) string {
	var named attr.Value
	if r.s.Plural.Label != "" {
		named = readings[id].Values[r.s.Plural.Label]
	}
	if label := cmp.Or(r.op.labels[id], stringOf(named)); label != "" {
		return id + " (" + label + ")"
	}
	return id
}

// allOf names what a pass was to read.
func (r *fleetReader) allOf(p *pass) string {
	return r.subjects(len(r.op.ids), r.region(p.readings, p.errors))
}

// subjects names what is read: "250 SAE applications in region cn-hangzhou".
func (r *fleetReader) subjects(n int, region string) string {
	return fmt.Sprintf("%d %s %s%s", n, r.s.Product, r.s.Plural.Elements, inRegion(region))
}

// length is how long the passes took: "3 reads in 20s".
func (r *fleetReader) length(state *fleetState) string { return length(r.passes, state.started) }

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
