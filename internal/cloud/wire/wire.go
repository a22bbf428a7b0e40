// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package wire reads the JSON of the clouds' answers. It is strict about the text and lenient about the scalars: a body
// is JSON to the letter or it is a fault, while "3", 3 and 3.0 are the same number, since the vendors' documents, samples
// and services do not agree on types. Nothing is guessed, rounded or dropped silently, and no fault ever shows a value:
// a response may hold a license key.
//
// encoding/json is not used, because it matches names whatever their letter case, lets the last of two equal names win,
// and repairs broken text.
package wire

import (
	"maps"
	"slices"
)

// kind is what a Value is. The zero value is a field that is not there.
type kind uint8

const (
	absent kind = iota
	null
	boolean
	number
	text
	array
	object
)

// Value is one JSON value. The zero Value stands for one that is not there.
type Value struct {
	kind kind
	// text is a string's text, a number exactly as sent, or "true" and "false".
	text    string
	items   []Value
	members map[string]Value
}

// IsObject reports whether v is an object.
func (v Value) IsObject() bool { return v.kind == object }

// Array gives the items of an array; ok is false for anything else.
func (v Value) Array() (items []Value, ok bool) { return v.items, v.kind == array }

// Missing reports whether v is null or not there at all.
func (v Value) Missing() bool { return v.kind == absent || v.kind == null }

// Names gives the names of an object's members, sorted.
func (v Value) Names() []string { return slices.Sorted(maps.Keys(v.members)) }

// Get gives the member of an object with exactly that name, or the zero Value.
func (v Value) Get(name string) Value { return v.members[name] }

// fault is what is wrong with a response: where, and what it should have been. It never holds a value.
type fault struct{ where, what string }

func (f *fault) Error() string {
	if f.where == "" {
		return f.what
	}
	return f.where + " " + f.what
}
