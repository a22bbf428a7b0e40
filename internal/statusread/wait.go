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

// waiting is what the passes of a wait have found so far.
type waiting struct {
	pending []string          // the ids that do not satisfy require, or could not be read
	last    map[string]*found // the last of each id; an error stands beside the reading before it
	manual  string            // the statuses that change only by manual action, as last shown
	holds   time.Time         // since when require has held for all ids; zero: it does not
	held    time.Duration     // how long it had held at the last pass over all of them
	// diags are the error that ended the wait, and the warning of a status that changes only by manual action.
	diags diag.Diagnostics
}

// wait reads, after the delay, until one pass over all ids finds that each satisfies require. A pass reads the ids that did not in
// the one before; when none is left, all are read once more, since those that were satisfied may have changed. fail_on, an error
// that is permanent and the end of the time end the wait; a transient error costs one pass of its id. With stable_for, require has to
// hold at every read for that long.
func (r *reader) wait(ctx context.Context) (*pass, diag.Diagnostics) {
	r.pending, r.last = r.op.ids, map[string]*found{}
	p, err := retry.Poll(ctx, r.op.wait.delay, r.op.wait.interval, r.poll)
	switch e := apierr.From(err); {
	case e == nil && !r.diags.HasError():
		r.diags.Append(r.warnings(p)...)
	case e == nil:
	case e.Kind == apierr.Timeout, e.Kind == apierr.Interrupted:
		r.diags.Append(r.waitError(e))
	default:
		r.diags.Append(r.errorDiagnostic(e))
	}
	return p, r.diags
}

// poll makes one pass over the pending ids, and another over all if none is left. It reports whether the wait has ended.
func (r *reader) poll(ctx context.Context) (*pass, bool, error) {
	for ids := r.pending; ; ids = r.op.ids {
		p := r.pass(ctx, ids)
		err := r.judge(ctx, p)
		switch {
		case err != nil || r.diags.HasError():
			return p, true, err
		case len(r.pending) == 0 && len(ids) < len(r.op.ids):
			continue
		case len(r.pending) == 0 && r.stable():
			return p, true, nil
		case len(r.pending) == 0:
			r.pending = r.op.ids
		}
		r.showPass(p)
		return p, false, nil
	}
}

// stable reports whether require has held for long enough, now that it holds for all ids.
func (r *reader) stable() bool {
	if r.holds.IsZero() {
		r.holds = time.Now()
	}
	r.held = time.Since(r.holds)
	return r.held >= r.op.wait.stableFor
}

// judge takes over what a pass has found. An error in r.diags ends the wait, as does the error that it returns: one that concerns all
// ids, or the end of ctx.
func (r *reader) judge(ctx context.Context, p *pass) error {
	r.pending = nil
	for _, id := range p.ids {
		f, before := p.found[id], r.last[id]
		if f == nil || f.err != nil || len(f.results) > 0 {
			r.pending = append(r.pending, id)
		}
		switch {
		case f == nil:
		case f.err != nil && before != nil:
			r.last[id] = &found{reading: before.reading, results: before.results, err: f.err}
		default:
			r.last[id] = f
		}
	}
	if len(r.pending) > p.unread() {
		r.holds = time.Time{} // an id was found that could not be read or does not satisfy require
	}
	switch {
	case p.failure != nil:
		return p.failure
	case len(p.where(func(f *found) bool { return f.fails })) > 0:
		r.diags.Append(r.passError(p))
		return nil
	case p.unread() > 0 && p.ended != nil:
		return p.ended
	case p.unread() > 0:
		return ctx.Err()
	case len(p.where(func(f *found) bool { return f.err != nil && !f.err.Retryable() })) > 0:
		r.diags.Append(r.passError(p))
		return nil
	}
	r.judgeManual(p)
	return nil
}

// judgeManual shows the statuses that change only by manual action, and warns of them once.
func (r *reader) judgeManual(p *pass) {
	ids := p.where(func(f *found) bool { return f.manual != "" })
	shown := make([]string, len(ids))
	for i, id := range ids {
		shown[i] = id + " " + p.found[id].manual
	}
	now := strings.Join(shown, "\n")
	if len(ids) > 0 && now != r.manual {
		r.showManual(p, ids)
	}
	r.manual = now
	if len(ids) > 0 && len(r.diags) == 0 {
		r.diags.Append(r.manualWarning(p, ids))
	}
}
