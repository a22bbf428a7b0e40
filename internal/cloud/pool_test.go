// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// doubling is a peer that sends some responses twice on a connection that it keeps open.
type doubling struct {
	*httptest.Server
	late func() time.Duration
	// settled is how long a connection waits at least.
	settled func() time.Duration
	// connections and doubles count what there was.
	connections, doubles atomic.Int32
	open                 sync.WaitGroup
	// overdue are the responses that a busy machine sent again later than late allows, and those that came after them. Nobody
	// can know what they respond to.
	overdue sync.Map
}

func newDoubling(t *testing.T, secure bool, late func() time.Duration) *doubling {
	t.Helper()
	d := &doubling{late: late}
	d.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		d.open.Add(1)
		defer d.open.Done()
		defer conn.Close()
		d.connections.Add(1)
		overdue := false
		for err == nil {
			if overdue = d.respond(conn, r.URL.Path) || overdue; overdue {
				d.overdue.Store(r.URL.Path, true)
			}
			r, err = http.ReadRequest(buffered.Reader)
		}
	}))
	if secure {
		d.StartTLS()
	} else {
		d.Start()
	}
	return d
}

// respond sends a response, every fourth twice. It reports whether the second came later than a settled connection waits.
func (d *doubling) respond(conn net.Conn, body string) (overdue bool) {
	response := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	if rand.N(4) != 0 {
		io.WriteString(conn, response)
		return false
	}
	d.doubles.Add(1)
	if d.late == nil {
		io.WriteString(conn, response+response)
		return false
	}
	start := time.Now()
	io.WriteString(conn, response)
	time.Sleep(d.late())
	if time.Since(start) < d.settled() {
		io.WriteString(conn, response)
	}
	return time.Since(start) >= d.settled()
}

// transport makes a transport that trusts the peer, by way of a proxy if there is one.
func (d *doubling) transport(t *testing.T, proxy string) *Transport {
	t.Helper()
	transport := NewTransport("a")
	if proxy != "" {
		address, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		transport.base = newPool(defaultConnections, nil, http.ProxyURL(address))
	}
	if certificate := d.Certificate(); certificate != nil {
		roots := x509.NewCertPool()
		roots.AddCert(certificate)
		transport.base.http.TLSClientConfig.RootCAs = roots
	}
	return transport
}

// tunnel is a proxy that connects to any address.
func tunnel(t *testing.T) (address string, closeAll func()) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target, err := net.Dial("tcp", r.Host)
		if err != nil || r.Method != http.MethodConnect {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		conn, buffered, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
		go func() {
			io.Copy(target, buffered)
			target.Close()
		}()
		io.Copy(conn, target)
		conn.Close()
	}))
	return server.URL, server.Close
}

// readAll makes reads of different things, parallel at a time, and gives the responses that came to another.
func readAll(t *testing.T, transport *Transport, target string, reads, parallel int) (mixed []string) {
	t.Helper()
	var (
		work sync.WaitGroup
		next atomic.Int64
		mu   sync.Mutex // guards mixed
	)
	for range parallel {
		work.Go(func() {
			for {
				n := next.Add(1)
				if n > int64(reads) {
					return
				}
				want := fmt.Sprintf("/read/%d", n)
				response, err := transport.Send(t.Context(), get(t, target+want))
				switch {
				case err != nil && apierr.From(err).Kind != apierr.Unavailable:
					t.Error(err)
				case err == nil && string(response.Body) != want:
					mu.Lock()
					mixed = append(mixed, string(response.Body))
					mu.Unlock()
				}
			}
		})
	}
	work.Wait()
	return mixed
}

// settleOf is how long a connection to a host waits now, and how long one has waited at least.
func settleOf(p *pool, host string) (now, least time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.of(host)
	if h.silent >= maxProof { // where the machine was so busy that at first nothing was sent twice
		return h.settle, denseSettle
	}
	return h.settle, settle
}

// reuse makes reads until a connection that has settled is used again, and gives the responses that came to another.
func reuse(t *testing.T, d *doubling, transport *Transport) (mixed []string) {
	t.Helper()
	start := time.Now()
	for opened := int32(-1); d.connections.Load() > opened; {
		if time.Since(start) > time.Minute {
			t.Error("no connection that has settled was used again")
			break
		}
		now, _ := settleOf(transport.base, d.URL)
		time.Sleep(now)
		opened = d.connections.Load()
		mixed = append(mixed, readAll(t, transport, d.URL, 1, 1)...)
	}
	return mixed
}

