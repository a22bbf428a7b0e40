// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestRPCAcceptsCorrectClients(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	query := func(id Identity, more ...string) url.Values {
		return rpcParameters(id, pts, "2020-10-20", append([]string{"SceneId", "RUN7NG"}, more...)...)
	}
	without := func(q url.Values, name string) url.Values {
		q.Del(name)
		return q
	}
	for name, request := range map[string]*http.Request{
		"POST, all in the query": rpcRequest(t, s, key.Alibaba, "POST", query(key.Alibaba), nil),
		"GET":                    rpcRequest(t, s, key.Alibaba, "GET", query(key.Alibaba), nil),
		"with a region":          rpcRequest(t, s, key.Alibaba, "POST", query(key.Alibaba, "RegionId", "cn-beijing"), nil),
		"temporary key":          rpcRequest(t, s, key.AlibabaSTS, "POST", query(key.AlibabaSTS), nil),
		"no SignatureType":       rpcRequest(t, s, key.Alibaba, "POST", without(query(key.Alibaba), "SignatureType"), nil),
		"parameters to escape": rpcRequest(t, s, key.Alibaba, "POST",
			query(key.Alibaba, "Odd ~*'()!/+&=%下", "v ~*'()!/+&=%单\n"), nil),
		"the key in a form": rpcRequest(t, s, key.Alibaba, "POST",
			without(query(key.Alibaba), "SceneId"), url.Values{"SceneId": {"RUN7NG"}, "Odd": {"a b+c"}}),
		"all in a form": rpcRequest(t, s, key.Alibaba, "POST", nil, query(key.Alibaba)),
	} {
		t.Run(name, func(t *testing.T) {
			got := send(t, request)
			wantOK(t, s, got)
			if got.text("Status") != "RUNNING" || got.text("Success") != "true" || got.text("SceneName") != "下单场景" {
				t.Errorf("body %s", got.body)
			}
		})
	}
}

func TestRPCRefusesTamperedRequests(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.Keys().AlibabaSTS
	later := time.Now().UTC().Add(time.Minute).Format("2006-01-02T15:04:05Z")
	set := func(name, value string) func(*http.Request, url.Values) {
		return func(_ *http.Request, q url.Values) { q.Set(name, value) }
	}
	const mismatch = "SignatureDoesNotMatch"
	for name, row := range map[string]struct {
		change func(*http.Request, url.Values)
		status int
		code   string
	}{
		"Signature":           {set("Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="), 400, mismatch},
		"SceneId":             {set("SceneId", "ST0PPD"), 400, mismatch},
		"SecurityToken":       {set("SecurityToken", id.SecurityToken+"x"), 400, mismatch},
		"SignatureNonce":      {set("SignatureNonce", "another"), 400, mismatch},
		"Timestamp":           {set("Timestamp", later), 400, mismatch},
		"Format":              {set("Format", "XML"), 400, "UnsupportedFormat"},
		"SignatureMethod":     {set("SignatureMethod", "HMAC-SHA256"), 400, "InvalidParameter"},
		"AccessKeyId":         {set("AccessKeyId", "LTAInobody"), 404, "InvalidAccessKeyId.NotFound"},
		"Action":              {set("Action", "StopPtsScene"), 404, "InvalidAction.NotFound"},
		"Version":             {set("Version", "2019-05-06"), 404, "InvalidVersion"},
		"duplicate parameter": {func(_ *http.Request, q url.Values) { q.Add("SceneId", "ST0PPD") }, 400, mismatch},
		"method":              {func(r *http.Request, _ url.Values) { r.Method = "GET" }, 400, mismatch},
		"path":                {func(r *http.Request, _ url.Values) { r.URL.Path = "/other" }, 404, "InvalidAction.NotFound"},
		"another cloud's host": {
			func(r *http.Request, _ url.Values) { r.Host = "sae.cn-hangzhou.aliyuncs.com" }, 404, "InvalidAction.NotFound",
		},
		"no Timestamp": {func(_ *http.Request, q url.Values) { q.Del("Timestamp") }, 400, "MissingTimestamp"},
		"no Signature": {func(_ *http.Request, q url.Values) { q.Del("Signature") }, 400, "MissingSignature"},
	} {
		t.Run(name, func(t *testing.T) {
			r := sceneRequest(t, s, id, "RUN7NG")
			q := r.URL.Query()
			row.change(r, q)
			r.URL.RawQuery = q.Encode()
			wantCode(t, s, send(t, r), row.status, row.code)
		})
	}
	t.Run("form", func(t *testing.T) {
		r := rpcRequest(t, s, id, "POST", rpcParameters(id, pts, "2020-10-20"), url.Values{"SceneId": {"RUN7NG"}})
		r = cloneWithBody(t, r, "SceneId=ST0PPD")
		wantCode(t, s, send(t, r), 400, "SignatureDoesNotMatch")
	})
	t.Run("body is not a form", func(t *testing.T) {
		r := cloneWithBody(t, sceneRequest(t, s, id, "RUN7NG"), `{"SceneId":"ST0PPD"}`)
		r.Header.Set("Content-Type", "application/json")
		wantCode(t, s, send(t, r), 400, "UnsupportedContentType")
	})
}

