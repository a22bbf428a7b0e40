// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const secretQuery = "/?AccessKeyId=AK&SecurityToken=TOKENTOKEN&Signature=SIGSIG"

func get(t *testing.T, target string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// failure sends r and returns the error, having checked what holds for each of them.
func failure(t *testing.T, ctx context.Context, transport *Transport, r *http.Request) *apierr.Error {
	t.Helper()
	_, err := transport.Send(ctx, r)
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *apierr.Error", err)
	}
	for _, text := range []string{e.Error(), e.Advice, e.Message, fmt.Sprintf("%+v", *e)} {
		for _, secret := range []string{"TOKENTOKEN", "SIGSIG", "Signature", "p4ssw0rd"} {
			if strings.Contains(text, secret) {
				t.Errorf("the error shows %q: %s", secret, text)
			}
		}
	}
	return e
}

// raw serves each connection with handle, having read the request's head.
func raw(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					handle(conn)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

func reset(conn net.Conn) {
	conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

func TestSendReadsTheWholeResponse(t *testing.T) {
	var agent, encoding, cookie, cache atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent.Store(r.Header.Get("User-Agent"))
		encoding.Store(r.Header.Get("Accept-Encoding"))
		cookie.Store(r.Header.Get("Cookie"))
		cache.Store(r.Header.Get("Cache-Control"))
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprint(w, `{"a":1}`)
	}))
	defer server.Close()
	transport := NewTransport("agent/1", nil)
	for range 2 {
		r := get(t, server.URL)
		response, err := transport.Send(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if response.Status != 418 || string(response.Body) != `{"a":1}` || response.OK() ||
			response.ContentType() != "application/json" || response.RetryAfter() != 7*time.Second {
			t.Errorf("got %+v", response)
		}
		if agent.Load() != "agent/1" || encoding.Load() != "" || cookie.Load() != "" || cache.Load() != "no-cache" {
			t.Errorf("sent User-Agent %q, Accept-Encoding %q, Cookie %q, Cache-Control %q", agent.Load(), encoding.Load(), cookie.Load(), cache.Load())
		}
		if len(r.Header) != 0 {
			t.Errorf("the caller's request was changed: %v", r.Header)
		}
	}
	r := get(t, server.URL)
	r.Header.Set("User-Agent", "signed/1")
	if _, err := transport.Send(t.Context(), r); err != nil || agent.Load() != "signed/1" {
		t.Errorf("a signed User-Agent became %q (%v)", agent.Load(), err)
	}
	if _, err := transport.Direct().Send(t.Context(), get(t, server.URL)); err != nil || agent.Load() != "agent/1" {
		t.Errorf("without a proxy the User-Agent became %q (%v)", agent.Load(), err)
	}
}

// A request whose connection breaks is not sent again with the same signature, even where the connection was used before.
func TestSendSendsOnce(t *testing.T) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		var requests atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			if requests.Add(1) > 1 {
				panic(http.ErrAbortHandler) // closes the connection
			}
		}))
		defer server.Close()
		transport := NewTransport("a", nil)
		r := get(t, server.URL)
		r.Method = method
		if _, err := transport.Send(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if e := failure(t, t.Context(), transport, r); e.Kind != apierr.Unavailable || requests.Load() != 2 {
			t.Errorf("%s: %d requests, %+v", method, requests.Load(), e)
		}
	}
}

func TestObserve(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprint(w, `{"a":1}`)
	}))
	defer server.Close()
	transport := NewTransport("agent/1", nil)
	var observed []string
	transport.Observer = func(r *http.Request, response Response) {
		observed = append(observed, fmt.Sprint(r.URL.RawQuery, " ", r.Header.Get("User-Agent"), " ", response.Status, " ", string(response.Body)))
	}
	for _, each := range []*Transport{transport, transport.Direct()} {
		if _, err := each.Send(t.Context(), get(t, server.URL+"/?a=b")); err != nil {
			t.Fatal(err)
		}
	}
	want := "a=b agent/1 418 {\"a\":1}"
	if len(observed) != 2 || observed[0] != want || observed[1] != want {
		t.Errorf("observed %q, want twice %q", observed, want)
	}
}

