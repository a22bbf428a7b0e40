// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/alicloudtest"
)

func TestClient(t *testing.T) {
	t.Parallel()
	sample := document(t)
	c := alicloudtest.Client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/pop/v1/sam/app/describeApplicationStatus" {
			t.Errorf("the request is %s %s", r.Method, r.URL.Path)
		}
		if q := r.URL.Query(); q.Get("AppId") != appID || r.URL.RawQuery != strings.ReplaceAll("AppId="+appID, "*", "%2A") {
			t.Errorf("the query is %s", r.URL.RawQuery)
		}
		for name, want := range map[string]string{
			"X-Acs-Version": "2019-05-06", "X-Acs-Security-Token": alicloudtest.Key.SecurityToken,
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
}

// TestClientNumericCode: the SDK's own client would end the process over it.
func TestClientNumericCode(t *testing.T) {
	t.Parallel()
	c := alicloudtest.Client(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"Code":404,"ErrorCode":"InvalidAppId.NotFound","Message":{"a":1},"AccessDeniedDetail":"x","Success":false}`)
	})
	_, err := Read(t.Context(), c, "cn-hangzhou", appID)
	if e := apierr.From(err); e == nil || e.Kind != apierr.NotFound || e.Argument != "app_id" || e.ReportedStatus != 0 {
		t.Errorf("%+v", err)
	}
}

// TestNotSent: without an id the SDK would send the request without it, and without a region there is no host.
func TestNotSent(t *testing.T) {
	t.Parallel()
	c := alicloudtest.Client(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	for argument, call := range map[string]func() (Status, error){
		"app_id": func() (Status, error) { return Read(t.Context(), c, "cn-hangzhou", "") },
		"region": func() (Status, error) { return Read(t.Context(), c, "", appID) },
	} {
		_, err := call()
		if e := apierr.From(err); e == nil || e.Kind != apierr.InvalidArgument || e.Argument != argument {
			t.Errorf("%s: %+v", argument, err)
		}
	}
}
