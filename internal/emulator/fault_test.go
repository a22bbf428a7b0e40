// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestBreakFaults(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		name := map[bool]string{false: "http", true: "https"}[secure]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{TLS: secure})
			c := clientTrusting(t, s)
			do := func(f Fault) ([]byte, bool, error) {
				s.Script(pts, "RUN7NG", Usual().With(f))
				resp, err := c.Do(apiRequest(t, s, pts, "RUN7NG"))
				if err != nil {
					return nil, false, err
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				return body, true, err
			}
			if _, headers, err := do(Fault{Break: Drop}); headers || !errors.Is(err, io.EOF) {
				t.Errorf("drop: headers %v, %v", headers, err)
			}
			if _, headers, err := do(Fault{Break: Reset}); headers || !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("reset: headers %v, %v", headers, err)
			}
			if body, headers, err := do(Fault{Break: ResetBody}); !headers || len(body) == 0 ||
				!errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("reset in body: headers %v, %d bytes, %v", headers, len(body), err)
			}
			body, headers, err := do(Fault{Break: Truncate})
			if !headers || !errors.Is(err, io.ErrUnexpectedEOF) || len(body) == 0 || json.Valid(body) {
				t.Errorf("truncate: headers %v, %v, %s", headers, err, body)
			}
			if e := s.Journal(); len(e) != 4 || e[0].Status != 200 || e[0].Verdict != Accepted {
				t.Errorf("journal %+v", e)
			}
		})
	}
}

// clientTrusting returns a client that trusts the server's CA, if it has one.
func clientTrusting(t *testing.T, s *Server) *http.Client {
	t.Helper()
	c := client(t)
	if s.CAPEM() != nil {
		c.Transport.(*http.Transport).TLSClientConfig = tlsConfig(t, s.CAPEM())
	}
	return c
}

func TestStallFaults(t *testing.T) {
	t.Parallel()
	for _, kind := range []Break{Stall, StallBody} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{})
			s.Script(sae, readyApp, Usual().With(Fault{Break: kind}))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan error, 1)
			r := apiRequest(t, s, sae, readyApp).WithContext(ctx)
			go func() {
				resp, err := client(t).Do(r)
				if err == nil {
					_, err = io.ReadAll(resp.Body)
					_ = resp.Body.Close()
				}
				done <- err
			}()
			if err := s.WaitCalls(withTimeout(t, 10*time.Second), sae, 1); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-done:
				t.Fatalf("the response did not stall: %v", err)
			case <-time.After(50 * time.Millisecond):
			}
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("client: %v", err)
			}
			// The stall ended with the client; the next one ends with the server.
			hung := make(chan error, 1)
			r = apiRequest(t, s, sae, readyApp)
			go func() {
				_, err := do(t, r)
				hung <- err
			}()
			if err := s.WaitCalls(withTimeout(t, 10*time.Second), sae, 2); err != nil {
				t.Fatal(err)
			}
			s.Close()
			var timeout interface{ Timeout() bool }
			if err := <-hung; err == nil || errors.As(err, &timeout) && timeout.Timeout() {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

func TestResponseFaults(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	do := func(a Response) (reply, time.Duration) {
		s.Script(testPlan, licensed, a)
		began := time.Now()
		got := send(t, apiRequest(t, s, testPlan, licensed))
		return got, time.Since(began)
	}
	got, took := do(Usual().With(Fault{Delay: 80 * time.Millisecond}))
	if took < 80*time.Millisecond || got.status != 200 {
		t.Errorf("delay: %v, %d", took, got.status)
	}
	got, took = do(JSON(`{"a":"drip drip"}`).With(Fault{Drip: 5 * time.Millisecond}))
	if took < 80*time.Millisecond || got.text("a") != "drip drip" {
		t.Errorf("drip: %v, %s", took, got.body)
	}
	got, _ = do(Usual().With(Fault{Redirect: "http://127.0.0.1:9/elsewhere"}))
	if got.status != 307 || got.header.Get("Location") != "http://127.0.0.1:9/elsewhere" {
		t.Errorf("redirect: %d %v", got.status, got.header)
	}
	if got, _ = do(Response{Status: 302}.With(Fault{Redirect: "/"})); got.status != 302 {
		t.Errorf("redirect: %d", got.status)
	}
	got, _ = do(Usual().With(Fault{Gzip: true}))
	z, err := gzip.NewReader(bytes.NewReader(got.body))
	if err != nil || got.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("gzip: %v %v", err, got.header)
	}
	if plain, err := io.ReadAll(z); err != nil || !json.Valid(plain) {
		t.Errorf("gzip: %v %s", err, plain)
	}
	got, _ = do(Response{Status: 500}.With(Fault{Huge: 3 << 20}))
	if len(got.body) < 3<<20 || !json.Valid(got.body) || got.status != 500 {
		t.Errorf("huge: %d bytes, status %d", len(got.body), got.status)
	}
	got, _ = do(HTML(503).Header("Retry-After", "2"))
	if got.status != 503 || !strings.Contains(string(got.body), "<html>") || got.header.Get("Retry-After") != "2" ||
		!strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
		t.Errorf("HTML: %d %v %s", got.status, got.header, got.body)
	}
	if got, _ = do(Usual().Header("Content-Type", "text/plain")); got.header.Get("Content-Type") != "text/plain" ||
		got.text("status") != "ok" {
		t.Errorf("content type: %v %s", got.header, got.body)
	}
	if got, _ = do(Response{Status: 204}); got.status != 204 || len(got.body) != 0 {
		t.Errorf("no content: %d %s", got.status, got.body)
	}
	if got, _ = do(Refusal(0, "APIG.0308", "x")); got.status != 400 || got.text("error_code") != "APIG.0308" {
		t.Errorf("code: %d %s", got.status, got.body)
	}
}

func TestSetFault(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.SetFault("", &Fault{Delay: 40 * time.Millisecond})
	s.SetFault(pts, &Fault{Break: Drop})
	if _, err := do(t, apiRequest(t, s, pts, "RUN7NG")); !errors.Is(err, io.EOF) {
		t.Errorf("PTS: %v", err)
	}
	began := time.Now()
	wantOK(t, s, send(t, apiRequest(t, s, sae, readyApp)))
	if time.Since(began) < 40*time.Millisecond {
		t.Error("SAE was not delayed")
	}
	s.SetFault("", nil)
	s.SetFault(pts, nil)
	wantOK(t, s, send(t, apiRequest(t, s, pts, "RUN7NG")))
}

// TestCloseEndsHugeResponse checks that Close does not wait for a body that the client does not read.
func TestCloseEndsHugeResponse(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Script(pts, "RUN7NG", Response{}.With(Fault{Huge: 1 << 40}))
	resp, err := client(t).Do(apiRequest(t, s, pts, "RUN7NG"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	closed := make(chan struct{})
	go func() {
		s.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		t.Fatal("Close hangs")
	}
}
