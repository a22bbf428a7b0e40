// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
)

func BenchmarkDecode(b *testing.B) {
	for _, sample := range []struct {
		name   string
		answer cloud.Response
	}{
		{"document", answer(200, document(b, "document.json"))},
		{"refusal", answer(401, document(b, "document-401.json"))},
		{"page", answer(503, "<html></html>")},
	} {
		b.Run(sample.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(sample.answer.Body)))
			for b.Loop() {
				_, _ = decode(sample.answer)
			}
		})
	}
}

// BenchmarkStatus signs a call, sends it over loopback and decodes the response; the server's part is in it.
func BenchmarkStatus(b *testing.B) {
	body := []byte(document(b, "document.json"))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer s.Close()
	endpoint, err := cloud.ParseEndpoint(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	c := New(huaweicloud.NewClient(huaweicloud.Config{
		Endpoints: map[string]cloud.Endpoint{"cloudtest": endpoint},
		Source:    huaweicloud.Static(huaweicloud.Credentials{AccessKey: "HW", SecretKey: "secret", Source: "the benchmark"}),
		Transport: cloud.NewTransport("agent/1"),
	}))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Status(b.Context(), "cn-north-4", "aaaabbbbccccddddeeeeffff00001111"); err != nil {
			b.Fatal(err)
		}
	}
}
