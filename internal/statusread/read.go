// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/logging"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// read is the way both kinds share: arguments, the cloud's session, the timeout, then one read or a wait, then
// require. It gives the response's values, or diagnostics with an error.
func (s *Spec) read(ctx context.Context, provider *Provider, config tfsdk.Config, k kind) (Reading, diag.Diagnostics) {
	q, diags := s.query(ctx, config, k)
	if diags.HasError() {
		return Reading{}, diags
	}
	cloud := provider.Clouds[s.Cloud]
	if cloud.Unknown != "" {
		diags.Append(s.unknownDiagnostic(cloud.Unknown, k))
		return Reading{}, diags
	}
	reader, err := s.Connect(cloud.Session)
	if err != nil {
		diags.AddError("Provider Defect", "The provider wired "+s.Name+" to the wrong session. Please report this: "+err.Error()+".")
		return Reading{}, diags
	}

	ctx, cancel := context.WithTimeout(ctx, q.timeout)
	defer cancel()
	once := s.readOnce(reader, provider, &q.args)

	if q.wait != nil && q.require != nil {
		reading, more := s.wait(ctx, once, &q)
		diags.Append(more...)
		return reading, diags
	}
	reading, err := once(ctx)
	if err != nil {
		diags.Append(s.errorDiagnostic(apierr.From(err), q))
		return Reading{}, diags
	}
	diags.Append(warnings(reading)...)
	if q.require != nil {
		if open := unsatisfied(q.require.evaluate(s, reading)); len(open) > 0 {
			diags.Append(s.unmetDiagnostic(open, reading, q))
		}
	}
	return reading, diags
}

// readOnce makes one read with its retries. Each try leaves one line in the debug log. The region becomes known on the way,
// since a profile may have to be read for it, and stays in args for whoever words the outcome.
func (s *Spec) readOnce(reader Client, provider *Provider, args *Request) func(context.Context) (Reading, error) {
	return func(ctx context.Context) (Reading, error) {
		var response Reading // the last attempt's, for its log line
		policy := retry.Policy{
			Retries:        provider.Retries,
			AttemptTimeout: provider.AttemptTimeout,
			Limiter:        s.pacer,
			Observe:        func(ctx context.Context, t retry.Attempt) { s.log(ctx, *args, t, response) },
		}
		return retry.Do(ctx, policy, func(ctx context.Context) (Reading, error) {
			var err error
			response, err = try(ctx, reader, args)
			return response, err
		})
	}
}

func try(ctx context.Context, reader Client, args *Request) (Reading, error) {
	region, err := reader.Region(ctx, args.Region)
	if err != nil {
		return Reading{}, err
	}
	args.Region = region
	reading, err := reader.Read(ctx, *args)
	redact.Hide(ctx, reading.Secrets...)
	return reading, err
}

func (s *Spec) log(ctx context.Context, args Request, t retry.Attempt, reading Reading) {
	fields := map[string]any{
		"api": s.API, s.ID.Name: args.ID, "region": args.Region, "try": t.Number, "milliseconds": t.Took.Milliseconds(),
	}
	if t.Err == nil {
		fields["request_id"] = reading.RequestID
		for _, st := range s.Statuses {
			fields[st.Name] = textOf(reading.Values[st.Name])
		}
		logging.Debug(ctx, "read", fields)
		return
	}
	e := apierr.From(t.Err)
	fields["kind"] = string(e.Kind)
	fields["code"] = e.Code
	fields["http_status"] = e.HTTPStatus
	fields["request_id"] = e.RequestID
	logging.Debug(ctx, "read failed", fields)
}
