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
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Server is a running emulator. All its methods may be called from any goroutine.
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
	scriptPositions   map[scriptKey]int // how far scripts have come
	scenarioPositions map[scriptKey]int // how far scenarios have come
	faults            map[string]Fault
	limits            map[string]*limit
	dropper           dropper
	nonces            map[string]time.Time
	locks             map[string]*lock
	metadataTokens    map[string]time.Time // metadata tokens and when they end
}

// Start starts an emulator. The caller closes it.
func Start(o Options) (*Server, error) {
	addr, err := loopbackAddr(o.Addr)
	if err != nil {
		return nil, err
	}
	dirs := o.Scenarios
	if dirs == nil {
		if dirs, err = DefaultScenarios("."); err != nil {
			return nil, err
		}
	}
	loaded, err := loadScenarios(dirs)
	if err != nil {
		return nil, err
	}
	s := &Server{
		scheme: "http", keys: builtinKeys(), clock: o.Clock, delay: o.Delay, log: o.Log, rules: o.Sessions,
		closing: make(chan struct{}), journalChanged: make(chan struct{}),
		scripts: map[scriptKey][]Response{}, scriptPositions: map[scriptKey]int{}, scenarioPositions: map[scriptKey]int{}, faults: map[string]Fault{},
		limits: map[string]*limit{}, nonces: map[string]time.Time{}, locks: map[string]*lock{},
		metadataTokens: map[string]time.Time{},
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	s.identities = s.keys.identities()
	s.roles = append(builtinRoles(s.keys), o.Roles...)
	s.apis = append(append(s.stsAPIs(), s.metadataAPIs()...), loaded...)
	names := map[string]bool{}
	for _, a := range s.apis {
		if names[a.Name] {
			return nil, fmt.Errorf("two scenario files or more are about %s", a.Name)
		}
		names[a.Name] = true
	}
	if err := s.listen(addr, o.TLS); err != nil {
		return nil, err
	}
	return s, nil
}

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
		ErrorLog:          log.New(io.Discard, "", 0), // what breaks here, breaks on purpose
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, &connection{number: int(s.connections.Add(1)), conn: conn})
		},
	}
	s.running.Go(func() { _ = s.http.Serve(listener) })
	return nil
}

type connKey struct{}

// connection is what a request knows of the connection it came over.
type connection struct {
	number int
	conn   net.Conn
}

// URL is where the server is: http://127.0.0.1:12345.
func (s *Server) URL() string { return s.scheme + "://" + s.Addr() }

// Addr is the host and port the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// CAPEM is the certificate, as PEM, that a client must trust to speak https with the server; nil without TLS.
func (s *Server) CAPEM() []byte { return s.caPEM }

// Close ends the server at once: stalled answers too. It returns when no request is being served any more.
func (s *Server) Close() {
	s.closeOnce.Do(func() {
		s.mu.Lock()
		s.closed = true // from here on no request is begun, so Wait below waits for all there are
		s.mu.Unlock()
		close(s.closing)
		_ = s.http.Close()
	})
	s.running.Wait()
}

// API is one API the server has, for people to choose from.
type API struct {
	Name    string `json:"name"`
	Dialect string `json:"dialect"`
	Product string `json:"product"`
	IDs     []ID   `json:"ids"`
}

// ID is a key of an API and a word on what it shows.
type ID struct {
	ID    string `json:"id"`
	Shows string `json:"shows"`
}

// APIs lists the APIs of the scenario files, and the keys they have answers for.
func (s *Server) APIs() []API {
	var all []API
	for _, a := range s.apis {
		if len(a.scenarios) == 0 {
			continue
		}
		one := API{Name: a.Name, Dialect: a.Dialect, Product: a.Product}
		for _, scenario := range a.scenarios {
			one.IDs = append(one.IDs, ID{scenario.Key, scenario.Shows})
		}
		all = append(all, one)
	}
	return all
}

// call is one request on its way through the server.
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
	traceID    string
	wantsXML   bool
	connection *connection
}

// maxBody is more than any request of these APIs has.
const maxBody = 1 << 20

// ServeHTTP answers one request. It is exported only because net/http asks for it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.beginRequest() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return // the client went away
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

// begin counts a request in, unless the server is closing.
func (s *Server) beginRequest() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(1)
	return true
}

// judge tells by its shape which dialect a request is written in and has it verified and answered.
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

// shape tells a request's dialect: first by what only one scheme sends, then by the address.
func (c *call) detectDialect() string {
	path, header := c.r.URL.Path, c.r.Header
	authorization := header.Get("Authorization")
	switch {
	case path == credentialsPath || strings.HasPrefix(path, "/latest/"):
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

// nothing answers what belongs to no cloud.
func (c *call) noSuchAPI(status int, text string) Response {
	c.entry.Verdict = "no such API"
	return Text(status, "emulator: "+text+"\n").Header("Content-Type", "text/plain; charset=utf-8")
}

// refuse answers with a cloud's own refusal and says so in the journal.
func (c *call) refuse(status int, code, message string) *Response {
	c.entry.Verdict = code
	refusal := Refusal(status, code, message)
	return &refusal
}

// named notes which API a call is for and what about.
func (c *call) setAPI(a *api, path map[string]string) {
	c.api = a
	c.entry.API = a.Name
	c.entry.Key = a.keyOf(c.params, path)
}

// envelope is the error body of the call's dialect.
func (c *call) envelope(response Response) []byte {
	if c.dialect == DialectHuawei {
		return c.huaweiEnvelope(response)
	}
	return c.alibabaEnvelope(response)
}

// throttling is the refusal of a call too many, in the call's dialect.
func (c *call) throttlingResponse() Response {
	if c.dialect == DialectHuawei {
		return Refusal(http.StatusTooManyRequests, "APIGW.0308",
			"The throttling threshold has been reached: policy user over ratelimit,limit:1,time:1 second")
	}
	return Refusal(http.StatusBadRequest, "Throttling.User", "Request was denied due to user flow control.")
}

// local tells whether a host is this machine, so that it says nothing about product and region.
func isLoopbackHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	ip := net.ParseIP(name)
	return name == "" || name == "localhost" || ip != nil && ip.IsLoopback()
}

// hostRegion is the region in a host name such as sae.cn-hangzhou.aliyuncs.com.
func hostRegion(host string) string {
	parts := strings.Split(host, ".")
	if isLoopbackHost(host) || len(parts) != 4 {
		return ""
	}
	return parts[1]
}

// requestID makes an id in the form both clouds use.
func requestID() string {
	h := strings.ToUpper(randomHex(16))
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// errClosed ends waits when the server closes.
var errClosed = errors.New("the emulator is closing")

// pause waits, unless the client goes away or the server closes first.
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

// hold waits until the client goes away or the server closes.
func (s *Server) waitForDisconnect(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-s.closing:
	}
}
