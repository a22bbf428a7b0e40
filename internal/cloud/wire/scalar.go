// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
)

// The bounds of an exact decimal are its number of characters and its exponent. Every amount that the APIs can mean is far
// inside them; computing with a number beyond them (1e999999999) could take seconds and gigabytes.
const (
	maxDecimal  = 150
	maxExponent = 1000
)

// Text reads a string, number or boolean as text; a number's is the one that was sent. ok is false for anything else.
func (v Value) Text() (string, bool) {
	switch node := v.node.(type) {
	case string:
		return node, true
	case json.Number:
		return node.String(), true
	case bool:
		return strconv.FormatBool(node), true
	default:
		return "", false
	}
}

// IsDigits reports whether text is one or more decimal digits, as a numeric error code is. Empty text is none.
func IsDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// asBool reads true and false in any letter case, 1 and 0, quoted or not.
func (v Value) asBool() (value, ok bool) {
	sent, ok := v.Text()
	if !ok {
		return false, false
	}
	switch {
	case strings.EqualFold(sent, "true"), sent == "1":
		return true, true
	case strings.EqualFold(sent, "false"), sent == "0":
		return false, true
	}
	return false, false
}

// asNumber reads a decimal, quoted or not, and gives it exactly as sent.
func (v Value) asNumber() (string, bool) {
	sent, ok := v.number()
	return sent, ok && bounded(sent)
}

// asInt reads any spelling of exactly one integer that fits: 3, "3", 1e3, 3.0.
func (v Value) asInt() (int64, bool) {
	sent, ok := v.number()
	if !ok {
		return 0, false
	}
	if n, err := strconv.ParseInt(sent, 10, 64); err == nil {
		return n, true
	}
	if mantissa, _ := cutExponent(sent); strings.Trim(mantissa, "-0.") == "" {
		return 0, true
	}
	if !bounded(sent) {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(sent)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// number gives the text of a number, or of a string that holds one and nothing else.
func (v Value) number() (string, bool) {
	switch node := v.node.(type) {
	case json.Number:
		return node.String(), true
	case string:
		only := node != "" && strings.Trim(node, "0123456789.+-eE") == ""
		return node, only && json.Valid([]byte(node))
	default:
		return "", false
	}
}

// bounded reports whether a number is within the bounds of an exact decimal.
func bounded(number string) bool {
	_, power := cutExponent(number)
	exponent, err := strconv.Atoi(power)
	return err == nil && len(number) <= maxDecimal && -maxExponent <= exponent && exponent <= maxExponent
}

// cutExponent takes a number apart at its e or E; without one its exponent is 0.
func cutExponent(number string) (mantissa, exponent string) {
	if at := strings.IndexAny(number, "eE"); at >= 0 {
		return number[:at], number[at+1:]
	}
	return number, "0"
}
