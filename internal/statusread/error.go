// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// errorDiagnostic is for a failed read: what happened, what to do, then the facts one per line.
func (r *reader) errorDiagnostic(e *apierr.Error) diag.Diagnostic {
	summary, what, advice := r.words(e)
	text := []string{strings.TrimSpace(what + " " + advice)}
	if len(e.Searched) > 0 {
		text = []string{what + " Looked at, in order:", ""}
		for _, source := range e.Searched {
			text = append(text, "- "+source)
		}
		if advice != "" {
			text = append(text, "", advice)
		}
	}
	id := ""
	if r.plural == nil && !r.spec.concernsAll(e) {
		id = fmt.Sprintf("  %-12s %q", r.spec.ID.Name+":", r.op.ids[0])
	}
	isFilter := slices.ContainsFunc(r.spec.Filters, func(f Argument) bool { return f.Name == e.Argument })
	var at path.Path
	if isFilter || e.Argument == "region" || e.Argument == r.spec.ID.Name {
		at = path.Root(e.Argument)
	}
	return newError(at, summary, joinLines(text, facts(e, id)))
}

// newError returns an error of an argument or a block; of none if at is empty.
func newError(at path.Path, summary, detail string) diag.Diagnostic {
	if len(at.Steps()) == 0 {
		return diag.NewErrorDiagnostic(summary, detail)
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, detail)
}

// words returns for each kind of error its summary, what happened and what to do. An error's own Reason and Advice replace the
// kind's.
func (r *reader) words(e *apierr.Error) (summary, what, advice string) {
	s := r.spec
	region := cmp.Or(regionOf(e), r.op.request.Region)
	switch e.Kind {
	case apierr.InvalidArgument:
		summary = "Invalid Argument for " + s.Noun
		if e.Argument == "region" && region == "" {
			summary = "Missing Region for " + s.Noun
		}
		what = s.Product + " rejected an argument of the request."
		advice = "Check " + s.ID.Name + "."
	case apierr.CredentialsMissing:
		summary = "Missing " + s.CloudName + " Credentials"
		what = "No credentials for " + s.CloudName + " were found."
	case apierr.InvalidCredentials:
		summary = "Invalid " + s.CloudName + " Credentials"
		what = s.CloudName + " does not accept the credentials."
		advice = "Check the access key, its secret and, for temporary keys, the security token."
	case apierr.ClockSkew:
		summary = "System Clock Skew"
		what = s.CloudName + " rejected the request because its timestamp differs too much from the cloud's clock."
		advice = "Set this machine's clock (most machines do it by NTP) and run again."
	case apierr.PermissionDenied:
		summary = "Permission Denied for " + s.Noun
		what = "The credentials are valid, and their identity has no permission for this call."
		advice = "Grant it " + s.Permission + "."
	case apierr.NotFound:
		summary = s.Noun + " Not Found"
		what = s.NotFoundDetail(inRegion(region))
	case apierr.NotEnabled:
		summary = s.Product + " Not Enabled in the Project"
		what = "The project exists, and " + s.Product + " is not enabled in it."
		advice = "Enable " + s.Product + " in the project, or check " + s.ID.Name + "."
	case apierr.Throttled:
		summary = s.Noun + " Read Throttled"
		what = s.Product + " gets too many requests and rejected this one" + attempts(e.Attempts) + "."
		advice = "Run again later, lower -parallelism, or raise max_retries in the provider's configuration."
	case apierr.Unavailable:
		summary = s.Product + " Unavailable"
		what = s.Product + " could not serve the request" + attempts(e.Attempts) + "."
		advice = "Run again later; if the error stays, check the cloud's status page and the network in between."
	case apierr.Timeout:
		summary = s.Noun + " Read Timed Out"
		slow, from := s.Product, ""
		if e.Peer != "" {
			slow, from = e.Peer, " from "+e.Peer
		}
		what = "There was no response" + from + " within " + short(r.op.timeout) + attempts(e.Attempts) + "."
		advice = cmp.Or(slowAdvice(e, nil), "Allow more time in the timeouts block, or find out why "+slow+" is slow.")
		if !timedOut(e) {
			advice = "Raise request_timeout in the provider's configuration, or find out why " + slow + " is slow."
		}
	case apierr.Interrupted:
		summary = s.Noun + " Read Interrupted"
		what = "The run was interrupted before there was a response."
	case apierr.Unreachable:
		summary = s.Product + " Endpoint Unreachable"
		what = "The host of " + s.Product + " cannot be reached."
		advice = "Check the region's spelling and the provider's endpoints argument."
	case apierr.MalformedResponse:
		summary = "Malformed " + s.Product + " Response"
		what = "The response is not what the API's document describes."
		advice = "Check the endpoint and any proxy in between; if both are right, please report this with the request id."
	default:
		summary = s.Product + " Request Rejected"
		what = s.Product + " rejected the request for a reason that this provider does not know."
		advice = "Look the code up in the API's documentation."
	}
	if e.Reason != "" {
		what = e.Reason
		if e.Attempts > 1 {
			what += fmt.Sprintf(" Gave up after %d attempts.", e.Attempts)
		}
	}
	if e.Advice != "" {
		advice = e.Advice
	}
	if e.Kept {
		advice += " " + s.CloudName + " is not asked again with these credentials in this run."
	}
	if e.Last != nil {
		_, last, _ := r.words(e.Last)
		what += " The last error before that: " + last
	}
	return summary, what, advice
}

