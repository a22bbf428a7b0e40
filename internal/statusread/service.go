// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package statusread is the one implementation of both kinds, data source and ephemeral resource, for every service. A
// service says what is special about it (a Service value); reading its arguments, timeouts, waiting, retrying,
// judging the response and wording what went wrong are written here once.
//
// One read, from end to end: data_source.go or ephemeral_resource.go, then arguments.go, read.go, wait.go,
// require.go, and back through diagnostics.go.
package statusread

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// Spec is one API, described once for both kinds.
type Spec struct {
	// Name is the type's name without the provider's: "alicloud_sae_application".
	Name string
	// Product is the short name that messages, log lines and the endpoints argument use: "SAE", key "sae".
	Product     string
	EndpointKey string
	// Noun is what is read, in title case, for the summaries of errors: "SAE Application".
	Noun string
	// API names the call for log lines: "sae:DescribeApplicationStatus".
	API string
	// Permission is what an identity needs for the call, as the cloud's own policies spell it.
	Permission string
	// Cloud is the provider block that configures it, CloudName the cloud's name for people.
	Cloud, CloudName string
	// ExampleRegion is a region that the cloud has, for documentation and advice.
	ExampleRegion string

	// Description is one to three sentences, in Markdown. What else the registry's page says is in templates/types.
	Description string

	// NotFoundDetail says what NotFound means, given where it was looked for (" in region cn-hangzhou", or nothing).
	NotFoundDetail func(in string) string

	// ID is the required argument that names what is read; Filters are optional ones.
	ID      Argument
	Filters []Argument
	// Attributes are what is only read; region is added to them for every service.
	Attributes map[string]schema.Attribute
	// Statuses and Verdicts are the attributes that require can judge.
	Statuses   []StatusAttribute
	Conditions []Condition
	// Waits says whether the service has a wait block. Without one its answer does not change by waiting.
	Waits bool

	// Connect makes the reader from the cloud's session (see Over).
	Connect func(session any) (Client, error)

	// rate limiter is shared by all reads of this API in the process; Register sets it.
	pacer *retry.RateLimiter
}

// New completes a service for use. One provider process registers each service once, and so has one pace per API.
func New(s Spec) *Spec {
	s.pacer = retry.NewRateLimiter()
	return &s
}

// Argument is a text the practitioner writes.
type Argument struct {
	Name, Description string
	Validators        []Validator
}

// StatusAttribute is an attribute that require holds against a set of accepted values: one of a set of words, or an id.
type StatusAttribute struct {
	Name string
	// Opaque is for an id: any text can be one and none means a failure, so it is compared exactly, and only require takes
	// it. It says whose statuses a response has, so fail_on is looked at only when it is the required one.
	Opaque bool
	// Values are the documented words in the document's order. The registry's page says what each means.
	Values []string
	// Manual are the words that only a person can move on.
	Manual []string
}

// Condition is a derived boolean.
type Condition struct {
	Name string
	// Meaning completes "Whether … must hold": a few words for the description in require.
	Meaning string
	// Reason is the attribute that explains in one sentence why it is false, null when it is true.
	Reason string
}

// Client reads from one cloud. Its errors are *apierr.Error.
type Client struct {
	// Region says which region a read is for, given the one that the practitioner wrote on it, if any. "" is none.
	Region func(ctx context.Context, written string) (string, error)
	// Read makes one attempt at reading.
	Read func(ctx context.Context, args Request) (Reading, error)
}

// Request are the practitioner's, as they come from the configuration. An empty text is an argument not given.
type Request struct {
	// Region is the written one until the Reader has said which it is.
	Region  string
	ID      string
	Filters map[string]string
}

// Reading is one answer, mapped.
type Reading struct {
	// Values has a value for each of the service's attributes, and for region.
	Values map[string]attr.Value
	// Warnings are about this answer.
	Warnings []diag.Diagnostic
	// RequestID is for the log line.
	RequestID string
	// Secrets are values of this answer that no message and no log line may show.
	Secrets []string
}

// Over builds a Service's Connect from a function over the session's real type.
func Over[S any](connect func(session S) Client) func(any) (Client, error) {
	return func(session any) (Client, error) {
		s, ok := session.(S)
		if !ok {
			return Client{}, fmt.Errorf("the session is a %T", session)
		}
		return connect(s), nil
	}
}
