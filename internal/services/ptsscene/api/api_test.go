// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const secret = "S3CRET-S3CRET-S3CRET"

// client calls a server on loopback that responds with the handler.
func client(t *testing.T, response http.HandlerFunc) *alicloud.Client {
	t.Helper()
	s := httptest.NewServer(response)
	t.Cleanup(s.Close)
	endpoint, err := cloud.ParseEndpoint(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return alicloud.NewClient(alicloud.Resolver{
		Endpoints: map[string]cloud.Endpoint{"pts": endpoint},
		Transport: cloud.NewTransport("terraform-provider-cloudstatus/test"),
	}, credentials.Static(credentials.Credentials{AccessKeyID: "LTAItestAK", SecretKey: secret, Source: "the test"}), nil)
}

// signatureOf computes the RPC signature (HMAC-SHA1, version 1.0) from its description, sharing no code with the SDK.
func signatureOf(method string, query url.Values) string {
	escape := func(s string) string {
		return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(s))
	}
	signed := url.Values{}
	for name, values := range query {
		if name != "Signature" {
			signed[name] = values
		}
	}
	canonical := strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(signed.Encode())
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(method + "&%2F&" + escape(canonical)))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestClient(t *testing.T) {
	t.Parallel()
	const scene = "NHBG6V ~*+/&=%下"
	var mu sync.Mutex
	nonces := map[string]bool{}
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.Method != http.MethodPost || r.URL.Path != "/" || r.ContentLength > 0 {
			t.Errorf("the request is %s %s with %d bytes", r.Method, r.URL.Path, r.ContentLength)
		}
		for name, want := range map[string]string{
			"Action": "GetPtsSceneRunningStatus", "Version": "2020-10-20", "Format": "JSON", "AccessKeyId": "LTAItestAK",
			"SceneId": scene, "RegionId": "cn-beijing", "Signature": signatureOf(r.Method, q),
		} {
			if q.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, q.Get(name), want)
			}
		}
		mu.Lock()
		nonces[q.Get("SignatureNonce")] = true
		mu.Unlock()
		fmt.Fprint(w, `{"Success":true,"Status":"Running","RequestId":"r"}`)
	})
	var all sync.WaitGroup
	for range 20 { // an SDK's client shared by these would be a data race
		all.Go(func() {
			if st, err := Read(t.Context(), c, "cn-beijing", scene); err != nil || st.Status != "RUNNING" {
				t.Errorf("%+v, %v", st, err)
			}
		})
	}
	all.Wait()
	if len(nonces) != 20 {
		t.Errorf("%d nonces in 20 requests", len(nonces))
	}
}

// TestClientWithoutRegion: PTS is one host and needs none.
func TestClientWithoutRegion(t *testing.T) {
	t.Parallel()
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("RegionId") != "" {
			t.Errorf("a region was made up: %s", r.URL.Query().Get("RegionId"))
		}
		fmt.Fprint(w, `{"Success":true,"Status":"STOPPED"}`)
	})
	if st, err := Read(t.Context(), c, "", "NHBG6V"); err != nil || st.Status != "STOPPED" {
		t.Errorf("%+v, %v", st, err)
	}
	if host := product.Host("cn-heyuan"); host != "pts.aliyuncs.com" {
		t.Errorf("the host is %s", host)
	}
}

// TestClientRefused: the gateway echoes what was signed; none of it is shown.
func TestClientRefused(t *testing.T) {
	t.Parallel()
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"Code":"SignatureDoesNotMatch","Message":"Specified signature is not matched with our calculation. `+
			`server string to sign is:POST&%2F&AccessKeyId%3DLTAItestAK","RequestId":"r"}`)
	})
	ctx := redact.NewContext(t.Context(), &redact.Registry{})
	_, err := Read(ctx, c, "", "NHBG6V")
	var e *apierr.Error
	if !errors.As(redact.Error(ctx, err), &e) || e.Kind != apierr.InvalidCredentials || e.Retryable() || e.RequestID != "r" {
		t.Fatalf("%+v", err)
	}
	if strings.Contains(e.Message, "LTAI") || !strings.HasPrefix(e.Message, "Specified signature") {
		t.Errorf("the message is %q", e.Message)
	}
}

// TestEmptyID: the SDK would send the request without it.
func TestEmptyID(t *testing.T) {
	t.Parallel()
	c := client(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	_, err := Read(t.Context(), c, "", "")
	var e *apierr.Error
	if !errors.As(err, &e) || e.Kind != apierr.InvalidArgument || e.Argument != "scene_id" {
		t.Errorf("%+v", err)
	}
}
