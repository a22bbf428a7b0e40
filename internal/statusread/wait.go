// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// waitState is what the passes of a wait have found so far.
type waitState struct {
	started time.Time
	pending []string          // the ids that do not satisfy require, or could not be read
	last    map[string]*found // the last of each id; an error stands beside the reading before it
	manual  string            // the statuses that change only by manual action, as last shown
	warned  bool              // of such a status
	holds   time.Time         // since when require has held for all ids; zero: it does not
	held    time.Duration     // how long it had held at the last pass over all of them
}

// wait reads, after the delay, until one pass over all ids finds that each satisfies require. A pass reads the ids that did not in
// the one before; when none is left, all are read once more, since those that were satisfied may have changed. fail_on, an error
// that is permanent and the end of the time end the wait; a transient error costs one pass of its id. With stable_for, require has to
// hold at every read for that long.
func (r *reader) wait(ctx context.Context) (*pass, diag.Diagnostics) {
	var diags diag.Diagnostics
	state := &waitState{started: time.Now(), pending: r.op.ids, last: map[string]*found{}}
	p, err := retry.Poll(ctx, r.op.wait.delay, r.op.wait.interval, func(ctx context.Context) (*pass, bool, error) {
		for ids := state.pending; ; ids = r.op.ids {
			p := r.pass(ctx, ids)
			more, err := r.judge(ctx, p, state)
			diags.Append(more...)
			switch {
			case err != nil || diags.HasError():
				return p, true, err
			case len(state.pending) > 0:
				r.progress.pass(r, p, state)
				return p, false, nil
			case len(ids) < len(r.op.ids): // confirmed by a pass over all
			case state.stable(r.op.wait.stableFor):
				return p, true, nil
			default:
				state.pending = r.op.ids
				r.progress.pass(r, p, state)
				return p, false, nil
			}
		}
	})
	if err != nil {
		diags.Append(r.pollError(apierr.From(err), state))
	}
	if !diags.HasError() {
		diags.Append(r.warnings(p)...)
	}
	return p, diags
}

// stable reports whether require has held for long enough, now that it holds for all ids.
func (s *waitState) stable(enough time.Duration) bool {
	if s.holds.IsZero() {
		s.holds = time.Now()
	}
	s.held = time.Since(s.holds)
	return s.held >= enough
}

// judge takes over what a pass has found. It returns what ends the wait: a diagnostic, an error that concerns all ids, or the end
// of ctx.
func (r *reader) judge(ctx context.Context, p *pass, state *waitState) (diag.Diagnostics, error) {
	for id, f := range p.found {
		state.last[id] = merge(state.last[id], f)
	}
	state.pending = nil
	for _, id := range p.ids {
		if f := p.found[id]; f == nil || f.err != nil || len(f.unmet) > 0 {
			state.pending = append(state.pending, id)
		}
	}
	if len(state.pending) > p.unread() {
		state.holds = time.Time{} // an id was found that could not be read or does not satisfy require
	}
	switch {
	case p.failure != nil:
		return nil, p.failure
	case len(p.matched()) > 0:
		return diag.Diagnostics{r.passError(p, state)}, nil
	case p.unread() > 0 && p.ended != nil:
		return nil, p.ended
	case p.unread() > 0:
		return nil, ctx.Err()
	case len(p.where(func(f *found) bool { return f.err != nil && !f.err.Retryable() })) > 0:
		return diag.Diagnostics{r.readError(ctx, p, state)}, nil
	}
	ids := p.manual()
	shown := make([]string, len(ids))
	for i, id := range ids {
		shown[i] = id + " " + p.found[id].manual
	}
	if now := strings.Join(shown, "\n"); now != state.manual {
		state.manual = now
		if len(ids) > 0 {
			r.progress.manual(r, p, ids)
		}
	}
	if len(ids) > 0 && !state.warned {
		state.warned = true
		return diag.Diagnostics{r.manualWarning(p, ids)}, nil
	}
	return nil, nil
}

// pollError is the diagnostic of a wait that ran out of time, was interrupted, or met an error that concerns all ids.
func (r *reader) pollError(e *apierr.Error, state *waitState) diag.Diagnostic {
	switch {
	case e.Kind != apierr.Timeout && e.Kind != apierr.Interrupted:
		return r.errorDiagnostic(e)
	case r.passes == 0:
		return r.neverReadError(e.Kind == apierr.Interrupted)
	}
	return r.waitError(e, state)
}