// A response belongs to its request, also where the peer sends it twice: at once, or when the next request may be under way.
func TestResponsesSentTwice(t *testing.T) {
	log.SetOutput(io.Discard) // net/http logs what it did not ask for
	t.Cleanup(func() { log.SetOutput(os.Stderr) })
	const reads, parallel = 5000, 50
	late := func() time.Duration { return rand.N(5 * time.Millisecond) }
	for name, test := range map[string]struct {
		secure, proxied bool
		late            func() time.Duration
		reads           int
	}{
		"plain, at once":           {reads: reads},
		"plain, late":              {late: late, reads: reads},
		"TLS, at once":             {secure: true, reads: reads / 5},
		"TLS, late":                {secure: true, late: late, reads: reads / 5},
		"through a proxy, at once": {secure: true, proxied: true, reads: reads / 10},
	} {
		t.Run(name, func(t *testing.T) {
			goroutines := runtime.NumGoroutine()
			d := newDoubling(t, test.secure, test.late)
			proxy, closeProxy := "", func() {}
			if test.proxied {
				proxy, closeProxy = tunnel(t)
			}
			transport := d.transport(t, proxy)
			d.settled = func() time.Duration {
				_, least := settleOf(transport.base, d.URL)
				return least
			}
			mixed := readAll(t, transport, d.URL, test.reads, parallel)
			if d.doubles.Load() == 0 {
				t.Error("no response was sent twice")
			}
			mixed = append(mixed, reuse(t, d, transport)...)
			transport.CloseIdleConnections()
			d.open.Wait() // no connection is left
			mixed = slices.DeleteFunc(mixed, func(body string) bool {
				_, overdue := d.overdue.Load(body)
				return overdue
			})
			if len(mixed) > 0 {
				t.Errorf("%d of %d reads got another's response", len(mixed), test.reads)
			}
			d.Close()
			closeProxy()
			for start := time.Now(); runtime.NumGoroutine() > goroutines; time.Sleep(10 * time.Millisecond) {
				if time.Since(start) > time.Minute {
					t.Fatalf("%d goroutines became %d", goroutines, runtime.NumGoroutine())
				}
			}
		})
	}
}

// counting is a server that counts its connections.
func counting(t *testing.T, handler http.HandlerFunc, start func(*httptest.Server)) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	opened := new(atomic.Int32)
	server := httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	start(server)
	t.Cleanup(server.Close)
	return server, opened
}

// A connection that has settled serves the next request.
func TestSettledConnectionsAreReused(t *testing.T) {
	server, opened := counting(t, func(http.ResponseWriter, *http.Request) {}, (*httptest.Server).Start)
	transport := NewTransport("a")
	defer transport.CloseIdleConnections()
	for range 5 {
		if _, err := transport.Send(t.Context(), get(t, server.URL)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(4 * proofSettle)
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("5 reads, one after the other, opened %d connections", n)
	}
}

// HTTP/2 distinguishes responses: its connection serves all requests at once.
func TestHTTP2IsShared(t *testing.T) {
	var atOnce sync.WaitGroup
	atOnce.Add(50)
	server, opened := counting(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/first" {
			atOnce.Done()
			atOnce.Wait()
		}
		fmt.Fprint(w, r.Proto)
	}, func(s *httptest.Server) {
		s.EnableHTTP2 = true
		s.StartTLS()
	})
	transport := (&doubling{Server: server}).transport(t, "")
	defer transport.CloseIdleConnections()
	send := func(path string) {
		response, err := transport.Send(t.Context(), get(t, server.URL+path))
		if err != nil || string(response.Body) != "HTTP/2.0" {
			t.Errorf("got %s, %v", response.Body, err)
		}
	}
	send("/first")
	var work sync.WaitGroup
	for range 50 {
		work.Go(func() { send("/") })
	}
	work.Wait()
	if n := opened.Load(); n != 1 {
		t.Errorf("51 reads opened %d connections", n)
	}
}

// A peer that speaks first speaks no HTTP, whether it is heard before the request is written or afterwards.
func TestPeerThatSpeaksFirst(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			io.WriteString(conn, "SSH-2.0-OpenSSH_9.9\r\n")
		}
	}()
	for range 50 {
		e := failure(t, t.Context(), NewTransport("a"), get(t, "http://"+listener.Addr().String()))
		if e.Kind != apierr.MalformedResponse || !strings.Contains(e.Reason, "malformed HTTP response") {
			t.Fatalf("got %+v", e)
		}
	}
}

// A proxy is chosen by the URL that is asked for, its port included.
func TestProxyIsChosenByTheURL(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	target := strings.Replace(closed.URL, "127.0.0.1", "[::1]", 1)
	asked := ""
	transport := &Transport{base: newPool(defaultConnections, nil, func(r *http.Request) (*url.URL, error) {
		asked = r.URL.Scheme + "://" + r.URL.Host
		return nil, nil
	})}
	failure(t, t.Context(), transport, get(t, target))
	if asked != target {
		t.Errorf("the proxy for %s is that for %s", target, asked)
	}
}
