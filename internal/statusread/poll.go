// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// pollState is what the polls have seen so far, for the error that ends them.
type pollState struct {
	started time.Time
	polls   int
	region  string        // the region of the last poll, empty when none is known
	last    *Reading      // the last reading, nil when there was none
	open    []result      // the conditions that it did not satisfy
	failure *apierr.Error // the error of the last poll, nil when it gave a reading
}

// poll reads, after the delay, until require is satisfied, fail_on matches, an error is permanent, or the time is over. A
// transient error costs one poll; the attempts within a poll are the read's own.
func poll(
	ctx context.Context, s *Spec, op operation, once func(context.Context) (Reading, error), lines *progress,
) (Reading, diag.Diagnostics) {
	var diags diag.Diagnostics
	state := pollState{started: time.Now(), region: op.request.Region}
	warned, manual := false, "" // manual is the last poll's status that does not change by itself

	step := func(ctx context.Context) (Reading, bool, error) {
		state.polls++
		reading, err := once(ctx)
		if err != nil {
			e := apierr.From(err)
			state.region = cmp.Or(regionOf(e), state.region)
			if ctx.Err() == nil && e.Retryable() {
				state.failure = e
				if deadlineExceeded(e) && e.Last != nil {
					state.failure = e.Last // it stopped short of an attempt that would have come too late
				}
				return Reading{}, false, nil
			}
			return Reading{}, false, err
		}
		state.region, state.last, state.failure = reading.Region, &reading, nil
		if op.wait.failOn != nil && op.require.identifies(s, reading) {
			if matched := satisfied(op.wait.failOn.evaluate(s, reading)); len(matched) > 0 {
				diags.Append(failOnDiagnostic(s, matched, reading, op, state))
				return reading, true, nil
			}
		}
		state.open = unsatisfied(op.require.evaluate(s, reading))
		if len(state.open) == 0 {
			return reading, true, nil
		}
		word, name := manualStatus(s, reading)
		if word != "" && !warned {
			warned = true
			diags.Append(manualDiagnostic(s, word, name, op))
		}
		if word != "" && word != manual {
			lines.manual(word, name)
		}
		manual = word
		lines.poll(op, state)
		return reading, false, nil
	}

	reading, err := retry.Poll(ctx, op.wait.delay, op.wait.interval, step)
	if err != nil {
		diags.Append(pollDiagnostic(s, apierr.From(err), op, state))
		return Reading{}, diags
	}
	diags.Append(warnings(reading)...)
	return reading, diags
}

// manualStatus finds a status that only a person can move on.
func manualStatus(s *Spec, reading Reading) (word, name string) {
	for _, st := range s.Statuses {
		if found := stringOf(reading.Values[st.Name]); slices.Contains(st.Manual, found) {
			return found, st.Name
		}
	}
	return "", ""
}
