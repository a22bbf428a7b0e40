// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options configure the emulator. The zero value listens on a free port of 127.0.0.1.
type Options struct {
	// Addr is the address to listen on, "127.0.0.1:0" if empty. It must be a loopback address.
	Addr string
	// TLS selects https, with a certificate that is made for this server; see Server.CAPEM.
	TLS bool
	// Scenarios are folders of scenario files (see Scenario) that add to the embedded ones.
	Scenarios []string
	// Region is the region of the SAE requests that name none by their host or by x-acs-region-id; "" means DefaultRegion.
	Region string
	// Clock returns the emulator's time, for timestamps, expiry and locked keys. Nil means time.Now.
	Clock func() time.Time
	// Sessions are the rules for temporary credentials.
	Sessions SessionRules
	// Delay is the time before each response, as from a distant cloud.
	Delay time.Duration
	// Log, if set, receives each journal entry. It is called by the goroutine of the request.
	Log func(Entry)
}

// DefaultRegion is the region of requests that name none.
const DefaultRegion = "cn-hangzhou"

// Server is a running emulator. Its methods are safe for concurrent use.
type Server struct {
	listener net.Listener
	http     *http.Server
	scheme   string
	caPEM    []byte
	keys     Keys
	apis     []*api
	region   string
	clock    func() time.Time
	delay    time.Duration
	log      func(Entry)

	closing chan struct{}
	running sync.WaitGroup

	mu             sync.Mutex // guards all below
	closed         bool
	identities     []Identity
	rules          SessionRules
	sessionCount   int
	journal        []Entry
	journalChanged chan struct{} // closed and replaced at each entry
	scripts        map[scriptKey]*script
	positions      map[scriptKey]int // the next response of each scenario
	faults         map[string]Fault
	limits         map[string]*limit
	dropper        dropper
	nonces         map[string]time.Time // when each was used
	locks          map[string]*lock
	metadataTokens map[string]time.Time // when each expires
}

// Start starts an emulator, which the caller must close.
func Start(o Options) (*Server, error) {
	addr, err := loopbackAddr(o.Addr)
	if err != nil {
		return nil, err
	}
	// The start lines print it for a shell.
	if strings.ContainsFunc(o.Region, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		return nil, fmt.Errorf("the region %q has more than small letters, digits and hyphens; one is %s", o.Region, DefaultRegion)
	}
	loaded, err := loadScenarios(o.Scenarios)
	if err != nil {
		return nil, err
	}
	s := &Server{
		scheme: "http", keys: BuiltinKeys(), region: cmp.Or(o.Region, DefaultRegion), clock: o.Clock, delay: o.Delay, log: o.Log, rules: o.Sessions,
		closing: make(chan struct{}), journalChanged: make(chan struct{}),
		scripts: map[scriptKey]*script{}, positions: map[scriptKey]int{},
		faults: map[string]Fault{}, limits: map[string]*limit{}, nonces: map[string]time.Time{},
		locks: map[string]*lock{}, metadataTokens: map[string]time.Time{},
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.identities = s.keys.identities()
	builtin := slices.Concat(s.stsAPIs(), s.iamAPIs(), s.metadataAPIs())
	for _, a := range builtin {
		a.segments = strings.Split(cmp.Or(a.Path, "/"), "/")
		if slices.ContainsFunc(loaded, func(other *api) bool { return other.Name == a.Name }) {
			return nil, fmt.Errorf("the api %q is built in and cannot be described in a scenario file", a.Name)
		}
	}
	s.apis = append(builtin, loaded...)
	if err := s.listen(addr, o.TLS); err != nil {
		return nil, err
	}
	return s, nil
}

// loopbackAddr returns addr in a form to listen on, or an error if it is not a loopback address.
func loopbackAddr(addr string) (string, error) {
	if addr == "" {
		return "127.0.0.1:0", nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("the address %q is not host:port: %w", addr, err)
	}
	if host == "localhost" {
		// The name is not resolved, because it could resolve to another address.
		return net.JoinHostPort("127.0.0.1", port), nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return "", errors.New("the emulator listens on loopback only (127.0.0.1, ::1, localhost), not on " + addr)
	}
	return addr, nil
}

// listen opens the listener and starts to serve.
func (s *Server) listen(addr string, secure bool) error {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return fmt.Errorf("the emulator cannot listen: %w", err)
	}
	s.listener = listener
	if secure {
		certificate, ca, err := selfSigned(s.clock())
		if err != nil {
			_ = listener.Close()
			return err
		}
		s.scheme, s.caPEM = "https", ca
		listener = tls.NewListener(listener, &tls.Config{
			MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate},
		})
	}
	s.http = &http.Server{
		Handler:           s,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // its errors are intended faults
	}
	s.running.Go(func() { _ = s.http.Serve(listener) })
	return nil
}

// URL returns the server's address as a URL: http://127.0.0.1:12345.
func (s *Server) URL() string { return s.scheme + "://" + s.Addr() }

// Addr returns the host and port that the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// CAPEM returns the certificate, as PEM, that a client must trust; nil without TLS.
func (s *Server) CAPEM() []byte { return s.caPEM }

// Close stops the server at once, stalled responses included. It returns when no request is being served.
func (s *Server) Close() {
	s.mu.Lock()
	first := !s.closed
	s.closed = true // no new request begins, so Wait below waits for all of them
	s.mu.Unlock()
	if first {
		close(s.closing)
		_ = s.http.Close()
	}
	s.running.Wait()
}

