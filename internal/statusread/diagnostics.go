// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
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

// errorDiagnostic words a failed read: what happened, what to do, then the facts one per line.
func (s *Spec) errorDiagnostic(e *apierr.Error, q query) diag.Diagnostic {
	summary, what, advice := s.words(e, q)
	said := []string{strings.TrimSpace(what + " " + advice)}
	if len(e.Searched) > 0 {
		said = []string{what + " Looked at, in order:", ""}
		for _, place := range e.Searched {
			said = append(said, "  "+place)
		}
		if advice != "" {
			said = append(said, "", advice)
		}
	}
	detail := lines(said, facts(e))
	if e.Argument != "" && s.hasArgument(e.Argument) {
		return diag.NewAttributeErrorDiagnostic(path.Root(e.Argument), summary, detail)
	}
	return diag.NewErrorDiagnostic(summary, detail)
}

func (s *Spec) hasArgument(name string) bool {
	if name == "region" || name == s.ID.Name {
		return true
	}
	for _, f := range s.Filters {
		if f.Name == name {
			return true
		}
	}
	return false
}

// accepted gives each kind its summary, what happened and what to do. An error's own Reason and Advice, where it has
// them, know better than the kind's.
func (s *Spec) words(e *apierr.Error, q query) (summary, what, advice string) {
	switch e.Kind {
	case apierr.InvalidArgument:
		summary = "Invalid Argument for " + s.Noun
		if e.Argument == "region" && q.args.Region == "" {
			summary = "Missing Region for " + s.Noun
		}
		what = s.Product + " refused an argument of the request."
		advice = "Check " + s.ID.Name + "."
	case apierr.CredentialsMissing:
		summary = s.CloudName + " Credentials Missing"
		what = "No credentials for " + s.CloudName + " were found."
	case apierr.InvalidCredentials:
		summary = s.CloudName + " Credentials Refused"
		what = s.CloudName + " does not accept the credentials."
		advice = "Check the access key, its secret and, for temporary keys, the security token."
	case apierr.ClockSkew:
		summary = "System Clock Off"
		what = s.CloudName + " refused the request because its time stamp is too far from the cloud's own clock."
		advice = "Set this machine's clock (most machines do it by NTP) and run again."
	case apierr.PermissionDenied:
		summary = "No Permission to Read " + s.Noun
		what = "The identity is known, and may not make this call."
		advice = "Grant it " + s.Permission + "."
	case apierr.NotFound:
		summary = s.Noun + " Not Found"
		what = s.NotFoundDetail(q.inRegion())
	case apierr.NotEnabled:
		summary = s.Product + " Not Enabled in the Project"
		what = "The project exists, and " + s.Product + " is not enabled in it."
		advice = "Enable " + s.Product + " in the project, or check " + s.ID.Name + "."
	case apierr.Throttled:
		summary = s.Noun + " Read Throttled"
		what = s.Product + " gets too many requests and refused this one" + tries(e.Attempts) + "."
		advice = "Run again later, lower -parallelism, or raise max_retries in the provider's configuration."
	case apierr.Unavailable:
		summary = s.Product + " Unavailable"
		what = s.Product + " did not answer as it should" + tries(e.Attempts) + "."
		advice = "Run again later; if it stays so, look at the cloud's status page and at the network between."
	case apierr.Timeout:
		summary = s.Noun + " Read Timed Out"
		slow, from := s.Product, ""
		if e.Peer != "" {
			slow, from = e.Peer, " from "+e.Peer
		}
		what = "There was no answer" + from + " within " + short(q.timeout) + tries(e.Attempts) + "."
		advice = "Allow more time in the timeouts block, or find out why " + slow + " is slow."
		if !deadlineExceeded(e) {
			advice = "Raise request_timeout in the provider's configuration, or find out why " + slow + " is slow."
		}
	case apierr.Interrupted:
		summary = s.Noun + " Read Interrupted"
		what = "The run was interrupted before there was an answer."
	case apierr.Unreachable:
		summary = s.Product + " Endpoint Unreachable"
		what = "The host of " + s.Product + " cannot be reached."
		advice = "Check the region's spelling and the provider's endpoints argument."
	case apierr.MalformedResponse:
		summary = "Undecodable " + s.Product + " Answer"
		what = "An answer came that is not what the API's document describes."
		advice = "Check the endpoint and any proxy in between; if both are right, please report this with the request id."
	default:
		summary = s.Product + " Refused the Request"
		what = s.Product + " refused the request for a reason that this provider does not know."
		advice = "Look the code up in the API's documentation."
	}
	if e.Reason != "" {
		what = e.Reason
		if e.Attempts > 1 {
			what += fmt.Sprintf(" Given up after %d tries.", e.Attempts)
		}
	}
	if e.Advice != "" {
		advice = e.Advice
	}
	if e.Kept {
		advice += " " + s.CloudName + " is not asked again with these credentials in this run."
	}
	if e.Last != nil {
		_, last, _ := s.words(e.Last, q)
		what += " The last error before that: " + last
	}
	return summary, what, advice
}

