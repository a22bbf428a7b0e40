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
	w := r.words(e)
	text := [][]string{{strings.TrimSpace(w.what + " " + w.advice)}}
	if len(e.Searched) > 0 {
		var searched []string
		for _, source := range e.Searched {
			searched = append(searched, "- "+source)
		}
		text = [][]string{{w.what + " Looked at, in order:"}, searched, {w.advice}}
	}
	lines := facts(e)
	if r.plural == nil && !r.spec.concernsAll(e) {
		lines = slices.Insert(lines, 0, fmt.Sprintf("  %-12s %q", r.spec.ID.Name+":", r.op.ids[0]))
	}
	var at path.Path
	if _, ok := r.op.arguments[e.Argument]; ok {
		at = path.Root(e.Argument)
	}
	return newError(at, w.summary, append(text, lines)...)
}

// newError returns an error of an argument or a block; of none if at is empty.
func newError(at path.Path, summary string, paragraphs ...[]string) diag.Diagnostic {
	if len(at.Steps()) == 0 {
		return diag.NewErrorDiagnostic(summary, detail(paragraphs...))
	}
	return diag.NewAttributeErrorDiagnostic(at, summary, detail(paragraphs...))
}

// detail joins paragraphs of lines, without empty ones. What a line quotes cannot break out of it; the server redacts every text that
// leaves the provider.
func detail(paragraphs ...[]string) string {
	var out []string
	for _, lines := range paragraphs {
		visible := make([]string, len(lines))
		for i, line := range lines {
			visible[i] = redact.Visible(line)
		}
		if text := strings.Join(visible, "\n"); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n\n")
}

// wording is an error in words: the summary, what happened and what to do.
type wording struct{ summary, what, advice string }

// words words each kind of error. An error's own Reason and Advice replace the kind's.
func (r *reader) words(e *apierr.Error) (w wording) {
	s := r.spec
	region := cmp.Or(regionOf(e), r.op.request.Region)
	switch e.Kind {
	case apierr.InvalidArgument:
		w.summary = "Invalid Argument for " + s.Noun
		if e.Argument == "region" && region == "" {
			w.summary = "Missing Region for " + s.Noun
		}
		w.what = s.Product + " rejected an argument of the request."
		w.advice = "Check " + s.ID.Name + "."
	case apierr.CredentialsMissing:
		w.summary = "Missing " + s.CloudName + " Credentials"
		w.what = "No credentials for " + s.CloudName + " were found."
	case apierr.InvalidCredentials:
		w.summary = "Invalid " + s.CloudName + " Credentials"
		w.what = s.CloudName + " does not accept the credentials."
		w.advice = "Check the access key, its secret and, for temporary keys, the security token."
	case apierr.ClockSkew:
		w.summary = "System Clock Skew"
		w.what = s.CloudName + " rejected the request because its timestamp differs too much from the cloud's clock."
		w.advice = "Set this machine's clock (most machines do it by NTP) and run again."
	case apierr.PermissionDenied:
		w.summary = "Permission Denied for " + s.Noun
		w.what = "The credentials are valid, and their identity has no permission for this call."
		w.advice = "Grant it " + s.Permission + "."
	case apierr.NotFound:
		w.summary = s.Noun + " Not Found"
		w.what = s.NotFoundDetail(inRegion(region))
	case apierr.NotEnabled:
		w.summary = s.Product + " Not Enabled in the Project"
		w.what = "The project exists, and " + s.Product + " is not enabled in it."
		w.advice = "Enable " + s.Product + " in the project, or check " + s.ID.Name + "."
	case apierr.Throttled:
		w.summary = s.Noun + " Read Throttled"
		w.what = s.Product + " gets too many requests and rejected this one" + attempts(e.Attempts) + "."
		w.advice = "Run again later, lower -parallelism, or raise max_retries in the provider's configuration."
	case apierr.Unavailable:
		w.summary = s.Product + " Unavailable"
		w.what = s.Product + " could not serve the request" + attempts(e.Attempts) + "."
		w.advice = "Run again later; if the error stays, check the cloud's status page and the network in between."
	case apierr.Timeout:
		w.summary = s.Noun + " Read Timed Out"
		slow, from := s.Product, ""
		if e.Peer != "" {
			slow, from = e.Peer, " from "+e.Peer
		}
		w.what = "There was no response" + from + " within " + short(r.op.timeout) + attempts(e.Attempts) + "."
		w.advice = cmp.Or(slowAdvice(e, nil), "Allow more time in the timeouts block, or find out why "+slow+" is slow.")
		if !timedOut(e) {
			w.advice = "Raise request_timeout in the provider's configuration, or find out why " + slow + " is slow."
		}
	case apierr.Interrupted:
		w.summary = s.Noun + " Read Interrupted"
		w.what = "The run was interrupted before there was a response."
	case apierr.Unreachable:
		w.summary = s.Product + " Endpoint Unreachable"
		w.what = "The host of " + s.Product + " cannot be reached."
		w.advice = "Check the region's spelling and the provider's endpoints argument."
	case apierr.MalformedResponse:
		w.summary = "Malformed " + s.Product + " Response"
		w.what = "The response is not what the API's document describes."
		w.advice = "Check the endpoint and any proxy in between; if both are right, please report this with the request id."
	default:
		w.summary = s.Product + " Request Rejected"
		w.what = s.Product + " rejected the request for a reason that this provider does not know."
		w.advice = "Look the code up in the API's documentation."
	}
	if e.Reason != "" {
		w.what = e.Reason
		if e.Attempts > 1 {
			w.what += fmt.Sprintf(" Gave up after %d attempts.", e.Attempts)
		}
	}
	if e.Advice != "" {
		w.advice = e.Advice
	}
	if e.Kept {
		w.advice += " " + s.CloudName + " is not asked again with these credentials in this run."
	}
	if e.Last != nil {
		w.what += " The last error before that: " + r.words(e.Last).what
	}
	return w
}

// slowAdvice is what to do where the time ran out because requests were throttled, or because another server than the API did not
// respond; "" where it is not known why.
func slowAdvice(e, last *apierr.Error) string {
	switch {
	case cmp.Or(last, e.Last, e).Kind == apierr.Throttled:
		return "Allow more time in the timeouts block, or make fewer requests at a time (-parallelism, max_concurrency): they are throttled."
	case e.Peer != "":
		return "Allow more time in the timeouts block, or find out why " + e.Peer + " is slow."
	}
	return ""
}

// maxFact is how long a line below the text may be that is indented. Terraform wraps only lines that begin at the margin.
const maxFact = 74

// facts are the lines below the text.
func facts(e *apierr.Error) []string {
	from := cmp.Or(e.Last, e)
	var out []string
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
	for ; e != nil; e = e.Last {
		if e.Region != "" {
			return e.Region
		}
	}
	return ""
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
