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
			} else if v != (Value{}) {
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
	if got, want := v.Get("a").node, "x\"\\/\b\f\n\r\t下😀\x00~下"; got != want {
		t.Errorf("a is %q, want %q", got, want)
	}
	if got := v.Get("b").node; got != json.Number("-0.10E+2") {
		t.Errorf("a number is %q, want it as sent", got)
	}
	if items, ok := v.Get("c").Array(); !ok || len(items) != 1 || items[0].node != false {
		t.Errorf("c is %+v", items)
	}
	if !v.Get("A").Missing() || v.Get("A").IsObject() {
		t.Error("a name was matched without its letter case")
	}
}

// TestErrorsShowNoValue: what a response holds may be a secret, so an error shows none of it.
func TestErrorsShowNoValue(t *testing.T) {
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

// FuzzParse holds Parse to encoding/json's grammar, minus what it refuses on purpose.
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
		_, err := Parse(body)
		if err == nil {
			if !json.Valid(body) || !utf8.Valid(body) {
				t.Fatalf("accepted what is not JSON: %q", body)
			}
			if givesNameTwice(json.NewDecoder(bytes.NewReader(body))) {
				t.Fatalf("accepted a name given twice: %q", body)
			}
			return
		}
		var repaired any
		_ = json.Unmarshal(body, &repaired)
		switch message := err.Error(); {
		case strings.Contains(message, "one name twice"):
			if !givesNameTwice(json.NewDecoder(bytes.NewReader(body))) {
				t.Fatalf("refused %q: %v", body, err)
			}
		case strings.Contains(message, "surrogate"):
			if !strings.ContainsRune(fmt.Sprint(repaired), utf8.RuneError) && !givesNameTwice(json.NewDecoder(bytes.NewReader(body))) {
				t.Fatalf("refused %q: %v", body, err)
			}
		case strings.Contains(message, "too deeply"), strings.Contains(message, "UTF-8"):
		case json.Valid(body):
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
