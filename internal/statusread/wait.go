// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// wait reads, after the delay, until one pass over all ids finds that each satisfies require. A pass reads the ids that did not in
// the one before; when none is left, all are read once more, since those that were satisfied may have changed. fail_on, an error
// that is permanent and the end of the time end the wait; a transient error costs one pass of its id. With stable_for, require has to
// hold at every read for that long.
func (r *reader) wait(ctx context.Context) (*pass, diag.Diagnostics) {
	r.pending = r.op.ids
	p, err := retry.Poll(ctx, r.op.wait.delay, r.op.wait.interval, r.poll)
	diags := r.warned
	switch e := apierr.From(err); {
	case e == nil && len(p.pending) > 0:
		diags.Append(r.passError(p))
	case e == nil:
		diags.Append(r.warnings(p)...)
	case e.Kind == apierr.Timeout, e.Kind == apierr.Interrupted:
		diags.Append(r.waitError(e))
	default:
		diags.Append(r.errorDiagnostic(e))
	}
	return p, diags
}

// poll makes one pass over the pending ids, and another over all if none is left. It reports whether the wait has ended: all ids
// satisfy require, or those that are pending never will. Its error is one that concerns all ids, or the end of ctx.
func (r *reader) poll(ctx context.Context) (*pass, bool, error) {
	permanent := func(id string) bool { return !r.found[id].err.Retryable() }
	for ids := r.pending; ; ids = r.op.ids {
		p := r.pass(ctx, ids)
		r.pending = p.pending
		if len(p.pending) > len(p.unread) {
			r.holds = time.Time{} // an id was found that could not be read or does not satisfy require
		}
		switch {
		case p.failure != nil:
			return p, true, p.failure
		case len(p.matching) > 0:
			return p, true, nil
		case len(p.unread) > 0:
			return p, true, p.ended
		case slices.ContainsFunc(p.failed, permanent):
			return p, true, nil
		}
		r.showManual(p)
		switch {
		case len(p.pending) > 0:
		case len(ids) < len(r.op.ids):
			continue
		case r.stable():
			return p, true, nil
		default:
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
