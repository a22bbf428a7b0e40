// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/cloudtest"
)

func BenchmarkDecode(b *testing.B) {
	cloudtest.BenchmarkDecode(b, decode,
		cloudtest.Sample{Name: "document", Response: answer(200, document(b))},
		cloudtest.Sample{Name: "refusal", Response: answer(404, `{"RequestId":"r","Code":"404","ErrorCode":"InvalidAppId.NotFound","Message":"m","Success":false}`)},
		cloudtest.Sample{Name: "page", Response: answer(503, "<html></html>")},
	)
}

func BenchmarkStatus(b *testing.B) {
	cloudtest.BenchmarkStatus(b, document(b), func(endpoint cloud.Endpoint) func() error {
		c := New(alicloud.NewClient(alicloud.Config{
			Endpoints: map[string]cloud.Endpoint{"sae": endpoint},
			Source:    alicloud.Static(alicloud.Credentials{AccessKeyID: "LTAI", AccessKeySecret: "secret", Source: "the benchmark"}),
			Transport: cloud.NewTransport("agent/1"),
		}))
		return func() error {
			_, err := c.Status(b.Context(), "cn-hangzhou", appID)
			return err
		}
	})
}
