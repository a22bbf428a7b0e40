// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"strconv"
	"strings"
)

// The bounds of an exact decimal: characters in all, and its power of ten. Every amount the APIs can mean is far inside;
// a text beyond them could cost whoever turns it into a number seconds and megabytes.
const (
	maxDecimal  = 150
	maxExponent = 1000
)

// Text reads a string, number or boolean as text; a number's is the one that was sent. ok is false for anything else.
func (v Value) Text() (string, bool) {
	switch v.kind {
	case text, number, boolean:
		return v.text, true
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
	if v.kind != number && v.kind != text {
		return "", false
	}
	d, ok := parseDecimal(v.text)
	ok = ok && len(v.text) <= maxDecimal && -maxExponent <= d.exponent && d.exponent <= maxExponent
	return v.text, ok
}

// asInt reads any spelling of exactly one integer that fits: 3, "3", 1e3, 3.0.
func (v Value) asInt() (int64, bool) {
	if v.kind != number && v.kind != text {
		return 0, false
	}
	d, ok := parseDecimal(v.text)
	if ok && d.digits == "" {
		return 0, true
	}
	if !ok || d.exponent < 0 || len(d.digits)+d.exponent > len("9223372036854775808") {
		return 0, false
	}
	n, err := strconv.ParseInt(d.sign+d.digits+strings.Repeat("0", d.exponent), 10, 64)
	return n, err == nil
}

// decimal is sign digits × 10^exponent, digits without zeros at either end; zero has no digits.
type decimal struct {
	sign     string
	digits   string
	exponent int
}

// parseDecimal takes a JSON number apart without ever building it, so that 1e999999999 costs no more than its text.
func parseDecimal(sent string) (decimal, bool) {
	if sent == "" || numberPrefix([]byte(sent)) != len(sent) {
		return decimal{}, false
	}
	var d decimal
	rest, negative := strings.CutPrefix(sent, "-")
	if negative {
		d.sign = "-"
	}
	mantissa, power := rest, ""
	if e := strings.IndexAny(rest, "eE"); e >= 0 {
		mantissa, power = rest[:e], rest[e+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.digits = strings.TrimLeft(whole+fraction, "0")
	d.exponent = parseExponent(power) - len(fraction)
	trimmed := strings.TrimRight(d.digits, "0")
	d.exponent += len(d.digits) - len(trimmed)
	d.digits = trimmed
	return d, true
}

// parseExponent stops counting at a billion, which is beyond every bound here and longer than any body.
func parseExponent(power string) int {
	const enough = 1_000_000_000
	digits := strings.TrimLeft(strings.TrimLeft(power, "+-"), "0")
	n := enough
	if len(digits) < len("1000000000") {
		n = 0
		for _, c := range []byte(digits) {
			n = n*10 + int(c-'0')
		}
	}
	if strings.HasPrefix(power, "-") {
		return -n
	}
	return n
}
