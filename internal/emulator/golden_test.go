// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"net/url"
	"testing"
	"time"
)

// The requests in this file were signed by the vendors' SDKs.

func TestGoldenRPC(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 20, 48, 12, 0, time.UTC)
	s := start(t, Options{Clock: func() time.Time { return now }})
	s.AddKey(Identity{
		Name: "golden", Cloud: Alibaba, AccessKeyID: "STS.testAK", Secret: "testSECRET", SecurityToken: "STSTOKEN/+=abc",
	})
	query := "AccessKeyId=STS.testAK&Action=GetPtsSceneRunningStatus&Format=JSON&RegionId=cn-hangzhou&SceneId=NHBG6V" +
		"&SecurityToken=STSTOKEN%2F%2B%3Dabc&SignatureMethod=HMAC-SHA1" +
		"&SignatureNonce=e71e991df7af124f59ca0c58cddb6bd9&SignatureType=&SignatureVersion=1.0" +
		"&Timestamp=2026-11-21T20%3A48%3A12Z&Version=2020-10-20"
	const signature = "XsXNwc4Y9idUzjq0uyeeh4c6IBM="
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if got := signRPC("testSECRET", http.MethodPost, values); got != signature {
		t.Errorf("the tests' client computes %s", got)
	}
	address := s.URL() + "/?" + query + "&Signature=" + url.QueryEscape(signature)
	wantOK(t, s, send(t, newRequest(t, http.MethodPost, address, "")))
	// The same request again is a replay.
	wantCode(t, s, send(t, newRequest(t, http.MethodPost, address, "")), 400, "SignatureNonceUsed")
	e := s.Journal()[0]
	if e.Nonce != "e71e991df7af124f59ca0c58cddb6bd9" || e.Region != "cn-hangzhou" || e.TokenOf != "golden" ||
		e.SecurityToken != "STSTOKEN/+=abc" || e.Key != "NHBG6V" || e.API != pts {
		t.Errorf("journal: %+v", e)
	}
}

func TestGoldenROA(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 20, 55, 58, 0, time.UTC)
	s := start(t, Options{Clock: func() time.Time { return now }})
	s.AddKey(Identity{Name: "golden", Cloud: Alibaba, AccessKeyID: "LTAItestAK", Secret: "testSECRET"})
	request := func() *http.Request {
		return newRequest(t, http.MethodGet, s.URL()+saePath+"?AppId=NHBG6V", "",
			"Accept", "application/json", "Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==",
			"Content-Type", "application/octet-stream", "Date", "Sat, 21 Nov 2026 20:55:58 GMT",
			"x-acs-version", "2019-05-06", "x-acs-action", sae, "x-acs-signature-method", "HMAC-SHA1",
			"x-acs-signature-version", "1.0", "x-acs-credentials-provider", "static_ak")
	}
	const want = "acs LTAItestAK:Ge+K+MPE6rQsKuxT4pnV7DjMXJQ="
	r := request()
	r.Header.Set("Authorization", want)
	s.Script(sae, "NHBG6V", JSON(`{}`))
	wantOK(t, s, send(t, r))
	// Without a nonce two calls within one second are identical, and both are correct.
	r = request()
	r.Header.Set("Authorization", want)
	wantOK(t, s, send(t, r))
	if got := signROA(Identity{AccessKeyID: "LTAItestAK", Secret: "testSECRET"}, request()).Header.
		Get("Authorization"); got != want {
		t.Errorf("the tests' client computes %s", got)
	}
}

func TestGoldenHuawei(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 20, 51, 18, 0, time.UTC)
	s := start(t, Options{Clock: func() time.Time { return now }})
	s.AddKey(Identity{Name: "golden", Cloud: Huawei, AccessKeyID: "hwtestak", Secret: "hwtestsk"})
	request := func() *http.Request {
		return newRequest(t, http.MethodGet, s.URL()+planPath("aaaabbbbccccddddeeeeffff00001111"), "",
			"User-Agent", "huaweicloud-usdk-go/3.0; tfprov/1.0", "X-Project-Id", "0123456789abcdef0123456789abcdef",
			"X-Sdk-Date", "20261121T205118Z")
	}
	const want = "SDK-HMAC-SHA256 Access=hwtestak, SignedHeaders=user-agent;x-project-id;x-sdk-date, Signature=" +
		"c9fcbaa090aac9ea9c1ed32b65cc0df5ca493cef1d3bf3166220832763231b28"
	r := request()
	r.Header.Set("Authorization", want)
	wantOK(t, s, send(t, r))
	if got := signHuawei(Identity{AccessKeyID: "hwtestak", Secret: "hwtestsk"}, request(), "").Header.
		Get("Authorization"); got != want {
		t.Errorf("the tests' client computes %s", got)
	}
	e := s.Journal()[0]
	if e.ProjectID != "0123456789abcdef0123456789abcdef" || e.AccessKeyID != "hwtestak" || e.Identity != "golden" ||
		e.Key != "aaaabbbbccccddddeeeeffff00001111" {
		t.Errorf("journal: %+v", e)
	}
}
