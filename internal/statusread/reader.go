// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// reader reads the ids of one block, be it one or many.
type reader struct {
	s        *Spec
	op       operation
	api      API
	policy   retry.Policy
	plural   *Plural // nil where the block has one id
	progress *progress
	passes   int
	seen     string // the region of the last response or error
}

// read reads, waits if the block says so, and evaluates require. It returns a value for each of the computed attributes and the
// region, or diagnostics with an error. progress is nil for a kind that shows none.
func read(
	ctx context.Context, t Type, p *Provider, config tfsdk.Config, k kind, progress *progress,
) (map[string]tftypes.Value, diag.Diagnostics) {
	op, diags := readConfig(ctx, t, config, k)
	api, more := p.api(t.spec(), k)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	ctx, cancel := context.WithTimeout(ctx, op.timeout)
	defer cancel()
	r := &reader{s: t.spec(), plural: t.plural(), op: op, api: api, policy: p.policy(api), progress: progress}
	if r.plural != nil {
		r.policy.Slots = api.Slots
	}
	readAndRequire := r.check
	if op.wait != nil && op.require != nil {
		readAndRequire = r.wait
	}
	last, more := readAndRequire(ctx)
	diags.Append(more...)
	if diags.HasError() {
		return nil, diags
	}
	values, err := t.values(ctx, r, last)
	if err != nil {
		diags.Append(defect(t, err))
		return nil, diags
	}
	progress.status(r, last)
	return values, diags
}

// check reads each id once and evaluates require.
func (r *reader) check(ctx context.Context) (*pass, diag.Diagnostics) {
	p := r.pass(ctx, r.op.ids)
	if p.failure != nil || p.unread() > 0 || len(p.failed()) > 0 && !(r.op.tolerate && p.tolerable()) {
		return p, diag.Diagnostics{r.readError(ctx, p, nil)}
	}
	diags := r.warnings(p)
	if len(p.unmet()) > 0 {
		diags.Append(r.passError(p, nil))
	}
	return p, diags
}

// region is the region that was read, the same for all ids.
func (r *reader) region() string { return cmp.Or(r.seen, r.op.request.Region) }

// observed returns the policy of a read whose attempts are logged, counted and shown.
func (r *reader) observed(p *pass, request Request) retry.Policy {
	policy := r.policy
	policy.Region = request.Region
	policy.Observe = func(ctx context.Context, attempt retry.Attempt) {
		logAttempt(ctx, r.s, request, attempt)
		if e := apierr.From(attempt.Err); e != nil && e.Retryable() && ctx.Err() == nil {
			p.retried.Add(1)
			r.progress.attempt(r, attempt.Number, attempt.Took, e)
		}
	}
	return policy
}

// logAttempt writes one line per attempt to the debug log.
func logAttempt(ctx context.Context, s *Spec, req Request, attempt retry.Attempt) {
	fields := map[string]any{
		"api": s.API, s.ID.Name: req.ID, "attempt": attempt.Number, "duration_ms": attempt.Took.Milliseconds(),
	}
	e := apierr.From(attempt.Err)
	if e == nil {
		reading, _ := attempt.Value.(Reading)
		fields["region"] = reading.Region
		fields["request_id"] = reading.RequestID
		for _, st := range s.Statuses {
			fields[st.Name] = stringOf(reading.Values[st.Name])
		}
		Debug(ctx, "read", fields)
		return
	}
	fields["region"] = cmp.Or(e.Region, req.Region)
	fields["kind"] = string(e.Kind)
	fields["code"] = e.Code
	fields["http_status"] = e.HTTPStatus
	fields["request_id"] = e.RequestID
	if e.RefusedBefore {
		fields["refused_before"] = true // no request was sent; the id is that of the refused one
	}
	Debug(ctx, "read failed", fields)
}
