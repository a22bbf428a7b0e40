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
	const form, loopbackOnly = "and no other scheme, user name, password, path, query, fragment", "loopback host only"
	bad := map[string]string{
		"":                                     form,
		" https://h":                           form,
		"https://h\n":                          form,
		"https://a b":                          form,
		"ftp://h":                              form,
		"://h":                                 form,
		"https://":                             form,
		"https:///":                            form,
		"https://:443":                         form,
		"https://h/path":                       form,
		"https://h//":                          form,
		`https://h\path`:                       form,
		"https://h/?a=SECRETVALUE":             form,
		"https://h?a=SECRETVALUE":              form,
		"https://h#SECRETVALUE":                form,
		"https://u:SECRETVALUE@h":              form,
		"https://u:SECRETVALUE@h:x%":           form,
		"https://SECRETVALUE@":                 form,
		"https://h:0":                          form,
		"https://h:65536":                      form,
		"https://h:SECRETVALUE":                form,
		"https://h:":                           form,
		"::1":                                  form,
		"https://[::1":                         form,
		"https://[fe80::1%25eth0]":             form,
		"https://h%41":                         form,
		"https://-h":                           form,
		"https://h..h":                         form,
		"https://" + strings.Repeat("a.", 200): form,
		"https://höst":                         form,
		"http://sae.example.com":               loopbackOnly,
		"http://10.0.0.1":                      loopbackOnly,
		"http://localhost.example.com":         loopbackOnly,
		"http://127.0.0.1.example.com":         loopbackOnly,
		"http:/127.0.0.1":                      form,
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
