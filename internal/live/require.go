// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

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

// terms is what a require or fail_on block says of an answer: for each argument the accepted words, or the verdict.
type terms struct {
	at       path.Path
	given    int // arguments written, unknown ones too
	words    map[string][]string
	verdicts map[string]bool
	faults   map[string]string // what is wrong with an argument's set
}

// finding is one argument held against an answer.
type finding struct {
	argument, wanted, found string
	holds                   bool
}

// judge holds each argument against an answer, in the order of the service's own lists.
func (t *terms) judge(s *Service, reading Reading) []finding {
	var out []finding
	for _, st := range s.Statuses {
		if words, ok := t.words[st.Name]; ok {
			found := textOf(reading.Values[st.Name])
			out = append(out, finding{
				argument: st.Name,
				wanted:   alternatives(words),
				found:    orNone(found),
				holds:    slices.Contains(words, status.Spell(st.Values, found)),
			})
		}
	}
	for _, v := range s.Verdicts {
		if wanted, ok := t.verdicts[v.Name]; ok {
			got, _ := reading.Values[v.Name].(types.Bool)
			f := finding{
				argument: v.Name,
				wanted:   strconv.FormatBool(wanted),
				found:    strconv.FormatBool(got.ValueBool()),
				holds:    !got.IsNull() && got.ValueBool() == wanted,
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
func (t *terms) identifies(s *Service, reading Reading) bool {
	for _, st := range s.Statuses {
		if ids, ok := t.words[st.Name]; ok && st.Opaque && !slices.Contains(ids, textOf(reading.Values[st.Name])) {
			return false
		}
	}
	return true
}

// unmet are the findings that do not hold.
func unmet(findings []finding) []finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f finding) bool { return f.holds })
}

// met are the findings that hold.
func met(findings []finding) []finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f finding) bool { return !f.holds })
}

// validate refuses sets that cannot be met and blocks that say nothing, and warns of words no document knows.
func (t *terms) validate(s *Service) diag.Diagnostics {
	var diags diag.Diagnostics
	if t.given == 0 {
		diags.AddAttributeError(t.at, "Empty "+t.at.String()+" Block",
			fmt.Sprintf("%s needs at least one argument: %s.", t.at, strings.Join(t.arguments(s), ", ")))
		return diags
	}
	for _, st := range s.Statuses {
		at := t.at.AtName(st.Name)
		if fault, ok := t.faults[st.Name]; ok {
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
		for _, word := range t.words[st.Name] {
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
func (t *terms) slip() string {
	if t.at.Equal(path.Root("require")) {
		return "no answer will ever match it"
	}
	return "it can never end the wait"
}

// arguments are the names that the block takes.
func (t *terms) arguments(s *Service) []string {
	var names []string
	inRequire := t.at.Equal(path.Root("require"))
	for _, st := range s.Statuses {
		if inRequire || !st.Opaque {
			names = append(names, st.Name)
		}
	}
	if inRequire {
		for _, v := range s.Verdicts {
			names = append(names, v.Name)
		}
	}
	return names
}

// conflicts refuses words that are in fail_on and in require: the wait could end as either.
func (t *terms) conflicts(require *terms) diag.Diagnostics {
	var diags diag.Diagnostics
	for name, words := range t.words {
		for _, word := range words {
			if slices.Contains(require.words[name], word) {
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
