// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestRefuses has one row per way in which a body is not exactly one JSON value.
func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty":                          "",
		"white space":                    " \r\n\t",
		"byte order mark":                "\xef\xbb\xbf{}",
		"invalid UTF-8 in a string":      "{\"a\":\"\xff\"}",
		"invalid UTF-8 in a name":        "{\"\xff\":1}",
		"UTF-8 of a surrogate":           "{\"a\":\"\xed\xa0\x80\"}",
		"UTF-16":                         "{\x00}\x00",
		"half a surrogate pair":          `{"a":"\ud83d"}`,
		"second half first":              `{"a":"\ude00\ud83d"}`,
		"half a pair before text":        `{"a":"\ud83dx"}`,
		"half a pair, other escape":      `{"a":"\ud83d\n"}`,
		"half a pair, no half":           `{"a":"\ud83d\u0041"}`,
		"name twice":                     `{"a":1,"a":2}`,
		"name twice, deep":               `{"a":[{"b":{"c":1,"d":2,"c":1}}]}`,
		"name twice, once escaped":       `{"a":1,"\u0061":2}`,
		"name in two letter cases":       `{"a":1,"A":2}`,
		"name with an underscore":        `{"a":1,"_a":2}`,
		"name with a hyphen":             `{"a-":1,"a":2}`,
		"name twice, unknown":            `{"x":1,"x":2}`,
		"trailing value":                 `{} {}`,
		"trailing text":                  `{}x`,
		"trailing NUL":                   "{}\x00",
		"trailing comma in an object":    `{"a":1,}`,
		"trailing comma in an array":     `[1,]`,
		"cut off in a name":              `{"a`,
		"cut off after a name":           `{"a"`,
		"cut off after a colon":          `{"a":`,
		"cut off after a value":          `{"a":1`,
		"cut off in an array":            `[1`,
		"cut off in an escape":           `{"a":"\`,
		"cut off in a unicode escape":    `{"a":"\u00`,
		"cut off in a number":            `{"a":-`,
		"bare word":                      `{"a":yes}`,
		"capital True":                   `{"a":True}`,
		"half a word":                    `nul`,
		"comment":                        `{/**/"a":1}`,
		"single quotes":                  `{'a':1}`,
		"name without quotes":            `{a:1}`,
		"leading zero":                   `{"a":01}`,
		"leading plus":                   `{"a":+1}`,
		"bare point":                     `{"a":.5}`,
		"point without digits":           `{"a":1.}`,
		"exponent without digits":        `{"a":1e}`,
		"hexadecimal":                    `{"a":0x10}`,
		"NaN":                            `{"a":NaN}`,
		"bare line break in a string":    "{\"a\":\"\n\"}",
		"unknown escape":                 `{"a":"\x41"}`,
		"escape without hex":             `{"a":"\u00g0"}`,
		"escape with a sign":             `{"a":"\u+041"}`,
		"form feed as white space":       "\f{}",
		"no-break space as white space":  "\u00a0{}",
		"HTML":                           `<html><body>502 Bad Gateway</body></html>`,
		"XML":                            `<?xml version="1.0"?><Error/>`,
		"gzip":                           "\x1f\x8b\x08\x00",
		"objects too deep":               strings.Repeat(`{"a":`, 10001) + "1" + strings.Repeat("}", 10001),
		"arrays too deep":                strings.Repeat("[", 10001) + strings.Repeat("]", 10001),
		"a million brackets, never shut": strings.Repeat("[", 1<<20),
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

func TestAccepts(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"null":            `null`,
		"scalar":          `"x"`,
		"white space":     "\r\n\t { \"a\" : [ 1 , true , null ] } \n",
		"same name apart": `{"a":{"a":{"a":1}},"b":{"a":1}}`,
		"empty name":      `{"":1}`,
		"nested":          strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 60),
		"DEL and NUL":     "\"\x7f\\u0000\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var v Raw
			if unreadable, err := Unmarshal([]byte(body), &v); err != nil || unreadable != nil || len(v) == 0 {
				t.Error(v, unreadable, err)
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

// FuzzUnmarshal holds Unmarshal to encoding/json's grammar, minus what it refuses on purpose.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`{"Code":"4001","HttpStatusCode":400,"Message":"","SceneName":"下单场景","Status":"RUNNING","Success":false}`,
		`{"Data":{"ArmsApmInfo":{"appId":"0099b7be","licenseKey":"d5c@73"},"CreateTime":1563373372746},"Code":200}`,
		`{"status" : "ok","result" : [ {"resource_used" : 0,"has_license" : true} ]}`,
		`[1e999999999,-0.0,"\ud83d\ude00","\u0000",[],{},null]`, `{"a":1,"a":2}`, "\xef\xbb\xbf{}", `"\ud83d"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v Raw
		_, err := Unmarshal(body, &v)
		if err == nil {
			if !json.Valid(body) || !utf8.Valid(body) {
				t.Fatalf("accepted what is not JSON: %q", body)
			}
			if givesNameTwice(json.NewDecoder(bytes.NewReader(body))) {
				t.Fatalf("accepted a name given twice: %q", body)
			}
			return
		}
		if !json.Valid(body) {
			return
		}
		var repaired any // half a surrogate pair becomes a replacement character
		_ = json.Unmarshal(body, &repaired)
		twice := givesNameTwice(json.NewDecoder(bytes.NewReader(body)))
		if !twice && utf8.Valid(body) && !strings.ContainsRune(fmt.Sprint(repaired), utf8.RuneError) {
			t.Fatalf("refused JSON %q: %v", body, err)
		}
	})
}

// givesNameTwice walks the tokens of one JSON value.
func givesNameTwice(d *json.Decoder) bool {
	token, err := d.Token()
	bracket, nested := token.(json.Delim)
	if err != nil || !nested {
		return false
	}
	twice, names := false, map[any]bool{}
	for d.More() {
		if bracket == '{' {
			name, err := d.Token()
			if err != nil {
				return twice
			}
			twice = twice || names[name]
			names[name] = true
		}
		if givesNameTwice(d) {
			twice = true
		}
	}
	_, _ = d.Token()
	return twice
}
