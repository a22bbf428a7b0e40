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
		MarkdownDescription: t.description,
		Attributes:          attributes(t, dataSourceKind),
		Blocks:              blocks(t, dataSourceKind),
	}
}

// ephemeralSchema is the same schema as an ephemeral resource.
func ephemeralSchema(t Type) ephemeral.Schema {
	return ephemeral.Schema{
		MarkdownDescription: t.description,
		Attributes:          as[ephemeral.Attribute](attributes(t, ephemeralKind)),
		Blocks:              as[ephemeral.Block](blocks(t, ephemeralKind)),
	}
}

// actionSchema has the arguments only: an action has no result.
func actionSchema(t Type) action.Schema {
	return action.Schema{
		MarkdownDescription: t.description,
		Attributes:          as[action.Attribute](attributes(t, actionKind)),
		Blocks:              as[action.Block](blocks(t, actionKind)),
	}
}

// as converts attributes or blocks to those of another kind. The framework has a type for each of them and each kind, but the
// interfaces behind them are one, so the data source's serve as they are.
func as[To, From any](from map[string]From) map[string]To {
	out := make(map[string]To, len(from))
	for name, value := range from {
		out[name] = any(value).(To) //nolint:forcetypeassert // The interfaces have the same methods.
	}
	return out
}

// attributes are the arguments and, but for an action, what is read.
func attributes(t Type, k kind) map[string]schema.Attribute {
	region := optional("Region to read from, for example `"+t.spec.ExampleRegion+"`. Overrides the provider's region. If neither is set, "+
		"the environment's (or the profile's) is used.", RegionName(t.spec.ExampleRegion))
	out := oneArguments(t.spec, k)
	if t.plural != nil {
		out = manyArguments(t.spec, k)
	}
	if k != actionKind {
		region.Computed = true
		region.MarkdownDescription += " After the read, the region that was used."
		maps.Copy(out, computed(t))
	}
	out["region"] = region
	return out
}

// computed are the attributes that are only read.
func computed(t Type) map[string]schema.Attribute {
	if t.plural != nil {
		return manyComputed(t.spec)
	}
	return t.spec.Attributes
}

func blocks(t Type, k kind) map[string]schema.Block {
	subject, limits := "the status", fmt.Sprintf("Default `%s`", short(defaultTimeout))
	if t.plural != nil {
		subject = "the status of each of the " + t.plural.Elements
	}
	var afterWait, andWait string
	if t.spec.Waits {
		afterWait, andWait = ", or with a `wait` block after the last read", " and `wait`"
		limits += fmt.Sprintf(", with a `wait` block `%s`", short(defaultWaitTimeout))
	}
	out := map[string]schema.Block{
		"require": schema.SingleNestedBlock{
			MarkdownDescription: "What " + subject + " must be. If it does not satisfy every argument that is set, this " + k.name +
				" fails with an error that names what was required and what was found. Evaluated after the read" + afterWait +
				". Set at least one argument.",
			Attributes: requireAttributes(t.spec),
		},
		"timeouts": schema.SingleNestedBlock{
			MarkdownDescription: "How long this " + k.name + " may take.",
			Attributes: withOtherVerbs(k, map[string]schema.Attribute{
				k.verb: optional("Longest time for the whole "+k.verb+", including retries"+andWait+", as a number with a unit: `s`, `m` or "+
					"`h`, for example `90s` or `1h30m`. "+limits+".", PositiveDuration()),
			}),
		},
	}
	if t.spec.Waits {
		out["wait"] = waitBlock(t)
	}
	return out
}

// withOtherVerbs adds the timeouts of the other kinds, with an error that names the right one. Terraform's own error for an
// unsupported argument suggests only a name that is spelled alike. tools/docs.sh keeps them off the registry's pages.
func withOtherVerbs(k kind, timeouts map[string]schema.Attribute) map[string]schema.Attribute {
	right := fmt.Sprintf("the timeout of this %s is `timeouts.%s`", k.name, k.verb)
	for _, other := range []kind{dataSourceKind, ephemeralKind, actionKind} {
		if other != k {
			timeouts[other.verb] = optional("Refused: "+right+".",
				Check("not be set: "+strings.ReplaceAll(right, "`", ""), func(string) bool { return false }))
		}
	}
	return timeouts
}

func requireAttributes(s *Spec) map[string]schema.Attribute {
	out := map[string]schema.Attribute{}
	for _, st := range s.Statuses {
		if st.Opaque {
			out[st.Name] = optionalSet(fmt.Sprintf("Accepted values of `%[1]s`, compared exactly. A `wait` block waits for one of "+
				"them, and evaluates `fail_on` only when `%[1]s` is one of them.", st.Name))
			continue
		}
		out[st.Name] = optionalSet(fmt.Sprintf("Accepted values of `%s`: %s. Letter case and underscores do not matter. "+
			"A value that is not documented is accepted with a warning, because the cloud can add values.", st.Name, list(st.Values)))
	}
	out[s.Condition.Name] = optionalBool(fmt.Sprintf("What `%s` must be: `true` requires that %s, `false` requires the opposite.",
		s.Condition.Name, s.Condition.Meaning))
	return out
}

func waitBlock(t Type) schema.Block {
	failOn := map[string]schema.Attribute{}
	var failed []string
	for _, st := range t.spec.Statuses {
		failed = append(failed, st.Failed...)
		if !st.Opaque {
			failOn[st.Name] = optionalSet(fmt.Sprintf("Values of `%s` that end the wait with an error: any of %s.", st.Name, list(st.Values)))
		}
	}
	out := schema.SingleNestedBlock{
		MarkdownDescription: "Gives `require` time to be satisfied: reads immediately, or after `delay`, then at every interval, until `require` " +
			"is satisfied, `fail_on` matches, or the time in `timeouts` is over. Needs a `require` block.",
		Attributes: map[string]schema.Attribute{
			"stable_for": optional("How long `require` must hold, at every read, before the wait succeeds, as a number with a unit. A read that does "+
				"not satisfy it starts the time anew. Less than the time in `timeouts`. Default `0s`: one read is enough.", DurationAtLeast(0)),
			"delay": optional("Time before the first read, as a number with a unit, so that a status from before the change is "+
				"not taken for its result. It counts toward the time in `timeouts`, and must be less. Default `0s`.", DurationAtLeast(0)),
			"interval": optional(fmt.Sprintf("Time between two reads, as a number with a unit. Default `%s`, at least `%s`, "+
				"less than the time in `timeouts`.", short(defaultInterval), short(minInterval)), DurationAtLeast(minInterval)),
		},
		Blocks: map[string]schema.Block{
			"fail_on": schema.SingleNestedBlock{
				MarkdownDescription: "Ends the wait immediately with an error when any argument matches. Evaluated before `require`. " +
					"A value cannot be in both.",
				Attributes: failOn,
			},
		},
	}
	if st, name := t.after(); t.plural != nil && name != "" {
		out.Attributes[name] = manyAfter(st)
	} else if name != "" {
		out.Attributes[name] = oneAfter(st)
	}
	if failed != nil {
		out.Attributes["fail_fast"] = optionalBool(fmt.Sprintf("Whether the wait ends with an error on the statuses that %s documents as "+
			"failed: %s. `fail_on` is for other choices, and adds to it. Default `false`.", t.spec.Product, list(failed)))
	}
	return out
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