func TestSendNeverFollowsRedirects(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308, 399} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", other.URL+"/?SIGSIG")
			w.WriteHeader(status)
		}))
		e := failure(t, t.Context(), NewTransport("a", nil), get(t, server.URL+secretQuery))
		server.Close()
		if e.Kind != apierr.MalformedResponse || e.HTTPStatus != status || e.Retryable() ||
			!strings.Contains(e.Reason, "redirect") || !strings.Contains(e.Reason, fmt.Sprint(status)) ||
			strings.Contains(e.Reason, strings.TrimPrefix(other.URL, "http://")) {
			t.Errorf("%d: got %+v", status, e)
		}
	}
	if elsewhere.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

func TestSendErrors(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	tests := map[string]struct {
		target string
		kind   apierr.Kind
		status int
		reason string
	}{
		"refused": {"http://" + closed.Addr().String(), apierr.Unavailable, 0, "was refused."},
		"closed before the response": {
			raw(t, func(net.Conn) {}), apierr.Unavailable, 0, "was closed before it had responded.",
		},
		"reset before the response": {raw(t, reset), apierr.Unavailable, 0, "before it had responded."},
		"cut off": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"")
		}), apierr.Unavailable, 200, "was closed before the whole response had arrived."},
		"chunk cut off": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a")
		}), apierr.Unavailable, 200, "was closed before the whole response had arrived."},
		"reset in the body": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 503 Sorry\r\nContent-Length: 10\r\n\r\n{\"a\"")
			time.Sleep(50 * time.Millisecond)
			reset(c)
		}), apierr.Unavailable, 503, "was reset before the whole response had arrived."},
		"not HTTP": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "SSH-2.0-OpenSSH_9.9\r\n\r\n")
		}), apierr.MalformedResponse, 0, "malformed HTTP response"},
		"two lengths": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ")
		}), apierr.MalformedResponse, 0, "malformed HTTP response"},
		"a line that is no header": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nno header\r\n\r\n")
		}), apierr.MalformedResponse, 0, "malformed HTTP response"},
		"a header of 20 MB": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nX: ")
			for range 20 {
				if _, err := c.Write(bytes.Repeat([]byte("x"), 1<<20)); err != nil {
					return
				}
			}
			fmt.Fprint(c, "\r\n\r\n")
		}), apierr.MalformedResponse, 0, "larger than 1 MiB"},
		"a chunk without a length": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nlong\r\n{}\r\n")
		}), apierr.MalformedResponse, 200, "malformed HTTP response"},
		"no response but a switch": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n")
		}), apierr.MalformedResponse, 101, "HTTP 101"},
		"body too large": {raw(t, func(c net.Conn) {
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", 64<<20)
			chunk := make([]byte, 1<<20)
			for range 64 {
				if _, err := c.Write(chunk); err != nil {
					return
				}
			}
		}), apierr.MalformedResponse, 200, "more than 4 MiB"},
		"gzip": {raw(t, func(c net.Conn) {
			fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00")
		}), apierr.MalformedResponse, 200, "sent its body encoded (Content-Encoding: gzip), although no encoding was asked for."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			transport := NewTransport("a", nil)
			defer transport.CloseIdleConnections()
			e := failure(t, t.Context(), transport, get(t, test.target+secretQuery))
			if e.Kind != test.kind || e.HTTPStatus != test.status || e.Retryable() != (test.kind == apierr.Unavailable) || !strings.Contains(e.Reason, test.reason) ||
				!strings.Contains(e.Reason, strings.TrimPrefix(test.target, "http://")) {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestSendAcceptsABodyOfTheCap(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write(make([]byte, maxBody))
	}))
	defer server.Close()
	response, err := NewTransport("a", nil).Send(t.Context(), get(t, server.URL))
	if err != nil || len(response.Body) != maxBody {
		t.Errorf("got %d bytes, %v", len(response.Body), err)
	}
}

