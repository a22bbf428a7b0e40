// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// StringOrNull makes a Terraform string; "" is null, since the clouds send either for "nothing".
func StringOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// NumberOrNull makes a Terraform number of a decimal without rounding: 512 bits hold more digits than any cloud sends.
func NumberOrNull(d *wire.Decimal) types.Number {
	if d == nil {
		return types.NumberNull()
	}
	f, _, err := big.ParseFloat(string(*d), 10, 512, big.ToNearestEven)
	if err != nil {
		panic(err) // a Decimal is a number within bounds
	}
	return types.NumberValue(f)
}

// Timestamp is a point in time as exact as it was sent. Without a zone it is a range, from the instant in the easternmost
// zone to that in the westernmost.
type Timestamp struct{ earliest, latest time.Time }

// The extreme offsets from UTC.
const (
	easternmost = 14 * time.Hour
	westernmost = -12 * time.Hour
)

// ParseTimestamp parses a timestamp whose form its document leaves open: an integer of 10 digits (seconds since 1970) or
// of 12 to 15 (milliseconds) that is not also a date, or RFC 3339, also with a space for its T, a zone without a colon, or no zone. ok is false
// for anything else.
func ParseTimestamp(text string) (t Timestamp, ok bool) {
	text = strings.TrimSpace(text)
	if n, ok := wire.ParseInt(text); ok {
		return epoch(n)
	}
	text = strings.ToUpper(text)
	if date := len(time.DateOnly); len(text) > date && text[date] == ' ' {
		text = text[:date] + "T" + text[date+1:]
	}
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700"} {
		if at, err := time.Parse(layout, text); err == nil {
			return Timestamp{at, at}, true
		}
	}
	at, err := time.Parse("2006-01-02T15:04:05", text)
	return Timestamp{at.Add(-easternmost), at.Add(-westernmost)}, err == nil
}

// epoch tells seconds from milliseconds by the number of digits. Milliseconds have up to 15, which stand for "forever";
// 11 digits are neither.
func epoch(n int64) (Timestamp, bool) {
	var at time.Time
	switch {
	case 1e9 <= n && n < 1e10:
		at = time.Unix(n, 0)
	case 1e11 <= n && n < 1e15 && !isDate(n):
		at = time.UnixMilli(n)
	default:
		return Timestamp{}, false
	}
	return Timestamp{at, at}, true
}

// isDate reports whether the digits of n are also a date and time, such as 20200101000000, so that n could mean either.
func isDate(n int64) bool {
	digits := strconv.FormatInt(n, 10)
	for _, layout := range []string{"200601021504", "20060102150405"} {
		if at, err := time.Parse(layout, digits); err == nil && 1970 <= at.Year() && at.Year() < 2200 {
			return true
		}
	}
	return false
}

// After reports whether t is after now in every zone.
func (t Timestamp) After(now time.Time) bool { return t.earliest.After(now) }

// Reached reports whether t is not after now in any zone.
func (t Timestamp) Reached(now time.Time) bool { return !t.latest.After(now) }

// TimestampOrNull makes the *_at form of a timestamp: RFC 3339 in UTC to the second, or null if the timestamp is no instant,
// or one that RFC 3339 cannot represent. The *_time attribute beside it has what was sent.
func TimestampOrNull(s string) types.String {
	t, ok := ParseTimestamp(s)
	at := t.earliest.UTC()
	if !ok || !t.earliest.Equal(t.latest) || at.Year() < 0 || at.Year() > 9999 {
		return types.StringNull()
	}
	return types.StringValue(at.Format(time.RFC3339))
}

// QuoteIfNeeded returns a value for a sentence: in quotes if it is empty, or contains white space, quotes or what cannot be
// printed.
func QuoteIfNeeded(value string) string {
	odd := func(r rune) bool { return r == '"' || r == '\\' || unicode.IsSpace(r) || !unicode.IsPrint(r) }
	if value == "" || strings.ContainsFunc(value, odd) {
		return strconv.Quote(value)
	}
	return value
}
