// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

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
