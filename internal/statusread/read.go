// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/logging"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// read is the path that all kinds share: the configuration, the timeout, one read or polls, then require. It returns the
// last reading, or diagnostics with an error. lines is nil for a kind that shows no progress.
func read(
	ctx context.Context, s *Spec, p *Provider, config tfsdk.Config, k kind, lines *progress,
) (Reading, diag.Diagnostics) {
	op, diags := readConfig(ctx, s, config, k)
	if diags.HasError() {
		return Reading{}, diags
	}
	api := p.APIs[s.Name]
	if api.Unknown != "" {
		diags.Append(unknownDiagnostic(s, api.Unknown, k))
		return Reading{}, diags
	}
	ctx, cancel := context.WithTimeout(ctx, op.timeout)
	defer cancel()
	policy := retry.Policy{Retries: p.Retries, AttemptTimeout: p.AttemptTimeout, Limiter: api.Limiter}
	once := func(ctx context.Context) (Reading, error) {
		return readOnce(ctx, api.Client, policy, op.request, logAttempt(s, op.request), lines.attempts(op))
	}
	readAndRequire := check
	if op.wait != nil && op.require != nil {
		readAndRequire = poll
	}
	reading, more := readAndRequire(ctx, s, op, once, lines)
	diags.Append(more...)
	if !diags.HasError() {
		lines.status(op, reading)
	}
	return reading, diags
}

// check makes one read and evaluates require.
func check(
	ctx context.Context, s *Spec, op operation, once func(context.Context) (Reading, error), _ *progress,
) (Reading, diag.Diagnostics) {
	var diags diag.Diagnostics
	reading, err := once(ctx)
	if err != nil {
		diags.Append(errorDiagnostic(s, apierr.From(err), op))
		return Reading{}, diags
	}
	diags.Append(warnings(reading)...)
	if op.require != nil {
		if open := unsatisfied(op.require.evaluate(s, reading)); len(open) > 0 {
			diags.Append(unsatisfiedDiagnostic(s, open, reading, op))
		}
	}
	return reading, diags
}

// observer follows the attempts of a read: the log does, and an action's progress. The reading is empty if the attempt
// failed.
type observer func(ctx context.Context, attempt retry.Attempt, reading Reading)

// readOnce makes one read with its retries.
func readOnce(ctx context.Context, c Client, policy retry.Policy, req Request, observers ...observer) (Reading, error) {
	var last Reading
	policy.Observe = func(ctx context.Context, a retry.Attempt) {
		for _, observe := range observers {
			observe(ctx, a, last)
		}
	}
	return retry.Do(ctx, policy, func(ctx context.Context) (Reading, error) {
		reading, err := c.Read(ctx, req)
		redact.Hide(ctx, reading.Secrets...)
		last = reading
		return reading, err
	})
}

// logAttempt writes one line per attempt to the debug log.
func logAttempt(s *Spec, req Request) observer {
	return func(ctx context.Context, attempt retry.Attempt, reading Reading) {
		fields := map[string]any{
			"api": s.API, s.ID.Name: req.ID, "attempt": attempt.Number, "duration_ms": attempt.Took.Milliseconds(),
		}
		if attempt.Err == nil {
			fields["region"] = reading.Region
			fields["request_id"] = reading.RequestID
			for _, st := range s.Statuses {
				fields[st.Name] = stringOf(reading.Values[st.Name])
			}
			logging.Debug(ctx, "read", fields)
			return
		}
		e := apierr.From(attempt.Err)
		fields["region"] = cmp.Or(e.Region, req.Region)
		fields["kind"] = string(e.Kind)
		fields["code"] = e.Code
		fields["http_status"] = e.HTTPStatus
		fields["request_id"] = e.RequestID
		if e.RefusedBefore {
			fields["refused_before"] = true // no request was sent; the id is that of the refused one
		}
		logging.Debug(ctx, "read failed", fields)
	}
}