// lines lays a detail out. What stands in a line cannot break out of it, whoever sent or wrote it; the rest of cleaning is
// for the server, which does it for every text that leaves.
func lines(parts ...[]string) string {
	all := slices.Concat(parts...)
	for i, line := range all {
		all[i] = redact.Visible(line)
	}
	return strings.Join(all, "\n")
}

// facts are the lines below the prose. They begin with spaces so that Terraform does not wrap them.
func facts(e *apierr.Error) []string {
	from := e
	if e.Last != nil {
		from = e.Last
	}
	var out []string
	add := func(label, value string) {
		if value == "" {
			return
		}
		if out == nil {
			out = []string{""}
		}
		out = append(out, fmt.Sprintf("  %-12s %s", label+":", value))
	}
	add("Code", from.Code)
	add("HTTP status", httpStatus(from))
	add("Content type", contentType(from))
	add("Request ID", from.RequestID)
	add("Trace ID", from.TraceID)
	if from.RetryAfter > 0 {
		add("Retry-After", short(from.RetryAfter.Round(time.Second)))
	}
	if e.Attempts > 1 {
		add("Tries", strconv.Itoa(e.Attempts))
	}
	add("Message", from.Message)
	return out
}

func httpStatus(e *apierr.Error) string {
	switch {
	case e.HTTPStatus == 0:
		return ""
	case e.ReportedStatus != 0 && e.ReportedStatus != e.HTTPStatus:
		return fmt.Sprintf("%d (answer says %d)", e.HTTPStatus, e.ReportedStatus)
	}
	return strconv.Itoa(e.HTTPStatus)
}

// contentType matters only where the response could not be read.
func contentType(e *apierr.Error) string {
	if e.Code != "" || e.Message != "" {
		return ""
	}
	return e.ContentType
}

// unmetDiagnostic is the gate's refusal.
func (s *Spec) unmetDiagnostic(open []result, reading Reading, q query) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at(q.require.at, open), s.Noun+" Requirement Not Met",
		lines([]string{s.subject(q) + " is not as its require block demands:"}, table(open, "required"), requestLine(reading)))
}

// failedDiagnostic ends a wait that cannot come out well any more.
func (s *Spec) failedDiagnostic(matched []result, reading Reading, q query, seen pollState) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at(q.wait.failOn.at, matched), "Wait for "+s.Noun+" Failed",
		lines([]string{s.subject(q) + " reached a state in which fail_on ends the wait, after " + seen.length() + ":"},
			table(matched, "fails on"), requestLine(reading)))
}

// waitDiagnostic ends a wait that ran out of time, was interrupted, or met an error for good.
func (s *Spec) waitDiagnostic(e *apierr.Error, q query, seen pollState) diag.Diagnostic {
	if e.Kind != apierr.Timeout && e.Kind != apierr.Interrupted {
		return s.errorDiagnostic(e, q)
	}
	summary, what := "Wait for "+s.Noun+" Timed Out", " did not become what its require block demands within "+short(q.timeout)
	if e.Kind == apierr.Interrupted {
		summary, what = "Wait for "+s.Noun+" Interrupted", " had not yet become what its require block demands when the run was interrupted"
	}
	detail := s.subject(q) + what + ", after " + seen.length()
	if e.Kind == apierr.Timeout && time.Since(seen.started) < q.timeout {
		detail += "; another would have come too late"
	}
	detail += "."
	var more []string
	if seen.last != nil {
		detail += " Last seen:"
		more = slices.Concat(table(seen.open, "required"), requestLine(*seen.last))
	}
	if fault := firstOf(e.Last, seen.fault); fault != nil {
		_, last, _ := s.words(fault, q)
		more = slices.Concat(more, []string{"", "The last read failed: " + last}, facts(fault))
	}
	if e.Kind == apierr.Timeout {
		why := "it does not come true"
		if e.Peer != "" && seen.last == nil {
			why = e.Peer + " is slow"
		}
		more = append(more, "", "Allow more time in the timeouts block, or find out why "+why+".")
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("wait"), summary, lines([]string{detail}, more))
}

