// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deeply arrays and objects may nest. The documents need three; the rest is room for what they add.
const maxDepth = 64

// Parse reads a body that is one JSON value and nothing else (RFC 8259): UTF-8 without a byte order mark, every name
// once in its object, no half of a surrogate pair, nothing behind the value.
func Parse(body []byte) (Value, error) {
	switch {
	case len(bytes.TrimLeft(body, " \t\r\n")) == 0:
		return Value{}, &fault{what: "the body is empty"}
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return Value{}, &fault{what: "the body begins with a byte order mark"}
	case !utf8.Valid(body):
		return Value{}, &fault{what: "the body is not valid UTF-8"}
	}
	p := parser{in: body}
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	p.space()
	if p.at < len(p.in) {
		return Value{}, p.fault("the body goes on after its JSON value")
	}
	return v, nil
}

type parser struct {
	in []byte
	at int
}

func (p *parser) fault(what string) error {
	return &fault{what: fmt.Sprintf("%s (byte %d)", what, p.at)}
}

// broken is the fault of text that breaks the grammar, or ends too early.
func (p *parser) broken() error {
	if p.at >= len(p.in) {
		return p.fault("the body is cut off")
	}
	return p.fault("the body is not JSON")
}

func (p *parser) space() {
	for p.at < len(p.in) {
		switch p.in[p.at] {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return
		}
	}
}

// peek gives the next byte that is no white space, 0 at the end.
func (p *parser) peek() byte {
	p.space()
	if p.at < len(p.in) {
		return p.in[p.at]
	}
	return 0
}

func (p *parser) value(depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, p.fault("the body nests too deeply")
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, err := p.string()
		return Value{kind: text, text: s}, err
	case c == '-' || c >= '0' && c <= '9':
		n := numberPrefix(p.in[p.at:])
		if n == 0 {
			return Value{}, p.fault("the body is not JSON")
		}
		p.at += n
		return Value{kind: number, text: string(p.in[p.at-n : p.at])}, nil
	case c == 't':
		return Value{kind: boolean, text: "true"}, p.word("true")
	case c == 'f':
		return Value{kind: boolean, text: "false"}, p.word("false")
	case c == 'n':
		return Value{kind: null}, p.word("null")
	}
	return Value{}, p.broken()
}

func (p *parser) word(word string) error {
	if !bytes.HasPrefix(p.in[p.at:], []byte(word)) {
		return p.fault("the body is not JSON")
	}
	p.at += len(word)
	return nil
}

func (p *parser) array(depth int) (Value, error) {
	v := Value{kind: array}
	p.at++
	if p.peek() == ']' {
		p.at++
		return v, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return Value{}, err
		}
		v.items = append(v.items, item)
		switch p.peek() {
		case ',':
			p.at++
		case ']':
			p.at++
			return v, nil
		default:
			return Value{}, p.broken()
		}
	}
}

func (p *parser) object(depth int) (Value, error) {
	v := Value{kind: object, members: map[string]Value{}}
	p.at++
	if p.peek() == '}' {
		p.at++
		return v, nil
	}
	for {
		if p.peek() != '"' {
			return Value{}, p.broken()
		}
		name, err := p.string()
		if err != nil {
			return Value{}, err
		}
		if _, twice := v.members[name]; twice {
			return Value{}, p.fault("the body gives one name twice in the same object")
		}
		if p.peek() != ':' {
			return Value{}, p.broken()
		}
		p.at++
		if v.members[name], err = p.value(depth + 1); err != nil {
			return Value{}, err
		}
		switch p.peek() {
		case ',':
			p.at++
		case '}':
			p.at++
			return v, nil
		default:
			return Value{}, p.broken()
		}
	}
}

// string reads a string whose opening quote is next.
func (p *parser) string() (string, error) {
	p.at++
	start := p.at
	var out []byte
	for p.at < len(p.in) {
		switch c := p.in[p.at]; {
		case c == '"':
			out = append(out, p.in[start:p.at]...)
			p.at++
			return string(out), nil
		case c < ' ':
			return "", p.fault("the body has a bare control character in a string")
		case c == '\\':
			out = append(out, p.in[start:p.at]...)
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
			start = p.at
		default:
			p.at++
		}
	}
	return "", p.broken()
}

// escapes are the short ones.
var escapes = map[byte]rune{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// escape reads one escaped character, with both halves of a surrogate pair. Half a pair is no character, so it is a
// fault: a Terraform string could not hold it.
func (p *parser) escape() (rune, error) {
	p.at++
	if p.at >= len(p.in) {
		return 0, p.broken()
	}
	if r, short := escapes[p.in[p.at]]; short {
		p.at++
		return r, nil
	}
	r, err := p.unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if bytes.HasPrefix(p.in[p.at:], []byte(`\u`)) {
		p.at++
		low, err := p.unit()
		if err != nil {
			return 0, err
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, nil
		}
	}
	return 0, p.fault("the body has half of a surrogate pair in a string")
}

// unit reads uXXXX.
func (p *parser) unit() (rune, error) {
	if p.at >= len(p.in) || p.in[p.at] != 'u' {
		return 0, p.broken()
	}
	p.at++
	if p.at+4 > len(p.in) {
		p.at = len(p.in)
		return 0, p.broken()
	}
	for _, c := range p.in[p.at : p.at+4] {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return 0, p.fault("the body is not JSON")
		}
	}
	u, err := strconv.ParseUint(string(p.in[p.at:p.at+4]), 16, 16)
	if err != nil {
		return 0, p.fault("the body is not JSON")
	}
	p.at += 4
	return rune(u), nil
}

// numberPrefix gives the length of the JSON number that in begins with, 0 if there is none. A number that runs into
// other text ("01", "1x") leaves the rest, which no caller accepts.
func numberPrefix(in []byte) int {
	i := 0
	digits := func() bool {
		start := i
		for i < len(in) && '0' <= in[i] && in[i] <= '9' {
			i++
		}
		return i > start
	}
	if i < len(in) && in[i] == '-' {
		i++
	}
	if i < len(in) && in[i] == '0' {
		i++
	} else if !digits() {
		return 0
	}
	if i < len(in) && in[i] == '.' {
		i++
		if !digits() {
			return 0
		}
	}
	if i < len(in) && (in[i] == 'e' || in[i] == 'E') {
		i++
		if i < len(in) && (in[i] == '+' || in[i] == '-') {
			i++
		}
		if !digits() {
			return 0
		}
	}
	return i
}
