// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/alicloudtest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

func TestClient(t *testing.T) {
	t.Parallel()
	const scene = "NHBG6V ~*+/&=%下"
	var mu sync.Mutex
	nonces := map[string]bool{}
	c := alicloudtest.Client(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.Method != http.MethodPost || r.URL.Path != "/" || r.ContentLength > 0 {
			t.Errorf("the request is %s %s with %d bytes", r.Method, r.URL.Path, r.ContentLength)
		}
		for name, want := range map[string]string{
			"Action": "GetPtsSceneRunningStatus", "Version": "2020-10-20", "Format": "JSON", "AccessKeyId": alicloudtest.Key.AccessKeyID,
			"SecurityToken": alicloudtest.Key.SecurityToken, "SceneId": scene, "RegionId": "cn-beijing",
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
	c := alicloudtest.Client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("RegionId") != "" {
			t.Errorf("a region was made up: %s", r.URL.Query().Get("RegionId"))
		}
		fmt.Fprint(w, `{"Success":true,"Status":"STOPPED"}`)
	})
	if st, err := Read(t.Context(), c, "", "NHBG6V"); err != nil || st.Status != "STOPPED" {
		t.Errorf("%+v, %v", st, err)
	}
}

// TestClientRefused: the gateway echoes what was signed; none of it is shown.
func TestClientRefused(t *testing.T) {
	t.Parallel()
	c := alicloudtest.Client(t, func(w http.ResponseWriter, _ *http.Request) {
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
	c := alicloudtest.Client(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	_, err := Read(t.Context(), c, "", "")
	if e := apierr.From(err); e == nil || e.Kind != apierr.InvalidArgument || e.Argument != "scene_id" {
		t.Errorf("%+v", err)
	}
}
