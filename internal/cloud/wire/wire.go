// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package wire reads the JSON of responses into plain structs. It is strict about the text and lenient about scalars: a
// body that is not JSON to the letter is an error, while "3", 3 and 3.0 are the same number, since the vendors' documents,
// samples and services do not agree on types. Nothing is guessed, rounded or dropped silently, and no error shows a value: a
// response may hold a license key. How status words and region ids are spelled is here too.
//
// The text is encoding/json/v2's, which refuses invalid UTF-8, duplicate names and what follows the value. Names are
// matched whatever their letter case, underscores and hyphens, so a field needs a tag only if its own name is another.
//
//	string    a string, number or boolean as text, "" if it is absent or null
//	*bool     true and false in any letter case, 1 and 0, quoted or not; nil if it is absent or null
//	*int64    any spelling of exactly one integer of 64 bits, quoted or not
//	*Decimal  a decimal as it was sent, quoted or not
//	struct    an object; *struct if it may be null
//	slice     an array; null is none
//	Raw       anything, to be read later
package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Raw is one JSON value that was not looked into; nil is one that is absent.
type Raw = jsontext.Value

// Unmarshal reads a body, which is one JSON value and nothing else, into v. err tells what is wrong with the text, and v is
// zero then. unreadable names the first field with a value of another type; v has everything else, so that a response that
// reports a failure can be told from one that is malformed.
func Unmarshal(body []byte, v any) (unreadable, err error) {
	var r reader
	err = json.Unmarshal(body, v, json.MatchCaseInsensitiveNames(true), json.WithUnmarshalers(json.UnmarshalFromFunc(r.read)))
	if err != nil {
		reflect.ValueOf(v).Elem().SetZero()
		return nil, textError(body, err)
	}
	return r.unreadable, nil
}

// TextError is a body that is not JSON at an offset.
type TextError struct {
	problem string
	Offset  int
}

func (e *TextError) Error() string { return "the body " + e.problem }

// textError words an error of the JSON library, whose own text may quote the body.
func textError(body []byte, err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case len(bytes.TrimLeft(body, " \t\r\n")) == 0:
		return &TextError{"is empty", len(body)}
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return errors.New("the body begins with a byte order mark")
	case !utf8.Valid(body):
		return errors.New("the body is not valid UTF-8")
	case errors.Is(err, jsontext.ErrDuplicateName):
		return errors.New("the body gives one name twice in the same object")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &TextError{fmt.Sprintf("is cut off (byte %d)", len(body)), len(body)}
	case errors.As(err, &syntax) && Raw(body[:syntax.ByteOffset]).IsValid():
		return &TextError{fmt.Sprintf("goes on after its JSON value (byte %d)", syntax.ByteOffset), int(syntax.ByteOffset)}
	case errors.As(err, &syntax):
		return &TextError{fmt.Sprintf("is not JSON (byte %d)", syntax.ByteOffset), int(syntax.ByteOffset)}
	}
	return errors.New("the body is not JSON")
}

// reader reads values for encoding/json/v2 and remembers the first that has another type than its field.
type reader struct{ unreadable error }

// read reads a scalar into v itself, and leaves objects and arrays that are ones to the library.
func (r *reader) read(d *jsontext.Decoder, v any) error {
	switch v := v.(type) {
	case *Raw:
	case *string:
		return r.scalar(d, "text", func(text string) bool { *v = text; return true })
	case **bool:
		return r.scalar(d, "true or false", setter(v, parseBool))
	case **int64:
		return r.scalar(d, "a whole number of at most 64 bits", setter(v, ParseInt))
	case **Decimal:
		return r.scalar(d, "a decimal number of at most 150 characters", setter(v, parseDecimal))
	default:
		switch kind := d.PeekKind(); reflect.TypeOf(v).Elem().Kind() {
		case reflect.Struct:
			if kind != jsontext.KindBeginObject {
				return r.skip(d, "an object")
			}
		case reflect.Slice:
			if kind != jsontext.KindBeginArray && kind != jsontext.KindNull {
				return r.skip(d, "an array")
			}
		}
	}
	return errors.ErrUnsupported // here the library's word for "not mine"
}

// scalar passes the text of a string, number or boolean to set, which returns whether it can be used.
func (r *reader) scalar(d *jsontext.Decoder, want string, set func(text string) bool) error {
	if kind := d.PeekKind(); kind == jsontext.KindBeginObject || kind == jsontext.KindBeginArray {
		return r.skip(d, want)
	}
	token, err := d.ReadToken()
	if err == nil && token.Kind() != jsontext.KindNull && !set(token.String()) {
		r.refuse(d, want)
	}
	return err
}

func setter[T any](field **T, parse func(string) (T, bool)) func(text string) bool {
	return func(text string) bool {
		value, ok := parse(text)
		if ok {
			*field = &value
		}
		return ok
	}
}

func (r *reader) skip(d *jsontext.Decoder, want string) error {
	err := d.SkipValue()
	if err == nil {
		r.refuse(d, want)
	}
	return err
}

// refuse remembers that the value that has just been read is not what it should be. Its place consists of names that the
// structs have, and of indexes.
func (r *reader) refuse(d *jsontext.Decoder, want string) {
	if r.unreadable != nil {
		return
	}
	var place strings.Builder
	for name := range d.StackPointer().Tokens() {
		switch {
		case IsDigits(name):
			name = "[" + name + "]"
		case place.Len() > 0:
			name = "." + name
		}
		place.WriteString(name)
	}
	if place.Len() == 0 {
		r.unreadable = errors.New("the body is not a JSON " + want[strings.IndexByte(want, ' ')+1:])
		return
	}
	r.unreadable = errors.New(place.String() + " should be " + want)
}
