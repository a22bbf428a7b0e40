// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// FuzzTimestamp: a timestamp with a zone is given as RFC 3339 in UTC that anyone can read, and means what was sent; one
// without a zone is never both past and in the future.
func FuzzTimestamp(f *testing.F) {
	for _, text := range []string{
		"1563373372746", "1563373372", "0000000000", "9999999999999", "2026-11-21T20:48:12Z", "2026-11-21T20:48:12.5+08:00",
		"2021-03-01 16:05:56", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "-563373372", "١٢٣٤٥٦٧٨٩٠", "",
		" 1.6E12 ", "1600000000000.0", "1e999999999", "999999999999999", "2020-09-13T12:26:40+0800", "2020-09-13 12:26:40",
		"20200101000000", "202001010000", "20201301000000",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		stamp, ok := ParseTimestamp(text)
		shown := TimestampOrNull(text)
		now := time.Unix(1600000000, 0)
		if ok && stamp.After(now) && stamp.Reached(now) {
			t.Fatalf("%q is past and in the future", text)
		}
		if shown.IsNull() {
			if year := stamp.earliest.UTC().Year(); ok && stamp.earliest.Equal(stamp.latest) && 0 <= year && year <= 9999 {
				t.Fatalf("%q is %v and shown as null", text, stamp)
			}
			return
		}
		back, err := time.Parse(time.RFC3339, shown.ValueString())
		if !ok || err != nil || !back.Equal(stamp.earliest.Truncate(time.Second)) || back.Location() != time.UTC {
			t.Fatalf("%q is %v and shown as %v: %v, %v", text, stamp, shown, back, err)
		}
	})
}

// FuzzExact: a number that the decoder takes is finite.
func FuzzExact(f *testing.F) {
	for _, text := range []string{
		"0", "-0", "1234.5", "1e3", "1E+1000", "9007199254740993", "1e-1000", "0x1p3", "Inf", "NaN", "1_000", " 1", "1e1001", "",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sent, err := json.Marshal(map[string]string{"Amount": text})
		if err != nil {
			t.Fatal(err)
		}
		var body struct{ Amount *wire.Decimal }
		if unreadable, err := wire.Unmarshal(sent, &body); unreadable != nil || err != nil || body.Amount == nil {
			return
		}
		if number := NumberOrNull(body.Amount); number.IsNull() || number.ValueBigFloat().IsInf() {
			t.Fatalf("%q: %v", text, number)
		}
	})
}
