// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"math/big"
	"strings"
	"testing"
)

// field reads one field, sent as the given JSON ("" leaves it out), and returns the result.
func field[T any](t *testing.T, sent string) (*T, error) {
	t.Helper()
	body := "{}"
	if sent != "" {
		body = `{"F":` + sent + `}`
	}
	var v struct{ F *T }
	unreadable, err := Unmarshal([]byte(body), &v)
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return v.F, unreadable
}

type row[T any] struct {
	sent    string
	want    T
	null    bool
	refused bool
}

func run[T comparable](t *testing.T, rows []row[T]) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.sent, func(t *testing.T) {
			t.Parallel()
			got, err := field[T](t, row.sent)
			switch {
			case row.refused != (err != nil):
				t.Errorf("error: %v, want one: %v", err, row.refused)
			case (row.null || row.refused) != (got == nil):
				t.Errorf("got %v, want null: %v", got, row.null || row.refused)
			case got != nil && *got != row.want:
				t.Errorf("got %v, want %v", *got, row.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "F should be ") {
				t.Errorf("%q does not name the field and what was expected", err)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		`"x"`: "x", `1.50`: "1.50", `""`: "", `" "`: " ", `1.50e3`: "1.50e3", `-0.10E+2`: "-0.10E+2",
		`12345678901234567890123`: "12345678901234567890123", `false`: "false", `null`: "",
		`"x\"\\\/\b\f\n\r\t\u4e0b\ud83d\ude00\u0000~下"`: "x\"\\/\b\f\n\r\t下😀\x00~下",
	} {
		var v struct{ F, Absent string }
		if unreadable, err := Unmarshal([]byte(`{"F":`+sent+`}`), &v); err != nil || unreadable != nil || v.F != want || v.Absent != "" {
			t.Errorf("%s: %q, %v, %v", sent, v.F, unreadable, err)
		}
	}
	for _, sent := range []string{`{}`, `["x"]`} {
		var v struct{ F string }
		if unreadable, err := Unmarshal([]byte(`{"F":`+sent+`}`), &v); err != nil || unreadable == nil || v.F != "" {
			t.Errorf("%s: %q, %v, %v", sent, v.F, unreadable, err)
		}
	}
}

func TestBool(t *testing.T) {
	t.Parallel()
	run(t, []row[bool]{
		{sent: "", null: true},
		{sent: "null", null: true},
		{sent: "true", want: true},
		{sent: "false"},
		{sent: `"true"`, want: true},
		{sent: `"False"`},
		{sent: "1", want: true},
		{sent: "0"},
		{sent: `""`, refused: true},
		{sent: `"yes"`, refused: true},
		{sent: `2`, refused: true},
		{sent: `{}`, refused: true},
		{sent: `[true]`, refused: true},
	})
}

func TestInt(t *testing.T) {
	t.Parallel()
	run(t, []row[int64]{
		{sent: "", null: true},
		{sent: "null", null: true},
		{sent: "3", want: 3},
		{sent: `"3"`, want: 3},
		{sent: "0"},
		{sent: "-0"},
		{sent: "0.000"},
		{sent: "0e5"},
		{sent: "0e-99999999999999999999"},
		{sent: "3.0", want: 3},
		{sent: `"3.0"`, want: 3},
		{sent: "1e3", want: 1000},
		{sent: `"1E+3"`, want: 1000},
		{sent: "1.5e1", want: 15},
		{sent: "30e-1", want: 3},
		{sent: "1000e-00003", want: 1},
		{sent: "9223372036854775807", want: 9223372036854775807},
		{sent: "-9223372036854775808", want: -9223372036854775808},
		{sent: "9.223372036854775807e18", want: 9223372036854775807},
		{sent: "9223372036854775808", refused: true},
		{sent: "-9223372036854775809", refused: true},
		{sent: "1.9", refused: true},
		{sent: "1e-1", refused: true},
		{sent: "1e19", refused: true},
		{sent: "1e999999999", refused: true},
		{sent: `"1e-9999999999999999999999999"`, refused: true},
		{sent: "true", refused: true},
		{sent: `""`, refused: true},
		{sent: `"three"`, refused: true},
		{sent: `"03"`, refused: true},
		{sent: `"+3"`, refused: true},
		{sent: `" 3"`, refused: true},
		{sent: `"0x3"`, refused: true},
		{sent: `"3_0"`, refused: true},
		{sent: `"٣"`, refused: true},
		{sent: `{}`, refused: true},
		{sent: `[3]`, refused: true},
	})
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	run(t, []row[Decimal]{
		{sent: "", null: true},
		{sent: "null", null: true},
		{sent: "0", want: "0"},
		{sent: "1234.5", want: "1234.5"},
		{sent: `"1234.5"`, want: "1234.5"},
		{sent: "1893456000123456789", want: "1893456000123456789"},
		{sent: "0.1e-7", want: "0.1e-7"},
		{sent: "1e1000", want: "1e1000"},
		{sent: "1e1001", refused: true},
		{sent: "1e999999999", refused: true},
		{sent: strings.Repeat("9", 151), refused: true},
		{sent: `"1,5"`, refused: true},
		{sent: `""`, refused: true},
		{sent: "true", refused: true},
		{sent: `{}`, refused: true},
		{sent: `[1]`, refused: true},
	})
}

func TestIsDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"0": true, "4001": true, "": false, " ": false, " 1": false, "1.0": false, "-1": false, "+1": false, "1e3": false, "٣": false,
	} {
		if got := IsDigits(text); got != want {
			t.Errorf("IsDigits(%q) is %t", text, got)
		}
	}
}

// FuzzParseScalar: text that is read as a number is exactly that number.
func FuzzParseScalar(f *testing.F) {
	for _, seed := range []string{"3", "3.0", "1e3", "30e-1", "-0", "1e999999999", "1234.5", "01", "", "9223372036854775808"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		n, isInt := ParseInt(sent)
		exact, isDecimal := parseDecimal(sent)
		if !isDecimal {
			return
		}
		want, ok := new(big.Rat).SetString(sent)
		if !ok || string(exact) != sent {
			t.Fatalf("%q was taken for the number %q", sent, exact)
		}
		if fits := want.IsInt() && want.Num().IsInt64(); fits != isInt || isInt && want.Num().Int64() != n {
			t.Fatalf("%q read as %d (%v)", sent, n, isInt)
		}
	})
}