func TestSendIsBoundedByTheContext(t *testing.T) {
	stall := raw(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	stallInBody := raw(t, func(c net.Conn) {
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")
		io.Copy(io.Discard, c)
	})
	drip := raw(t, func(c net.Conn) {
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
		for {
			if _, err := c.Write([]byte("x")); err != nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	})
	for name, target := range map[string]string{"stall": stall, "stall in the body": stallInBody, "drip": drip} {
		t.Run(name+", deadline", func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start := time.Now()
			e := failure(t, ctx, NewTransport("a", nil), get(t, target+secretQuery))
			if e.Kind != apierr.Timeout || !errors.Is(e, context.DeadlineExceeded) || e.Reason == "" {
				t.Errorf("got %+v", e)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
		t.Run(name+", interrupt", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(100*time.Millisecond, cancel)
			e := failure(t, ctx, NewTransport("a", nil), get(t, target+secretQuery))
			if e.Kind != apierr.Interrupted || !errors.Is(e, context.Canceled) {
				t.Errorf("got %+v", e)
			}
		})
		t.Run(name+", cancelled by a deadline", func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(50*time.Millisecond, func() { cancel(context.DeadlineExceeded) })
			if e := failure(t, ctx, NewTransport("a", nil), get(t, target)); e.Kind != apierr.Timeout {
				t.Errorf("got %+v", e)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e := failure(t, ctx, NewTransport("a", nil), get(t, stall)); e.Kind != apierr.Interrupted {
		t.Errorf("a context that has ended: got %+v", e)
	}
	if ContextError(t.Context(), "x") != nil {
		t.Error("a live context has not ended")
	}
	if e := ContextError(ctx, "x"); e == nil || e.Kind != apierr.Interrupted {
		t.Errorf("got %+v", e)
	}
}

// lookup makes the transport's dialer fail with err, as a resolver would.
func lookup(transport *Transport, err error) {
	transport.base.DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
	}
}

func TestSendUnknownHost(t *testing.T) {
	transport := NewTransport("a", nil)
	lookup(transport, &net.DNSError{Err: "no such host", Name: "sae.mars-1.aliyuncs.com", IsNotFound: true})
	e := failure(t, t.Context(), transport, get(t, "https://sae.mars-1.aliyuncs.com"+secretQuery))
	if e.Kind != apierr.Unreachable || e.Argument != "region" || e.Retryable() ||
		!strings.Contains(e.Reason, "sae.mars-1.aliyuncs.com") || !strings.Contains(e.Advice, "region's spelling") {
		t.Errorf("got %+v", e)
	}
	for _, err := range []*net.DNSError{
		{Err: "server misbehaving", Name: "h", IsTemporary: true}, {Err: "i/o timeout", Name: "h", IsTimeout: true},
	} {
		lookup(transport, err)
		if e := failure(t, t.Context(), transport, get(t, "https://h"+secretQuery)); e.Kind != apierr.Unavailable {
			t.Errorf("got %+v", e)
		}
	}
	lookup(transport, os.ErrDeadlineExceeded)
	e = failure(t, t.Context(), transport, get(t, "https://h"+secretQuery))
	if e.Kind != apierr.Unavailable || !strings.Contains(e.Reason, "No connection to h:443") {
		t.Errorf("a connection that is never made, in a live context: got %+v", e)
	}
}

func TestSendTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.StartTLS()
	defer old.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()

	trusting := func(change func(*tls.Config)) *Transport {
		transport := NewTransport("a", nil)
		transport.base.TLSClientConfig.RootCAs = x509.NewCertPool()
		transport.base.TLSClientConfig.RootCAs.AddCert(server.Certificate())
		change(transport.base.TLSClientConfig)
		return transport
	}
	response, err := trusting(func(*tls.Config) {}).Send(t.Context(), get(t, server.URL))
	if err != nil || string(response.Body) != "HTTP/2.0" {
		t.Errorf("got %s, %v", response.Body, err)
	}
	tests := map[string]struct {
		change func(*tls.Config)
		target string
		reason string
	}{
		"unknown authority": {func(c *tls.Config) { c.RootCAs = x509.NewCertPool() }, server.URL, "authority"},
		"another host name": {func(c *tls.Config) { c.ServerName = "other.test" }, server.URL, "not other.test"},
		"expired": {func(c *tls.Config) {
			c.Time = func() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }
		}, server.URL, "expired"},
		"too old":    {func(*tls.Config) {}, old.URL, "1.2 or newer (TLS handshake failed)"},
		"plain HTTP": {func(*tls.Config) {}, strings.Replace(plain.URL, "http:", "https:", 1), "does not speak TLS there. It is not a TLS endpoint."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := failure(t, t.Context(), trusting(test.change), get(t, test.target+secretQuery))
			if e.Kind != apierr.Unreachable || !strings.Contains(e.Reason, test.reason) || e.Advice == "" ||
				e.Argument != "" {
				t.Errorf("got %+v", e)
			}
		})
	}
}

// Where a certificate is not trusted, the advice names the file of authorities that the environment names.
func TestTrustStoreOfTheEnvironment(t *testing.T) {
	for _, err := range []error{x509.UnknownAuthorityError{}, x509.SystemRootsError{}} {
		for _, name := range []string{"", "/etc/authorities.pem"} {
			t.Setenv("SSL_CERT_FILE", name)
			read := name != "" && runtime.GOOS != "windows" && runtime.GOOS != "darwin" // there Go asks the system
			e := tlsError(&tls.CertificateVerificationError{Err: err}, "h:443")
			if e.Kind != apierr.Unreachable || !strings.HasSuffix(e.Advice, ".") ||
				strings.Contains(e.Advice, "SSL_CERT_FILE") != read || strings.HasSuffix(e.Advice, " "+name+".") != read {
				t.Errorf("%T, %q: got %+v", err, name, e)
			}
		}
	}
}

func TestSendProxyErrors(t *testing.T) {
	proxyWith := func(status int) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	tests := map[string]struct {
		proxy  string
		kind   apierr.Kind
		reason string
	}{
		"407":     {proxyWith(407), apierr.Unreachable, "HTTP 407"},
		"403":     {proxyWith(403), apierr.Unreachable, "HTTP 403"},
		"502":     {proxyWith(502), apierr.Unavailable, "HTTP 502"},
		"refused": {closed.URL, apierr.Unavailable, "The connection to the proxy was refused."},
		"not HTTP": {
			raw(t, func(c net.Conn) { fmt.Fprint(c, "SSH-2.0-OpenSSH_9.9\r\n\r\n") }), apierr.Unreachable,
			"The proxy sent a malformed HTTP response",
		},
		"closed":  {raw(t, func(net.Conn) {}), apierr.Unavailable, "The connection to the proxy was closed"},
		"not TLS": {strings.Replace(proxyWith(200), "http:", "https:", 1), apierr.Unreachable, "The proxy does not speak TLS"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			address, err := url.Parse(test.proxy)
			if err != nil {
				t.Fatal(err)
			}
			address.User = url.UserPassword("user", "p4ssw0rd")
			transport := NewTransport("a", nil)
			transport.base = newHTTPTransport(nil, http.ProxyURL(address))
			e := failure(t, t.Context(), transport, get(t, "https://api.invalid"+secretQuery))
			if e.Kind != test.kind || !strings.Contains(e.Reason, test.reason) || e.Argument != "" ||
				test.kind == apierr.Unavailable && name != "502" && !strings.Contains(e.Advice, "NO_PROXY") {
				t.Errorf("got %+v", e)
			}
		})
	}
	t.Run("unknown", func(t *testing.T) {
		transport := NewTransport("a", nil)
		transport.base = newHTTPTransport(nil, http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.invalid:3128"}))
		lookup(transport, &net.DNSError{Err: "no such host", Name: "proxy.invalid", IsNotFound: true})
		e := failure(t, t.Context(), transport, get(t, "https://api.invalid"))
		if e.Kind != apierr.Unreachable || e.Argument != "" || !strings.Contains(e.Reason, "proxy") {
			t.Errorf("got %+v", e)
		}
	})
	t.Run("unreadable", func(t *testing.T) {
		base := newHTTPTransport(nil, func(*http.Request) (*url.URL, error) { return nil, errors.New("invalid http://u:p4ssw0rd@%") })
		e := failure(t, t.Context(), &Transport{base: base}, get(t, "https://api.invalid"))
		if e.Kind != apierr.Unreachable || !strings.Contains(e.Reason, "proxy") {
			t.Errorf("got %+v", e)
		}
	})
}

// The environment is read once per process, so a child process looks at it.
func TestProxyFromTheEnvironment(t *testing.T) {
	if os.Getenv("CLOUDSTATUS_TEST_CHILD") != "" {
		_, err := NewTransport("a", nil).Send(t.Context(), get(t, "https://api.invalid/"))
		_, direct := NewTransport("a", nil).Direct().Send(t.Context(), get(t, "https://127.0.0.1:1/"))
		fmt.Printf("[%v] [%v]\n", err, direct)
		return
	}
	var connect atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connect.Store(r.Method + " " + r.Host)
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	child := exec.Command(os.Args[0], "-test.run=^TestProxyFromTheEnvironment$")
	child.Env = append(os.Environ(), "CLOUDSTATUS_TEST_CHILD=1", "NO_PROXY=", "HTTPS_PROXY="+proxy.URL)
	out, err := child.CombinedOutput()
	if err != nil || connect.Load() != "CONNECT api.invalid:443" || !strings.Contains(string(out), "HTTP 407") ||
		!strings.Contains(string(out), "127.0.0.1:1 was refused") {
		t.Errorf("got %v, %v, %s", connect.Load(), err, out)
	}
}

func TestRetryAfter(t *testing.T) {
	tests := map[string][2]time.Duration{
		"":                              {0, 0},
		"5":                             {5 * time.Second, 5 * time.Second},
		" 5 ":                           {5 * time.Second, 5 * time.Second},
		"-5":                            {0, 0},
		"1.5":                           {0, 0},
		"soon":                          {0, 0},
		"3600":                          {time.Hour, time.Hour},
		"99999999999":                   {maxRetryAfter, maxRetryAfter},
		"99999999999999999999":          {maxRetryAfter, maxRetryAfter},
		"Fri, 01 Jan 9999 00:00:00 GMT": {maxRetryAfter, maxRetryAfter},
		"Mon, 02 Jan 2006 15:04:05 GMT": {0, 0},
		time.Now().Add(time.Minute).UTC().Format(http.TimeFormat): {55 * time.Second, time.Minute},
	}
	for text, want := range tests {
		a := Response{Header: http.Header{}}
		a.Header.Set("Retry-After", text)
		if got := a.RetryAfter(); got < want[0] || got > want[1] {
			t.Errorf("%q: got %v", text, got)
		}
	}
	if (Response{}).RetryAfter() != 0 || (Response{}).ContentType() != "" {
		t.Error("a response without headers has a Retry-After")
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	why := errors.New("the body is not JSON")
	for status, want := range map[int]apierr.Kind{
		200: apierr.MalformedResponse, 204: apierr.MalformedResponse, 400: apierr.MalformedResponse, 403: apierr.MalformedResponse,
		404: apierr.MalformedResponse, 408: apierr.Unavailable, 425: apierr.Unavailable, 429: apierr.Throttled, 500: apierr.Unavailable,
		501: apierr.MalformedResponse, 502: apierr.Unavailable, 503: apierr.Unavailable, 504: apierr.Unavailable,
	} {
		header := http.Header{"Content-Type": {"text/html"}, "Retry-After": {"1"}}
		e := Response{Status: status, Header: header}.Malformed(why)
		if e.Kind != want || e.HTTPStatus != status || e.ContentType != "text/html" || e.RetryAfter != time.Second {
			t.Errorf("HTTP %d: %+v, want kind %s", status, e, want)
		}
		if !errors.Is(e, why) {
			t.Errorf("HTTP %d: the cause is lost", status)
		}
	}
}
