// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// object is a block as it is written. What is not in it is null.
type object = acctest.Object

// plugin is the provider in this process, spoken to as Terraform does. Unlike acctest.Plugin it needs no test around it,
// takes a context for each read, and keeps what was logged.
type plugin struct{ server tfprotov6.ProviderServer }

// configured starts the provider.
func configured(ctx context.Context, config object) (plugin, error) {
	p := plugin{serve.Server(provider.New(acctest.Version)())}
	response, err := p.server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: written(config),
	})
	if err != nil {
		return p, err
	}
	for _, d := range response.Diagnostics {
		return p, fmt.Errorf("%s: %s", d.Summary, d.Detail)
	}
	return p, nil
}

func written(config object) *tfprotov6.DynamicValue {
	text, err := json.Marshal(config)
	if err != nil {
		panic(err) // only plain types are written
	}
	return &tfprotov6.DynamicValue{JSON: text}
}

// outcome is all that a read says to anyone.
type outcome struct {
	errors, warnings []*tfprotov6.Diagnostic
	// attempts are the log lines of the tries, in order.
	tries []map[string]any
	// shown is every text that a person may come to see: diagnostics and logs, at all levels.
	shown string
	// texts are the diagnostics' and the values of the provider's own log lines, one by one.
	texts []string
	// failed is set when the provider could not even answer.
	failed error
}

// read reads a data source.
func (p plugin) read(ctx context.Context, typ string, config object) outcome {
	return record(ctx, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		response, err := p.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typ, Config: written(config)})
		if err != nil {
			return nil, err
		}
		return response.Diagnostics, nil
	})
}

// open opens an ephemeral resource.
func (p plugin) open(ctx context.Context, typ string, config object) outcome {
	return record(ctx, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		response, err := p.server.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{
			TypeName: typ, Config: written(config),
		})
		if err != nil {
			return nil, err
		}
		return response.Diagnostics, nil
	})
}

// quickly reads a data source without keeping any log, and returns what went wrong.
func (p plugin) quickly(ctx context.Context, typ string, config object) string {
	response, err := p.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typ, Config: written(config)})
	if err != nil {
		return err.Error()
	}
	for _, d := range response.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return d.Summary + "\n" + d.Detail
		}
	}
	return ""
}

// validateEphemeral is what `validate`, and the plan anew, says of an ephemeral resource.
func (p plugin) validateEphemeral(ctx context.Context, typ string, config object) outcome {
	return record(ctx, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		response, err := p.server.ValidateEphemeralResourceConfig(ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{
			TypeName: typ, Config: written(config),
		})
		if err != nil {
			return nil, err
		}
		return response.Diagnostics, nil
	})
}

// validate is what `validate` says of a data source.
func (p plugin) validate(ctx context.Context, typ string, config object) outcome {
	return record(ctx, func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		response, err := p.server.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{
			TypeName: typ, Config: written(config),
		})
		if err != nil {
			return nil, err
		}
		return response.Diagnostics, nil
	})
}

// record keeps what is said and logged meanwhile, the framework's own log too.
func record(ctx context.Context, do func(context.Context) ([]*tfprotov6.Diagnostic, error)) outcome {
	var log, frameworkLog safeBuffer
	ctx = tfsdklogtest.RootLogger(tflogtest.RootLogger(ctx, &log), &frameworkLog)
	diagnostics, err := do(ctx)
	o := outcome{failed: err, shown: log.String() + frameworkLog.String()}
	for _, d := range diagnostics {
		o.shown += fmt.Sprintf("%s\n%s\n%s\n", d.Summary, d.Detail, d.Attribute)
		o.texts = append(o.texts, d.Summary, d.Detail)
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			o.errors = append(o.errors, d)
		} else {
			o.warnings = append(o.warnings, d)
		}
	}
	lines, err := tflogtest.MultilineJSONDecode(strings.NewReader(log.String()))
	if err != nil && o.failed == nil {
		o.failed = fmt.Errorf("the log is not made of lines: %w", err)
	}
	for _, line := range lines {
		for _, value := range line {
			if text, ok := value.(string); ok {
				o.texts = append(o.texts, text)
			}
		}
		if line["@message"] == "read" || line["@message"] == "read failed" {
			o.tries = append(o.tries, line)
		}
	}
	return o
}

// kind is the apierr.Kind that the outcome is about, by its summary: "" is a success, "?" one that nobody can tell.
func (o outcome) kind() string {
	if o.failed != nil {
		return "the provider failed: " + o.failed.Error()
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
	if len(o.errors) == 0 || o.errors[0].Attribute == nil {
		return ""
	}
	return strings.TrimSuffix(strings.TrimPrefix(o.errors[0].Attribute.String(), `AttributeName("`), `")`)
}

// summaries say by which title a practitioner knows each kind of error.
var summaries = []struct{ kind, begins, ends string }{
	{"invalid argument", "Invalid Argument for ", ""},
	{"invalid argument", "Missing Region for ", ""},
	{"credentials missing", "", " Credentials Missing"},
	{"bad credentials", "", " Credentials Refused"},
	{"clock off", "System Clock Off", ""},
	{"no permission", "No Permission to Read ", ""},
	{"not found", "", " Not Found"},
	{"not enabled", "", " Not Enabled in the Project"},
	{"throttled", "", " Read Throttled"},
	{"unavailable", "", " Unavailable"},
	{"time-out", "", " Timed Out"},
	{"interrupted", "", " Interrupted"},
	{"unreachable", "", " Endpoint Unreachable"},
	{"undecodable answer", "Undecodable ", " Answer"},
	{"rejected", "", " Refused the Request"},
	{"requirement not met", "", " Requirement Not Met"},
	{"wait failed", "Wait for ", " Failed"},
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
