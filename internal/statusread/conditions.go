// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// conditions is a require or fail_on block: for each argument the accepted values, or the required boolean.
type conditions struct {
	at            path.Path
	argumentCount int // arguments that are set, unknown ones too
	accepted      map[string][]string
	booleans      map[string]bool
	invalid       map[string]string // what is wrong with an argument's set
}

// result is one argument evaluated against a response.
type result struct {
	at                                path.Path
	argument, required, found, reason string
	text                              string // says it in other words
	satisfied                         bool
}

func (f result) foundWithReason() string { return strings.TrimSuffix(f.found+". "+f.reason, ". ") }

// line is a result in one line; verb is "required" or "fails on".
func (f result) line(verb string) string {
	if f.text != "" {
		return f.text
	}
	return fmt.Sprintf("%s: %s %s, found %s", f.argument, verb, f.required, f.foundWithReason())
}

// evaluate compares each argument with a response, in the order of the spec's lists.
func (c *conditions) evaluate(s *Spec, reading Reading) []result {
	var out []result
	for _, st := range s.Statuses {
		if words, ok := c.accepted[st.Name]; ok {
			found := stringOf(reading.Values[st.Name])
			out = append(out, result{
				at:        c.argumentAt(st.Name),
				argument:  st.Name,
				required:  alternatives(words),
				found:     orNone(found),
				satisfied: slices.ContainsFunc(words, func(word string) bool { return st.equal(word, found) }),
			})
		}
	}
	for _, condition := range s.Conditions {
		if required, ok := c.booleans[condition.Name]; ok {
			found, _ := reading.Values[condition.Name].(types.Bool)
			r := result{
				at:        c.argumentAt(condition.Name),
				argument:  condition.Name,
				required:  strconv.FormatBool(required),
				found:     strconv.FormatBool(found.ValueBool()),
				satisfied: !found.IsNull() && found.ValueBool() == required,
			}
			r.reason = stringOf(reading.Values[condition.Reason])
			out = append(out, r)
		}
	}
	return out
}

// identifies reports whether a response has the required ids. Conditions without an id apply to any response.
func (c *conditions) identifies(s *Spec, reading Reading) bool {
	for _, st := range s.Statuses {
		if ids, ok := c.accepted[st.Name]; ok && st.Opaque && !slices.Contains(ids, stringOf(reading.Values[st.Name])) {
			return false
		}
	}
	return true
}

// unsatisfied returns the results that are not satisfied.
func unsatisfied(results []result) []result {
	return slices.DeleteFunc(slices.Clone(results), func(r result) bool { return r.satisfied })
}

// satisfied returns the results that are.
func satisfied(results []result) []result {
	return slices.DeleteFunc(slices.Clone(results), func(r result) bool { return !r.satisfied })
}

// validate rejects empty blocks and sets that nothing can satisfy, and warns of undocumented values.
func (c *conditions) validate(s *Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	if c.argumentCount == 0 {
		detail := fmt.Sprintf("%s needs at least one argument: %s.", c.at, strings.Join(c.arguments(s), ", "))
		if c.at.Equal(path.Root("require")) {
			detail += " An argument that is null is not set: for a gate that is only sometimes there, write count = var.gate ? 1 : 0 beside " +
				"the block, or require and wait both as dynamic blocks."
		}
		diags.AddAttributeError(c.at, "Empty "+c.at.String()+" Block", detail)
		return diags
	}
	for _, st := range s.Statuses {
		at := c.at.AtName(st.Name)
		if problem, ok := c.invalid[st.Name]; ok {
			detail := fmt.Sprintf("%s %s", at, problem)
			if !st.Opaque {
				detail += fmt.Sprintf(" The documented values are %s.", strings.Join(st.Values, ", "))
			}
			diags.AddAttributeError(at, "Invalid "+at.String(), detail)
			continue
		}
		if st.Opaque {
			continue
		}
		for _, word := range c.accepted[st.Name] {
			if !wire.Documented(st.Values, word) {
				diags.AddAttributeWarning(at, "Undocumented Value in "+at.String(), fmt.Sprintf(
					"%s is not among the values that %s documents: %s.%s If it is a new value, ignore this warning; if it is a typo, %s.",
					strconv.Quote(word), s.Product, strings.Join(st.Values, ", "), didYouMean(st.Values, word), c.typo()))
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

// equal reports whether two words mean the same: ids exactly, statuses whatever their letter case and underscores.
func (st StatusAttribute) equal(a, b string) bool {
	return a == b || !st.Opaque && b != "" && wire.Documented([]string{a}, b)
}

// typo says what a mistyped value leads to.
func (c *conditions) typo() string {
	if c.at.Equal(path.Root("require")) {
		return "no response will ever match it"
	}
	return "it can never end the wait"
}

// arguments returns the names of the arguments that the block takes.
func (c *conditions) arguments(s *Spec) []string {
	var names []string
	inRequire := c.at.Equal(path.Root("require"))
	for _, st := range s.Statuses {
		if inRequire || !st.Opaque {
			names = append(names, st.Name)
		}
	}
	if inRequire {
		for _, condition := range s.Conditions {
			names = append(names, condition.Name)
		}
	}
	return names
}

// conflicts rejects values that are in fail_on and in require: the wait could end either way.
func (c *conditions) conflicts(s *Spec, require *conditions) diag.Diagnostics {
	var diags diag.Diagnostics
	for name, words := range c.accepted {
		st := statusNamed(s, name)
		for _, word := range words {
			if slices.ContainsFunc(require.accepted[name], func(accepted string) bool { return st.equal(accepted, word) }) {
				at, of := c.argumentAt(name), "fail_on"
				if c.isFailFast() {
					of = "fail_fast"
				}
				diags.AddAttributeError(at, "Value in Both "+of+" and require", fmt.Sprintf(
					"%s contains %s, which require.%s accepts: the wait would fail on what it waits for. Remove it from one of the two.",
					at, strconv.Quote(word), name))
			}
		}
	}
	return diags
}

// stringOf returns the text of a string value, "" for any other.
func stringOf(value attr.Value) string {
	s, ok := value.(types.String)
	if !ok {
		return ""
	}
	return s.ValueString()
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

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}
