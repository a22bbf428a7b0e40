// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds how deeply arrays and objects may nest. The documented responses need three levels.
const maxDepth = 64

// Parse reads a body that is one JSON value and nothing else (RFC 8259): UTF-8 without a byte order mark, every name
// once in its object, no unpaired surrogate, nothing behind the value.
func Parse(body []byte) (Value, error) {
	switch {
	case len(bytes.TrimLeft(body, " \t\r\n")) == 0:
		return Value{}, &bodyError{problem: "the body is empty"}
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return Value{}, &bodyError{problem: "the body begins with a byte order mark"}
	case !utf8.Valid(body):
		return Value{}, &bodyError{problem: "the body is not valid UTF-8"}
	}
	tree, err := decode(body)
	if err != nil {
		return Value{}, err
	}
	names, unpaired := scan(body)
	members, depth := measure(tree)
	switch {
	case unpaired >= 0:
		return Value{}, errorAt("the body has half of a surrogate pair in a string", unpaired)
	case depth > maxDepth:
		return Value{}, &bodyError{problem: "the body nests too deeply"}
	case members != names: // encoding/json keeps only the last of equal names
		return Value{}, &bodyError{problem: "the body gives one name twice in the same object"}
	}
	return Value{tree}, nil
}

// decode reads JSON with encoding/json, numbers as they were sent.
func decode(body []byte) (tree any, err error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	err = d.Decode(&tree)
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errorAt("the body is cut off", len(body))
	case errors.As(err, &syntax):
		return nil, errorAt("the body is not JSON", int(syntax.Offset)-1)
	case err != nil:
		return nil, &bodyError{problem: "the body is not JSON"}
	}
	if end := int(d.InputOffset()); len(bytes.TrimLeft(body[end:], " \t\r\n")) > 0 {
		return nil, errorAt("the body goes on after its JSON value", end)
	}
	return tree, nil
}

func errorAt(problem string, offset int) error {
	return &bodyError{problem: fmt.Sprintf("%s (byte %d)", problem, offset)}
}

// scan looks in valid JSON for what encoding/json repairs silently. It counts the names in all objects, each of which a
// colon follows, and gives the offset of the first \uXXXX that is half of a surrogate pair, -1 if there is none.
func scan(body []byte) (names, unpaired int) {
	quoted := false
	for at := 0; at < len(body); at++ {
		switch body[at] {
		case '"':
			quoted = !quoted
		case ':':
			if !quoted {
				names++
			}
		case '\\':
			length := escapeLength(body[at:])
			if length == 0 {
				return names, at
			}
			at += length - 1
		}
	}
	return names, -1
}

// escapeLength gives the length of the escape that text begins with, 0 if it is half of a surrogate pair.
func escapeLength(text []byte) int {
	first := unicodeEscape(text)
	switch {
	case !utf16.IsSurrogate(first):
		return len(`\n`) // the hexadecimal digits of \uXXXX are read as text
	case utf16.DecodeRune(first, unicodeEscape(text[len(`\uXXXX`):])) != utf8.RuneError:
		return len(`\uXXXX\uXXXX`)
	default:
		return 0
	}
}

// unicodeEscape gives the code unit of the \uXXXX that text begins with, -1 if it begins with something else.
func unicodeEscape(text []byte) rune {
	if !bytes.HasPrefix(text, []byte(`\u`)) {
		return -1
	}
	unit, err := strconv.ParseUint(string(text[len(`\u`):len(`\uXXXX`)]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(unit)
}

// measure counts the members of all objects in a tree, and tells how deeply it nests.
func measure(tree any) (members, depth int) {
	add := func(child any) {
		m, d := measure(child)
		members += m
		depth = max(depth, d+1)
	}
	switch tree := tree.(type) {
	case []any:
		for _, item := range tree {
			add(item)
		}
	case map[string]any:
		members = len(tree)
		for _, member := range tree {
			add(member)
		}
	}
	return members, depth
}
