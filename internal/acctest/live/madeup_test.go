// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMadeUpText(t *testing.T) {
	for original, form := range map[string]string{
		"NHBG6V":                           `[A-Z]{4}[1-9][A-Z]`,
		"7171a6ca-d1cd-4928-8642-7d5cfe69": `[0-9]{4}[a-f][1-9][a-f]{2}-[a-f][1-9][a-f]{2}-[1-9]{4}-[1-9]{4}-[1-9][a-f][1-9][a-f]{3}[1-9]{2}`,
		"0a98a02315955564772843261E****":   `[1-9][a-f][1-9]{2}[a-f][1-9]{20}[A-F]\*{4}`,
		"ffffffffffffffffffffffffffff0000": `[a-f]{28}[1-9]{4}`,
		"d5cgdt5pu0@7303f55292a":           `[a-z][1-9][a-z]{4}[1-9][a-z]{2}[1-9]@[1-9]{4}[a-z][1-9]{5}[a-z]`,
		"acs:ram::1234567890123456:role/x": `[a-z]{3}:[a-z]{3}::[1-9]{16}:[a-z]{4}/[a-z]`,
		"下单 peak, N°1 é👍":                  `\p{Han}{2} [a-z]{4}, [A-Z][a-z][1-9] [a-z]{2}`,
	} {
		m := &madeUp{values: map[string]string{}}
		made := m.text(original)
		if !regexp.MustCompile(`^`+form+`$`).MatchString(made) || utf8.RuneCountInString(made) != utf8.RuneCountInString(original) {
			t.Errorf("%q became %q, which has another form", original, made)
		}
		originals := []rune(original)
		for i, r := range []rune(made) {
			if same := r == originals[i]; same && !strings.ContainsRune("-*@:/, ", r) {
				t.Errorf("%q became %q, which has the same character %q", original, made, r)
			}
		}
		if again := m.text(original); again != made {
			t.Errorf("%q became %q, then %q", original, made, again)
		}
		if upper := m.text(strings.ToUpper(original)); !strings.EqualFold(upper, made) {
			t.Errorf("%q became %q, and in upper case %q", original, made, upper)
		}
		if other := (&madeUp{values: map[string]string{}}).text(original); other == made && len(made) > 20 {
			t.Errorf("%q became %q in two runs", original, made)
		}
	}
}

func TestMadeUpBody(t *testing.T) {
	m := &madeUp{
		values: map[string]string{"id-1": "XX-9", "7": "8", "secret": "hidden"},
		kept:   []string{"Status", "Time", "Count"},
	}
	for original, want := range map[string]string{
		`{"Id": "id-1", "Status": "RUNNING", "Id": "ID-1"}`:                   `{"Id":"XX-9","Status":"RUNNING","Id":"XX-9"}`,
		`{"Time": 1.5e12, "Count": "07", "Tenant": 7, "Rest": -1.5, "N": 0}`:  `{"Time":1.5e12,"Count":"07","Tenant":8,"Rest":0,"N":NUMBER}`,
		`{"On": true, "Off": "false", "None": null, "Empty": "", "A": []}`:    `{"On":true,"Off":"false","None":null,"Empty":"","A":[]}`,
		`{"Message": "Success", "Deep": {"Status": ["a<b", {"Id": "id-1"}]}}`: `{"Message":"Success","Deep":{"Status":["a<b",{"Id":"XX-9"}]}}`,
		`{"RequestId": "A-1", "request_id": "b", "TraceId": "c"}`:             `{"RequestId":"${request_id}","request_id":"${request_id}","TraceId":"${trace_id}"}`,
		`{"Info": "{\"appId\":\"id-1\",\"licenseKey\":\"secret\"}"}`:          `{"Info":"{\"appId\":\"XX-9\",\"licenseKey\":\"hidden\"}"}`,
		`{"Info": {"appId": "id-1", "licenseKey": "secret"}}`:                 `{"Info":{"appId":"XX-9","licenseKey":"hidden"}}`,
		`[{"Status": "x"}, "secret"]`:                                         `[{"Status":"x"},"hidden"]`,
	} {
		got, err := m.body([]byte(original))
		if text := regexp.MustCompile(`"N":[1-9]}`).ReplaceAllString(string(got), `"N":NUMBER}`); err != nil || text != want {
			t.Errorf("%s\nbecame %s (%v)\nwant   %s", original, text, err, want)
		}
		if !json.Valid(got) {
			t.Errorf("%s is not JSON", got)
		}
	}
	for _, original := range []string{"", "<html>", `{"a": 1} x`, `{"a"`, `{"a": }`} {
		if got, err := m.body([]byte(original)); err == nil {
			t.Errorf("%s became %s", original, got)
		}
	}
}
