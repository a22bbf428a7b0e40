// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"fmt"
	"maps"
	"strings"
	"time"

	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	ephemeral "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// kind is what differs between the kinds in words.
type kind struct {
	name string // for people
	verb string // the one argument of its timeouts block
}

var (
	dataSourceKind = kind{name: "data source", verb: "read"}
	ephemeralKind  = kind{name: "ephemeral resource", verb: "open"}
	actionKind     = kind{name: "action", verb: "invoke"}
)

const (
	defaultTimeout     = 2 * time.Minute
	defaultWaitTimeout = 20 * time.Minute
	defaultInterval    = 10 * time.Second
	minInterval        = time.Second
)

// dataSourceSchema is a type's schema as a data source.
func dataSourceSchema(t Type) schema.Schema {
	return schema.Schema{
		MarkdownDescription: t.description(),
		Attributes:          attributes(t, dataSourceKind),
		Blocks:              blocks(t, dataSourceKind),
	}
}

// ephemeralSchema is the same schema as an ephemeral resource. The framework has a type for each attribute and each
// kind, but the interfaces behind them are one, so the data source's attributes serve as they are.
func ephemeralSchema(t Type) ephemeral.Schema {
	out := ephemeral.Schema{
		MarkdownDescription: t.description(),
		Attributes:          map[string]ephemeral.Attribute{},
		Blocks:              map[string]ephemeral.Block{},
	}
	for name, attribute := range attributes(t, ephemeralKind) {
		out.Attributes[name] = attribute
	}
	for name, block := range blocks(t, ephemeralKind) {
		out.Blocks[name] = block
	}
	return out
}

// actionSchema has the arguments only: an action has no result.
func actionSchema(t Type) action.Schema {
	out := action.Schema{
		MarkdownDescription: t.description(),
		Attributes:          map[string]action.Attribute{"region": regionArgument(t.spec())},
		Blocks:              map[string]action.Block{},
	}
	for name, argument := range t.arguments(actionKind) {
		out.Attributes[name] = argument
	}
	for name, block := range blocks(t, actionKind) {
		out.Blocks[name] = block
	}
	return out
}

// attributes are the arguments and what is read.
func attributes(t Type, k kind) map[string]schema.Attribute {
	region := regionArgument(t.spec())
	region.Computed = true
	region.MarkdownDescription += " After the read, the region that was used."
	out := map[string]schema.Attribute{"region": region}
	maps.Copy(out, t.arguments(k))
	maps.Copy(out, t.computed())
	return out
}

func regionArgument(s *Spec) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "Region to read from, for example `" + s.ExampleRegion + "`. Overrides the provider's region. If " +
			"neither is set, the environment's (or the profile's) is used.",
		Validators: validators([]Validator{RegionName(s.ExampleRegion)}),
	}
}

func blocks(t Type, k kind) map[string]schema.Block {
	s := t.spec()
	limits := fmt.Sprintf("Default `%s`", short(defaultTimeout))
	if s.Waits {
		limits += fmt.Sprintf(", with a `wait` block `%s`", short(defaultWaitTimeout))
	}
	out := map[string]schema.Block{
		"require": schema.SingleNestedBlock{
			MarkdownDescription: "What " + t.subject() + " must be. If it does not satisfy every argument that is set, this " + k.name +
				" fails with an error that names what was required and what was found. Evaluated after the read" +
				afterWait(s) + ". Set at least one argument.",
			Attributes: requireAttributes(s),
		},
		"timeouts": schema.SingleNestedBlock{
			MarkdownDescription: "How long this " + k.name + " may take.",
			Attributes: map[string]schema.Attribute{
				k.verb: schema.StringAttribute{
					Optional: true,
					MarkdownDescription: "Longest time for the whole " + k.verb + ", including retries" + waitIncluded(s) + ", as a " +
						"number with a unit: `s`, `m` or `h`, for example `90s` or `1h30m`. " + limits + ".",
					Validators: validators([]Validator{PositiveDuration()}),
				},
			},
		},
	}
	if s.Waits {
		out["wait"] = waitBlock(t)
	}
	return out
}