func cloneWithBody(t *testing.T, r *http.Request, body string) *http.Request {
	t.Helper()
	other := newRequest(t, r.Method, r.URL.String(), body)
	other.Header = r.Header.Clone()
	return other
}

func TestRPCRefusesWrongIdentities(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	as := func(id Identity, change func(*Identity)) Identity {
		change(&id)
		return id
	}
	for name, row := range map[string]struct {
		id     Identity
		status int
		code   string
	}{
		"wrong secret": {as(key.Alibaba, func(i *Identity) { i.Secret += "x" }), 400, "SignatureDoesNotMatch"},
		"unknown key":  {as(key.Alibaba, func(i *Identity) { i.AccessKeyID = "LTAIx" }), 404, "InvalidAccessKeyId.NotFound"},
		"a Huawei key": {key.Huawei, 404, "InvalidAccessKeyId.NotFound"},
		"disabled":     {key.AlibabaDisabled, 400, "InvalidAccessKeyId.Inactive"},
		"token missing": {
			as(key.AlibabaSTS, func(i *Identity) { i.SecurityToken = "" }), 400, "MissingSecurityToken",
		},
		"token unknown": {
			as(key.AlibabaSTS, func(i *Identity) { i.SecurityToken = "CAISother" }), 400, "InvalidSecurityToken.Malformed",
		},
		"token of another": {
			as(key.AlibabaSTS, func(i *Identity) { i.SecurityToken = key.AlibabaSTSExpired.SecurityToken }), 400,
			"InvalidSecurityToken.MismatchWithAccessKey",
		},
		"token with a permanent key": {
			as(key.Alibaba, func(i *Identity) { i.SecurityToken = key.AlibabaSTS.SecurityToken }), 400,
			"InvalidSecurityToken.MismatchWithAccessKey",
		},
		"expired":     {key.AlibabaSTSExpired, 400, "InvalidSecurityToken.Expired"},
		"not allowed": {key.AlibabaDenied, 403, "NoPermission"},
	} {
		t.Run(name, func(t *testing.T) {
			got := send(t, sceneRequest(t, s, row.id, "RUN7NG"))
			wantCode(t, s, got, row.status, row.code)
			for _, member := range []string{"RequestId", "HostId", "Message", "Recommend"} {
				if got.text(member) == "" {
					t.Errorf("no %s in %s", member, got.body)
				}
			}
			if (got.text("AccessDeniedDetail") != "") != (row.code == "NoPermission") {
				t.Errorf("AccessDeniedDetail in %s", got.body)
			}
			if strings.Contains(string(got.body), row.id.Secret) {
				t.Error("a secret in a response")
			}
		})
	}
}

func TestRPCTimestamp(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	now, layout := time.Now().UTC(), "2006-01-02T15:04:05Z"
	read := func(stamp string) reply {
		return send(t, sceneRequest(t, s, s.Keys().Alibaba, "RUN7NG", "Timestamp", stamp))
	}
	wantOK(t, s, read(now.Add(-14*time.Minute).Format(layout)))
	wantOK(t, s, read(now.Add(14*time.Minute).Format(layout)))
	wantCode(t, s, read(now.Add(-16*time.Minute).Format(layout)), 400, "InvalidTimeStamp.Expired")
	wantCode(t, s, read(now.Add(16*time.Minute).Format(layout)), 400, "InvalidTimeStamp.Expired")
	wantCode(t, s, read("yesterday"), 400, "InvalidTimeStamp.Format")
}

func TestRPCNonce(t *testing.T) {
	t.Parallel()
	now := time.Now()
	clock := &fakeClock{now: now}
	s := start(t, Options{Clock: clock.Now})
	id := s.Keys().Alibaba
	call := func(id Identity) reply {
		return send(t, sceneRequest(t, s, id, "RUN7NG", "SignatureNonce", "again", "Timestamp", clock.Now().UTC().Format("2006-01-02T15:04:05Z")))
	}
	wrong := id
	wrong.Secret = "wrong"
	wantCode(t, s, call(wrong), 400, "SignatureDoesNotMatch") // a refused call does not use its nonce
	wantOK(t, s, call(id))
	wantCode(t, s, call(id), 400, "SignatureNonceUsed")
	wantOK(t, s, call(s.Keys().AlibabaSTS)) // a nonce belongs to its key
	clock.Add(16 * time.Minute)
	wantOK(t, s, call(id))
	if got := s.Nonces(pts); len(got) != 5 || got[4] != "again" {
		t.Errorf("nonces %q", got)
	}
}

