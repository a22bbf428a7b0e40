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
	if len(p.failed) > 0 && r.plural == nil {
		return r.errorDiagnostic(r.found[p.failed[0]].err)
	}
	var (
		summary string
		at      path.Path
		text    [][]string
	)
	if len(p.failed) > 0 {
		summary, text = r.failedSection(p.failed)
		if !slices.ContainsFunc(p.failed, func(id string) bool { return lastFailure(r.found[id].err).Argument != r.spec.ID.Name }) {
			at = path.Root(r.plural.IDs)
		}
	}
	if len(p.matching) > 0 {
		summary, at = "Wait for "+r.spec.Noun+" Failed", r.commonPath(p.matching)
		name := "fail_on"
		if at.Equal(failFastPath) {
			name = "fail_fast"
		}
		text = append(text, r.section(p.matching, fmt.Sprintf("%s %s, which ends the wait, after %s",
			agree(p.matching, "matches", "match"), name, r.length()))...)
	}
	if len(p.unsatisfied) > 0 {
		if summary == "" {
			summary, at = r.spec.Noun+" Requirement Not Met", r.commonPath(p.unsatisfied)
		}
		text = append(text, r.section(p.unsatisfied, agree(p.unsatisfied, "does", "do")+" not satisfy "+r.its()+" require block")...)
	}
	return newError(at, summary, text...)
}

// failedSection returns the summary of the errors of some ids and the paragraphs that list them. What to do stands below if they are of
// one kind.
func (r *reader) failedSection(failed []string) (summary string, section [][]string) {
	kinds := map[string]int{}
	for _, id := range failed {
		kinds[r.words(lastFailure(r.found[id].err)).summary]++
	}
	section = r.section(failed, "could not be read")
	if len(kinds) == 1 {
		w := r.words(lastFailure(r.found[failed[0]].err))
		return w.summary, append(section, []string{strings.TrimSpace(w.what + " " + w.advice)})
	}
	if len(failed) > maxListed {
		var counts []string
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			counts = append(counts, fmt.Sprintf("%s: %d", kind, kinds[kind]))
		}
		section = append(section, []string{"By kind: " + strings.Join(counts, "; ") + "."})
	}
	return r.someUnread(), section
}

// section lists some ids below what they have in common, a line each; one id has a table. The parts that all lines begin with stand in
// the heading, once.
func (r *reader) section(ids []string, what string) [][]string {
	heading := r.subject(ids...) + " " + what
	first := r.found[ids[0]]
	if r.plural == nil {
		return [][]string{{heading + ":"}, table(first.results), requestLine(first.reading)}
	}
	shared := r.lineAbout(first).parts
	for _, id := range ids {
		parts := r.lineAbout(r.found[id]).parts
		n := 0
		for n < min(len(parts), len(shared)) && parts[n] == shared[n] {
			n++
		}
		shared = shared[:n]
	}
	if len(shared) > 0 {
		heading += " (" + strings.Join(shared, ", ") + ")"
	}
	return [][]string{{heading + ":"}, r.bullets(ids, func(f *found) string { return r.lineAbout(f).without(len(shared)) })}
}

// lineAbout returns why an id could not be read, or what of fail_on it matches or of require it does not satisfy.
func (r *reader) lineAbout(f *found) line {
	switch {
	case f.err == nil && f.reading.Values == nil:
		return line{end: "not read"}
	case f.err != nil:
		e := lastFailure(f.err)
		out := line{parts: []string{r.words(e).summary}}
		if e.Code != "" {
			out.parts = append(out.parts, "code "+e.Code)
		}
		if e.RequestID != "" {
			out.end = ", request id " + e.RequestID
		}
		return out
	case len(f.results) == 0:
		return line{end: "satisfied the require block when it was last read, and was not read again"}
	case len(f.results) == 1:
		return f.results[0].line
	}
	return line{end: strings.Join(table(f.results), "; ")}
}

