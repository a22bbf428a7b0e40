// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package wire reads the JSON of responses. It is strict about the text and lenient about scalars: a body that is not
// JSON to the letter is an error, while "3", 3 and 3.0 are the same number, since the vendors' documents, samples and
// services do not agree on types. Nothing is guessed, rounded or dropped silently, and no error shows a value: a response
// may hold a license key.
//
// The grammar and the tokens are encoding/json's. Its Unmarshal is not used, because it matches names whatever their
// letter case, lets the last of two equal names win, and repairs broken text.
package wire

import (
	"maps"
	"slices"
)

// Value is one JSON value. The zero Value is null, or a field that is not there.
type Value struct {
	// node is a string, json.Number, bool, []any, map[string]any or nil.
	node any
}

// IsObject reports whether v is an object.
func (v Value) IsObject() bool {
	_, ok := v.node.(map[string]any)
	return ok
}

// Array gives the items of an array; ok is false for anything else.
func (v Value) Array() (items []Value, ok bool) {
	nodes, ok := v.node.([]any)
	for _, node := range nodes {
		items = append(items, Value{node})
	}
	return items, ok
}

// Missing reports whether v is null or not there at all.
func (v Value) Missing() bool { return v.node == nil }

// Names gives the names of an object's members, sorted.
func (v Value) Names() []string {
	members, _ := v.node.(map[string]any)
	return slices.Sorted(maps.Keys(members))
}

// Get gives the member of an object with exactly that name, or the zero Value.
func (v Value) Get(name string) Value {
	members, _ := v.node.(map[string]any)
	return Value{members[name]}
}

// bodyError tells what is wrong with a response's body: in which field, and what was expected there. It never holds a
// value of the body.
type bodyError struct{ field, problem string }

func (e *bodyError) Error() string {
	if e.field == "" {
		return e.problem
	}
	return e.field + " " + e.problem
}
