// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"math/big"
	"testing"
)

func TestText(t *testing.T) {
	empty, zero := "", "0"
	if !Text(nil).IsNull() || !Text(&empty).IsNull() {
		t.Error("nil and empty are null")
	}
	if Text(&zero).ValueString() != "0" {
		t.Error("0 is a value")
	}
}

func TestExact(t *testing.T) {
	tests := map[string]bool{
		"0": true, "1234.5": true, "-1": true, "9007199254740993": true, "1e3": true, "0.1": true,
		"1893456000123456789012345678901234567890": true, "": false, "abc": false, "1e999999999999": false,
	}
	for text, ok := range tests {
		got, err := Exact(&text)
		if (err == nil) != ok {
			t.Errorf("Exact(%q): %v", text, err)
			continue
		}
		if want, _, _ := big.ParseFloat(text, 10, 512, big.ToNearestEven); ok && got.ValueBigFloat().Cmp(want) != 0 {
			t.Errorf("Exact(%q) = %s", text, got)
		}
	}
	if got, err := Exact(nil); err != nil || !got.IsNull() {
		t.Errorf("Exact(nil) = %s, %v", got, err)
	}
}

func TestRFC3339(t *testing.T) {
	tests := map[string]string{
		"1563373372746":             "2019-07-17T14:22:52Z",
		"1563373372":                "2019-07-17T14:22:52Z",
		"2019-07-17T22:22:52+08:00": "2019-07-17T14:22:52Z",
		"2019-07-17T14:22:52.5Z":    "2019-07-17T14:22:52Z",
		"2019-07-17T14:22:52":       "",
		"2019-07-17 14:22:52":       "",
		"156337337":                 "",
		"15633733727461":            "",
		"-563373372746":             "",
		"１５６３３７３３７２７４６":             "",
		"": "",
	}
	for text, want := range tests {
		got := RFC3339(&text)
		if got.ValueString() != want || got.IsNull() != (want == "") {
			t.Errorf("RFC3339(%q) = %s, want %q", text, got, want)
		}
	}
	if !RFC3339(nil).IsNull() {
		t.Error("nil is null")
	}
}
