// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// readsPerSlot is how many reads run for each request that may be in flight, so that those which wait for their next attempt hold
// up no other.
const readsPerSlot = 8

// pass is one read of each of some ids, side by side.
type pass struct {
	ids     []string
	found   map[string]*found // by id; without the ids that were not read to the end
	failure *apierr.Error     // the error that concerns all ids, which ends the pass
	ended   *apierr.Error     // of a read that the end of the time or an interrupt ended
	retried atomic.Int64      // attempts that failed and could be repeated

	mu sync.Mutex // guards found, ended and the reader's region
}

// found is what the read of one id found: a reading or an error.
type found struct {
	reading Reading
	err     *apierr.Error
	results []result // what of fail_on the reading matches, else what of require it does not satisfy
	fails   bool     // it matches fail_on
	manual  string   // a status that changes only by manual action, as "name=WORD"
}

// pass reads ids side by side. An error that concerns all ends it.
func (r *reader) pass(ctx context.Context, ids []string) *pass {
	r.passes++
	p := &pass{ids: ids, found: map[string]*found{}}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(max(1, readsPerSlot*cap(r.policy.Slots)))
	for _, id := range ids {
		if within.Err() != nil {
			break
		}
		request := r.op.request
		request.ID = id
		group.Go(func() error {
			reading, err := retry.Do(within, r.observed(p, request), func(ctx context.Context) (Reading, error) {
				reading, err := r.api.Client.Read(ctx, request)
				return reading, redact.Error(ctx, err)
			})
			return r.keep(within, p, id, reading, apierr.From(err))
		})
	}
	p.failure = apierr.From(group.Wait())
	if p.ended == nil && p.unread() > 0 && ctx.Err() != nil { // before a read began
		p.ended = &apierr.Error{Kind: apierr.Timeout, Err: ctx.Err()}
		if errors.Is(ctx.Err(), context.Canceled) {
			p.ended.Kind = apierr.Interrupted
		}
	}
	return p
}

// keep keeps what the read of one id found. It returns only an error that concerns all ids.
func (r *reader) keep(ctx context.Context, p *pass, id string, reading Reading, e *apierr.Error) error {
	if e != nil && ctx.Err() == nil && r.spec.concernsAll(lastFailure(e)) {
		return e
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	r.seen = cmp.Or(reading.Region, regionOf(e), r.seen)
	switch {
	case e == nil:
		p.found[id] = r.evaluate(id, reading)
	case ctx.Err() != nil, e.Kind == apierr.Interrupted, timedOut(e) && e.Last == nil: // not read
		if p.ended == nil || p.ended.Last == nil && p.ended.Peer == "" {
			p.ended = e // the first one with a cause
		}
	default:
		p.found[id] = &found{err: e}
	}
	return nil
}

// evaluate compares a reading with the conditions of the block.
func (r *reader) evaluate(id string, reading Reading) *found {
	f := &found{reading: reading}
	if r.op.require == nil {
		return f
	}
	if before := r.before(id, reading); before != nil {
		f.results = []result{*before} // neither require nor fail_on looks at a reading from before the change
		return f
	}
	f.results = r.op.require.evaluate(reading, false)
	if r.op.wait == nil {
		return f
	}
	for _, st := range r.spec.Statuses {
		if word := textOf(reading.Values[st.Name]); len(f.results) > 0 && f.manual == "" && slices.Contains(st.Manual, word) {
			f.manual = st.Name + "=" + word
		}
	}
	if matched := r.matched(reading); len(matched) > 0 && r.op.require.identifies(reading) {
		f.results, f.fails = matched, true
	}
	return f
}

// matched is what of fail_on and fail_fast a reading matches, each argument once. Its reason is why the condition is false, and the id
// of what the reading is of unless the reason names it.
func (r *reader) matched(reading Reading) []result {
	reason := reasonOf(r.spec, reading)
	for _, st := range r.spec.Statuses {
		if id := textOf(reading.Values[st.Name]); st.Opaque && id != "" && !strings.Contains(reason, id) {
			reason = strings.TrimSpace(reason + " Its " + st.Name + " is " + id + ".")
		}
	}
	var out []result
	for _, failOn := range r.op.wait.failOn {
		for _, match := range failOn.evaluate(reading, true) {
			if !slices.ContainsFunc(out, func(other result) bool { return other.argument == match.argument }) {
				match.reason = reason
				out = append(out, match)
			}
		}
	}
	return out
}

// before returns what a reading lacks that is from before the change which the block waits for; nil: it is not.
func (r *reader) before(id string, reading Reading) *result {
	if r.op.wait == nil || r.op.wait.after[id] == "" {
		return nil
	}
	st, _ := r.after()
	after := r.op.wait.after[id]
	if last := textOf(reading.Values[st.Name]); last != "" && !strings.EqualFold(last, strings.TrimSpace(after)) {
		return nil
	}
	return &result{at: waitPath, argument: st.Name, text: "no change order after " + after + " was seen"}
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

// unread is how many ids were not read to the end when the time was over or the run was interrupted.
func (p *pass) unread() int { return len(p.ids) - len(p.found) }

// where returns the ids, sorted, of which what was found is as wanted.
func (p *pass) where(wanted func(*found) bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(p.found)), func(id string) bool { return !wanted(p.found[id]) })
}

// failed and read return the ids that could not be read, and those that could.
func (p *pass) failed() []string { return p.where(func(f *found) bool { return f.err != nil }) }

func (p *pass) read() []string { return p.where(func(f *found) bool { return f.err == nil }) }

// tolerable reports whether the errors of a pass are of single ids: RAM has denied none, and an id could be read or all are missing.
func (p *pass) tolerable() bool {
	denied := p.where(func(f *found) bool { return f.err != nil && lastFailure(f.err).DeniedByPolicy })
	missing := p.where(func(f *found) bool { return f.err != nil && f.err.Kind == apierr.NotFound })
	return len(denied) == 0 && (len(p.read()) > 0 || len(missing) == len(p.ids))
}
