// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/cloudtest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
)

func BenchmarkDecode(b *testing.B) {
	cloudtest.BenchmarkDecode(b, decode,
		cloudtest.Sample{Name: "document", Response: newResponse(200, document(b, "document.json"))},
		cloudtest.Sample{Name: "refusal", Response: newResponse(401, document(b, "document-401.json"))},
		cloudtest.Sample{Name: "page", Response: newResponse(503, "<html></html>")},
	)
}

func BenchmarkStatus(b *testing.B) {
	cloudtest.BenchmarkStatus(b, document(b, "document.json"), func(endpoint cloud.Endpoint) func() error {
		c := New(huaweicloud.NewClient(huaweicloud.Config{
			Endpoints: map[string]cloud.Endpoint{"cloudtest": endpoint},
			Provider:  credentials.Static(credentials.Credentials{AccessKeyID: "HW", SecretKey: "secret", Source: "the benchmark"}),
			Transport: cloud.NewTransport("agent/1"),
		}))
		return func() error {
			_, err := c.Status(b.Context(), "cn-north-4", "aaaabbbbccccddddeeeeffff00001111")
			return err
		}
	})
}