// table shows results one per line. The lines can be long, so they begin at the margin, where Terraform wraps them.
func table(results []result) []string {
	out := make([]string, len(results))
	for i, r := range results {
		out[i] = r.without(0)
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
	if r.passes == 0 {
		return newError(waitPath, summary, []string{r.neverRead(interrupted)})
	}
	within += ", after " + r.length()
	if r.plural == nil && !interrupted && time.Since(r.started) < r.op.timeout {
		within += "; the next read would have been too late"
	}
	text := fmt.Sprintf("%s did not satisfy %s require block %s.", r.subject(r.pending...), r.its(), within)
	var reads, request []string
	last := r.found[r.op.ids[0]]
	switch {
	case !r.holds.IsZero():
		text = fmt.Sprintf("%s satisfied %s require block for %s, and not for %s (wait.stable_for), %s.", r.subject(), r.its(),
			short(r.held.Round(time.Second)), short(r.op.wait.stableFor), within)
		if !interrupted {
			advice = "Allow more time in the timeouts block, or shorten stable_for."
		}
	case r.plural != nil:
		text += " The last reads:"
		reads = r.bullets(r.pending, func(f *found) string { return r.lineAbout(f).without(0) })
	case len(last.results) > 0:
		text += " Last read:"
		reads, request = table(last.results), requestLine(last.reading)
	}
	failure := cmp.Or(e.Last, lastFailure(last.err))
	if slow := slowAdvice(e, failure); slow != "" && !interrupted && last.reading.Values == nil {
		advice = slow
	}
	paragraphs := [][]string{{text}, reads, request}
	if r.plural == nil && failure != nil {
		paragraphs = append(paragraphs, []string{"The last read failed: " + r.words(failure).what}, facts(failure))
	}
	return newError(waitPath, summary, append(paragraphs, []string{advice})...)
}

// neverRead is what happened where a wait ended before its first read.
func (r *reader) neverRead(interrupted bool) string {
	reason := "timeouts allows " + short(r.op.timeout) + ", which ended before the first read"
	if interrupted {
		reason = "the run was interrupted before the first read"
	}
	if r.op.wait.delay > 0 {
		reason += " (wait.delay is " + short(r.op.wait.delay) + ")"
	}
	verb := "was"
	if r.plural != nil {
		verb = "were"
	}
	return fmt.Sprintf("%s %s not read: %s.", r.subject(), verb, reason)
}

// manualWarning is for statuses that do not change without manual action.
func (r *reader) manualWarning(ids []string) diag.Diagnostic {
	text := [][]string{
		{r.subject(ids...) + " had a status that changes only by manual action in the console:"},
		r.bullets(ids, func(f *found) string { return f.manual }),
	}
	if r.plural == nil {
		name, word, _ := strings.Cut(r.found[ids[0]].manual, "=")
		text = [][]string{{fmt.Sprintf("%s of %s was %s, which changes only by manual action in the console.", name, r.subject(), word)}}
	}
	return diag.NewAttributeWarningDiagnostic(waitPath, "Manual Action Required for "+r.spec.Noun, detail(text...))
}

// unreadError is for a pass that its timeout or an interrupt ended.
func (r *reader) unreadError(ctx context.Context, p *pass) diag.Diagnostic {
	if r.plural == nil {
		return r.errorDiagnostic(p.ended)
	}
	kind, over := apierr.Timeout, "the time in timeouts ("+short(r.op.timeout)+") was over"
	var reason string
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		kind, reason = apierr.Interrupted, "the run was interrupted before the others were read."
	case len(p.read) == 0:
		reason = over + ". " + cmp.Or(slowAdvice(p.ended, nil), "Allow more time in the timeouts block, or find out why "+r.spec.Product+" is slow.")
	default:
		reason = over + " before the others were read. Allow more time in the timeouts block, or raise max_concurrency in the " +
			"provider's configuration."
	}
	summary := r.words(&apierr.Error{Kind: kind}).summary
	names := strings.Join(p.unread[:min(len(p.unread), maxShown)], ", ")
	if more := len(p.unread) - maxShown; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	text := [][]string{{fmt.Sprintf("%d of %d read: %s", len(p.read), len(p.ids), reason)}, {"Not read: " + names + "."}}
	if len(p.failed) > 0 {
		_, section := r.failedSection(p.failed)
		summary, text = r.someUnread(), append(text, section...)
	}
	if e := p.ended; kind == apierr.Timeout && (e.Last != nil || e.Peer != "") {
		text = append(text, []string{"One that was not read: " + r.words(e).what}, facts(e))
	}
	return newError(path.Empty(), summary, text...)
}

