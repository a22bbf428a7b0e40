// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"math/big"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

func TestStringOrNull(t *testing.T) {
	if !StringOrNull("").IsNull() {
		t.Error("empty is null")
	}
	if StringOrNull("0").ValueString() != "0" {
		t.Error("0 is a value")
	}
}

func TestNumberOrNull(t *testing.T) {
	for _, text := range []wire.Decimal{
		"0", "1234.5", "-1", "9007199254740993", "1e3", "0.1", "1893456000123456789012345678901234567890",
	} {
		want, _, err := big.ParseFloat(string(text), 10, 512, big.ToNearestEven)
		if got := NumberOrNull(&text); err != nil || got.ValueBigFloat().Cmp(want) != 0 {
			t.Errorf("NumberOrNull(%q) = %s, want %s, %v", text, got, want, err)
		}
	}
	if got := NumberOrNull(nil); !got.IsNull() {
		t.Errorf("NumberOrNull(nil) = %s", got)
	}
}

func TestTimestampOrNull(t *testing.T) {
	const instant = "2020-09-13T12:26:40Z"
	tests := map[string]string{
		"1600000000":                      instant,
		"1600000000000":                   instant,
		"1.6E12":                          instant,
		"1.6e9":                           instant,
		"16000000000e2":                   instant,
		"16000000000000e-1":               instant,
		"1600000000000.0":                 instant,
		" 1600000000000":                  instant,
		"\t1600000000000 \n":              instant,
		"1600000000000.9":                 "", // no integer
		"100000000000":                    "1973-03-03T09:46:40Z",
		"253402300799999":                 "9999-12-31T23:59:59Z",
		"253402300800000":                 "", // RFC 3339 cannot write it
		"999999999999999":                 "",
		"1000000000000000":                "",
		"1e15":                            "",
		"20200101000000":                  "",
		" 20200101000000 ":                "",
		"20200101000000.0":                "",
		"2.0200101E13":                    "",
		"19700101000000":                  "",
		"21991231235959":                  "",
		"202001010000":                    "",
		"202002291459":                    "",
		"20201301000000":                  "2610-02-26T08:30:00Z",
		"20200101006000":                  "2610-02-12T11:10:06Z",
		"22000101000000":                  "2667-02-26T19:10:00Z",
		"202002301459":                    "1976-05-26T23:45:01Z",
		"196912312359":                    "1976-03-29T01:51:52Z",
		"160000000":                       "",
		"16000000000":                     "",
		"0001600000000":                   "", // 13 digits, of which 10 count
		"0":                               "",
		"-1600000000":                     "",
		"+1600000000":                     "",
		"1e999999999":                     "",
		"1e-999999999":                    "",
		"1_600_000_000":                   "",
		"0x5F5E1000":                      "",
		"１６００００００００":                      "",
		"2020-09-13T12:26:40Z":            instant,
		"2020-09-13t12:26:40z":            instant,
		"2020-09-13 12:26:40Z":            instant,
		"2020-09-13T20:26:40+08:00":       instant,
		"2020-09-13T20:26:40+0800":        instant,
		"2020-09-13T20:26:40.123456+0800": instant,
		" 2020-09-13T12:26:40.5Z ":        instant,
		"2020-09-13T12:26:40":             "",
		"2020-09-13 12:26:40":             "",
		"2020-09-13":                      "",
		"2020-09-13T20:26:40+08":          "",
		"2020-13-13T12:26:40Z":            "",
		"0000-01-01T00:00:00+23:59":       "",
		"9999-12-31T23:59:59-23:59":       "",
		"soon":                            "",
		" ":                               "",
		"":                                "",
	}
	for text, want := range tests {
		got := TimestampOrNull(text)
		if got.ValueString() != want || got.IsNull() != (want == "") {
			t.Errorf("TimestampOrNull(%q) = %s, want %q", text, got, want)
		}
	}
}

// Without a zone a timestamp is past, or in the future, only if it is so in every zone: between +14:00 and -12:00.
func TestTimestampAgainstNow(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for text, want := range map[string]struct{ after, reached bool }{
		"2026-01-02T03:04:04Z":      {reached: true},
		"2026-01-02T03:04:05Z":      {reached: true},
		"2026-01-02T03:04:06Z":      {after: true},
		"2026-01-02T17:04:05+14:00": {reached: true},
		"2026-01-01 15:04:05":       {reached: true},
		"2026-01-01 15:04:06":       {},
		"2026-01-02 03:04:05":       {},
		"2026-01-02T17:04:05":       {},
		"2026-01-02T17:04:06":       {after: true},
		"999999999999999":           {after: true},
		"0000-01-01T00:00:00+23:59": {reached: true},
	} {
		stamp, ok := ParseTimestamp(text)
		if !ok || stamp.After(now) != want.after || stamp.Reached(now) != want.reached {
			t.Errorf("%q: read %t, after %t, reached %t; want %+v", text, ok, stamp.After(now), stamp.Reached(now), want)
		}
	}
}

func TestQuoteIfNeeded(t *testing.T) {
	for value, want := range map[string]string{
		"RUNNING_BUT_HAS_ERROR": "RUNNING_BUT_HAS_ERROR",
		"1ccc2339-fc19-****":    "1ccc2339-fc19-****",
		"下单":                    "下单",
		"":                      `""`,
		" ":                     `" "`,
		"a b":                   `"a b"`,
		`a"b`:                   `"a\"b"`,
		"a\x1b[2J\u202e":        `"a\x1b[2J\u202e"`,
	} {
		if got := QuoteIfNeeded(value); got != want {
			t.Errorf("QuoteIfNeeded(%q) = %s, want %s", value, got, want)
		}
	}
}
