// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"testing"
	"time"
)

// FuzzInstant: an instant is given as RFC 3339 in UTC that anyone can read, and means what was sent.
func FuzzInstant(f *testing.F) {
	for _, text := range []string{
		"1563373372746", "1563373372", "0000000000", "9999999999999", "2026-11-21T20:48:12Z", "2026-11-21T20:48:12.5+08:00",
		"2021-03-01 16:05:56", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "-563373372", "١٢٣٤٥٦٧٨٩٠", "",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		instant, ok := Instant(&text)
		shown := RFC3339(&text)
		if shown.IsNull() == ok {
			t.Fatalf("%q: %v, %v", text, ok, shown)
		}
		if !ok {
			return
		}
		back, err := time.Parse(time.RFC3339, shown.ValueString())
		if err != nil || !back.Equal(instant.Truncate(time.Second)) || back.Location() != time.UTC {
			t.Fatalf("%q is %v and shown as %v: %v, %v", text, instant, shown, back, err)
		}
	})
}

// FuzzExact: a number that is taken is finite, and one that is not is an error.
func FuzzExact(f *testing.F) {
	for _, text := range []string{"0", "-0", "1234.5", "1e3", "9007199254740993", "1e-1000", "0x1p3", "Inf", "NaN", "1_000", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 150 {
			return // what the decoder lets through is shorter
		}
		number, err := Exact(&text)
		if (err == nil) == number.IsNull() || err == nil && number.ValueBigFloat().IsInf() {
			t.Fatalf("%q: %v, %v", text, number, err)
		}
	})
}