// deadlineExceeded tells the end of the whole read's time from that of one attempt's: who sends gives a reason for the latter.
func deadlineExceeded(e *apierr.Error) bool { return e.Kind == apierr.Timeout && e.Reason == "" }

func firstOf(errs ...*apierr.Error) *apierr.Error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}

// manualDiagnostic warns that waiting alone will not help.
func (s *Spec) manualDiagnostic(word, name string, q query) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(path.Root("wait"), s.Noun+" Waits for a Person",
		lines([]string{fmt.Sprintf("%s of %s is %s: somebody has to act in the console before it moves on. The wait goes on until its "+
			"time is over.", name, q.args.ID, word)}))
}

// unknownDiagnostic is for a provider configuration that is not known yet.
func (s *Spec) unknownDiagnostic(argument string, k kind) diag.Diagnostic {
	ways := "Apply the resource it comes from first (-target), or give the value by the environment."
	if k == dataSourceKind {
		ways = "Make this data source depend on the resource the value comes from (depends_on), so that it is read in the apply; " +
			"or apply that resource first (-target); or give the value by the environment."
	}
	return diag.NewErrorDiagnostic("Provider Configuration Not Known Yet", fmt.Sprintf(
		"%s in the provider's configuration comes from something that does not exist yet, so while planning %s cannot be asked. %s",
		argument, s.CloudName, ways))
}

// subject names what was read: "SAE Application 7171… in region cn-hangzhou".
func (s *Spec) subject(q query) string {
	return s.Noun + " " + q.args.ID + q.inRegion()
}

// inRegion is " in region cn-hangzhou", or nothing where there is no region.
func (q query) inRegion() string {
	if q.args.Region == "" {
		return ""
	}
	return " in region " + q.args.Region
}

// table sets findings one per line, aligned, below an empty line.
func table(findings []result, verb string) []string {
	width := 0
	for _, f := range findings {
		width = max(width, len(f.argument))
	}
	out := []string{""}
	for _, f := range findings {
		out = append(out, fmt.Sprintf("  %-*s %s %s, found %s", width+1, f.argument+":", verb, f.required, f.found))
	}
	return out
}

func requestLine(reading Reading) []string {
	if reading.RequestID == "" {
		return nil
	}
	return []string{"", "  Request ID: " + reading.RequestID}
}

// warnings are what a service says of a response, each in one line: they may quote it.
func warnings(reading Reading) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, w := range reading.Warnings {
		clean := diag.NewWarningDiagnostic(w.Summary(), redact.Visible(w.Detail()))
		if at, ok := w.(diag.DiagnosticWithPath); ok {
			diags.Append(diag.WithPath(at.Path(), clean))
			continue
		}
		diags.Append(clean)
	}
	return diags
}

// at points at the one argument that is concerned, or at the block when there are several.
func at(block path.Path, findings []result) path.Path {
	if len(findings) == 1 {
		return block.AtName(findings[0].argument)
	}
	return block
}

// tries ends a sentence: ", after 3 tries". Zero says nothing, being a failure within a read that tells its own tries.
func tries(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return ", after one try"
	}
	return fmt.Sprintf(", after %d tries", n)
}

func (s pollState) length() string {
	reads := "1 read"
	if s.polls != 1 {
		reads = fmt.Sprintf("%d reads", s.polls)
	}
	return fmt.Sprintf("%s in %s", reads, short(time.Since(s.started).Round(100*time.Millisecond)))
}
