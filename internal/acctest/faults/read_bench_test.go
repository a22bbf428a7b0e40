// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkRead is a data source's read through the whole provider, from the call of its plugin protocol to the
// response. The HTTP server's part is in it, the CLI's and gRPC's are not.
func BenchmarkRead(b *testing.B) {
	for _, a := range apis {
		b.Run(a.name, func(b *testing.B) {
			body := []byte(a.good(nil))
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
			defer s.Close()
			p := configured(b, object{a.cloud: object{
				"region": "cn-north-4", "access_key": "LTAIbenchmark", "secret_key": "secret", "endpoints": object{a.endpoint: s.URL},
			}})
			b.ReportAllocs()
			for b.Loop() {
				if text := firstError(p, a.typ, a.block()); text != "" {
					b.Fatal(text)
				}
			}
		})
	}
}
