// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/cloudtest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

func BenchmarkDecode(b *testing.B) {
	cloudtest.BenchmarkDecode(b, decode,
		cloudtest.Sample{Name: "document", Response: newResponse(200, document(b))},
		cloudtest.Sample{Name: "refusal", Response: newResponse(403, `{"RequestId":"r","HostId":"h","Code":"GetPtsSceneRunningStatusFail","Message":"m"}`)},
		cloudtest.Sample{Name: "page", Response: newResponse(503, "<html></html>")},
	)
}

func BenchmarkStatus(b *testing.B) {
	cloudtest.BenchmarkStatus(b, `{"Success":true,"Status":"RUNNING","RequestId":"r"}`, func(endpoint cloud.Endpoint) func() error {
		c := New(alicloud.NewClient(alicloud.Resolver{
			Endpoints: map[string]cloud.Endpoint{"pts": endpoint},
			Transport: cloud.NewTransport("agent/1"),
		}, credentials.Static(credentials.Credentials{AccessKeyID: "LTAI", SecretKey: "secret", Source: "the benchmark"}), nil))
		return func() error {
			_, err := c.Status(b.Context(), "cn-hangzhou", "NHBG6V")
			return err
		}
	})
}