// call is one request and what is known about it.
type call struct {
	s        *Server
	r        *http.Request
	body     []byte
	now      time.Time
	entry    Entry
	api      *api
	dialect  string
	params   url.Values
	segments []string
	iam      iamRequest
	traceID  string
}

// maxBody limits the size of a request body; requests of these APIs are smaller.
const maxBody = 1 << 20

// ServeHTTP handles one request; it implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		abort()
	}
	s.running.Add(1)
	dropped := s.dropper.next()
	s.mu.Unlock()
	defer s.running.Done()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return // the client disconnected
	}
	c := &call{s: s, r: r, body: body, now: s.clock(), traceID: randomHex(16)}
	c.entry = Entry{
		Time: c.now, Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.Query(), Header: r.Header.Clone(),
		Region: hostRegion(r.Host), UserAgent: r.UserAgent(), ProjectID: r.Header.Get("X-Project-Id"), RequestID: requestID(),
	}
	if dropped {
		c.entry.Verdict = Dropped
		s.deliver(w, c, Response{Fault: &Fault{Break: Drop}})
		return
	}
	s.deliver(w, c, c.dispatch())
}

// dispatch detects the dialect of a request and passes the request to the handler of that dialect.
func (c *call) dispatch() Response {
	if len(c.body) > maxBody {
		return c.noSuchAPI(http.StatusRequestEntityTooLarge, "the request is too large")
	}
	query, queryErr := url.ParseQuery(c.r.URL.RawQuery)
	segments, pathErr := segmentsOf(c.r.URL.EscapedPath())
	if queryErr != nil || pathErr != nil {
		return c.noSuchAPI(http.StatusBadRequest, "the path or the query cannot be read")
	}
	c.segments, c.params = segments, sortedParameters(query)
	c.dialect = c.detectDialect()
	switch c.dialect {
	case DialectMetadata:
		return c.metadata()
	case DialectHuawei:
		return c.huawei()
	case DialectROA, DialectRPC:
		return c.alibaba()
	}
	return c.noSuchAPI(http.StatusNotFound, "no cloud has an API at this address")
}

// detectDialect returns the dialect of a request: first by what only one scheme sends, then by the path.
func (c *call) detectDialect() string {
	header := c.r.Header
	authorization := header.Get("Authorization")
	switch {
	case strings.HasPrefix(authorization, "SDK-"), header.Get("X-Sdk-Date") != "", header.Get("X-Auth-Token") != "":
		return DialectHuawei
	case strings.HasPrefix(authorization, "acs "):
		return DialectROA
	case c.r.URL.Path == "/" || c.params.Has("Action"):
		return DialectRPC
	}
	for _, a := range c.s.apis {
		if _, ok := a.match(c.segments); ok {
			return a.Dialect
		}
	}
	return ""
}

// segmentsOf splits an escaped path and unescapes each part, so that an escaped slash stays inside its segment.
func segmentsOf(escapedPath string) ([]string, error) {
	parts := strings.Split(escapedPath, "/")
	for i, part := range parts {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return nil, err
		}
		parts[i] = plain
	}
	return parts, nil
}

// sortedParameters returns the parameters of a query and of a form, the values of each name sorted, as signatures cover them.
func sortedParameters(sets ...url.Values) url.Values {
	all := url.Values{}
	for _, set := range sets {
		for name, values := range set {
			all[name] = append(all[name], values...)
			slices.Sort(all[name])
		}
	}
	return all
}

// escape escapes text according to RFC 3986: all except letters, digits and - _ . ~ becomes %XX in upper case.
func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// canonicalQuery returns parameters sorted by name and escaped as by escape.
func canonicalQuery(params url.Values) string { return strings.ReplaceAll(params.Encode(), "+", "%20") }

// noSuchAPI refuses a request that is for none of the clouds.
func (c *call) noSuchAPI(status int, text string) Response {
	c.entry.Verdict = "no such API"
	return Text(status, "emulator: "+text+"\n").Header("Content-Type", "text/plain; charset=utf-8")
}

// refuse returns an error response of the call's dialect and sets the verdict in the journal.
func (c *call) refuse(status int, code, message string) *Response {
	c.entry.Verdict = code
	refusal := Refusal(status, code, message)
	return &refusal
}

// setAPI sets the API and the key of a call.
func (c *call) setAPI(a *api, path map[string]string) {
	c.api = a
	c.entry.API = a.Name
	where, name, _ := strings.Cut(a.Key, ":")
	if where == "path" {
		c.entry.Key = path[name]
	} else {
		c.entry.Key = c.params.Get(name)
	}
}

// isLoopbackHost reports whether a host is this machine; such a host does not name a product or a region.
func isLoopbackHost(host string) bool {
	name := (&url.URL{Host: host}).Hostname()
	ip := net.ParseIP(name)
	return name == "" || name == "localhost" || ip != nil && ip.IsLoopback()
}

// hostRegion returns the region in a host name such as sae.cn-hangzhou.aliyuncs.com.
func hostRegion(host string) string {
	parts := strings.Split(host, ".")
	if isLoopbackHost(host) || len(parts) != 4 {
		return ""
	}
	return parts[1]
}

// requestID returns a new id in the form that both clouds use.
func requestID() string {
	h := strings.ToUpper(randomHex(16))
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// randomHex returns random bytes in hexadecimal.
func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
