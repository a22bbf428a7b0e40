// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// readsPerSlot is how many reads run for each request that may be in flight, so that those which wait for their next attempt hold
// up no other.
const readsPerSlot = 8

// pass is one read of each of some ids, side by side. The reader keeps what was found; the lists, in the order of ids, say what it
// means for the block.
type pass struct {
	ids     []string
	failure *apierr.Error // the error that concerns all ids, which ended the pass
	ended   *apierr.Error // of a read that the end of the time or an interrupt ended
	retried atomic.Int64  // attempts that failed and could be repeated

	unread      []string // not read to the end when the time was over or the run was interrupted
	failed      []string // could not be read
	read        []string // could be read
	matching    []string // match fail_on
	unsatisfied []string // do not satisfy require, and do not match fail_on
	pending     []string // all but those that satisfy require
	manual      []string // have a status that changes only by manual action
}

// found is what was found for one id: a reading or an error, which stands beside the reading before it. The zero value is that of an
// id that was not read yet.
type found struct {
	reading Reading
	err     *apierr.Error
	results []result // what of fail_on the reading matches, else what of require it does not satisfy
	reason  string   // why the condition is false, or that the reading is from before a change
	fails   bool     // it matches fail_on
	manual  string   // a status that changes only by manual action, as "name=WORD"
}

// outcome is how the read of one id ended; the zero value is that of a read that did not begin.
type outcome struct {
	reading  Reading
	err      *apierr.Error
	complete bool // neither the end of the time nor an interrupt ended it
}

// pass reads ids side by side. An error that concerns all ends it.
func (r *reader) pass(ctx context.Context, ids []string) *pass {
	r.passes++
	p := &pass{ids: ids}
	outcomes := make([]outcome, len(ids)) // each is written by the goroutine of its id
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(max(1, readsPerSlot*cap(r.api.Slots)))
	for i, id := range ids {
		if within.Err() != nil {
			break
		}
		request := r.op.request
		request.ID = id
		group.Go(func() error {
			reading, err := retry.Do(within, r.policy(p, request), func(ctx context.Context) (Reading, error) {
				reading, err := r.api.Client.Read(ctx, request)
				return reading, redact.Error(ctx, err)
			})
			e, over := apierr.From(err), within.Err() != nil
			if e != nil && !over && r.spec.concernsAll(lastFailure(e)) {
				return e
			}
			cut := e != nil && (over || e.Kind == apierr.Interrupted || timedOut(e) && e.Last == nil)
			outcomes[i] = outcome{reading: reading, err: e, complete: !cut}
			return nil
		})
	}
	p.failure = apierr.From(group.Wait())
	for i, id := range ids {
		r.keep(p, id, outcomes[i])
	}
	if p.ended == nil {
		p.ended = apierr.From(ctx.Err()) // before a read began
	}
	return p
}

// keep keeps what the read of one id found, and lists the id by it.
func (r *reader) keep(p *pass, id string, o outcome) {
	r.region = cmp.Or(o.reading.Region, regionOf(o.err), r.region)
	switch {
	case !o.complete:
		p.unread = append(p.unread, id)
		if p.ended == nil || p.ended.Last == nil && p.ended.Peer == "" {
			p.ended = cmp.Or(o.err, p.ended) // the first one with a cause
		}
	case o.err != nil:
		p.failed = append(p.failed, id)
		before := r.found[id]
		r.found[id] = &found{reading: before.reading, results: before.results, err: o.err}
	default:
		f := r.evaluate(id, o.reading)
		r.found[id] = f
		p.read = append(p.read, id)
		if f.manual != "" {
			p.manual = append(p.manual, id)
		}
		switch {
		case f.fails:
			p.matching = append(p.matching, id)
		case len(f.results) > 0:
			p.unsatisfied = append(p.unsatisfied, id)
		default:
			return // it satisfies require
		}
	}
	p.pending = append(p.pending, id)
}

// evaluate compares a reading with the conditions of the block.
func (r *reader) evaluate(id string, reading Reading) *found {
	f := &found{reading: reading, reason: textOf(reading.Values[r.spec.Condition.Reason])}
	if r.op.require == nil {
		return f
	}
	if r.op.wait != nil && r.isBefore(id, reading) { // then neither require nor fail_on looks at it
		f.reason = "no change order after " + r.op.wait.after[id] + " was seen"
		f.results = []result{{comparison{at: waitPath}, line{end: f.reason}}}
		return f
	}
	f.results = r.op.require.evaluate(reading, false, "")
	if r.op.wait == nil {
		return f
	}
	for _, st := range r.spec.Statuses {
		if word := textOf(reading.Values[st.Name]); len(f.results) > 0 && f.manual == "" && slices.Contains(st.Manual, word) {
			f.manual = st.Name + "=" + word
		}
	}
	if slices.ContainsFunc(f.results, func(unsatisfied result) bool { return unsatisfied.status.Opaque }) {
		return f // it is not of the required id, so fail_on does not look at it
	}
	if matched := r.matched(reading, f.reason); len(matched) > 0 {
		f.results, f.fails = matched, true
	}
	return f
}

// matched is what of fail_on and fail_fast a reading matches, each argument once, for a reason that names the id of what the reading
// is of.
func (r *reader) matched(reading Reading, reason string) []result {
	for _, st := range r.spec.Statuses {
		if id := textOf(reading.Values[st.Name]); st.Opaque && id != "" && !strings.Contains(reason, id) {
			reason = strings.TrimSpace(reason + " Its " + st.Name + " is " + id + ".")
		}
	}
	var out []result
	for _, failOn := range r.op.wait.failOn {
		for _, match := range failOn.evaluate(reading, true, reason) {
			if !slices.ContainsFunc(out, func(other result) bool { return other.status.Name == match.status.Name }) {
				out = append(out, match)
			}
		}
	}
	return out
}

// isBefore reports whether a reading is from before the change that the block waits for.
func (r *reader) isBefore(id string, reading Reading) bool {
	st, _ := r.after()
	before, last := r.op.wait.after[id], textOf(reading.Values[st.Name])
	return before != "" && (last == "" || strings.EqualFold(last, strings.TrimSpace(before)))
}

// concernsAll reports whether an error is not of one id but of the credentials, the configuration or the host.
func (s *Spec) concernsAll(e *apierr.Error) bool {
	switch e.Kind {
	case apierr.CredentialsMissing, apierr.InvalidCredentials, apierr.ClockSkew, apierr.Unreachable:
		return true
	case apierr.InvalidArgument:
		// What no API has refused is wrong in the configuration, or in the environment: a region, for example.
		return e.Argument == "region" || e.HTTPStatus == 0 && e.Argument != s.ID.Name
	}
	return false
}

// lastFailure returns the failure behind an error: that of the last attempt where the next one would have come after the timeout.
func lastFailure(e *apierr.Error) *apierr.Error {
	if e != nil && timedOut(e) && e.Last != nil {
		return e.Last
	}
	return e
}

// tolerable reports whether the errors of a pass go to unreadable: they are of single ids, since RAM has denied none, and an id
// could be read or all are missing.
func (r *reader) tolerable(p *pass) bool {
	denied := func(id string) bool { return lastFailure(r.found[id].err).DeniedByPolicy }
	present := func(id string) bool { return r.found[id].err.Kind != apierr.NotFound }
	return r.op.tolerate && !slices.ContainsFunc(p.failed, denied) && (len(p.read) > 0 || !slices.ContainsFunc(p.failed, present))
}
