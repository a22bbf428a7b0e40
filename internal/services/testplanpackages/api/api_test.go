// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const serviceID = "aaaabbbbccccddddeeeeffff00001111"

// client calls a server on loopback that responds with the handler.
func client(t *testing.T, response http.HandlerFunc) *huaweicloud.Client {
	t.Helper()
	s := httptest.NewServer(response)
	t.Cleanup(s.Close)
	endpoint, err := cloud.ParseEndpoint(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return huaweicloud.NewClient(huaweicloud.Config{
		Region:    cloud.Region{ID: "cn-north-4"},
		Endpoints: cloud.Endpoints{"cloudtest": {Endpoint: endpoint}},
		ProjectID: "0123456789abcdef0123456789abcdef",
		Provider:  credentials.Static(credentials.Credentials{AccessKeyID: "HPUATEST", SecretKey: "S3CRET-S3CRET", Source: "the test"}),
		Transport: cloud.NewTransport("terraform-provider-cloudstatus/test", nil),
	})
}

// TestClientRefused: the gateway echoes what was signed; none of it is shown.
func TestClientRefused(t *testing.T) {
	t.Parallel()
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail `+
			`for S3CRET-S3CRET, canonicalRequest:GET|/v1/projects","request_id":"r"}`)
	})
	ctx := redact.NewContext(t.Context(), &redact.Registry{})
	_, err := Read(ctx, c, "", serviceID)
	var e *apierr.Error
	if !errors.As(redact.Error(ctx, err), &e) || e.Kind != apierr.InvalidCredentials || e.Retryable() || e.RequestID != "r" {
		t.Fatalf("%+v", err)
	}
	if strings.Contains(e.Message, "S3CRET") || strings.Contains(e.Message, "/v1/") || !strings.HasPrefix(e.Message, "Incorrect IAM") {
		t.Errorf("the message is %q", e.Message)
	}
}

// TestServiceID: it becomes part of the path.
func TestServiceID(t *testing.T) {
	t.Parallel()
	var received atomic.Int32
	c := client(t, func(w http.ResponseWriter, _ *http.Request) { received.Add(1); fmt.Fprint(w, `[]`) })
	for _, id := range []string{
		"", "a/../../../v1/evil", "{project_id}", "x?y=1#z", serviceID[1:], serviceID + "0", serviceID + "\n",
		"aaaabbbb-cccc-dddd-eeee-ffff00001111", "gaaabbbbccccddddeeeeffff00001111", " " + serviceID[1:], strings.Repeat("%41", 11)[:32],
	} {
		_, err := Read(t.Context(), c, "", id)
		var e *apierr.Error
		if !errors.As(err, &e) || e.Kind != apierr.InvalidArgument || e.Argument != "service_id" || e.Reason == "" {
			t.Errorf("%q: %+v", id, err)
		}
	}
	if received.Load() != 0 {
		t.Errorf("%d requests were sent", received.Load())
	}
	if _, err := Read(t.Context(), c, "", strings.ToUpper(serviceID)); err != nil || received.Load() != 1 {
		t.Errorf("in capitals: %v", err)
	}
}

func TestHost(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"cn-north-4":     "cloudtest-ext.cn-north-4.myhuaweicloud.com",
		"ap-southeast-3": "cloudtest-ext.ap-southeast-3.myhuaweicloud.com",
		"cn-east-2":      "cloudtest-ext.cn-east-2.myhuaweicloud.cn",
		"cn-east-3":      "cloudtest-ext.cn-east-3.myhuaweicloud.com",
		"eu-west-101":    "cloudtest-ext.eu-west-101.myhuaweicloud.eu",
		"xx-new-9":       "cloudtest-ext.xx-new-9.myhuaweicloud.com",
	} {
		if got, e := Product.Endpoint(region, ""); e != nil || got != cloud.HTTPS(want) {
			t.Errorf("%s: %s, want %s", region, got, want)
		}
	}
}
