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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/sae"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

const (
	secret = "S3CRET-S3CRET-S3CRET"
	token  = "STSTOKEN/+=abcdefghijk"
)

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
		Endpoints: map[string]cloud.Endpoint{"sae": endpoint},
		Transport: cloud.NewTransport("terraform-provider-cloudstatus/test"),
	}, credentials.Static(credentials.Credentials{AccessKeyID: "STS.testAK", SecretKey: secret, SecurityToken: token, Source: "the test"}), nil)
}

// signatureOf computes the ROA signature (HMAC-SHA1, version 1.0) from its description, sharing no code with the SDK.
func signatureOf(r *http.Request, id string) string {
	var own []string
	for name := range r.Header {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-acs-") {
			own = append(own, name+":"+r.Header.Get(name)+"\n")
		}
	}
	slices.Sort(own)
	text := r.Method + "\n"
	for _, name := range []string{"Accept", "Content-MD5", "Content-Type", "Date"} {
		text += r.Header.Get(name) + "\n"
	}
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(text + strings.Join(own, "") + r.URL.Path + "?AppId=" + id))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestClient(t *testing.T) {
	t.Parallel()
	sample := document(t)
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/pop/v1/sam/app/describeApplicationStatus" {
			t.Errorf("the request is %s %s", r.Method, r.URL.Path)
		}
		if q := r.URL.Query(); q.Get("AppId") != appID || r.URL.RawQuery != strings.ReplaceAll("AppId="+appID, "*", "%2A") {
			t.Errorf("the query is %s", r.URL.RawQuery)
		}
		for name, want := range map[string]string{
			"Authorization": "acs STS.testAK:" + signatureOf(r, appID), "X-Acs-Version": "2019-05-06", "X-Acs-Security-Token": token,
			"X-Acs-Action": "DescribeApplicationStatus", "Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg==", "Accept": "application/json",
		} {
			if r.Header.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, r.Header.Get(name), want)
			}
		}
		fmt.Fprint(w, sample)
	})
	var all sync.WaitGroup
	for range 20 { // an SDK's client shared by these would be a data race
		all.Go(func() {
			if st, err := Read(t.Context(), c, "cn-hangzhou", appID); err != nil || st.CurrentStatus != "RUNNING" {
				t.Errorf("%+v, %v", st, err)
			}
		})
	}
	all.Wait()
	if host := sae.Product.Host("cn-hangzhou"); host != "sae.cn-hangzhou.aliyuncs.com" {
		t.Errorf("the host is %s", host)
	}
}

// TestClientChecksTheApplication: a response about another one is not passed on.
func TestClientChecksTheApplication(t *testing.T) {
	t.Parallel()
	sample := document(t)
	c := client(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, sample) })
	st, err := Read(t.Context(), c, "cn-hangzhou", "another")
	var e *apierr.Error
	if !errors.As(err, &e) || e.Kind != apierr.MalformedResponse || st != (Status{}) {
		t.Errorf("%+v, %+v", st, err)
	}
}

// TestClientNumericCode: the SDK's own client would end the process over it.
func TestClientNumericCode(t *testing.T) {
	t.Parallel()
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"Code":404,"ErrorCode":"InvalidAppId.NotFound","Message":{"a":1},"AccessDeniedDetail":"x","Success":false}`)
	})
	_, err := Read(t.Context(), c, "cn-hangzhou", appID)
	var e *apierr.Error
	if !errors.As(err, &e) || e.Kind != apierr.NotFound || e.Argument != "app_id" || e.ReportedStatus != 0 {
		t.Errorf("%+v", err)
	}
}

// TestNotSent: without an id the SDK would send the request without it, and without a region there is no host.
func TestNotSent(t *testing.T) {
	t.Parallel()
	var received atomic.Int32
	c := client(t, func(http.ResponseWriter, *http.Request) { received.Add(1) })
	for argument, call := range map[string]func() (Status, error){
		"app_id": func() (Status, error) { return Read(t.Context(), c, "cn-hangzhou", "") },
		"region": func() (Status, error) { return Read(t.Context(), c, "", appID) },
	} {
		_, err := call()
		var e *apierr.Error
		if !errors.As(err, &e) || e.Kind != apierr.InvalidArgument || e.Argument != argument {
			t.Errorf("%s: %+v", argument, err)
		}
	}
	if received.Load() != 0 {
		t.Errorf("%d requests were sent", received.Load())
	}
}
