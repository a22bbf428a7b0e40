// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.invalid:0", "127.0.0.1"} {
		if s, err := Start(Options{Addr: addr}); err == nil {
			s.Close()
			t.Errorf("%s: no error", addr)
		}
	}
	for _, addr := range []string{"", "127.0.0.1:0", "localhost:0", "127.9.9.9:0"} {
		s, err := Start(Options{Addr: addr})
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		if host, _, err := net.SplitHostPort(s.Addr()); err != nil || !net.ParseIP(host).IsLoopback() {
			t.Errorf("%s: listens on %s", addr, s.Addr())
		}
		s.Close()
		s.Close() // a second Close does nothing
	}
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	if _, err := Start(Options{Addr: s.Addr()}); err == nil || !strings.Contains(err.Error(), "cannot listen") {
		t.Errorf("error %v", err)
	}
}

func tlsConfig(t *testing.T, ca []byte) *tls.Config {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("no certificate in the PEM")
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	s := start(t, Options{TLS: true})
	resp, err := clientTrusting(t, s).Do(apiRequest(t, s, pts, "RUN7NG"))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if e := s.Journal()[0]; resp.StatusCode != 200 || e.Scheme != "https" || !e.Accepted() {
		t.Errorf("%d %+v", resp.StatusCode, e)
	}
	var unknown x509.UnknownAuthorityError
	if _, err := do(t, apiRequest(t, s, pts, "RUN7NG")); !errors.As(err, &unknown) {
		t.Errorf("a client that does not trust the CA: %v", err)
	}
	if plain := start(t, Options{}); plain.CAPEM() != nil || !strings.HasPrefix(plain.URL(), "http://") {
		t.Errorf("without TLS: %s", plain.URL())
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var logged []Entry
	s := start(t, Options{Log: func(e Entry) {
		mu.Lock()
		defer mu.Unlock()
		logged = append(logged, e)
	}})
	c := client(t)
	do := func(r *http.Request) {
		t.Helper()
		r.Header.Set("User-Agent", "journal-test/1")
		if r.Header.Get("X-Sdk-Date") != "" {
			signHuawei(s.Keys().Huawei, r, "")
		}
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body) // otherwise the connection is not reused
		_ = resp.Body.Close()
	}
	do(apiRequest(t, s, pts, "RUN7NG"))
	do(apiRequest(t, s, sae, readyApp))
	do(apiRequest(t, s, testPlan, licensed))
	do(newRequest(t, "GET", s.URL()+"/v3/projects?name=cn-north-4", ""))
	do(newRequest(t, "GET", s.URL()+"/favicon.ico", ""))
	journal := s.Journal()
	if len(journal) != 5 || s.Calls(pts) != 1 || s.Calls(sae) != 1 || s.Calls(testPlan) != 1 || s.Calls("") != 2 {
		t.Fatalf("journal %+v", journal)
	}
	for _, e := range journal {
		if e.UserAgent != "journal-test/1" || e.RequestID == "" || e.Remote == "" || e.Time.IsZero() || e.Connection != 1 {
			t.Errorf("entry %+v", e)
		}
	}
	if s.Connections() != 1 {
		t.Errorf("%d connections", s.Connections())
	}
	if e := journal[3]; e.Path != "/v3/projects" || e.Verdict != "APIGW.0101" || e.Status != 404 {
		t.Errorf("an IAM lookup: %+v", e)
	}
	if e := journal[4]; e.Dialect != "" || e.Status != 404 {
		t.Errorf("unknown path: %+v", e)
	}
	c.CloseIdleConnections()
	do(apiRequest(t, s, pts, "RUN7NG"))
	if s.Connections() != 2 {
		t.Errorf("%d connections after a new one", s.Connections())
	}
	s.ResetJournal()
	if len(s.Journal()) != 0 || s.Calls(pts) != 0 {
		t.Error("the journal was not reset")
	}
	mu.Lock()
	defer mu.Unlock()
	if len(logged) != 6 {
		t.Errorf("%d entries logged", len(logged))
	}
}

