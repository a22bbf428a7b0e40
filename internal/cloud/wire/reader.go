// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"strconv"
	"strings"
)

// Fields reads the fields of one object and remembers the first fault, so that a decoder asks once at its end. A field
// that is absent or null is nil; so is a text that is "". Names are matched exactly.
type Fields struct {
	value Value
	path  string
	first *error
}

// NewFields reads the fields of v, which should be an object; if it is not, that is the first fault.
func NewFields(v Value) *Fields {
	r := &Fields{value: v, first: new(error)}
	if v.kind != object {
		r.fault("", "the body is not a JSON object")
	}
	return r
}

// Err is the first fault of this reader and of those it gave; it names the field and what it should have been.
func (r *Fields) Err() error { return *r.first }

func (r *Fields) fault(where, what string) {
	if *r.first == nil {
		*r.first = &fault{where: where, what: what}
	}
}

// Raw gives a field as it is, the zero Value if it is not there.
func (r *Fields) Raw(name string) Value { return r.value.Get(name) }

// Text reads a string, number or boolean as text.
func (r *Fields) Text(name string) *string {
	sent := read(r, name, Value.Text, "should be text")
	if sent != nil && *sent == "" {
		return nil
	}
	return sent
}

// Word reads text that means nothing when it is blank, as a status: " " is nil like "".
func (r *Fields) Word(name string) *string {
	sent := r.Text(name)
	if sent != nil && strings.TrimSpace(*sent) == "" {
		return nil
	}
	return sent
}

// Bool reads true or false in any letter case, 1 or 0, quoted or not.
func (r *Fields) Bool(name string) *bool {
	return read(r, name, Value.asBool, "should be true or false")
}

// Int reads any spelling of exactly one 64-bit integer.
func (r *Fields) Int(name string) *int64 {
	return read(r, name, Value.asInt, "should be a whole number of at most 64 bits")
}

// Number reads a decimal and gives its text exactly as sent.
func (r *Fields) Number(name string) *string {
	return read(r, name, Value.asNumber, "should be a decimal number of at most 150 characters")
}

func read[T any](r *Fields, name string, as func(Value) (T, bool), what string) *T {
	v := r.value.Get(name)
	if v.Missing() {
		return nil
	}
	value, ok := as(v)
	if !ok {
		r.fault(r.path+name, what)
		return nil
	}
	return &value
}

// Object reads a field that is an object. ok is false if it is absent, null or, a fault, something else; the reader is
// usable all the same and then finds nothing.
func (r *Fields) Object(name string) (fields *Fields, ok bool) {
	v := r.value.Get(name)
	if !v.Missing() && v.kind != object {
		r.fault(r.path+name, "should be an object")
	}
	return &Fields{value: v, path: r.path + name + ".", first: r.first}, v.kind == object
}

// Objects reads a field that is an array of objects; nil if it is absent or null.
func (r *Fields) Objects(name string) []*Fields {
	v := r.value.Get(name)
	if v.Missing() {
		return nil
	}
	if v.kind != array {
		r.fault(r.path+name, "should be an array")
		return nil
	}
	return r.items(v, r.path+name)
}

// NewFieldsList reads a body that is itself an array of objects.
func NewFieldsList(v Value) (items []*Fields, err func() error) {
	r := &Fields{value: v, first: new(error)}
	if v.kind != array {
		r.fault("", "the body is not a JSON array")
	}
	return r.items(v, ""), r.Err
}

func (r *Fields) items(v Value, path string) []*Fields {
	items := make([]*Fields, 0, len(v.items))
	for i, item := range v.items {
		where := path + "[" + strconv.Itoa(i) + "]"
		if item.kind != object {
			r.fault(where, "should be an object")
		}
		items = append(items, &Fields{value: item, path: where + ".", first: r.first})
	}
	return items
}
