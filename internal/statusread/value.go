// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// StringOrNull makes a Terraform string; nil and "" are null, since the clouds use either for "nothing".
func StringOrNull(s *string) types.String {
	if s == nil || *s == "" {
		return types.StringNull()
	}
	return types.StringValue(*s)
}

// NumberFromDecimal makes a Terraform number from decimal text without rounding: 512 bits hold more digits than any cloud sends.
func NumberFromDecimal(s *string) (types.Number, error) {
	if s == nil {
		return types.NumberNull(), nil
	}
	f, _, err := big.ParseFloat(*s, 10, 512, big.ToNearestEven)
	if err != nil || f.IsInf() {
		return types.NumberNull(), &apierr.Error{
			Kind: apierr.MalformedResponse, Reason: "The answer holds a number that cannot be read.", Err: err,
		}
	}
	return types.NumberValue(f), nil
}

// Timestamp is a point in time as far as its text tells. Text without a zone leaves it open between two instants, that
// of the easternmost zone and that of the westernmost.
type Timestamp struct{ earliest, latest time.Time }

// The zones at the ends of the earth, against UTC.
const (
	easternmost = 14 * time.Hour
	westernmost = -12 * time.Hour
)

// ParseTimestamp reads a timestamp whose form its document leaves open: an integer of 10 digits (seconds since 1970) or
// of 12 to 15 (milliseconds), or RFC 3339, also with a blank for its T, a zone without a colon, or no zone. ok is false
// for anything else, since a guess would be an invention.
func ParseTimestamp(text string) (t Timestamp, ok bool) {
	text = strings.TrimSpace(text)
	if n, ok := parseInteger(text); ok {
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

// epoch tells seconds from milliseconds by the number of digits. Milliseconds have up to 15, which is how "for ever" is
// spelled; 11 digits are neither.
func epoch(n int64) (Timestamp, bool) {
	var at time.Time
	switch {
	case 1e9 <= n && n < 1e10:
		at = time.Unix(n, 0)
	case 1e11 <= n && n < 1e15:
		at = time.UnixMilli(n)
	default:
		return Timestamp{}, false
	}
	return Timestamp{at, at}, true
}

// decimal is decimal text of a size that costs nothing: 1e999999999 does not match.
var decimal = regexp.MustCompile(`^[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?$`)

// parseInteger reads any spelling of exactly one integer that is not negative: 3, 3.0, 0.3e1.
func parseInteger(text string) (int64, bool) {
	if !decimal.MatchString(text) {
		return 0, false
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok || !n.IsInt() || !n.Num().IsInt64() {
		return 0, false
	}
	return n.Num().Int64(), true
}

// HasZone reports whether the text told the instant itself.
func (t Timestamp) HasZone() bool { return t.earliest.Equal(t.latest) }

// After reports whether t is after now, in whatever zone.
func (t Timestamp) After(now time.Time) bool { return t.earliest.After(now) }

// Reached reports whether now has come to t, in whatever zone.
func (t Timestamp) Reached(now time.Time) bool { return !t.latest.After(now) }

// TimestampOrNull makes the *_at form of a timestamp: RFC 3339 in UTC to the second, or null where the text tells no instant, or
// one that RFC 3339 cannot write. The *_time attribute beside it keeps what was sent.
func TimestampOrNull(s *string) types.String {
	if s == nil {
		return types.StringNull()
	}
	t, ok := ParseTimestamp(*s)
	if !ok || !t.HasZone() {
		return types.StringNull()
	}
	at := t.earliest.UTC()
	if at.Year() < 0 || at.Year() > 9999 {
		return types.StringNull()
	}
	return types.StringValue(at.Format(time.RFC3339))
}

// QuoteIfNeeded gives a value as a sentence shows it: in quotes where it is empty, or holds white space, quotes or what
// cannot be printed.
func QuoteIfNeeded(value string) string {
	odd := func(r rune) bool { return r == '"' || r == '\\' || unicode.IsSpace(r) || !unicode.IsPrint(r) }
	if value == "" || strings.ContainsFunc(value, odd) {
		return strconv.Quote(value)
	}
	return value
}

// NewReading makes a Reading of values, one for region and for each of the service's attributes.
func NewReading(values map[string]attr.Value, requestID *string) Reading {
	reading := Reading{Values: values}
	if requestID != nil {
		reading.RequestID = *requestID
	}
	return reading
}
