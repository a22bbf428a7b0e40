// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
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
	if e := s.Journal()[0]; resp.StatusCode != 200 || !e.Accepted() {
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
		if e.UserAgent != "journal-test/1" || e.RequestID == "" || e.Time.IsZero() {
			t.Errorf("entry %+v", e)
		}
	}
	for _, e := range journal[3:] {
		if e.Verdict != "no such API" || e.Status != 404 {
			t.Errorf("unknown path: %+v", e)
		}
	}
	s.ResetJournal()
	if len(s.Journal()) != 0 || s.Calls(pts) != 0 {
		t.Error("the journal was not reset")
	}
	mu.Lock()
	defer mu.Unlock()
	if len(logged) != 5 {
		t.Errorf("%d entries logged", len(logged))
	}
}

// TestRegions checks that a request is for the region of its host, of its header, or else of the emulator, and that a scenario
// with a region is found only there.
func TestRegions(t *testing.T) {
	t.Parallel()
	const beijings = "0a1b2c3d-0000-4000-8000-00000000be11"
	for name, row := range map[string]struct {
		emulator, host, header, region string
		found                          bool
	}{
		"of the emulator":         {emulator: "cn-beijing", found: true},
		"of no emulator":          {},
		"of the host":             {host: "sae.cn-beijing.aliyuncs.com", region: "cn-beijing", found: true},
		"of another host":         {emulator: "cn-beijing", host: "sae.cn-shenzhen.aliyuncs.com", region: "cn-shenzhen"},
		"of the header":           {header: "cn-beijing", region: "cn-beijing", found: true},
		"of the header, not host": {host: "sae.cn-beijing.aliyuncs.com", header: "cn-shenzhen", region: "cn-shenzhen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{Region: row.emulator})
			r := appRequest(t, s, s.Keys().Alibaba, beijings)
			if row.header != "" {
				r.Header.Set("x-acs-region-id", row.header)
			}
			r.Host = row.host
			got := send(t, signROA(s.Keys().Alibaba, r))
			if e := s.Journal()[0]; e.Region != row.region || !e.Accepted() {
				t.Errorf("journal %+v", e)
			}
			if row.found != (got.status == 200) || row.found == (got.text("ErrorCode") == "InvalidAppId.NotFound") {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	s := start(t, Options{})
	r := packagesRequest(t, s, s.Keys().Huawei, licensed)
	r.Host = "cloudtest-ext.cn-north-4.myhuaweicloud.com"
	wantOK(t, s, send(t, signHuawei(s.Keys().Huawei, r, "")))
	if e := s.Journal()[0]; e.Region != "cn-north-4" {
		t.Errorf("region %q", e.Region)
	}
}
