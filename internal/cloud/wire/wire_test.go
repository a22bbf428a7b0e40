// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"strings"
	"testing"
)

// TestRefuses has one row per way in which a body is not exactly one JSON value.
func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":                    "",
		"white space":              " \r\n\t",
		"byte order mark":          "\xef\xbb\xbf{}",
		"invalid UTF-8":            "{\"a\":\"\xff\"}",
		"half a surrogate pair":    `{"a":"\ud83d"}`,
		"name twice, deep":         `{"a":[{"b":{"c":1,"d":2,"c":1}}]}`,
		"name twice, once escaped": `{"a":1,"\u0061":2}`,
		"name in two letter cases": `{"a":1,"A":2}`,
		"name with an underscore":  `{"a":1,"_a":2}`,
		"name with a hyphen":       `{"a-":1,"a":2}`,
		"name twice, unknown":      `{"x":1,"x":2}`,
		"trailing value":           `{} {}`,
		"trailing NUL":             "{}\x00",
		"cut off in a name":        `{"a`,
		"cut off after a value":    `{"a":1`,
		"comment":                  `{/**/"a":1}`,
		"leading zero":             `{"a":01}`,
		"HTML":                     `<html><body>502 Bad Gateway</body></html>`,
		"gzip":                     "\x1f\x8b\x08\x00",
		"too deep":                 strings.Repeat("[", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := struct{ A string }{"before"}
			if _, err := Unmarshal([]byte(body), &v); err == nil {
				t.Errorf("accepted as %+v", v)
			} else if v.A != "" {
				t.Errorf("gave %+v beside the error %v", v, err)
			}
		})
	}
}

// TestNames: a name is matched whatever its letter case, underscores and hyphens, at every level.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"LastChangeOrderStatus", "lastChangeOrderStatus", "last_change_order_status", "LAST-CHANGE-ORDER-STATUS", "lastchangeorderstatus",
	} {
		var v struct {
			Data *struct{ LastChangeOrderStatus string }
			List []struct{ LastChangeOrderStatus *int64 }
		}
		unreadable, err := Unmarshal([]byte(`{"data":{"`+name+`":"FAIL"},"LIST":[{"`+name+`":"3.0"}]}`), &v)
		if err != nil || unreadable != nil || v.Data.LastChangeOrderStatus != "FAIL" || *v.List[0].LastChangeOrderStatus != 3 {
			t.Errorf("%s: %+v, %v, %v", name, v, unreadable, err)
		}
	}
}

// fields has a field of each kind.
type fields struct {
	Word string
	Done *bool
	Data *struct {
		Number *int64
		Text   string
		Amount *Decimal
	}
	List []struct{ Done *bool }
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"Word":{"S3CRET":1}}`:             "Word should be text",
		`{"done":"S3CRET"}`:                 "done should be true or false",
		`{"Data":"S3CRET"}`:                 "Data should be an object",
		`{"Data":["S3CRET"]}`:               "Data should be an object",
		`{"Data":{"Number":"S3CRET"}}`:      "Data.Number should be a whole number of at most 64 bits",
		`{"Data":{"Text":["S3CRET"]}}`:      "Data.Text should be text",
		`{"Data":{"Amount":{"S3CRET":1}}}`:  "Data.Amount should be a decimal number of at most 150 characters",
		`{"List":{"S3CRET":1}}`:             "List should be an array",
		`{"List":"S3CRET"}`:                 "List should be an array",
		`{"List":[{},{"Done":"S3CRET"}]}`:   "List[1].Done should be true or false",
		`{"List":[{},"S3CRET"]}`:            "List[1] should be an object",
		`{"List":[null]}`:                   "List[0] should be an object",
		`{"Word":[],"Done":[],"List":true}`: "Word should be text",
		`[{"Word":"S3CRET"}]`:               "the body is not a JSON object",
		`"S3CRET"`:                          "the body is not a JSON object",
		`null`:                              "the body is not a JSON object",
	} {
		var v fields
		if unreadable, err := Unmarshal([]byte(body), &v); err != nil || unreadable == nil || unreadable.Error() != want {
			t.Errorf("%s: %v, %v; want %q", body, unreadable, err, want)
		}
	}
	var list []fields
	if unreadable, err := Unmarshal([]byte(`{}`), &list); err != nil || unreadable == nil || unreadable.Error() != "the body is not a JSON array" {
		t.Error(unreadable, err)
	}
}

// TestUnreadableIsAbsent: what is beside a field that cannot be read is read, before it and after it.
func TestUnreadableIsAbsent(t *testing.T) {
	t.Parallel()
	var v fields
	unreadable, err := Unmarshal([]byte(`{"Word":"x","Done":"no","Data":{"Number":1.5,"Text":"y","Amount":[]},"List":[7,{"Done":true}]}`), &v)
	if err != nil || unreadable == nil || v.Word != "x" || v.Done != nil || v.Data.Number != nil || v.Data.Text != "y" ||
		v.Data.Amount != nil || len(v.List) != 2 || !*v.List[1].Done {
		t.Errorf("%+v, %v, %v", v, unreadable, err)
	}
	v = fields{}
	unreadable, err = Unmarshal([]byte(`{"Word":null,"Done":null,"Data":null,"List":null}`), &v)
	if err != nil || unreadable != nil || v.Word != "" || v.Done != nil || v.Data != nil || v.List != nil {
		t.Errorf("nulls: %+v, %v, %v", v, unreadable, err)
	}
}

// TestErrorsShowNoValue: what a response holds may be a secret, so an error shows none of it.
func TestErrorsShowNoValue(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"k":"S3CRET","k":"S3CRET"}`, `{"k":"S3CRET`, `{"k":"S3CRET"}S3CRET`, `S3CRET`, `{"S3CRET":1,"S3CRET":2}`,
		"{\"k\":\"S3CRET\n\"}", `{"k":"S3CRET\q"}`,
	} {
		var v struct{ K string }
		if _, err := Unmarshal([]byte(body), &v); err == nil || strings.Contains(err.Error(), "S3CRET") {
			t.Errorf("%s: %v", body, err)
		}
	}
}
