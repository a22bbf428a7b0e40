// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzParseEndpoint: an endpoint that passes is what a URL takes from it and nothing else, and one that does not is not
// echoed.
func FuzzParseEndpoint(f *testing.F) {
	for _, text := range []string{
		"https://sae.cn-hangzhou.aliyuncs.com", "cloudtest-ext.cn-north-4.myhuaweicloud.com", "http://127.0.0.1:8080",
		"https://[::1]:443/", "http://localhost", "HTTPS://Host:1", "https://user:password@host", "https://host/path",
		"https://host?query", "https://host#fragment", "http://host", "ftp://host", "https://host:99999", "https://", "",
		"https://[fe80::1%25eth0]", "https://a..b", "https://host\\@other", "https://xn--bcher-kva.example.",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := ParseEndpoint(text)
		if err != nil {
			if message := err.Error(); len(text) > 20 && strings.Contains(message, text) || e != (Endpoint{}) {
				t.Fatalf("%q: %v, %v", text, e, err)
			}
			return
		}
		u, err := url.Parse(e.String())
		if err != nil || u.Scheme != e.Scheme || u.Hostname() != e.Host || u.Port() != e.Port || u.Host != e.HostPort() ||
			u.User != nil || u.Path+u.RawQuery+u.Fragment != "" {
			t.Fatalf("%q became %q, which is %+v, %v", text, e, u, err)
		}
		if e.Scheme != "https" && (e.Scheme != "http" || !IsLoopback(e.Host)) {
			t.Fatalf("%q became %q", text, e)
		}
		if again, err := ParseEndpoint(e.String()); err != nil || again != e {
			t.Fatalf("%q became %q, and that %q, %v", text, e, again, err)
		}
	})
}
