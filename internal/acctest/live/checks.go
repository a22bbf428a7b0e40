// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"
)

// problems are what cannot be true of values that were read from any response. documented are the documented
// values of each status.
func (a api) problems(values map[string]any, documented map[string][]string, now time.Time) []string {
	var found []string
	problem := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }

	for _, path := range a.notNull {
		if slices.Contains(at(values, path), nil) {
			problem("%s is null. %s sends it in every response, as far as its document says.", path, a.product)
		}
	}
	for _, path := range a.statuses {
		for _, value := range at(values, path) {
			if word, ok := value.(string); ok && !slices.Contains(documented[path], word) {
				problem("%s is %q, which is not a documented value. Add it to %s/api and to templates/types, and decide what it "+
					"means for %s: MAINTAINING.md has the steps.", path, word, a.folder, a.derived.name)
			}
		}
	}
	for _, stamp := range a.times {
		for i, value := range at(values, stamp.sent) {
			if value == nil {
				continue
			}
			name, text, layout := stamp.sent, value, stamp.layout
			if stamp.converted != "" {
				name, text, layout = stamp.converted, at(values, stamp.converted)[i], time.RFC3339
			}
			if t, err := time.Parse(layout, fmt.Sprint(text)); text == nil || err != nil || t.Year() < 2000 {
				problem("%s is %q, which gives %s %v: no time since 2000. Teach the provider the unit or format that %s sends.",
					stamp.sent, value, name, text, a.product)
			}
		}
	}

	is, isBool := values[a.derived.name].(bool)
	must, may := a.derived.holds(values, now)
	if !isBool || is && !may || !is && must {
		problem("%s is %v, which does not follow from the other attributes.", a.derived.name, values[a.derived.name])
	}
	if reason := values[a.derived.reason]; is != (reason == nil) {
		problem("%s is %v, and %s is %v: a reason is given exactly while it is false.", a.derived.name, is, a.derived.reason, reason)
	}
	return found
}

// again ends a difference between two reads, which is not wrong if the status changed in between.
const again = "Run it again: the status can change between two reads."

// pluralProblems are the differences between what the plural data source read and what the data source did.
func (a api) pluralProblems(many, one map[string]any, id string) []string {
	var found []string
	problem := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }

	elements, _ := many[a.plural.elements].(map[string]any)
	element, _ := elements[id].(map[string]any)
	if element == nil || len(elements) != 1 {
		return []string{fmt.Sprintf("%s has %d elements, and not exactly the one that was asked for.", a.plural.elements, len(elements))}
	}
	for _, name := range slices.Sorted(maps.Keys(element)) {
		if got, want := map[string]any{name: element[name]}, map[string]any{name: one[name]}; !reflect.DeepEqual(got, want) {
			problem("it read %s, and the data source %s. %s", a.shown(got), a.shown(want), again)
		}
	}
	is, reasons := element[a.derived.name], map[string]any{}
	if is != true {
		reasons[id] = element[a.derived.reason]
	}
	if all := "all_" + a.derived.name; many[all] != is {
		problem("%s is %v, and %s of its only element %v.", all, many[all], a.derived.name, is)
	}
	if not := "not_" + a.derived.name; !reflect.DeepEqual(many[not], any(reasons)) {
		problem("%s does not have the %s of exactly those elements whose %s is false.", not, a.derived.reason, a.derived.name)
	}
	return found
}

// actionProblems are the differences between an action's status line and what the data source read.
func (a api) actionProblems(line string, one map[string]any) []string {
	var parts []string
	for _, name := range append(slices.Clone(a.statuses), a.derived.name) {
		if value := one[name]; value != nil {
			parts = append(parts, fmt.Sprintf("%s=%v", name, value))
		}
	}
	if want := strings.Join(parts, " ") + " (no require: nothing checked)"; line != want {
		return []string{fmt.Sprintf("its status line is %q, and after what the data source read it is %q. %s", line, want, again)}
	}
	return nil
}

// shown is a line with the values, to print. Of a private attribute it only shows whether it is null.
func (a api) shown(values map[string]any) string {
	line, err := json.Marshal(a.withoutPrivate(values))
	if err != nil {
		panic(err) // cannot happen: the values come from JSON
	}
	return string(line)
}

func (a api) withoutPrivate(value any) any {
	switch value := value.(type) {
	case map[string]any:
		public := map[string]any{}
		for name, member := range value {
			if slices.Contains(a.private, name) && member != nil {
				member = "(not shown)"
			}
			public[name] = a.withoutPrivate(member)
		}
		return public
	case []any:
		public := make([]any, len(value))
		for i, element := range value {
			public[i] = a.withoutPrivate(element)
		}
		return public
	}
	return value
}
