// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeClock is a clock that a test sets.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (m *fakeClock) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *fakeClock) Add(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

func TestHuaweiAcceptsCorrectClients(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	all := []string{"user-agent", "x-project-id", "x-sdk-date"}
	request := func(id Identity, change func(*http.Request), signed ...string) *http.Request {
		r := packagesRequest(t, s, id, licensed)
		if change != nil {
			change(r)
		}
		return signHuawei(id, r, "", signed...)
	}
	token := newRequest(t, "GET", s.URL()+planPath(licensed), "", "X-Auth-Token", key.HuaweiToken.AuthToken)
	withBody := cloneWithBody(t, packagesRequest(t, s, key.Huawei, licensed), "{}")
	hashed := packagesRequest(t, s, key.Huawei, licensed)
	hashed.Header.Set("X-Sdk-Content-Sha256", hexSHA256(nil))
	for name, r := range map[string]*http.Request{
		"as the SDK does":        request(key.Huawei, nil),
		"temporary key":          request(key.HuaweiTemporary, nil),
		"only the date":          request(key.Huawei, nil, "x-sdk-date"),
		"with host":              request(key.Huawei, nil, append([]string{"host"}, all...)...),
		"with content type":      request(key.Huawei, nil, append([]string{"content-type"}, all...)...),
		"no project":             request(key.Huawei, func(r *http.Request) { r.Header.Del("X-Project-Id") }, "x-sdk-date"),
		"parameters":             request(key.Huawei, func(r *http.Request) { r.URL.RawQuery = "b=x+y%2F&b=a&a=" }),
		"spaces around a header": request(key.Huawei, func(r *http.Request) { r.Header.Set("X-Project-Id", " p ") }),
		"auth token":             token,
		"a body":                 signHuawei(key.Huawei, withBody, "{}"),
		"a hash header":          signHuawei(key.Huawei, hashed, "", append([]string{"x-sdk-content-sha256"}, all...)...),
	} {
		t.Run(name, func(t *testing.T) {
			got := send(t, r)
			wantOK(t, s, got)
			if got.text("status") != "ok" || got.header.Get("X-Request-Id") == "" ||
				got.header.Get("Server") != "api-gateway" {
				t.Errorf("%v %s", got.header, got.body)
			}
		})
	}
	// There is no nonce, so the same request again is correct.
	again := request(key.Huawei, nil)
	wantOK(t, s, send(t, again))
	wantOK(t, s, send(t, again))
}

func TestHuaweiRefusesTamperedRequests(t *testing.T) {
	t.Parallel()
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	authorization := func(old, other string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, other, 1))
		}
	}
	const mismatch = "verify aksk signature fail"
	for name, row := range map[string]struct {
		change func(*http.Request)
		want   string // "" for an API that there is not
	}{
		"path":              {func(r *http.Request) { r.URL.Path = planPath(strings.Repeat("f", 32)) }, mismatch},
		"query":             {func(r *http.Request) { r.URL.RawQuery = "a=1" }, mismatch},
		"no project":        {func(r *http.Request) { r.Header.Del("X-Project-Id") }, mismatch},
		"token":             {set("X-Security-Token", "other"), mismatch},
		"bad date":          {set("X-Sdk-Date", "2026-11-21T20:51:18Z"), "not in the form"},
		"bad hash":          {set("X-Sdk-Content-Sha256", hexSHA256([]byte("x"))), mismatch},
		"key":               {authorization("Access=", "Access=X"), "ak:XHWEMULATORTEMPORARY2,err:ak not exist"},
		"signature":         {authorization("Signature=", "Signature=0"), mismatch},
		"signed headers":    {authorization("user-agent;", ""), mismatch},
		"date not signed":   {authorization(";x-sdk-date", ""), "signed headers do not hold x-sdk-date"},
		"another algorithm": {authorization("SHA256", "SM3"), "Authorization"},
		"no signature":      {func(r *http.Request) { r.Header.Del("Authorization") }, "x-auth-token not found"},
		"body":              {func(r *http.Request) { *r = *cloneWithBody(t, r, "{}") }, mismatch},
		"route":             {func(r *http.Request) { r.URL.Path = "/v1/projects/x/paackage/sttus" }, ""},
		"another host":      {func(r *http.Request) { r.Host = "iam.cn-north-4.myhuaweicloud.com" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{}) // a server per test, because failures lock a key
			id := s.Keys().HuaweiTemporary
			r := signHuawei(id, packagesRequest(t, s, id, licensed), "")
			row.change(r)
			got := send(t, r)
			if row.want == "" {
				wantCode(t, s, got, 404, "APIGW.0101")
			} else {
				wantCode(t, s, got, 401, "APIGW.0301")
			}
			if !strings.Contains(got.text("error_msg"), row.want) || got.text("request_id") != got.header.Get("X-Request-Id") {
				t.Errorf("body %s", got.body)
			}
		})
	}
}

