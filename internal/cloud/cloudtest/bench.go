// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package cloudtest has the benchmarks that the tests of all APIs share.
package cloudtest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Sample is a response to decode.
type Sample struct {
	Name     string
	Response cloud.Response
}

// BenchmarkDecode measures the decoding of each sample.
func BenchmarkDecode[T any](b *testing.B, decode func(cloud.Response) (T, error), samples ...Sample) {
	for _, sample := range samples {
		b.Run(sample.Name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(sample.Response.Body)))
			for b.Loop() {
				_, _ = decode(sample.Response)
			}
		})
	}
}

// BenchmarkStatus measures a call that is signed, sent over loopback and decoded; the server's part is in it. connect
// makes the function that calls the API at an endpoint, which responds with body.
func BenchmarkStatus(b *testing.B, body string, connect func(cloud.Endpoint) func() error) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
	defer s.Close()
	endpoint, err := cloud.ParseEndpoint(s.URL)
	if err != nil {
		b.Fatal(err)
	}
	call := connect(endpoint)
	b.ReportAllocs()
	for b.Loop() {
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}
