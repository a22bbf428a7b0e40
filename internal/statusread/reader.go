// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// reader reads the ids of one block, be it one or many.
type reader struct {
	Type
	op       operation
	provider *Provider
	api      API
	started  time.Time
	passes   int
	found    map[string]*found // what was last found, by id
	region   string            // of the last response or error, else the block's own
	// Lines of progress: send shows one; the text of the last one after its heading, and its time.
	send     func(line string)
	sentText string
	sentAt   time.Time
	// What the passes of a wait have found so far:
	pending []string         // the ids that do not satisfy require, or could not be read
	holds   time.Time        // since when require has held for all ids; zero: it does not
	held    time.Duration    // how long it had held at the last pass over all of them
	manual  string           // the statuses that change only by manual action, as last shown
	warned  diag.Diagnostics // the warning of them
}

// read reads, or waits if the block has wait and require, and evaluates require. It returns the state, which an action does not have, or
// diagnostics with an error. send shows a line of progress.
func read(ctx context.Context, t Type, p *Provider, config tfsdk.Config, k kind, send func(line string)) (tftypes.Value, diag.Diagnostics) {
	op, diags := readConfig(ctx, t, config, k)
	api := p.APIs[t.spec.Name]
	if api.Unknown != "" {
		diags.Append(unknownDiagnostic(t.spec, api.Unknown, k))
	}
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	ctx, cancel := context.WithTimeout(ctx, op.timeout)
	defer cancel()
	r := &reader{
		Type: t, op: op, provider: p, api: api, started: time.Now(), found: map[string]*found{}, region: op.request.Region, send: send,
	}
	for _, id := range op.ids {
		r.found[id] = &found{}
	}
	readAndRequire := r.check
	if op.wait != nil && op.require != nil {
		readAndRequire = r.wait
	}
	last, more := readAndRequire(ctx)
	diags.Append(more...)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	var state tftypes.Value
	if k != actionKind { // which has none
		var err error
		if state, err = r.state(ctx, last); err != nil {
			diags.AddError("Provider Defect", "The response for "+t.name+" does not fit its schema. Please report this: "+err.Error()+".")
			return state, diags
		}
	}
	r.showStatus(last)
	return state, diags
}

// check reads each id once and evaluates require.
func (r *reader) check(ctx context.Context) (*pass, diag.Diagnostics) {
	p := r.pass(ctx, r.op.ids)
	switch {
	case p.failure != nil:
		return p, diag.Diagnostics{r.errorDiagnostic(p.failure)}
	case len(p.unread) > 0:
		return p, diag.Diagnostics{r.unreadError(ctx, p)}
	case len(p.failed) > 0 && !r.tolerable(p):
		return p, diag.Diagnostics{r.passError(p)}
	}
	diags := r.warnings(p)
	if len(p.unsatisfied) > 0 {
		diags.Append(r.passError(p))
	}
	return p, diags
}

// state returns the block as configured, with what was read.
func (r *reader) state(ctx context.Context, p *pass) (tftypes.Value, error) {
	var members map[string]tftypes.Value
	if err := r.op.config.Raw.As(&members); err != nil {
		return tftypes.Value{}, err
	}
	members = maps.Clone(members)
	for name := range computed(r.Type) {
		delete(members, name) // one that the mapping leaves out is an error, not null
	}
	var values map[string]attr.Value
	if r.plural == nil {
		values = r.oneValues()
	} else {
		values = r.manyValues()
		elements, err := r.elements(ctx, p)
		if err != nil {
			return tftypes.Value{}, err
		}
		members[r.plural.Elements] = elements
	}
	values["region"] = StringOrNull(r.region)
	return newObject(ctx, r.op.config.Schema.Type().TerraformType(ctx), members, values)
}

// newObject adds values to the members of an object.
func newObject(ctx context.Context, object tftypes.Type, members map[string]tftypes.Value, values map[string]attr.Value) (tftypes.Value, error) {
	for name, value := range values {
		raw, err := value.ToTerraformValue(ctx)
		if err != nil {
			return tftypes.Value{}, fmt.Errorf("%s: %w", name, err)
		}
		members[name] = raw
	}
	if err := tftypes.ValidateValue(object, members); err != nil {
		return tftypes.Value{}, err
	}
	return tftypes.NewValue(object, members), nil
}

// policy returns the policy of a read, whose attempts are logged, counted and shown.
func (r *reader) policy(p *pass, request Request) retry.Policy {
	policy := retry.Policy{
		Retries: r.provider.Retries, AttemptTimeout: r.provider.AttemptTimeout, Gate: r.api.Gate, Limiter: r.api.Limiter, Region: request.Region,
		Observe: func(ctx context.Context, attempt retry.Attempt) {
			logAttempt(ctx, r.spec, request, attempt)
			if e := attempt.Err; e != nil && e.Retryable() && ctx.Err() == nil {
				p.retried.Add(1)
				r.showAttempt(attempt.Number, attempt.Took, e)
			}
		},
	}
	if r.plural != nil {
		policy.Slots = r.api.Slots
	}
	return policy
}

// logAttempt writes one line per attempt to the debug log.
func logAttempt(ctx context.Context, s *Spec, req Request, attempt retry.Attempt) {
	fields := map[string]any{
		"api": s.API, s.ID.Name: req.ID, "attempt": attempt.Number, "duration_ms": attempt.Took.Milliseconds(),
	}
	e := attempt.Err
	if e == nil {
		reading, _ := attempt.Value.(Reading)
		fields["region"] = reading.Region
		fields["request_id"] = reading.requestID()
		for _, st := range s.Statuses {
			fields[st.Name] = textOf(reading.Values[st.Name])
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