func (r *reader) someUnread() string { return "Some " + r.spec.Noun + "s Could Not Be Read" }

// sentence is an error in one sentence, without what differs from one read to the next.
func (r *reader) sentence(e *apierr.Error) string {
	first := strings.SplitAfter(r.words(e).what, ". ")[0]
	return redact.Visible(strings.TrimSuffix(first, " "))
}

// warnings are those of the readings. Of many ids each text stands once, without those about an attribute that the elements do not
// have.
func (r *reader) warnings(p *pass) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, id := range p.read {
		reading := r.found[id].reading
		warnings := reading.Warnings
		if reading.Endpoint != "" {
			warnings = append(warnings, Warning{"region", "Endpoint of Another Region", fmt.Sprintf("The status in region %[1]s was read "+
				"from %[2]s, which the configuration gives for %[3]s in every region. If that is the endpoint of the provider's own region "+
				"alone, it knows nothing of %[1]s: use another provider configuration (alias) there.",
				reading.Region, reading.Endpoint, r.spec.Product)})
		}
		for _, w := range warnings {
			detail := redact.Visible(w.Detail) // it may quote the response
			switch {
			case r.plural == nil:
				diags.AddAttributeWarning(path.Root(w.Attribute), w.Summary, detail)
			case !r.plural.omits(w.Attribute):
				diags.AddWarning(w.Summary, detail) // which drops equal ones
			}
		}
	}
	return diags
}

// subject names some of the ids, or all: `SAE Application "7171…" in region cn-hangzhou`, "2 of 250 SAE applications in region
// cn-hangzhou", or "250 SAE applications in region cn-hangzhou".
func (r *reader) subject(some ...string) string {
	if r.plural == nil {
		return fmt.Sprintf("%s %q%s", r.spec.Noun, r.op.ids[0], inRegion(r.region))
	}
	all := fmt.Sprintf("%d %s %s%s", len(r.op.ids), r.spec.Product, r.plural.Elements, inRegion(r.region))
	if len(some) > 0 {
		return fmt.Sprintf("%d of %s", len(some), all)
	}
	return all
}

func requestLine(reading Reading) []string {
	if id := reading.requestID(); id != "" {
		return []string{"  Request ID: " + id}
	}
	return nil
}

// bullets shows the first ids with their labels and a text about each, one per line, and how many more there are.
func (r *reader) bullets(ids []string, text func(*found) string) []string {
	out := r.list(ids, maxListed, text)
	for i := range min(len(ids), maxListed) {
		out[i] = "- " + out[i]
	}
	return out
}

// list is the first ids with their labels and a text about each, and how many more there are. One id is the text alone.
func (r *reader) list(ids []string, most int, text func(*found) string) []string {
	var out []string
	for _, id := range ids[:min(len(ids), most)] {
		f := r.found[id]
		if r.plural == nil {
			return []string{text(f)}
		}
		if label := cmp.Or(r.op.labels[id], textOf(f.reading.Values[r.plural.Label])); label != "" {
			id += " (" + label + ")"
		}
		out = append(out, strings.TrimSuffix(id+": "+text(f), ": "))
	}
	if more := len(ids) - most; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return out
}

// commonPath is the path that all results of some ids concern: an argument, else its block, else the wait.
func (r *reader) commonPath(ids []string) path.Path {
	argument := r.found[ids[0]].results[0].at
	block := argument.ParentPath()
	for _, id := range ids {
		for _, result := range r.found[id].results {
			switch {
			case result.at.Equal(argument):
			case result.at.ParentPath().Equal(block):
				argument = block
			default:
				return waitPath
			}
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
