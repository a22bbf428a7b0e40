// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

var (
	requirePath  = path.Root("require")
	waitPath     = path.Root("wait")
	failOnPath   = waitPath.AtName("fail_on")
	failFastPath = waitPath.AtName("fail_fast")
)

// conditions is a require or fail_on block, or fail_fast: what it compares with a response, in the order of the Spec's lists.
type conditions struct {
	at        path.Path
	names     []string // of all arguments that the block takes
	arguments []comparison
}

// comparison is an argument of such a block that is set.
type comparison struct {
	at       path.Path
	status   StatusAttribute // a derived boolean is one with the values true and false
	reason   string          // the attribute with the reason why a derived boolean is false
	accepted []string        // nil while they are unknown
	problem  string          // what is wrong with the set
}

// result is a comparison with a response, in words.
type result struct {
	comparison
	line
}

// line is the text about one id: parts that are often the same for many ids, and an end of its own with the separator before it.
type line struct {
	parts []string
	end   string
}

// without returns a line without its first parts, nor the separator after them.
func (l line) without(n int) string {
	return strings.TrimLeft(strings.Join(l.parts[n:], ", ")+l.end, ",. ")
}

// requirable are the attributes that require can name: the statuses, and the derived boolean with the attribute of its reason.
func (s *Spec) requirable() []comparison {
	var out []comparison
	for _, st := range s.Statuses {
		out = append(out, comparison{status: st})
	}
	condition := StatusAttribute{Name: s.Condition.Name, Values: []string{"true", "false"}}
	return append(out, comparison{status: condition, reason: s.Condition.Reason})
}

// readConditions reads a require or fail_on block; nil: it is not set.
func readConditions(s *Spec, at path.Path, block attr.Value) *conditions {
	arguments := membersOf(block)
	if arguments == nil {
		return nil
	}
	out := &conditions{at: at}
	for _, c := range s.requirable() {
		value, ok := arguments[c.status.Name]
		if ok {
			out.names = append(out.names, c.status.Name)
		}
		if ok && !value.IsNull() {
			c.at = at.AtName(c.status.Name)
			c.accepted, c.problem = acceptedValues(c.status, value)
			out.arguments = append(out.arguments, c)
		}
	}
	return out
}

// acceptedValues returns the values of a set, or a boolean, in the documented spelling, and what is wrong with them.
func acceptedValues(st StatusAttribute, value attr.Value) (words []string, problem string) {
	elements := []attr.Value{value}
	if set, ok := value.(types.Set); ok && !set.IsUnknown() {
		if elements = set.Elements(); len(elements) == 0 {
			return nil, "is an empty set, which no response can satisfy. Name at least one value, or leave the argument out."
		}
	}
	texts, problem := knownTexts(elements, "Name the values.")
	for _, text := range texts {
		words = append(words, wire.Spell(st.Values, text))
	}
	return words, problem
}

// knownTexts returns the elements that are known, and what is wrong with others. advice says what to do about them.
func knownTexts(elements []attr.Value, advice string) (texts []string, problem string) {
	for _, element := range elements {
		text := textOf(element)
		switch {
		case element.IsUnknown():
		case element.IsNull():
			problem = "contains null. " + advice
		case strings.TrimSpace(text) == "":
			problem = "contains an empty string. " + advice
		default:
			texts = append(texts, text)
		}
	}
	return texts, problem
}

// failedStatuses are the conditions of fail_fast: the statuses that the document calls failed.
func failedStatuses(s *Spec) *conditions {
	out := &conditions{at: failFastPath}
	for _, st := range s.Statuses {
		if len(st.Failed) > 0 {
			out.arguments = append(out.arguments, comparison{at: failFastPath, status: st, accepted: st.Failed})
		}
	}
	return out
}

