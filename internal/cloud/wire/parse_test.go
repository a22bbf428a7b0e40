// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestParseRefuses has one row per way in which a body is not exactly one JSON value.
func TestParseRefuses(t *testing.T) {
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
		"objects too deep":               strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70),
		"arrays too deep":                strings.Repeat("[", 70) + strings.Repeat("]", 70),
		"a million brackets, never shut": strings.Repeat("[", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if v, err := Parse([]byte(body)); err == nil {
				t.Errorf("accepted as %+v", v)
			} else if v.kind != absent {
				t.Errorf("gave %+v beside the error %v", v, err)
			}
		})
	}
}

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"null":            `null`,
		"scalar":          `"x"`,
		"white space":     "\r\n\t { \"a\" : [ 1 , true , null ] } \n",
		"names by case":   `{"status":1,"Status":2,"STATUS":3}`,
		"same name apart": `{"a":{"a":{"a":1}},"b":{"a":1}}`,
		"empty name":      `{"":1}`,
		"nested":          strings.Repeat(`{"a":`, 60) + "1" + strings.Repeat("}", 60),
		"DEL and NUL":     "\"\x7f\\u0000\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Parse([]byte(body)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestParseText(t *testing.T) {
	t.Parallel()
	v, err := Parse([]byte(`{"a":"x\"\\\/\b\f\n\r\t\u4e0b\ud83d\ude00\u0000~下","b":-0.10E+2,"c":[false]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.Get("a").text, "x\"\\/\b\f\n\r\t下😀\x00~下"; got != want {
		t.Errorf("a is %q, want %q", got, want)
	}
	if got := v.Get("b").text; got != "-0.10E+2" {
		t.Errorf("a number's text is %q, want it as sent", got)
	}
	if items, ok := v.Get("c").Array(); !ok || len(items) != 1 || items[0].text != "false" {
		t.Errorf("c is %+v", items)
	}
	if !v.Get("A").Missing() || v.Get("A").IsObject() {
		t.Error("a name was matched without its letter case")
	}
}

// TestFaultsNameNoValue: what a response holds may be a secret, so a fault shows none of it.
func TestFaultsNameNoValue(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"k":"S3CRET","k":"S3CRET"}`, `{"k":"S3CRET`, `{"k":"S3CRET"}S3CRET`, `S3CRET`, `{"S3CRET":1,"S3CRET":2}`,
		"{\"k\":\"S3CRET\n\"}", `{"k":"S3CRET\q"}`,
	} {
		if _, err := Parse([]byte(body)); err == nil || strings.Contains(err.Error(), "S3CRET") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// FuzzParse holds the parser to encoding/json's grammar, minus what this one refuses on purpose.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"Code":"4001","HttpStatusCode":400,"Message":"","SceneName":"下单场景","Status":"RUNNING","Success":false}`,
		`{"Data":{"ArmsApmInfo":{"appId":"0099b7be","licenseKey":"d5c@73"},"CreateTime":1563373372746},"Code":200}`,
		`{"status" : "ok","result" : [ {"resource_used" : 0,"has_license" : true} ]}`,
		`[1e999999999,-0.0,"\ud83d\ude00","\u0000",[],{},null]`, `{"a":1,"a":2}`, "\xef\xbb\xbf{}", `"\ud83d"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := Parse(body)
		if err == nil {
			if !json.Valid(body) || !utf8.Valid(body) {
				t.Fatalf("accepted what is not JSON: %q", body)
			}
			sameAsStandard(t, v, body)
			return
		}
		onPurpose := []string{"one name twice", "too deeply", "surrogate", "UTF-8"}
		for _, reason := range onPurpose {
			if strings.Contains(err.Error(), reason) {
				return
			}
		}
		if json.Valid(body) {
			t.Fatalf("refused JSON %q: %v", body, err)
		}
	})
}

// sameAsStandard compares a body's texts with what encoding/json reads.
func sameAsStandard(t *testing.T, v Value, body []byte) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		t.Fatalf("encoding/json: %v", err)
	}
	if !same(v, want) {
		t.Fatalf("%q read as %+v, encoding/json reads %+v", body, v, want)
	}
}

func same(v Value, want any) bool {
	switch want := want.(type) {
	case nil:
		return v.kind == null
	case bool:
		return v.kind == boolean && (v.text == "true") == want
	case json.Number:
		return v.kind == number && v.text == want.String()
	case string:
		return v.kind == text && v.text == want
	case []any:
		ok := v.kind == array && len(v.items) == len(want)
		for i := 0; ok && i < len(want); i++ {
			ok = same(v.items[i], want[i])
		}
		return ok
	case map[string]any:
		ok := v.kind == object && len(v.members) == len(want)
		for name := range want {
			ok = ok && same(v.members[name], want[name])
		}
		return ok
	}
	return false
}
