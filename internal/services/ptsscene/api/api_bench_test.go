// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
)

func BenchmarkDecode(b *testing.B) {
	for _, sample := range []struct {
		name   string
		answer cloud.Response
	}{
		{"document", answer(200, document(b))},
		{"refusal", answer(403, `{"RequestId":"r","HostId":"h","Code":"GetPtsSceneRunningStatusFail","Message":"m"}`)},
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
	body := []byte(`{"Success":true,"Status":"RUNNING","RequestId":"r"}`)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer s.Close()
	endpoint, err := cloud.ParseEndpoint(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	c := New(alicloud.NewClient(alicloud.Config{
		Endpoints: map[string]cloud.Endpoint{"pts": endpoint},
		Source:    alicloud.Static(alicloud.Credentials{AccessKeyID: "LTAI", AccessKeySecret: "secret", Source: "the benchmark"}),
		Transport: cloud.NewTransport("agent/1"),
	}))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Status(b.Context(), "cn-hangzhou", "NHBG6V"); err != nil {
			b.Fatal(err)
		}
	}
}
