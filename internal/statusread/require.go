// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

// conditions is what a require or fail_on block says of a response: for each argument the accepted words, or the verdict.
type conditions struct {
	at            path.Path
	argumentCount int // arguments written, unknown ones too
	accepted      map[string][]string
	booleans      map[string]bool
	invalid       map[string]string // what is wrong with an argument's set
}

// result is one argument held against a response.
type result struct {
	argument, required, found string
	satisfied                 bool
}

// evaluate holds each argument against a response, in the order of the service's own lists.
func (t *conditions) evaluate(s *Spec, reading Reading) []result {
	var out []result
	for _, st := range s.Statuses {
		if words, ok := t.accepted[st.Name]; ok {
			found := textOf(reading.Values[st.Name])
			out = append(out, result{
				argument:  st.Name,
				required:  alternatives(words),
				found:     orNone(found),
				satisfied: slices.Contains(words, status.Spell(st.Values, found)),
			})
		}
	}
	for _, v := range s.Conditions {
		if wanted, ok := t.booleans[v.Name]; ok {
			got, _ := reading.Values[v.Name].(types.Bool)
			f := result{
				argument:  v.Name,
				required:  strconv.FormatBool(wanted),
				found:     strconv.FormatBool(got.ValueBool()),
				satisfied: !got.IsNull() && got.ValueBool() == wanted,
			}
			if reason := textOf(reading.Values[v.Reason]); reason != "" {
				f.found += ". " + reason
			}
			out = append(out, f)
		}
	}
	return out
}

// identifies reports whether a response is of what t names by its ids. Terms without an id are about whatever is found.
func (t *conditions) identifies(s *Spec, reading Reading) bool {
	for _, st := range s.Statuses {
		if ids, ok := t.accepted[st.Name]; ok && st.Opaque && !slices.Contains(ids, textOf(reading.Values[st.Name])) {
			return false
		}
	}
	return true
}

// unsatisfied are the findings that do not hold.
func unsatisfied(findings []result) []result {
	return slices.DeleteFunc(slices.Clone(findings), func(f result) bool { return f.satisfied })
}

// satisfied are the findings that hold.
func satisfied(findings []result) []result {
	return slices.DeleteFunc(slices.Clone(findings), func(f result) bool { return !f.satisfied })
}

// validate refuses sets that cannot be met and blocks that say nothing, and warns of words no document knows.
func (t *conditions) validate(s *Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	if t.argumentCount == 0 {
		diags.AddAttributeError(t.at, "Empty "+t.at.String()+" Block",
			fmt.Sprintf("%s needs at least one argument: %s.", t.at, strings.Join(t.arguments(s), ", ")))
		return diags
	}
	for _, st := range s.Statuses {
		at := t.at.AtName(st.Name)
		if fault, ok := t.invalid[st.Name]; ok {
			detail := fmt.Sprintf("%s %s", at, fault)
			if !st.Opaque {
				detail += fmt.Sprintf(" The documented values are %s.", strings.Join(st.Values, ", "))
			}
			diags.AddAttributeError(at, "Invalid "+at.String(), detail)
			continue
		}
		if st.Opaque {
			continue
		}
		for _, word := range t.accepted[st.Name] {
			if !status.Documented(st.Values, word) {
				diags.AddAttributeWarning(at, "Undocumented Value in "+at.String(), fmt.Sprintf(
					"%s is not among the values that %s documents: %s. If it is new, all is well; if it is a slip, %s.",
					strconv.Quote(word), s.Product, strings.Join(st.Values, ", "), t.slip()))
			}
		}
	}
	return diags
}

// slip says what a mistyped word leads to.
func (t *conditions) slip() string {
	if t.at.Equal(path.Root("require")) {
		return "no answer will ever match it"
	}
	return "it can never end the wait"
}

// arguments are the names that the block takes.
func (t *conditions) arguments(s *Spec) []string {
	var names []string
	inRequire := t.at.Equal(path.Root("require"))
	for _, st := range s.Statuses {
		if inRequire || !st.Opaque {
			names = append(names, st.Name)
		}
	}
	if inRequire {
		for _, v := range s.Conditions {
			names = append(names, v.Name)
		}
	}
	return names
}

// conflicts refuses words that are in fail_on and in require: the wait could end as either.
func (t *conditions) conflicts(require *conditions) diag.Diagnostics {
	var diags diag.Diagnostics
	for name, words := range t.accepted {
		for _, word := range words {
			if slices.Contains(require.accepted[name], word) {
				at := t.at.AtName(name)
				diags.AddAttributeError(at, "Value in Both fail_on and require", fmt.Sprintf(
					"%s holds %s, which require.%s accepts: the wait would fail on what it waits for. Remove it from one of the two.",
					at, strconv.Quote(word), name))
			}
		}
	}
	return diags
}

func textOf(value attr.Value) string {
	text, ok := value.(types.String)
	if !ok {
		return ""
	}
	return text.ValueString()
}

// alternatives joins words as a sentence does: "A", "A or B", "A, B or C".
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
