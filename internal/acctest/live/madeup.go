// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// madeUp replaces values by made-up ones of the same form, the same value by the same one. The original cannot be computed
// from them: they are random.
type madeUp struct {
	// values are the made-up values so far, by the original in lower case. The recordings of one run share them.
	values map[string]string
	// kept are the members of a JSON text that keep their values.
	kept []string
}

// hexadecimal matches ids such as UUIDs, which have to stay hexadecimal, also with a part that is masked.
var hexadecimal = regexp.MustCompile(`^[0-9a-f*-]{8,}$`)

// text replaces a string. Letters and digits become others of their kind; everything else stays. Strings that differ in
// letter case only do so afterwards, since the clouds compare ids without it.
func (m *madeUp) text(original string) string {
	key := strings.ToLower(original)
	if _, found := m.values[key]; !found {
		letters := "abcdefghijklmnopqrstuvwxyz"
		if hexadecimal.MatchString(key) {
			letters = "abcdef"
		}
		m.values[key] = replaced(key, letters)
	}
	var b strings.Builder
	made := []rune(m.values[key])
	for i, r := range []rune(original) {
		if unicode.IsUpper(r) {
			made[i] = unicode.ToUpper(made[i])
		}
		b.WriteRune(made[i])
	}
	return b.String()
}

// replaced replaces each letter and digit of a lower-case text.
func replaced(text, letters string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '0' <= r && r <= '9':
			return other(r, "123456789")
		case unicode.Is(unicode.Han, r):
			return other(r, "示例测试场景应用")
		case unicode.IsLetter(r), unicode.IsMark(r), unicode.IsNumber(r), r > unicode.MaxASCII && !unicode.IsPunct(r):
			return other(r, letters)
		}
		return r
	}, text)
}

// other picks a character other than r.
func other(r rune, from string) rune {
	choice := slices.DeleteFunc([]rune(from), func(c rune) bool { return c == r })
	return choice[rand.IntN(len(choice))] //nolint:gosec // a made-up id is no secret
}

// plain are strings that reveal nothing.
var plain = []string{"", "success", "ok", "true", "false"}

// body replaces the values in a JSON text but those of the kept members, and leaves their types, their order and the
// spelling of numbers. The emulator fills in the ids of its own requests.
func (m *madeUp) body(original []byte) (json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(original))
	decoder.UseNumber()
	var b bytes.Buffer
	if err := m.value(decoder, "", &b); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return b.Bytes(), nil
}

// value replaces the next value of decoder, the one of a member with this name.
func (m *madeUp) value(decoder *json.Decoder, name string, b *bytes.Buffer) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	keep := slices.Contains(m.kept, name)
	switch token := token.(type) {
	case json.Delim:
		return m.elements(decoder, token, name, b)
	case string:
		if !keep {
			token = m.member(name, token)
		}
		b.Write(quoted(token))
	case json.Number:
		if text := token.String(); keep {
			b.WriteString(text)
		} else {
			b.WriteString(m.number(text))
		}
	case bool:
		fmt.Fprint(b, token)
	case nil:
		b.WriteString("null")
	}
	return nil
}

// elements replaces the values in an object or an array, which begins with open.
func (m *madeUp) elements(decoder *json.Decoder, open json.Delim, name string, b *bytes.Buffer) error {
	b.WriteString(open.String())
	for first := true; decoder.More(); first = false {
		if !first {
			b.WriteString(",")
		}
		if open == '{' {
			member, err := decoder.Token()
			if err != nil {
				return err
			}
			name, _ = member.(string)
			b.Write(quoted(name))
			b.WriteString(":")
		}
		if err := m.value(decoder, name, b); err != nil {
			return err
		}
	}
	end, err := decoder.Token()
	if err == nil {
		b.WriteString(fmt.Sprint(end))
	}
	return err
}

// member replaces the string of a member.
func (m *madeUp) member(name, original string) string {
	switch {
	case slices.Contains(plain, strings.ToLower(original)):
		return original
	case strings.EqualFold(strings.ReplaceAll(name, "_", ""), "RequestId"):
		return "${request_id}"
	case strings.EqualFold(strings.ReplaceAll(name, "_", ""), "TraceId"):
		return "${trace_id}"
	}
	if strings.HasPrefix(strings.TrimSpace(original), "{") {
		if inner, err := m.body([]byte(original)); err == nil {
			return string(inner)
		}
	}
	return m.text(original)
}

// number replaces the digits of a number, the same number by the same one as in a string.
func (m *madeUp) number(original string) string {
	if strings.Trim(original, "0123456789") != "" {
		return "0" // no id has a sign, a fraction or an exponent
	}
	return m.text(original)
}

// quoted is a JSON string, with <, > and & as they are.
func quoted(text string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // cannot happen: a string can be encoded
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
