// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/logging"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

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
