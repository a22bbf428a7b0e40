// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// fleetState is what the passes have seen so far.
type fleetState struct {
	started time.Time
	pending []string                 // the ids that do not satisfy require, or could not be read
	open    map[string][]result      // what the last reading of each of them does not satisfy
	errors  map[string]*apierr.Error // the error of those that could not be read
	last    map[string]Reading       // the last reading of each id
	manual  map[string]string        // the statuses that change only by manual action, as last shown
	warned  bool                     // of such a status
}

// poll reads, after the delay, until one pass over all ids finds that each satisfies require. A pass reads the ids that did
// not in the last one; when none is left, all are read once more, since those that were satisfied may have changed. A
// transient error of an id costs one pass of that id.
func (r *fleetReader) poll(ctx context.Context) (*pass, diag.Diagnostics) {
	var diags diag.Diagnostics
	state := &fleetState{
		started: time.Now(), pending: r.op.ids, open: map[string][]result{}, errors: map[string]*apierr.Error{}, last: map[string]Reading{},
	}
	step := func(ctx context.Context) (*pass, bool, error) {
		p := r.pass(ctx, state.pending)
		for {
			more, err := r.judge(ctx, p, state)
			diags.Append(more...)
			if err != nil || diags.HasError() {
				return p, true, err
			}
			if len(state.pending) > 0 {
				r.lines.fleetPoll(r, p, state)
				return p, false, nil
			}
			if len(p.ids) == len(r.op.ids) {
				return p, true, nil
			}
			p = r.pass(ctx, r.op.ids)
		}
	}
	p, err := retry.Poll(ctx, r.op.wait.delay, r.op.wait.interval, step)
	if err != nil {
		diags.Append(r.pollDiagnostic(apierr.From(err), state))
	}
	if diags.HasError() {
		return nil, diags
	}
	diags.Append(r.warnings(p)...)
	return p, diags
}

// judge takes over what a pass has found. It returns what ends the wait: a diagnostic, an error that concerns all ids, or
// the end of ctx.
func (r *fleetReader) judge(ctx context.Context, p *pass, state *fleetState) (diag.Diagnostics, error) {
	var diags diag.Diagnostics
	open := r.unsatisfied(p)
	maps.Copy(state.last, p.readings)
	state.pending = slices.DeleteFunc(slices.Clone(p.ids), func(id string) bool {
		_, read := p.readings[id]
		return read && open[id] == nil
	})
	// What a pass that was cut short has not read stays as it was.
	for id := range p.readings {
		delete(state.open, id)
		delete(state.errors, id)
	}
	maps.Copy(state.open, open)
	maps.Copy(state.errors, p.errors)
	if p.failure != nil {
		return nil, p.failure
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if matched := r.matched(p); len(matched) > 0 {
		diags.Append(r.failOnDiagnostic(p, matched, state))
		return diags, nil
	}
	for _, e := range p.errors {
		if !e.Retryable() {
			diags.Append(r.passDiagnostic(ctx, p))
			return diags, nil
		}
	}
	if manual := r.manual(p, open); len(manual) > 0 {
		if !maps.Equal(manual, state.manual) {
			r.lines.fleetManual(r, manual, p)
		}
		state.manual = manual
		if !state.warned {
			state.warned = true
			diags.Append(r.manualDiagnostic(p, manual))
		}
	}
	return diags, nil
}

// matched evaluates fail_on for each reading.
func (r *fleetReader) matched(p *pass) map[string][]result {
	out := map[string][]result{}
	if r.op.wait.failOn == nil {
		return out
	}
	for id, reading := range p.readings {
		if !r.op.require.identifies(r.s, reading) {
			continue
		}
		if results := satisfied(r.op.wait.failOn.evaluate(r.s, reading)); len(results) > 0 {
			out[id] = results
		}
	}
	return out
}

// manual finds the statuses that change only by manual action among those that do not satisfy require: "name=WORD" by id.
func (r *fleetReader) manual(p *pass, open map[string][]result) map[string]string {
	out := map[string]string{}
	for id := range open {
		if word, name := manualStatus(r.s, p.readings[id]); word != "" {
			out[id] = name + "=" + word
		}
	}
	return out
}
