// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// object is a block of a configuration.
type object = acctest.Object

// logVariable asks for the logs of this provider. Without it, a call has no loggers.
const logVariable = "TF_LOG_PROVIDER_CLOUDSTATUS"

// configured starts the provider and configures it.
func configured(t testing.TB, config object) *acctest.Plugin {
	t.Helper()
	return configure(t, acctest.NewPlugin(t), config)
}

func configure(t testing.TB, p *acctest.Plugin, config object) *acctest.Plugin {
	t.Helper()
	if diags := p.Configure(config); len(diags) > 0 {
		t.Fatal(diags)
	}
	return p
}

// outcome is everything that a call makes visible.
type outcome struct {
	errors []acctest.Diagnostic
	// attempts are the log lines of the attempts, in order.
	attempts []map[string]any
	// shown is all text that a person may see: diagnostics and logs, at all levels.
	shown string
	// requests are those that arrived, where the test looks at them.
	requests []emulator.Entry
	// texts are the diagnostics' and the values of the provider's own log lines, one by one.
	texts []string
	// failed is set when the log cannot be read.
	failed error
}

// call is a call of the provider about one type: a read, an open, an invocation, a validation.
type call func(p *acctest.Plugin, typ string, config object) []acctest.Diagnostic

var read call = func(p *acctest.Plugin, typ string, config object) []acctest.Diagnostic {
	diags, _ := p.Read(typ, config)
	return diags
}

var open call = func(p *acctest.Plugin, typ string, config object) []acctest.Diagnostic {
	diags, _ := p.Open(typ, config)
	return diags
}

// invoke invokes the type's action. The lines of its progress are shown as warnings are, and checked like them.
var invoke call = func(p *acctest.Plugin, typ string, config object) []acctest.Diagnostic {
	lines, diags := p.Invoke(action(typ), config)
	for _, line := range lines {
		diags = append(diags, acctest.Diagnostic{Warning: true, Summary: line})
	}
	return diags
}

// kinds are the calls of the kinds.
var kinds = map[string]call{"data source": read, "ephemeral resource": open, "action": invoke}

func validateAction(p *acctest.Plugin, typ string, config object) []acctest.Diagnostic {
	return p.ValidateAction(action(typ), config)
}

// action is the name of the action of a type.
func action(typ string) string { return acctest.TypeUnderTest{Type: typ}.Action() }

// record makes a call and keeps what it returns and logs, the framework's own log too.
func (c call) record(ctx context.Context, p *acctest.Plugin, typ string, config object) outcome {
	return record(ctx, p, func(p *acctest.Plugin) []acctest.Diagnostic { return c(p, typ, config) })
}

func record(ctx context.Context, p *acctest.Plugin, do func(*acctest.Plugin) []acctest.Diagnostic) outcome {
	var log, frameworkLog safeBuffer
	ctx = tfsdklogtest.RootLogger(tflogtest.RootLogger(ctx, &log), &frameworkLog)
	diags := do(p.WithContext(ctx))
	o := outcome{shown: log.String() + frameworkLog.String()}
	for _, d := range diags {
		o.shown += fmt.Sprintf("%s\n%s\n%s\n", d.Summary, d.Detail, d.At)
		o.texts = append(o.texts, d.Summary, d.Detail)
		if !d.Warning {
			o.errors = append(o.errors, d)
		}
	}
	lines, err := tflogtest.MultilineJSONDecode(strings.NewReader(log.String()))
	if err != nil {
		o.failed = fmt.Errorf("the log does not consist of lines of JSON: %w", err)
	}
	for _, line := range lines {
		for _, value := range line {
			if text, ok := value.(string); ok {
				o.texts = append(o.texts, text)
			}
		}
		if line["@message"] == "read" || line["@message"] == "read failed" {
			o.attempts = append(o.attempts, line)
		}
	}
	return o
}

// firstError reads a data source without recording a log; it returns what went wrong, "" if nothing.
func firstError(p *acctest.Plugin, typ string, config object) string {
	for _, d := range read(p, typ, config) {
		if !d.Warning {
			return d.Summary + "\n" + d.Detail
		}
	}
	return ""
}

// kind is the kind of the outcome's error, by its summary: "" for a success, "?" for a summary that is not known.
func (o outcome) kind() string {
	if o.failed != nil {
		return o.failed.Error()
	}
	if len(o.errors) == 0 {
		return ""
	}
	if len(o.errors) > 1 {
		return fmt.Sprintf("%d errors", len(o.errors))
	}
	for _, s := range summaries {
		if strings.HasPrefix(o.errors[0].Summary, s.begins) && strings.HasSuffix(o.errors[0].Summary, s.ends) {
			return s.kind
		}
	}
	return "?"
}

// at is the argument that the error points at, "" if at none.
func (o outcome) at() string {
	if len(o.errors) == 0 {
		return ""
	}
	return o.errors[0].At
}

// The kinds of errors, as the log and MATRIX.md name them. An unsatisfied condition has no apierr.Kind.
const (
	invalidArgument    = string(apierr.InvalidArgument)
	credentialsMissing = string(apierr.CredentialsMissing)
	invalidCredentials = string(apierr.InvalidCredentials)
	clockSkew          = string(apierr.ClockSkew)
	permissionDenied   = string(apierr.PermissionDenied)
	notFound           = string(apierr.NotFound)
	notEnabled         = string(apierr.NotEnabled)
	kindThrottled      = string(apierr.Throttled)
	kindUnavailable    = string(apierr.Unavailable)
	kindTimeout        = string(apierr.Timeout)
	interrupted        = string(apierr.Interrupted)
	kindUnreachable    = string(apierr.Unreachable)
	malformedResponse  = string(apierr.MalformedResponse)
	kindRejected       = string(apierr.Rejected)

	requirementNotMet = "requirement not met"
	waitFailed        = "wait failed"
)

// summaries are the summaries by which a practitioner knows each kind of error.
var summaries = []struct{ kind, begins, ends string }{
	{invalidArgument, "Invalid Argument for ", ""},
	{invalidArgument, "Missing Region for ", ""},
	{credentialsMissing, "Missing ", " Credentials"},
	{invalidCredentials, "Invalid ", " Credentials"},
	{clockSkew, "System Clock Skew", ""},
	{permissionDenied, "Permission Denied for ", ""},
	{notFound, "", " Not Found"},
	{notEnabled, "", " Not Enabled in the Project"},
	{kindThrottled, "", " Read Throttled"},
	{kindUnavailable, "", " Unavailable"},
	{kindTimeout, "", " Timed Out"},
	{interrupted, "", " Interrupted"},
	{kindUnreachable, "", " Endpoint Unreachable"},
	{malformedResponse, "Malformed ", " Response"},
	{kindRejected, "", " Request Rejected"},
	{requirementNotMet, "", " Requirement Not Met"},
	{waitFailed, "Wait for ", " Failed"},
}

// safeBuffer is a buffer for loggers of several goroutines.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
