// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is the text of a decimal number, exactly as it was sent.
type Decimal string

// The bounds of an exact decimal are its number of characters and its exponent. Every amount that the APIs can mean is far
// inside them; computing with a number beyond them (1e999999999) could take seconds and gigabytes.
const (
	maxDecimal  = 150
	maxExponent = 1000
)

// IsDigits reports whether text is one or more decimal digits, as a numeric error code is. Empty text is none.
func IsDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func parseBool(text string) (value, ok bool) {
	switch {
	case strings.EqualFold(text, "true"), text == "1":
		return true, true
	case strings.EqualFold(text, "false"), text == "0":
		return false, true
	}
	return false, false
}

func parseDecimal(text string) (Decimal, bool) {
	return Decimal(text), isNumber(text) && bounded(text)
}

// ParseInt reads any spelling of exactly one integer that fits: 3, 1e3, 3.0.
func ParseInt(text string) (int64, bool) {
	if !isNumber(text) {
		return 0, false
	}
	if mantissa, _, _ := strings.Cut(strings.ToLower(text), "e"); strings.Trim(mantissa, "-0.") == "" {
		return 0, true
	}
	if !bounded(text) {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// isNumber reports whether text is a JSON number and nothing else.
func isNumber(text string) bool {
	return strings.Trim(text, "0123456789.+-eE") == "" && Raw(text).IsValid()
}

// bounded reports whether a number is within the bounds of an exact decimal.
func bounded(number string) bool {
	_, power, _ := strings.Cut(strings.ToLower(number), "e")
	exponent, err := strconv.Atoi(cmp.Or(power, "0"))
	return err == nil && len(number) <= maxDecimal && -maxExponent <= exponent && exponent <= maxExponent
}
