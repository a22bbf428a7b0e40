// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
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
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Server is a running emulator. Its methods are safe for concurrent use.
type Server struct {
	listener    net.Listener
	http        *http.Server
	scheme      string
	caPEM       []byte
	keys        Keys
	apis        []*api
	clock       func() time.Time
	delay       time.Duration
	log         func(Entry)
	connections atomic.Int64

	closing   chan struct{}
	closeOnce sync.Once
	running   sync.WaitGroup

	mu                sync.Mutex // guards all below
	closed            bool
	identities        []Identity
	roles             []Role
	rules             SessionRules
	sessionCount      int
	journal           []Entry
	journalChanged    chan struct{} // closed and replaced at each entry
	scripts           map[scriptKey][]Response
	scriptPositions   map[scriptKey]int // the next response of each script
	scenarioPositions map[scriptKey]int // the next response of each scenario
	faults            map[string]Fault
	limits            map[string]*limit
	dropper           dropper
	nonces            map[string]time.Time // when each was used
	locks             map[string]*lock
	metadataTokens    map[string]time.Time // when each expires
}

// Start starts an emulator, which the caller must close.
func Start(o Options) (*Server, error) {
	addr, err := loopbackAddr(o.Addr)
	if err != nil {
		return nil, err
	}
	loaded, err := loadScenarios(o.Scenarios)
	if err != nil {
		return nil, err
	}
	s := &Server{
		scheme: "http", keys: builtinKeys(), clock: o.Clock, delay: o.Delay, log: o.Log, rules: o.Sessions,
		closing: make(chan struct{}), journalChanged: make(chan struct{}),
		scripts: map[scriptKey][]Response{}, scriptPositions: map[scriptKey]int{}, scenarioPositions: map[scriptKey]int{},
		faults: map[string]Fault{}, limits: map[string]*limit{}, nonces: map[string]time.Time{},
		locks: map[string]*lock{}, metadataTokens: map[string]time.Time{},
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.identities = s.keys.identities()
	s.roles = append(builtinRoles(s.keys), o.Roles...)
	s.apis = slices.Concat(s.stsAPIs(), s.iamAPIs(), s.metadataAPIs(), loaded)
	names := map[string]bool{}
	for _, a := range s.apis {
		if names[a.Name] {
			return nil, fmt.Errorf("the api %q is built in and cannot be described in a scenario file", a.Name)
		}
		names[a.Name] = true
	}
	if err := s.listen(addr, o.TLS); err != nil {
		return nil, err
	}
	return s, nil
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
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, &connection{number: int(s.connections.Add(1)), conn: conn})
		},
	}
	s.running.Go(func() { _ = s.http.Serve(listener) })
	return nil
}

// connKey is the context key of a request's connection.
type connKey struct{}

// connection is the connection of a request.
type connection struct {
	number int
	conn   net.Conn
}

// URL returns the server's address as a URL: http://127.0.0.1:12345.
func (s *Server) URL() string { return s.scheme + "://" + s.Addr() }

// Addr returns the host and port that the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// CAPEM returns the CA certificate, as PEM, that a client must trust; nil without TLS.
func (s *Server) CAPEM() []byte { return s.caPEM }

// Close stops the server at once, stalled responses included. It returns when no request is being served.
func (s *Server) Close() {
	s.closeOnce.Do(func() {
		s.mu.Lock()
		s.closed = true // no new request begins, so Wait below waits for all of them
		s.mu.Unlock()
		close(s.closing)
		_ = s.http.Close()
	})
	s.running.Wait()
}

// API describes one API of the server.
type API struct {
	Name    string `json:"name"`
	Dialect string `json:"dialect"`
	Product string `json:"product"`
	IDs     []ID   `json:"ids"`
}

// ID is a key of an API, or many that differ in a number (see Scenario), with a short description.
type ID struct {
	ID    string `json:"id"`
	Count int    `json:"count,omitempty"`
	Shows string `json:"shows"`
}

// APIs returns the APIs of the scenario files, with their keys.
func (s *Server) APIs() []API {
	var all []API
	for _, a := range s.apis {
		if len(a.scenarios) == 0 {
			continue
		}
		one := API{Name: a.Name, Dialect: a.Dialect, Product: a.Product}
		for _, scenario := range a.scenarios {
			one.IDs = append(one.IDs, ID{scenario.Key, scenario.Count, scenario.Shows})
		}
		all = append(all, one)
	}
	return all
}

// call is one request and what is known about it.
type call struct {
	s          *Server
	r          *http.Request
	body       []byte
	now        time.Time
	entry      Entry
	api        *api
	dialect    string
	params     parameters
	segments   []string
	iam        iamRequest
	traceID    string
	connection *connection
}

