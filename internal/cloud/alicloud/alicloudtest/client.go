// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package alicloudtest has what the tests of Alibaba Cloud's APIs share.
package alicloudtest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Key is the identity of Client.
var Key = credentials.Credentials{
	AccessKeyID: "STS.testAK", SecretKey: "S3CRET-S3CRET-S3CRET", SecurityToken: "STSTOKEN/+=abcdefghijk", Source: "the test",
}

// Client returns a client that calls a server on loopback, which responds with handler, for every product.
func Client(t *testing.T, handler http.HandlerFunc) *alicloud.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	endpoint, err := cloud.ParseEndpoint(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return alicloud.NewClient(alicloud.Resolver{
		Endpoints: cloud.Endpoints{"pts": {Endpoint: endpoint}, "sae": {Endpoint: endpoint}},
		Transport: cloud.NewTransport("terraform-provider-cloudstatus/test", nil),
	}, credentials.Static(Key), nil)
}
