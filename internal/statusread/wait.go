// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// pollState is what a wait has seen so far, for the error that ends it.
type pollState struct {
	started time.Time
	polls   int
	last    *Reading      // the last answer, nil when there was none
	open    []result      // what it lacked
	fault   *apierr.Error // what the last poll failed with, nil when it gave a response
}

// wait reads, after its delay, until require holds, fail_on matches, an error is for good, or the time is over. An error
// that may pass costs one poll; the tries within a poll are the read's own.
func (s *Spec) wait(ctx context.Context, once func(context.Context) (Reading, error), q *query) (Reading, diag.Diagnostics) {
	var diags diag.Diagnostics
	seen := pollState{started: time.Now()}
	warned := false

	poll := func(ctx context.Context) (Reading, bool, error) {
		seen.polls++
		reading, err := once(ctx)
		if err != nil {
			e := apierr.From(err)
			if ctx.Err() == nil && e.Retryable() {
				seen.fault = e
				if deadlineExceeded(e) && e.Last != nil {
					seen.fault = e.Last // it stopped short of an attempt that would have come too late
				}
				return Reading{}, false, nil
			}
			return Reading{}, false, err
		}
		seen.last, seen.fault = &reading, nil
		if q.wait.failOn != nil && q.require.identifies(s, reading) {
			if matched := satisfied(q.wait.failOn.evaluate(s, reading)); len(matched) > 0 {
				diags.Append(s.failedDiagnostic(matched, reading, *q, seen))
				return reading, true, nil
			}
		}
		seen.open = unsatisfied(q.require.evaluate(s, reading))
		if word, name := s.manualStatus(reading); word != "" && len(seen.open) > 0 && !warned {
			warned = true
			diags.Append(s.manualDiagnostic(word, name, *q))
		}
		return reading, len(seen.open) == 0, nil
	}

	reading, err := retry.Poll(ctx, q.wait.delay, q.wait.interval, poll)
	if err != nil && seen.polls == 0 {
		diags.Append(s.unreadDiagnostic(apierr.From(err), *q))
		return Reading{}, diags
	}
	if err != nil {
		diags.Append(s.waitDiagnostic(apierr.From(err), *q, seen))
		return Reading{}, diags
	}
	diags.Append(warnings(reading)...)
	return reading, diags
}

// unreadDiagnostic ends a wait before its first read.
func (s *Spec) unreadDiagnostic(e *apierr.Error, q query) diag.Diagnostic {
	summary, why := "Wait for "+s.Noun+" Timed Out", "the "+short(q.timeout)+" that timeouts allows end before the first read"
	if e.Kind == apierr.Interrupted {
		summary, why = "Wait for "+s.Noun+" Interrupted", "the run was interrupted before the first read"
	}
	if q.wait.delay > 0 {
		why += ", which wait.delay puts off by " + short(q.wait.delay)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("wait"), summary, s.subject(q)+" was not read: "+why+".")
}

// manualStatus finds a status that only a person can move on.
func (s *Spec) manualStatus(reading Reading) (word, name string) {
	for _, st := range s.Statuses {
		if found := textOf(reading.Values[st.Name]); slices.Contains(st.Manual, found) {
			return found, st.Name
		}
	}
	return "", ""
}