// maxBody limits the size of a request body; requests of these APIs are smaller.
const maxBody = 1 << 20

// ServeHTTP handles one request; it implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.beginRequest() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return // the client disconnected
	}
	c := &call{s: s, r: r, body: body, now: s.clock(), traceID: randomHex(16)}
	c.connection, _ = r.Context().Value(connKey{}).(*connection)
	if c.connection == nil {
		c.connection = &connection{}
	}
	c.entry = Entry{
		Time: c.now, Method: r.Method, Host: r.Host, Path: r.URL.EscapedPath(), Query: r.URL.Query(),
		Header: r.Header.Clone(), Remote: r.RemoteAddr, Connection: c.connection.number, Scheme: s.scheme,
		UserAgent: r.UserAgent(), ProjectID: r.Header.Get("X-Project-Id"), RequestID: requestID(),
	}
	s.mu.Lock()
	dropped := s.dropper.next()
	s.mu.Unlock()
	if dropped {
		c.entry.Verdict = Dropped
		s.deliver(w, c, Response{Fault: &Fault{Break: Drop}})
		return
	}
	s.deliver(w, c, c.dispatch())
}

// beginRequest counts a request as running, unless the server is closing.
func (s *Server) beginRequest() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// dispatch detects the dialect of a request and passes the request to the handler of that dialect.
func (c *call) dispatch() Response {
	if len(c.body) > maxBody {
		return c.noSuchAPI(http.StatusRequestEntityTooLarge, "the request is too large")
	}
	segments, err := segmentsOf(c.r.URL.EscapedPath())
	if err != nil {
		return c.noSuchAPI(http.StatusBadRequest, "the path cannot be read")
	}
	c.segments = segments
	c.dialect = c.detectDialect()
	c.entry.Dialect = c.dialect
	c.entry.Region = hostRegion(c.r.Host)
	switch c.dialect {
	case DialectMetadata:
		return c.metadata()
	case DialectHuawei:
		return c.huawei()
	case DialectROA:
		return c.roa()
	case DialectRPC:
		return c.rpc()
	}
	return c.noSuchAPI(http.StatusNotFound, "no cloud has an API at this address")
}

// detectDialect returns the dialect of a request: first by what only one scheme sends, then by the path.
func (c *call) detectDialect() string {
	path, header := c.r.URL.Path, c.r.Header
	authorization := header.Get("Authorization")
	switch {
	case path == credentialsPath || path == huaweiTokenPath || path == huaweiKeyPath || strings.HasPrefix(path, "/latest/"):
		return DialectMetadata
	case strings.HasPrefix(authorization, "SDK-"), header.Get("X-Sdk-Date") != "", header.Get("X-Auth-Token") != "":
		return DialectHuawei
	case strings.HasPrefix(authorization, "acs "):
		return DialectROA
	case path == "/" || path == "":
		return DialectRPC
	}
	for _, a := range c.s.apis {
		if _, ok := a.match(c.segments); ok && a.Path != "" {
			return a.Dialect
		}
	}
	for name := range header {
		if strings.HasPrefix(name, "X-Acs-") {
			return DialectROA
		}
	}
	if c.r.URL.Query().Has("Action") {
		return DialectRPC
	}
	if len(c.segments) > 1 && len(c.segments[1]) == 2 && c.segments[1][0] == 'v' {
		return DialectHuawei
	}
	return ""
}

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
	c.entry.Key = a.keyOf(c.params, path)
}

// envelope returns the error body in the call's dialect.
func (c *call) envelope(response Response) []byte {
	if c.dialect == DialectHuawei {
		return c.huaweiEnvelope(response)
	}
	return c.alibabaEnvelope(response)
}

// throttlingResponse returns the response to a call above a limit, in the call's dialect.
func (c *call) throttlingResponse() Response {
	if c.dialect == DialectHuawei {
		return Refusal(http.StatusTooManyRequests, "APIGW.0308",
			"The throttling threshold has been reached: policy user over ratelimit,limit:1,time:1 second")
	}
	return Refusal(http.StatusBadRequest, "Throttling.User", "Request was denied due to user flow control.")
}

// isLoopbackHost reports whether a host is this machine; such a host does not name a product or a region.
func isLoopbackHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
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

// errClosed is the error of a sleep that the closing server interrupts.
var errClosed = errors.New("the emulator is closing")

// sleep waits, unless the client disconnects or the server closes first.
func (s *Server) sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing:
		return errClosed
	}
}

// waitForDisconnect waits until the client disconnects or the server closes.
func (s *Server) waitForDisconnect(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.closing:
	}
}
