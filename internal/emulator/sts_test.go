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

// assume calls AssumeRole with parameters in the query and in a form, as SDKs do. An empty value omits a parameter.
func assume(t *testing.T, s *Server, id Identity, clock func() time.Time, more ...string) reply {
	t.Helper()
	query := rpcParameters(id, AssumeRole, "2015-04-01", "Timestamp", clock().UTC().Format("2006-01-02T15:04:05Z"))
	form := url.Values{"RoleArn": {s.Keys().RoleArn}, "RoleSessionName": {"terraform"}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
		if more[i+1] == "" {
			form.Del(more[i])
		}
	}
	return send(t, rpcRequest(t, s, id, http.MethodPost, query, form))
}

func TestAssumeRole(t *testing.T) {
	t.Parallel()
	clock := &fakeClock{now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	s := start(t, Options{Clock: clock.Now})
	got := assume(t, s, s.Keys().AlibabaSTS, clock.Now, "DurationSeconds", "900")
	wantOK(t, s, got)
	id, expiration := issuedKey(t, got.body)
	if expiration != "2026-11-21T10:15:00Z" || !strings.HasPrefix(id.AccessKeyID, "STS.") {
		t.Errorf("body %s", got.body)
	}
	if !strings.Contains(string(got.body), `"Arn":"`+s.Keys().RoleArn+`/terraform"`) ||
		strings.Contains(string(got.body), "OIDCTokenInfo") {
		t.Errorf("body %s", got.body)
	}
	e := s.Entries(AssumeRole)[0]
	if e.Key != s.Keys().RoleArn || e.Identity != "alibaba-sts" || e.Form.Get("DurationSeconds") != "900" {
		t.Errorf("journal %+v", e)
	}
	use := func() reply {
		return send(t, sceneRequest(t, s, id, "RUN7NG", "Timestamp", clock.Now().UTC().Format("2006-01-02T15:04:05Z")))
	}
	wantOK(t, s, use())
	if e := s.Entries(pts)[0]; e.Identity != "session-1" || e.TokenOf != "session-1" {
		t.Errorf("journal %+v", e)
	}
	clock.Add(15*time.Minute - time.Second)
	wantOK(t, s, use())
	clock.Add(time.Second)
	wantCode(t, s, use(), 400, "InvalidSecurityToken.Expired")
	// Another session is another key.
	second, _ := issuedKey(t, assume(t, s, s.Keys().Alibaba, clock.Now).body)
	if second.AccessKeyID == id.AccessKeyID || second.SecurityToken == id.SecurityToken || len(s.Sessions()) != 2 {
		t.Errorf("sessions %+v", s.Sessions())
	}
	if first := s.Sessions()[0]; first.Via != AssumeRole || first.RoleArn != s.Keys().RoleArn {
		t.Errorf("session %+v", first)
	}
}

func TestAssumeRoleParameters(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	for name, row := range map[string]struct {
		more   []string
		status int
		code   string
	}{
		"correct":          {nil, 200, ""},
		"external id":      {[]string{"RoleArn", key.GuardedRoleArn, "ExternalId", key.ExternalID}, 200, ""},
		"no external id":   {[]string{"RoleArn", key.GuardedRoleArn}, 403, "NoPermission"},
		"no role":          {[]string{"RoleArn", ""}, 400, "MissingRoleArn"},
		"unknown role":     {[]string{"RoleArn", "acs:ram::1:role/gone"}, 404, "EntityNotExist.Role"},
		"bad session name": {[]string{"RoleSessionName", "a b"}, 400, "InvalidParameter.RoleSessionName"},
		"too short":        {[]string{"DurationSeconds", "899"}, 400, "InvalidParameter.DurationSeconds"},
		"too long":         {[]string{"DurationSeconds", "43201"}, 400, "InvalidParameter.DurationSeconds"},
		"too long for it": {
			[]string{"RoleArn", key.GuardedRoleArn, "ExternalId", key.ExternalID, "DurationSeconds", "3601"}, 400, "InvalidParameter.DurationSeconds",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := assume(t, s, key.Alibaba, time.Now, row.more...)
			if row.code == "" {
				wantOK(t, s, got)
			} else {
				wantCode(t, s, got, row.status, row.code)
			}
		})
	}
	wrong := key.Alibaba
	wrong.Secret = "wrong"
	wantCode(t, s, assume(t, s, wrong, time.Now), 400, "SignatureDoesNotMatch")
	unsigned := newRequest(t, "POST", s.URL()+"/?Action=AssumeRole&Version=2015-04-01&Format=JSON", "")
	wantCode(t, s, send(t, unsigned), 400, "MissingAccessKeyId")
}

func TestAssumeRoleWithOIDC(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	call := func(change func(url.Values)) reply {
		form := url.Values{
			"OIDCProviderArn": {key.OIDCProviderArn}, "OIDCToken": {key.OIDCToken}, "RoleArn": {key.RoleArn},
			"RoleSessionName": {"terraform"}, "DurationSeconds": {"1800"},
		}
		change(form)
		r := newRequest(t, "POST", s.URL()+"/?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=JSON"+
			"&Timestamp=2026-11-21T10%3A00%3A00Z", form.Encode())
		r.Header.Set("Content-Type", formType)
		return send(t, r)
	}
	set := func(name, value string) func(url.Values) { return func(f url.Values) { f.Set(name, value) } }
	got := call(func(url.Values) {})
	wantOK(t, s, got)
	id, _ := issuedKey(t, got.body)
	wantOK(t, s, send(t, signROA(id, appRequest(t, s, id, readyApp))))
	if !strings.Contains(string(got.body), "OIDCTokenInfo") || s.Sessions()[0].Via != AssumeRoleWithOIDC {
		t.Errorf("body %s", got.body)
	}
	for name, row := range map[string]struct {
		change func(url.Values)
		status int
		code   string
	}{
		"no token":         {set("OIDCToken", ""), 400, "MissingOIDCToken"},
		"wrong token":      {set("OIDCToken", "x.y.z"), 400, "AuthenticationFail.OIDCToken.Invalid"},
		"unknown provider": {set("OIDCProviderArn", key.OIDCProviderArn+"x"), 404, "EntityNotExist.OIDCProvider"},
		"unknown role":     {set("RoleArn", key.RoleArn+"x"), 404, "EntityNotExist.Role"},
		"unknown key": {func(f url.Values) {
			f.Set("AccessKeyId", "LTAIx")
		}, 400, "MissingSignatureMethod"},
	} {
		t.Run(name, func(t *testing.T) { wantCode(t, s, call(row.change), row.status, row.code) })
	}
}
