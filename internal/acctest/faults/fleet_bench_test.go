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

// BenchmarkFleet reads many ids in one block through the whole provider, from an API that responds after 50 ms.
func BenchmarkFleet(b *testing.B) {
	body := []byte(sae.within(map[string]any{"AppId": removed}))
	g := &gauge{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		_, _ = w.Write(body)
	})}
	s := httptest.NewServer(g)
	defer s.Close()
	p := configured(b, object{"alicloud": object{
		"region": "cn-hangzhou", "access_key": "LTAIbenchmark", "secret_key": "secret", "endpoints": object{"sae": s.URL},
	}})
	for _, ids := range []int{1, 100, 1000, 5000} {
		b.Run(fmt.Sprintf("%d", ids), func(b *testing.B) {
			g.reset()
			block := applications.block(members(ids))
			b.ReportAllocs()
			for b.Loop() {
				if text := firstError(p, applications.plural, block); text != "" {
					b.Fatal(text)
				}
			}
			b.ReportMetric(float64(g.peak()), "in-flight")
		})
	}
}
