// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// BenchmarkRead is a read through the whole provider, from the call of its plugin protocol to the response: a data source of
// each API, and many ids in one block, from an API that responds after 50 ms. The HTTP server's part is in it, the CLI's and
// gRPC's are not.
func BenchmarkRead(b *testing.B) {
	for _, a := range apis {
		b.Run(a.name, func(b *testing.B) { benchmark(b, a, a.typ, a.block(), a.good(nil), 0) })
	}
	for _, ids := range []int{1, 100, 1000, 5000} {
		b.Run(fmt.Sprintf("fleet/%d", ids), func(b *testing.B) {
			benchmark(b, sae, applications.plural, applications.block(members(ids)), sae.within(map[string]any{"AppId": removed}), 50*time.Millisecond)
		})
	}
}

func benchmark(b *testing.B, a api, typ string, block object, body string, took time.Duration) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(took)
		_, _ = w.Write([]byte(body))
	}))
	defer s.Close()
	p := configured(b, object{a.cloud: object{
		"region": "cn-north-4", "access_key": "LTAIbenchmark", "secret_key": "secret", "endpoints": object{a.endpoint: s.URL},
	}})
	b.ReportAllocs()
	for b.Loop() {
		if text := firstError(p, typ, block); text != "" {
			b.Fatal(text)
		}
	}
}