func TestHuaweiRefusesWrongIdentities(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	key := s.Keys()
	wrong, tokenless, foreign := key.Huawei, key.HuaweiTemporary, key.HuaweiTemporary
	wrong.Secret = "wrong"
	tokenless.SecurityToken = ""
	foreign.SecurityToken = "ggforeign"
	signed := func(id Identity, headers ...string) *http.Request {
		return signHuawei(id, packagesRequest(t, s, id, licensed), "", headers...)
	}
	token := func(value string) *http.Request {
		return newRequest(t, "GET", s.URL()+planPath(licensed), "", "X-Auth-Token", value)
	}
	late := packagesRequest(t, s, key.Huawei, licensed)
	late.Header.Set("X-Sdk-Date", time.Now().UTC().Add(-16*time.Minute).Format("20060102T150405Z"))
	for name, row := range map[string]struct {
		request *http.Request
		status  int
		code    string
		want    string
	}{
		"wrong secret":       {signed(wrong), 401, "APIGW.0301", "verify aksk signature fail, canonicalRequest:GET|"},
		"token missing":      {signed(tokenless), 401, "APIGW.0301", "ak not exist"},
		"token wrong":        {signed(foreign), 401, "APIGW.0301", "decrypt token fail"},
		"token not signed":   {signed(key.HuaweiTemporary, "x-sdk-date"), 401, "APIGW.0301", "not signed"},
		"late":               {signHuawei(key.Huawei, late, ""), 401, "APIGW.0301", "signature expired"},
		"not allowed":        {signed(key.HuaweiDenied), 403, "APIGW.0302", ""},
		"auth token wrong":   {token("MIIwrong"), 401, "APIGW.0301", "decrypt token fail"},
		"auth token expired": {token(key.HuaweiTokenExpired.AuthToken), 401, "DEV.00000003", "认证信息过期"},
	} {
		t.Run(name, func(t *testing.T) {
			got := send(t, row.request)
			wantCode(t, s, got, row.status, row.code)
			if !strings.Contains(got.text("error_msg"), row.want) {
				t.Errorf("body %s", got.body)
			}
		})
	}
}

func TestHuaweiLocksKeyAfterFiveFailures(t *testing.T) {
	t.Parallel()
	clock := &fakeClock{now: time.Now()}
	s := start(t, Options{Clock: clock.Now})
	correct := s.Keys().Huawei
	wrong := correct
	wrong.Secret = "wrong"
	call := func(id Identity) reply {
		r := packagesRequest(t, s, id, licensed)
		r.Header.Set("X-Sdk-Date", clock.Now().UTC().Format("20060102T150405Z"))
		return send(t, signHuawei(id, r, ""))
	}
	fail := func(times int) {
		for range times {
			if got := call(wrong); !strings.Contains(got.text("error_msg"), "verify aksk signature fail") {
				t.Fatalf("body %s", got.body)
			}
		}
	}
	fail(4)
	wantOK(t, s, call(correct)) // a success resets the count
	fail(5)
	got := call(correct)
	wantCode(t, s, got, 401, "APIGW.0301")
	if !strings.HasSuffix(got.text("error_msg"), "AK access failed to reach the limit,forbidden") {
		t.Errorf("body %s", got.body)
	}
	r := packagesRequest(t, s, s.Keys().HuaweiTemporary, licensed)
	wantOK(t, s, send(t, signHuawei(s.Keys().HuaweiTemporary, r, ""))) // the lock is on one key
	clock.Add(4*time.Minute + 59*time.Second)
	wantCode(t, s, call(correct), 401, "APIGW.0301")
	clock.Add(2 * time.Second)
	wantOK(t, s, call(correct))
	fail(4)
	wantOK(t, s, call(correct))
}