func TestWaitCallsEndsWithContext(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	if err := s.WaitCalls(withTimeout(t, 20*time.Millisecond), pts, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestAddAndRemoveKey(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := Identity{Name: "mine", Cloud: Alibaba, AccessKeyID: "LTAImine", Secret: "s1", Denied: []string{sae}}
	s.AddKey(id)
	wantOK(t, s, send(t, sceneRequest(t, s, id, "RUN7NG")))
	wantCode(t, s, send(t, signROA(id, appRequest(t, s, id, readyApp))), 403, "NoPermission")
	old := id
	id.Secret = "s2"
	s.AddKey(id) // replaces the first
	wantCode(t, s, send(t, sceneRequest(t, s, old, "RUN7NG")), 400, "SignatureDoesNotMatch")
	wantOK(t, s, send(t, sceneRequest(t, s, id, "RUN7NG")))
	s.RemoveKey(id.AccessKeyID)
	wantCode(t, s, send(t, sceneRequest(t, s, id, "RUN7NG")), 404, "InvalidAccessKeyId.NotFound")
}

func TestRequestsOfNoAPI(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, row := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/nothing", "", 404},
		{"GET", "/?a=%zz", "", 400},
		{"GET", "/", "", 400},
		{"GET", saePath + "?a=%zz", "", 400},
		{"GET", planPath(licensed) + "?a=%zz", "", 400},
		{"GET", "/elsewhere?Action=x", "", 404},
		{"POST", "/", strings.Repeat("x", maxBody+1), 413},
	} {
		r := newRequest(t, row.method, s.URL(), row.body)
		path, query, _ := strings.Cut(row.path, "?")
		r.URL.Path, r.URL.RawQuery = path, query
		if got := send(t, r); got.status != row.status {
			t.Errorf("%s %s: %d, want %d: %s", row.method, row.path, got.status, row.status, got.body)
		}
	}
	for _, e := range s.Journal() {
		if e.Accepted() {
			t.Errorf("accepted: %+v", e)
		}
	}
}

// TestProductHosts checks requests that name a real host: it must be the product's, and it gives the region.
func TestProductHosts(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	r := appRequest(t, s, s.Keys().Alibaba, readyApp)
	r.Host = "sae.cn-shenzhen.aliyuncs.com"
	wantOK(t, s, send(t, signROA(s.Keys().Alibaba, r)))
	if e := s.Journal()[0]; e.Region != "cn-shenzhen" {
		t.Errorf("region %q", e.Region)
	}
	r = packagesRequest(t, s, s.Keys().Huawei, licensed)
	r.Host = "cloudtest-ext.cn-north-4.myhuaweicloud.com"
	wantOK(t, s, send(t, signHuawei(s.Keys().Huawei, r, "")))
	if e := s.Journal()[1]; e.Region != "cn-north-4" {
		t.Errorf("region %q", e.Region)
	}
}

// TestConcurrentRequests is for the race detector.
func TestConcurrentRequests(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Script(sae, readyApp, Refusal(400, "Throttling", "x"), Usual())
	var requests sync.WaitGroup
	for i := range 30 {
		var r *http.Request
		switch i % 3 {
		case 0:
			r = apiRequest(t, s, pts, "M0VING")
		case 1:
			r = apiRequest(t, s, sae, readyApp)
		case 2:
			r = apiRequest(t, s, testPlan, licensed)
		}
		requests.Go(func() {
			if _, err := do(t, r); err != nil {
				t.Error(err)
			}
			s.Journal()
		})
	}
	requests.Wait()
	if s.Calls(pts) != 10 || s.Calls(sae) != 10 || s.Calls(testPlan) != 10 {
		t.Errorf("%d %d %d", s.Calls(pts), s.Calls(sae), s.Calls(testPlan))
	}
}
