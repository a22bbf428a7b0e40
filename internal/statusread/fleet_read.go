// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// fleetReader reads the ids of one block.
type fleetReader struct {
	fleet
	op     fleetOperation
	api    API
	policy retry.Policy
	lines  *progress
	passes int

	element tftypes.Type // of one element
}

func (t fleet) read(
	ctx context.Context, p *Provider, config tfsdk.Config, k kind, lines *progress,
) (map[string]tftypes.Value, diag.Diagnostics) {
	op, diags := t.config(ctx, config, k)
	api, more := p.api(t.s, k)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, op.timeout)
	defer cancel()
	policy := p.policy(api)
	policy.Slots = api.Slots
	r := &fleetReader{fleet: t, op: op, api: api, policy: policy, lines: lines, element: t.elementType(ctx)}
	readAndRequire := r.check
	if op.wait != nil && op.require != nil {
		readAndRequire = r.poll
	}
	last, more := readAndRequire(ctx)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	values, err := r.values(ctx, last)
	if err != nil {
		diags.Append(defect(t, err))
		return nil, diags
	}
	lines.fleetStatus(r, last)
	return values, diags
}

// check reads each id once and evaluates require.
func (r *fleetReader) check(ctx context.Context) (*pass, diag.Diagnostics) {
	var diags diag.Diagnostics
	p := r.pass(ctx, r.op.ids)
	if !r.op.tolerate && len(p.errors) > 0 || p.failure != nil || p.unread() > 0 {
		diags.Append(r.passDiagnostic(ctx, p))
		return p, diags
	}
	diags.Append(r.warnings(p)...)
	if open := r.unsatisfied(p); len(open) > 0 {
		diags.Append(r.unsatisfiedDiagnostic(p, open))
	}
	return p, diags
}

// pass is one read of each of some ids.
type pass struct {
	ids      []string
	readings map[string]Reading
	elements map[string]tftypes.Value // the readings as Terraform has them
	errors   map[string]*apierr.Error // those that concern one id
	failure  *apierr.Error            // the error that concerns all, which ends the pass
	ended    *apierr.Error            // of a read that the end of the time ended, the first error that says why
	defect   error                    // a reading does not fit the schema
	retried  atomic.Int64             // attempts that failed and could be repeated

	mu sync.Mutex // guards the maps, ended and the defect
}

// unread is how many ids were not reached, or not to the end, when the time was over or the run was interrupted.
func (p *pass) unread() int { return len(p.ids) - len(p.readings) - len(p.errors) }

// region is the region that was read, the same for all ids.
func (r *fleetReader) region(readings map[string]Reading, errs map[string]*apierr.Error) string {
	for _, reading := range readings {
		return reading.Region
	}
	region := ""
	for _, e := range errs {
		region = cmp.Or(region, regionOf(e))
	}
	return cmp.Or(region, r.op.request.Region)
}

// begun is how many times as many reads are begun as requests may be in flight: reads that wait before their next attempt
// then hold up no other.
const begun = 8

// pass reads ids side by side. The first one of a block goes ahead alone, to find out whether the credentials are valid and
// the API responds.
func (r *fleetReader) pass(ctx context.Context, ids []string) *pass {
	p := &pass{ids: ids, readings: map[string]Reading{}, elements: map[string]tftypes.Value{}, errors: map[string]*apierr.Error{}}
	rest := ids
	if r.passes++; r.passes == 1 {
		p.failure = r.readInto(ctx, p, ids[0])
		if e := p.errors[ids[0]]; e != nil && r.op.wait == nil && noResponse(e) {
			p.failure = e // rather than retry each id until the time is over
		}
		if p.failure != nil {
			return p
		}
		rest = ids[1:]
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(begun * cap(r.api.Slots))
	for _, id := range rest {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			if e := r.readInto(ctx, p, id); e != nil {
				return e // which cancels the others
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		p.failure = apierr.From(err)
	}
	return p
}

// readInto reads one id. It returns only an error that concerns all ids.
func (r *fleetReader) readInto(ctx context.Context, p *pass, id string) *apierr.Error {
	request := r.op.request
	request.ID = id
	reading, err := readOnce(ctx, r.api.Client, r.policy, request, logAttempt(r.s, request), p.count)
	ended := apierr.From(err)
	e := ended
	if e != nil && deadlineExceeded(e) && e.Last != nil {
		e = e.Last // the next attempt would have come too late
	}
	var element tftypes.Value
	var defect error
	if e == nil {
		for _, name := range r.omitted() {
			delete(reading.Values, name) // neither needed nor to be kept
		}
		// It is made here, while other ids are being read: afterwards, a thousand of them would take their time.
		element, defect = r.newElement(ctx, reading)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case e == nil:
		p.readings[id], p.elements[id] = reading, element
		p.defect = cmp.Or(p.defect, defect)
	case ctx.Err() != nil || deadlineExceeded(e) || e.Kind == apierr.Interrupted: // unread
		if p.ended == nil && (ended.Last != nil || ended.Peer != "") {
			p.ended = ended
		}
	case r.concernsAll(e):
		return e
	default:
		p.errors[id] = e
	}
	return nil
}

// newElement makes an element of a reading.
func (r *fleetReader) newElement(ctx context.Context, reading Reading) (tftypes.Value, error) {
	values, err := terraformValues(ctx, reading.Values)
	if err != nil {
		return tftypes.Value{}, err
	}
	return newObject(r.element, values)
}

// count counts the attempts that failed and could be repeated.
func (p *pass) count(ctx context.Context, attempt retry.Attempt, _ Reading) {
	if attempt.Err != nil && ctx.Err() == nil && apierr.From(attempt.Err).Retryable() {
		p.retried.Add(1)
	}
}

// concernsAll reports whether an error is not of one id but of the credentials, the configuration or the host.
func (t fleet) concernsAll(e *apierr.Error) bool {
	switch e.Kind {
	case apierr.CredentialsMissing, apierr.InvalidCredentials, apierr.ClockSkew, apierr.Unreachable:
		return true
	case apierr.InvalidArgument:
		// What no API has refused is wrong in the configuration, or in the environment: a region, for example.
		return e.Argument == "region" || e.HTTPStatus == 0 && e.Argument != t.s.ID.Name
	}
	return false
}

// noResponse reports whether an API did not respond at all, whatever it was asked.
func noResponse(e *apierr.Error) bool {
	return e.HTTPStatus == 0 && (e.Kind == apierr.Unavailable || e.Kind == apierr.Timeout)
}

// unsatisfied evaluates require for each reading, and gives what is not satisfied by id.
func (r *fleetReader) unsatisfied(p *pass) map[string][]result {
	open := map[string][]result{}
	if r.op.require == nil {
		return open
	}
	for id, reading := range p.readings {
		if results := unsatisfied(r.op.require.evaluate(r.s, reading)); len(results) > 0 {
			open[id] = results
		}
	}
	return open
}
