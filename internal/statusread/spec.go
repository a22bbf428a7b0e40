// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package statusread reads a status API as Terraform sees it. A Spec describes one API; the functions of this package make
// a data source, an ephemeral resource and an action of it: schema, configuration, timeout, retries, polling, conditions and
// diagnostics.
//
// One read, from end to end: data_source.go, ephemeral_resource.go or action.go, then config.go, reader.go, pass.go, wait.go and
// conditions.go, and back through diagnostics.go, error.go and reader.go. One id and many (one.go, many.go) are read by the same code.
package statusread

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// Spec describes one API, once for all kinds. It is data: what is done with it is in the functions of this package.
type Spec struct {
	// Name is the type's name without the provider's: "alicloud_sae_application".
	Name string
	// Product is the short name in diagnostics: "SAE". EndpointKey is its name in the endpoints argument: "sae".
	Product     string
	EndpointKey string
	// Noun is what is read, in title case, for the summaries of diagnostics: "SAE Application".
	Noun string
	// API names the call for log lines: "sae:DescribeApplicationStatus".
	API string
	// Permission is what an identity needs for the call, as the cloud's own policies spell it.
	Permission string
	// Cloud is the name of the provider block that configures it, CloudName the cloud's display name.
	Cloud, CloudName string
	// ExampleRegion is a region that the cloud has, for documentation and advice.
	ExampleRegion string

	// Description is one to three sentences, in Markdown. The rest of the registry's page is in templates/types.
	Description string

	// NotFoundDetail words apierr.NotFound, given the place (" in region cn-hangzhou", or "").
	NotFoundDetail func(in string) string

	// ID is the required argument that names what is read; Filters are optional ones.
	ID      Argument
	Filters []Argument
	// Attributes are the computed ones; region is added to them for every API.
	Attributes map[string]schema.Attribute
	// Statuses and Condition are the attributes that require evaluates.
	Statuses  []StatusAttribute
	Condition Condition
	// Waits adds the wait block. Without it the status does not change by waiting.
	Waits bool
	// Secret is what a data source leaves out unless it is asked for, since the state keeps it. Nil: there is none.
	Secret *Secret
	// Plural is the type that reads many at once. Without it there is none.
	Plural *Plural
}

// Plural describes the type that reads many of what its Spec reads. Its attributes all_x and not_x are those of the Spec's
// Condition.
type Plural struct {
	// Name is the type's name without the provider's: "alicloud_sae_applications".
	Name string
	// IDs is the argument with the ids: "app_ids".
	IDs string
	// Elements is what is read, in texts and as the attribute that has it: "applications".
	Elements string
	// Description is one to three sentences, in Markdown.
	Description string
	// Omitted are attributes of the Spec that the elements do not have, beside request_id and trace_id.
	Omitted []string
	// Label is the attribute that names one for people, empty if there is none.
	Label string
}

// Secret is a secret among the attributes. An ephemeral resource always has it, an action never.
type Secret struct {
	// Include is the boolean argument of the data source that keeps it.
	Include, Description string
	// Remove sets it to null.
	Remove func(values map[string]attr.Value)
}

// Argument is a string argument of the configuration.
type Argument struct {
	Name, Description string
	Validator         Validator
}

// StatusAttribute is an attribute that require compares with a set of accepted values: a status, or an id.
type StatusAttribute struct {
	Name string
	// Opaque marks an id: any string can be one and none means a failure, so it is compared exactly, and only require takes
	// it. It identifies what the statuses are of, so fail_on is evaluated only when it is the required one.
	Opaque bool
	// Values are the documented values in the document's order. The registry's page has the meaning of each.
	Values []string
	// Manual are the values that change only by manual action, Failed those that the document calls failed: fail_fast ends a wait on
	// them.
	Manual, Failed []string
	// After is, for an id, the wait argument with the id from before a change: "after_change_order_id". Many ids take its plural.
	After string
}

// Condition is a derived boolean.
type Condition struct {
	Name string
	// Meaning completes "Whether … must hold": a few words for the description in require.
	Meaning string
	// Reason is the attribute that explains in one sentence why it is false, null when it is true.
	Reason string
}

// Type is what the provider has in each kind: the status of one id, or of many. The two differ in their schema and in the words of
// their diagnostics; they are read in the same way.
type Type struct {
	spec   *Spec
	plural *Plural // nil for the type that reads one
	// name is the type's without the provider's: "alicloud_sae_application".
	name string
	// description is one to three sentences, in Markdown.
	description string
}

// Types returns a Spec's types: the one that reads one, and the one that reads many if the Spec names its plural.
func Types(s *Spec) []Type {
	types := []Type{{spec: s, name: s.Name, description: s.Description}}
	if s.Plural != nil {
		types = append(types, Type{spec: s, plural: s.Plural, name: s.Plural.Name, description: s.Plural.Description})
	}
	return types
}

// after returns the status that a wait compares with that from before a change, and the argument for it; "" if there is none.
func (t Type) after() (st StatusAttribute, argument string) {
	for _, st := range t.spec.Statuses {
		if st.After != "" && t.plural != nil {
			return st, st.After + "s"
		} else if st.After != "" {
			return st, st.After
		}
	}
	return StatusAttribute{}, ""
}

// Client reads one API. Its errors are *apierr.Error.
type Client interface {
	// Read makes one attempt.
	Read(ctx context.Context, req Request) (Reading, error)
}

// Request is what one read asks for, as the configuration has it. An empty string is an argument that is not set.
type Request struct {
	// Region is the read's own; without one the client uses the provider's.
	Region  string
	ID      string
	Filters map[string]string
}

// Reading is one response, mapped.
type Reading struct {
	// Region is the region that was read, empty if the API needs none and none is known.
	Region string
	// Endpoint is the configured endpoint that was asked about Region, where it may not be one of that region.
	Endpoint string
	// Values has a value for each of the spec's Attributes.
	Values map[string]attr.Value
	// Warnings are about this response.
	Warnings []Warning
}

// Warning is about one attribute.
type Warning struct{ Attribute, Summary, Detail string }

// requestID is for log lines and diagnostics.
func (r Reading) requestID() string { return textOf(r.Values["request_id"]) }