// evaluate returns the arguments of a block that a response satisfies, which ends a wait for the reason given, or those of require
// that it does not.
func (c *conditions) evaluate(reading Reading, satisfied bool, reason string) []result {
	verb := "required "
	if satisfied {
		verb = "fails on "
	}
	var out []result
	for _, a := range c.arguments {
		word := textOf(reading.Values[a.status.Name])
		if a.accepts(word) != satisfied {
			continue
		}
		parts, found := []string{a.status.Name + ": " + verb + alternatives(a.accepted)}, "found "+cmp.Or(word, "none")
		text := line{parts, ", " + found}
		if reason := cmp.Or(reason, textOf(reading.Values[a.reason])); reason != "" {
			text = line{append(parts, found), ". " + reason}
		}
		out = append(out, result{a, text})
	}
	return out
}

// accepts compares ids exactly, and statuses whatever their letter case and underscores.
func (c comparison) accepts(found string) bool {
	return slices.ContainsFunc(c.accepted, func(word string) bool {
		return word == found || !c.status.Opaque && found != "" && wire.Documented([]string{word}, found)
	})
}

// argument returns the comparison of an attribute, an empty one if the block does not name it.
func (c *conditions) argument(name string) comparison {
	if c != nil {
		for _, a := range c.arguments {
			if a.status.Name == name {
				return a
			}
		}
	}
	return comparison{}
}

// validate rejects empty blocks and sets that nothing can satisfy, and warns of undocumented values.
func (c *conditions) validate(s *Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	mistyped, dynamic := "it can never end the wait", ""
	if c.at.Equal(requirePath) {
		mistyped = "no response will ever match it"
		dynamic = " An argument that is null is not set: for a gate that is only sometimes there, write count = var.gate ? 1 : 0 beside " +
			"the block, or require and wait both as dynamic blocks."
	}
	if len(c.arguments) == 0 {
		diags.AddAttributeError(c.at, "Empty "+c.at.String()+" Block",
			fmt.Sprintf("%s needs at least one argument: %s.%s", c.at, strings.Join(c.names, ", "), dynamic))
	}
	for _, a := range c.arguments {
		documented := strings.Join(a.status.Values, ", ")
		if a.problem != "" {
			if !a.status.Opaque {
				a.problem += " The documented values are " + documented + "."
			}
			diags.Append(invalid(a.at, a.problem))
			continue
		}
		for _, word := range a.accepted {
			if !a.status.Opaque && !wire.Documented(a.status.Values, word) {
				diags.AddAttributeWarning(a.at, "Undocumented Value in "+a.at.String(), fmt.Sprintf(
					"%q is not among the values that %s documents: %s.%s If it is a new value, ignore this warning; if it is a typo, %s.",
					word, s.Product, documented, didYouMean(a.status.Values, word), mistyped))
			}
		}
	}
	return diags
}

// didYouMean asks for the documented value that a word is nearly, "" if there is none.
func didYouMean(documented []string, word string) string {
	best, least := "", 3 // two edits turn FAILED into FAIL; more make another word
	for _, d := range documented {
		if n := levenshtein.Distance(strings.ToUpper(d), strings.ToUpper(word), nil); n < least && n < len(d) {
			best, least = d, n
		}
	}
	if best == "" {
		return ""
	}
	return " Did you mean " + best + "?"
}

// conflicts rejects values that are in fail_on and in require: the wait could end either way.
func (c *conditions) conflicts(require *conditions) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, a := range c.arguments {
		for _, word := range a.accepted {
			if require.argument(a.status.Name).accepts(word) {
				name := strings.TrimPrefix(c.at.String(), "wait.")
				diags.AddAttributeError(a.at, "Value in Both "+name+" and require", fmt.Sprintf(
					"%s contains %q, which require.%s accepts: the wait would fail on what it waits for. Remove it from one of the two.",
					a.at, word, a.status.Name))
			}
		}
	}
	return diags
}

// alternatives joins words for a sentence: "A", "A or B", "A, B or C".
func alternatives(words []string) string {
	sorted := slices.Sorted(slices.Values(words))
	if len(sorted) < 2 {
		return strings.Join(sorted, "")
	}
	last := len(sorted) - 1
	return strings.Join(sorted[:last], ", ") + " or " + sorted[last]
}
