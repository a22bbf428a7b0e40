// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestMetadata(t *testing.T) {
	t.Parallel()
	clock := &fakeClock{now: time.Now()}
	s := start(t, Options{Clock: clock.Now})
	const role = "cloudstatus-ecs"
	call := func(method, path string, headers ...string) reply {
		return send(t, newRequest(t, method, s.URL()+path, "", headers...))
	}
	status := func(got reply, want int) {
		t.Helper()
		if got.status != want {
			t.Errorf("status %d, want %d: %s", got.status, want, got.body)
		}
	}
	const (
		ttl    = "X-aliyun-ecs-metadata-token-ttl-seconds"
		header = "X-aliyun-ecs-metadata-token"
	)
	path := "/latest/meta-data/ram/security-credentials/" + role
	status(call("PUT", "/latest/api/token"), 400)
	status(call("PUT", "/latest/api/token", ttl, "0"), 400)
	status(call("PUT", "/latest/api/token", ttl, "21601"), 400)
	status(call("PUT", "/latest/api/token", ttl, "60", "X-Forwarded-For", "10.0.0.1"), 403)
	status(call("GET", "/latest/api/token", ttl, "60"), 405)
	got := call("PUT", "/latest/api/token", ttl, "60")
	status(got, 200)
	token := string(got.body)
	status(call("GET", path), 403)
	status(call("GET", path, header, "other"), 403)
	status(call("GET", "/latest/meta-data/instance-id", header, token), 404)
	status(call("GET", path+"-gone", header, token), 404)
	if got = call("GET", "/latest/meta-data/ram/security-credentials/", header, token); string(got.body) != role {
		t.Errorf("role %s", got.body)
	}
	got = call("GET", path, header, token)
	status(got, 200)
	id, expiration := issuedKey(t, got.body)
	if got.text("Code") != "Success" || !strings.HasSuffix(expiration, "Z") {
		t.Errorf("body %s", got.body)
	}
	request := func() *http.Request {
		r := appRequest(t, s, id, readyApp)
		r.Header.Set("Date", clock.Now().UTC().Format(http.TimeFormat))
		return signROA(id, r)
	}
	wantOK(t, s, send(t, request()))
	clock.Add(61 * time.Second)
	status(call("GET", path, header, token), 403)
	clock.Add(6 * time.Hour)
	wantCode(t, s, send(t, request()), 400, "InvalidSecurityToken.Expired")
	if s.Calls(MetadataToken) != 6 || s.Calls(MetadataRole) != 1 || s.Calls(MetadataCredentials) != 5 {
		t.Errorf("journal: %d, %d, %d", s.Calls(MetadataToken), s.Calls(MetadataRole), s.Calls(MetadataCredentials))
	}
	if e := s.Entries(MetadataCredentials)[0]; e.Key != role || e.Verdict != "403" {
		t.Errorf("journal %+v", e)
	}
}
