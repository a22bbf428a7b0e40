// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import "strconv"

// Fields reads the fields of one object and remembers the first error, so that a decoder checks once at its end. A
// field that is absent or null is nil, as text "". Names are matched exactly.
type Fields struct {
	value Value
	path  string
	first *error
}

// NewFields reads the fields of v, which should be an object; if it is not, that is the first error.
func NewFields(v Value) *Fields {
	r := &Fields{value: v, first: new(error)}
	if !v.IsObject() {
		r.fail("", "the body is not a JSON object")
	}
	return r
}

// Err gives the first error of these fields and of those read from them; it names the field and what it should have been.
func (r *Fields) Err() error { return *r.first }

func (r *Fields) fail(field, problem string) {
	if *r.first == nil {
		*r.first = &bodyError{field: field, problem: problem}
	}
}

// Raw gives a field as it is, the zero Value if it is not there.
func (r *Fields) Raw(name string) Value { return r.value.Get(name) }

// String reads a string, number or boolean as text, "" if it is absent or null.
func (r *Fields) String(name string) string {
	if sent := read(r, name, Value.Text, "should be text"); sent != nil {
		return *sent
	}
	return ""
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

func read[T any](r *Fields, name string, as func(Value) (T, bool), problem string) *T {
	v := r.value.Get(name)
	if v.Missing() {
		return nil
	}
	value, ok := as(v)
	if !ok {
		r.fail(r.path+name, problem)
		return nil
	}
	return &value
}

// Object reads a field that is an object. ok is false if it is absent, null or something else, which is an error;
// the result is usable all the same and then has no fields.
func (r *Fields) Object(name string) (fields *Fields, ok bool) {
	v := r.value.Get(name)
	if !v.Missing() && !v.IsObject() {
		r.fail(r.path+name, "should be an object")
	}
	return &Fields{value: v, path: r.path + name + ".", first: r.first}, v.IsObject()
}

// Objects reads a field that is an array of objects; nil if it is absent or null.
func (r *Fields) Objects(name string) []*Fields {
	v := r.value.Get(name)
	if v.Missing() {
		return nil
	}
	values, ok := v.Array()
	if !ok {
		r.fail(r.path+name, "should be an array")
	}
	return r.items(values, r.path+name)
}

// NewFieldsList reads a body that is itself an array of objects.
func NewFieldsList(v Value) (items []*Fields, err func() error) {
	r := &Fields{value: v, first: new(error)}
	values, ok := v.Array()
	if !ok {
		r.fail("", "the body is not a JSON array")
	}
	return r.items(values, ""), r.Err
}

func (r *Fields) items(values []Value, path string) []*Fields {
	items := make([]*Fields, 0, len(values))
	for i, item := range values {
		where := path + "[" + strconv.Itoa(i) + "]"
		if !item.IsObject() {
			r.fail(where, "should be an object")
		}
		items = append(items, &Fields{value: item, path: where + ".", first: r.first})
	}
	return items
}