func afterWait(s *Spec) string {
	if s.Waits {
		return ", or with a `wait` block after the last read"
	}
	return ""
}

func waitIncluded(s *Spec) string {
	if s.Waits {
		return " and `wait`"
	}
	return ""
}

func requireAttributes(s *Spec) map[string]schema.Attribute {
	out := map[string]schema.Attribute{}
	for _, st := range s.Statuses {
		if st.Opaque {
			out[st.Name] = wordsAttribute(fmt.Sprintf("Accepted values of `%[1]s`, compared exactly. A `wait` block waits for one of "+
				"them, and evaluates `fail_on` only when `%[1]s` is one of them.", st.Name))
			continue
		}
		out[st.Name] = wordsAttribute(fmt.Sprintf("Accepted values of `%s`: %s. Letter case and underscores do not matter. "+
			"A value that is not documented is accepted with a warning, because the cloud can add values.", st.Name, list(st.Values)))
	}
	for _, v := range s.Conditions {
		out[v.Name] = schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: fmt.Sprintf("What `%s` must be: `true` requires that %s, `false` requires the opposite.", v.Name, v.Meaning),
		}
	}
	return out
}

func waitBlock(t Type) schema.Block {
	s := t.spec()
	failOn := map[string]schema.Attribute{}
	for _, st := range s.Statuses {
		if st.Opaque {
			continue
		}
		failOn[st.Name] = wordsAttribute(fmt.Sprintf("Values of `%s` that end the wait with an error: any of %s.", st.Name, list(st.Values)))
	}
	out := schema.SingleNestedBlock{
		MarkdownDescription: "Gives `require` time to be satisfied: reads immediately, or after `delay`, then at every interval, until `require` " +
			"is satisfied, `fail_on` matches, or the time in `timeouts` is over. Needs a `require` block.",
		Attributes: map[string]schema.Attribute{
			"stable_for": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How long `require` must hold, at every read, before the wait succeeds, as a number with a unit. A read that does " +
					"not satisfy it starts the time anew. Less than the time in `timeouts`. Default `0s`: one read is enough.",
				Validators: validators([]Validator{DurationAtLeast(0)}),
			},
			"delay": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Time before the first read, as a number with a unit, so that a status from before the change is " +
					"not taken for its result. It counts toward the time in `timeouts`, and must be less. Default `0s`.",
				Validators: validators([]Validator{DurationAtLeast(0)}),
			},
			"interval": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Time between two reads, as a number with a unit. Default `%s`, at least `%s`, "+
					"less than the time in `timeouts`.", short(defaultInterval), short(minInterval)),
				Validators: validators([]Validator{DurationAtLeast(minInterval)}),
			},
		},
		Blocks: map[string]schema.Block{
			"fail_on": schema.SingleNestedBlock{
				MarkdownDescription: "Ends the wait immediately with an error when any argument matches. Evaluated before `require`. " +
					"A value cannot be in both.",
				Attributes: failOn,
			},
		},
	}
	var failed []string
	for _, st := range s.Statuses {
		failed = append(failed, st.Failed...)
		if st.After != "" {
			name, attribute := t.after(st)
			out.Attributes[name] = attribute
		}
	}
	if failed != nil {
		out.Attributes["fail_fast"] = schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: fmt.Sprintf("Whether the wait ends with an error on the statuses that %s documents as failed: %s. `fail_on` is for "+
				"other choices, and adds to it. Default `false`.", s.Product, list(failed)),
		}
	}
	return out
}

func wordsAttribute(description string) schema.Attribute {
	return schema.SetAttribute{
		ElementType:         types.StringType,
		Optional:            true,
		MarkdownDescription: description,
	}
}

// statusNamed returns a status of the service, an empty one for another name.
func statusNamed(s *Spec, name string) StatusAttribute {
	for _, st := range s.Statuses {
		if st.Name == name {
			return st
		}
	}
	return StatusAttribute{}
}

func list(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

// short prints a duration as a practitioner writes it: 20m, not 20m0s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func validators(vs []Validator) []validator.String {
	out := make([]validator.String, len(vs))
	for i, v := range vs {
		out[i] = v
	}
	return out
}