// joinLines joins the lines of a detail. What a line quotes cannot break out of it; the server redacts every text that leaves the
// provider.
func joinLines(parts ...[]string) string {
	all := slices.Concat(parts...)
	for i, line := range all {
		all[i] = redact.Visible(line)
	}
	return strings.Join(all, "\n")
}

// slowAdvice is what to do where the time ran out because requests were throttled, or because another server than the API did not
// respond; "" where it is not known why.
func slowAdvice(e, last *apierr.Error) string {
	switch {
	case e == nil:
		return ""
	case cmp.Or(last, e.Last, e).Kind == apierr.Throttled:
		return "Allow more time in the timeouts block, or make fewer requests at a time (-parallelism, max_concurrency): they are throttled."
	case e.Peer != "":
		return "Allow more time in the timeouts block, or find out why " + e.Peer + " is slow."
	}
	return ""
}

// maxFact is how long a line below the text may be that is indented. Terraform wraps only lines that begin at the margin.
const maxFact = 74

// facts are the lines below the text; first is one to begin with, "" for none.
func facts(e *apierr.Error, first string) []string {
	from := cmp.Or(e.Last, e)
	out := []string{""}
	if first != "" {
		out = append(out, first)
	}
	add := func(label, value string) {
		line := fmt.Sprintf("  %-12s %s", label+":", value)
		switch {
		case value == "":
		case len(line) > maxFact:
			out = append(out, label+": "+value)
		default:
			out = append(out, line)
		}
	}
	add("Code", from.Code)
	switch {
	case from.HTTPStatus == 0:
	case from.ReportedStatus != 0 && from.ReportedStatus != from.HTTPStatus:
		add("HTTP status", fmt.Sprintf("%d (body says %d)", from.HTTPStatus, from.ReportedStatus))
	default:
		add("HTTP status", strconv.Itoa(from.HTTPStatus))
	}
	if from.Code == "" && from.Message == "" { // the response could not be read
		add("Content type", from.ContentType)
	}
	add("Request ID", from.RequestID)
	add("Trace ID", from.TraceID)
	add("Endpoint", cmp.Or(e.Endpoint, from.Endpoint))
	if from.RetryAfter > 0 {
		add("Retry-After", short(from.RetryAfter.Round(time.Second)))
	}
	if e.Attempts > 1 {
		add("Attempts", strconv.Itoa(e.Attempts))
	}
	add("Message", from.Message)
	if len(out) == 1 {
		return nil
	}
	return out
}

// timedOut reports whether the time of the whole read was over. The timeout of one attempt has a Reason.
func timedOut(e *apierr.Error) bool { return e.Kind == apierr.Timeout && e.Reason == "" }

// unknownDiagnostic is for a provider configuration that is not known yet.
func unknownDiagnostic(s *Spec, argument string, k kind) diag.Diagnostic {
	advice := "Apply the resource it comes from first (-target), or set the value in the environment."
	if k == dataSourceKind {
		advice = "Make this data source depend on the resource the value comes from (depends_on), so that it is read in the apply; " +
			"or apply that resource first (-target); or set the value in the environment."
	}
	return diag.NewErrorDiagnostic("Provider Configuration Not Known Yet", fmt.Sprintf(
		"%s in the provider's configuration is not known until something else is applied, so %s cannot be read while planning. %s",
		argument, s.CloudName, advice))
}

// inRegion is " in region cn-hangzhou", or "" if there is no region.
func inRegion(region string) string {
	if region == "" {
		return ""
	}
	return " in region " + region
}

// regionOf is the region of a failed read, or of the attempt before it: a timeout between two attempts has none itself.
func regionOf(e *apierr.Error) string {
	if e == nil {
		return ""
	}
	if e.Region == "" && e.Last != nil {
		return e.Last.Region
	}
	return e.Region
}

// attempts ends a sentence: ", after 3 attempts". Zero is the error of one attempt within a read, which counts them itself.
func attempts(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", after one attempt"
	}
	return fmt.Sprintf(", after %d attempts", n)
}
