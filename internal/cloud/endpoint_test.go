// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"strings"
	"testing"
)

func TestParseEndpoint(t *testing.T) {
	good := map[string]string{
		"https://sae.cn-hangzhou.aliyuncs.com":  "https://sae.cn-hangzhou.aliyuncs.com",
		"https://sae.cn-hangzhou.aliyuncs.com/": "https://sae.cn-hangzhou.aliyuncs.com",
		"sae.example.com:8443":                  "https://sae.example.com:8443",
		"sae.example.com":                       "https://sae.example.com",
		"HTTPS://host_1:1":                      "https://host_1:1",
		"http://127.0.0.1:39855":                "http://127.0.0.1:39855",
		"http://127.8.8.8":                      "http://127.8.8.8",
		"http://localhost:1":                    "http://localhost:1",
		"http://LocalHost":                      "http://LocalHost",
		"http://[::1]:80":                       "http://[::1]:80",
		"https://[2001:db8::1]":                 "https://[2001:db8::1]",
		"https://[2001:db8::1]:8443":            "https://[2001:db8::1]:8443",
		"[::1]:9":                               "https://[::1]:9",
	}
	for text, want := range good {
		if e, err := ParseEndpoint(text); err != nil || e.String() != want {
			t.Errorf("%q: got %v, %v", text, e, err)
		}
	}
	e, err := ParseEndpoint("https://[2001:db8::1]:8443")
	if err != nil || e.Host != "2001:db8::1" || e.Port != "8443" || HTTPS("h") != (Endpoint{Scheme: "https", Host: "h"}) {
		t.Errorf("got %+v, %v", e, err)
	}
	bad := map[string]string{
		"":                                     "empty",
		" https://h":                           "white space",
		"https://h\n":                          "white space",
		"https://a b":                          "white space",
		"ftp://h":                              "scheme",
		"://h":                                 "scheme",
		"https://":                             "no host",
		"https:///":                            "no host",
		"https://:443":                         "no host",
		"https://h/path":                       "path",
		"https://h//":                          "path",
		`https://h\path`:                       "path",
		"https://h/?a=SECRETVALUE":             "query",
		"https://h?a=SECRETVALUE":              "query",
		"https://h#SECRETVALUE":                "fragment",
		"https://u:SECRETVALUE@h":              "user name",
		"https://u:SECRETVALUE@h:x%":           "user name",
		"https://SECRETVALUE@":                 "user name",
		"https://h:0":                          "port",
		"https://h:65536":                      "port",
		"https://h:SECRETVALUE":                "port",
		"https://h:":                           "port",
		"::1":                                  "brackets",
		"https://[::1":                         "brackets",
		"https://[fe80::1%25eth0]":             "host",
		"https://h%41":                         "65535",
		"https://-h":                           "host",
		"https://h..h":                         "host",
		"https://" + strings.Repeat("a.", 200): "host",
		"https://höst":                         "host",
		"http://sae.example.com":               "loopback",
		"http://10.0.0.1":                      "loopback",
		"http://localhost.example.com":         "loopback",
		"http://127.0.0.1.example.com":         "loopback",
		"http:/127.0.0.1":                      "path",
	}
	for text, want := range bad {
		e, err := ParseEndpoint(text)
		if err == nil {
			t.Errorf("%q: accepted as %v", text, e)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRETVALUE") ||
			!strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%q: got %v", text, err)
		}
	}
}