func TestROAAcceptsCorrectClients(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	for name, row := range map[string]struct {
		id     Identity
		change func(*http.Request)
	}{
		"as the SDK does":  {key.Alibaba, func(*http.Request) {}},
		"temporary key":    {key.AlibabaSTS, func(*http.Request) {}},
		"no content type":  {key.Alibaba, func(r *http.Request) { r.Header.Del("Content-Type") }},
		"no Content-MD5":   {key.Alibaba, func(r *http.Request) { r.Header.Del("Content-MD5") }},
		"nonce and region": {key.Alibaba, withNonce("first")},
		"more parameters":  {key.Alibaba, func(r *http.Request) { r.URL.RawQuery += "&b=x+y%2F&a=&c=%E4%B8%8B" }},
	} {
		t.Run(name, func(t *testing.T) {
			r := appRequest(t, s, row.id, readyApp)
			row.change(r)
			got := send(t, signROA(row.id, r))
			wantOK(t, s, got)
			if !strings.Contains(string(got.body), `"AppId": "`+readyApp+`"`) || got.text("Success") != "true" {
				t.Errorf("body %s", got.body)
			}
		})
	}
}

func withNonce(nonce string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("x-acs-signature-nonce", nonce)
		r.Header.Set("x-acs-region-id", "cn-shenzhen")
	}
}

func TestROARefusesTamperedRequests(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.Keys().AlibabaSTS
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	del := func(name string) func(*http.Request) { return func(r *http.Request) { r.Header.Del(name) } }
	const mismatch = "SignatureDoesNotMatch"
	for name, row := range map[string]struct {
		change func(*http.Request)
		status int
		code   string
	}{
		"signature":    {set("Authorization", "acs "+id.AccessKeyID+":AAAA"), 400, mismatch},
		"Accept":       {set("Accept", "application/xml"), 400, mismatch},
		"Content-MD5":  {set("Content-MD5", md5Base64("x")), 400, "InvalidContentMD5"},
		"Date":         {set("Date", time.Now().UTC().Add(time.Minute).Format(http.TimeFormat)), 400, mismatch},
		"no Date":      {del("Date"), 400, "MissingDate"},
		"bad Date":     {set("Date", time.Now().UTC().Format(time.RFC3339)), 400, "InvalidTimeStamp.Format"},
		"version":      {set("x-acs-version", "2020-10-20"), 404, "InvalidVersion"},
		"action":       {set("x-acs-action", "StopApplication"), 404, "InvalidAction.NotFound"},
		"other method": {set("x-acs-signature-method", "HMAC-SHA256"), 400, "InvalidParameter"},
		"token":        {set("x-acs-security-token", id.SecurityToken+"x"), 400, mismatch},
		"extra header": {set("x-acs-extra", "1"), 400, mismatch},
		"AppId": {
			func(r *http.Request) { r.URL.RawQuery = "AppId=other" }, 400, mismatch,
		},
		"path":             {func(r *http.Request) { r.URL.Path += "s" }, 404, "InvalidAction.NotFound"},
		"method":           {func(r *http.Request) { r.Method = "DELETE" }, 404, "InvalidAction.NotFound"},
		"another host":     {func(r *http.Request) { r.Host = "pts.aliyuncs.com" }, 404, "InvalidAction.NotFound"},
		"no Authorization": {del("Authorization"), 400, "IncompleteSignature"},
	} {
		t.Run(name, func(t *testing.T) {
			r := appRequest(t, s, id, readyApp)
			withNonce(newNonce())(r)
			signROA(id, r)
			row.change(r)
			wantCode(t, s, send(t, r), row.status, row.code)
		})
	}
	t.Run("body", func(t *testing.T) {
		r := cloneWithBody(t, signROA(id, appRequest(t, s, id, readyApp)), "something")
		wantCode(t, s, send(t, r), 400, "InvalidContentMD5")
		r = cloneWithBody(t, appRequest(t, s, id, readyApp), "something")
		r.Header.Del("Content-MD5")
		wantCode(t, s, send(t, signROA(id, r)), 400, "InvalidContentMD5")
		r = cloneWithBody(t, appRequest(t, s, id, readyApp), "something")
		r.Header.Set("Content-MD5", md5Base64("something"))
		wantOK(t, s, send(t, signROA(id, r)))
	})
}
