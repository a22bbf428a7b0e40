// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	// settle is how long an HTTP/1.1 connection is silent after a response before it carries the next request: bytes that
	// come once that is asked for cannot be told from its response. Where a host breaks the silence, others of its
	// connections are silent settleFactor times as long as that one was, if that was less than brokenWithin.
	settle       = 50 * time.Millisecond
	settleFactor = 10
	brokenWithin = time.Second
	// maxIdle is more than Terraform ever reads at once, so that parallel reads find their connections again.
	maxIdle     = 1024
	idleTimeout = 90 * time.Second
	dialTimeout = 3 * connectTimeout // TCP, a proxy, TLS
)

// pool keeps the connections of a transport between requests. http.Transport has a pool of its own, which hands a
// connection on as soon as a response has been read, before it has looked for bytes beyond the response's end: what a
// desynchronized proxy sends there becomes the response to the next request. This pool takes turns with more
// connections, so that each is silent for a while before it is used again, and closes those that are not.
type pool struct {
	http *http.Transport

	mu    sync.Mutex
	hosts map[string]*hostConns // by scheme, host and port
}

// hostConns are the connections to one host.
type hostConns struct {
	idle   []*conn // HTTP/1.1, the one that is idle for longest first
	shared []*conn // HTTP/2: responses carry the number of their request
	settle time.Duration
}

// conn is one connection. An HTTP/1.1 connection belongs to one request, from get to release, or is idle.
type conn struct {
	*http.ClientConn
	socket *socket
	host   string
	shared bool
	since  time.Time // when it became idle
}

// roundTrip sends r. The error is errMalformed where the peer sent something, and that was not HTTP.
func (c *conn) roundTrip(r *http.Request) (*http.Response, error) {
	var begun atomic.Bool // the response has
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { begun.Store(true) }}
	response, err := c.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
	if c.socket.early.Load() {
		// What came before the request is no response to it, even where it looks like one.
		c.Close()
		return nil, errMalformed
	}
	return response, c.explain(err, begun.Load())
}

// explain finds out errMalformed, which net/http has no type for: it is what is left when the connection is well. HTTP/2
// has errors of its own, which pass.
func (c *conn) explain(err error, begun bool) error {
	if begun && !c.shared && malformed(err) {
		return errMalformed
	}
	return err
}

// dialing passes the request's URL to the transport's callbacks, and the socket back.
type dialing struct {
	url       *url.URL
	socket    *socket
	asksProxy bool // CONNECT is under way
}

type dialingKey struct{}

func dialingOf(ctx context.Context) *dialing {
	d, _ := ctx.Value(dialingKey{}).(*dialing)
	return d
}

// get gives a connection for r: an idle one that has settled, or a new one, whichever is there first.
func (p *pool) get(r *http.Request) (*conn, error) {
	host := r.URL.Scheme + "://" + hostPort(r.URL)
	c, wait := p.take(host)
	if c != nil {
		return c, nil
	}
	type result struct {
		c   *conn
		err error
	}
	dialed, gone := make(chan result), make(chan struct{})
	defer close(gone)
	// A dial outlasts the request if an idle connection is faster: the pool keeps what it makes.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), dialTimeout)
	go func() {
		defer cancel()
		c, err := p.dial(ctx, host, r.URL)
		select {
		case dialed <- result{c, err}:
		case <-gone:
			if err == nil {
				p.release(c)
			}
		}
	}()
	for {
		var settled <-chan time.Time
		if wait > 0 {
			settled = time.After(wait)
		}
		select {
		case d := <-dialed:
			return d.c, d.err
		case <-settled:
			if c, wait = p.take(host); c != nil {
				return c, nil
			}
		case <-r.Context().Done():
			cancel()
			return nil, r.Context().Err()
		}
	}
}

// take gives a connection that can carry a request now, or how long until an idle one may; 0: there is none.
func (p *pool) take(host string) (c *conn, wait time.Duration) {
	p.mu.Lock()
	h := p.of(host)
	closing := h.expired()
	defer func() {
		p.mu.Unlock()
		closeAll(closing)
	}()
	for _, c := range h.shared {
		if c.Available() > 0 {
			return c, 0
		}
	}
	for i := 0; i < len(h.idle); {
		c := h.idle[i]
		left := h.settle - c.socket.quiet()
		if left > 0 {
			if wait == 0 || left < wait {
				wait = left
			}
			i++
			continue
		}
		h.idle = slices.Delete(h.idle, i, i+1)
		if !c.socket.pending() {
			return c, 0
		}
		closing = append(closing, c)
	}
	return nil, wait
}

// dial opens a connection. Where another request has meanwhile opened an HTTP/2 connection, that serves both.
func (p *pool) dial(ctx context.Context, host string, u *url.URL) (*conn, error) {
	d := &dialing{url: u}
	client, err := p.http.NewClientConn(context.WithValue(ctx, dialingKey{}, d), u.Scheme, hostPort(u))
	if err != nil {
		if d.asksProxy {
			if malformed(err) {
				err = errMalformed
			}
			err = &net.OpError{Op: proxyConnect, Net: "tcp", Err: err}
		}
		return nil, err
	}
	c := &conn{ClientConn: client, socket: d.socket, host: host, shared: client.Available() > 1}
	if c.shared {
		p.mu.Lock()
		h := p.of(host)
		for _, other := range h.shared {
			if other.Available() > 0 {
				p.mu.Unlock()
				client.Close()
				return other, nil
			}
		}
		h.shared = append(h.shared, c)
		p.mu.Unlock()
	}
	client.SetStateHook(func(client *http.ClientConn) {
		if client.Err() != nil {
			p.drop(c)
		}
	})
	return c, nil
}

// release takes a connection back whose response has been read or given up.
func (p *pool) release(c *conn) {
	if c.shared {
		return
	}
	p.mu.Lock()
	h := p.of(c.host)
	closing := h.expired()
	if c.Available() > 0 {
		c.since = time.Now()
		h.idle = append(h.idle, c)
		if len(h.idle) > maxIdle {
			closing = append(closing, h.idle[0])
			h.idle = h.idle[1:]
		}
	} else {
		closing = append(closing, c)
	}
	p.mu.Unlock()
	closeAll(closing)
}

// drop forgets a connection that has been closed while it was in the pool.
func (p *pool) drop(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.of(c.host)
	if i := slices.Index(h.shared, c); i >= 0 {
		h.shared = slices.Delete(h.shared, i, i+1)
	}
	if i := slices.Index(h.idle, c); i >= 0 {
		h.idle = slices.Delete(h.idle, i, i+1)
		if silent := time.Since(c.since); silent < brokenWithin {
			h.settle = max(h.settle, settleFactor*silent)
		}
	}
}

// closeIdle closes all connections that carry no request.
func (p *pool) closeIdle() {
	p.mu.Lock()
	var closing []*conn
	for _, h := range p.hosts {
		closing = append(closing, h.idle...)
		h.idle = nil
		for _, c := range h.shared {
			if c.InFlight() == 0 {
				closing = append(closing, c)
			}
		}
	}
	p.mu.Unlock()
	closeAll(closing)
}

// of gives the connections to a host; p.mu is held.
func (p *pool) of(host string) *hostConns {
	h := p.hosts[host]
	if h == nil {
		if p.hosts == nil {
			p.hosts = map[string]*hostConns{}
		}
		h = &hostConns{settle: settle}
		p.hosts[host] = h
	}
	return h
}

// expired removes the connections that have been idle for too long.
func (h *hostConns) expired() (old []*conn) {
	for len(h.idle) > 0 && time.Since(h.idle[0].since) > idleTimeout {
		old = append(old, h.idle[0])
		h.idle = h.idle[1:]
	}
	return old
}

// closeAll closes connections. The pool is not locked meanwhile, since their hooks lock it.
func closeAll(conns []*conn) {
	for _, c := range conns {
		c.Close()
	}
}

// socket is a network connection that knows whether anybody is waiting for its bytes.
type socket struct {
	net.Conn
	// reading is when the read that is under way began, since epoch; 0: none is. While one is, all that came before has
	// been read by TLS and HTTP, and neither had enough of it.
	reading atomic.Int64
	written atomic.Bool
	// early: bytes came before anything was written, which no peer does that speaks TLS or HTTP.
	early atomic.Bool
}

// epoch is what sockets count their time from.
var epoch = time.Now()

func (s *socket) Read(b []byte) (int, error) {
	s.reading.Store(int64(time.Since(epoch)))
	n, err := s.Conn.Read(b)
	s.reading.Store(0)
	if n > 0 && !s.written.Load() {
		s.early.Store(true)
	}
	return n, err
}

func (s *socket) Write(b []byte) (int, error) {
	s.written.Store(true)
	return s.Conn.Write(b)
}

// quiet is how long a read has been waiting for bytes that have not come.
func (s *socket) quiet() time.Duration {
	since := s.reading.Load()
	if since == 0 {
		return 0
	}
	return time.Since(epoch) - time.Duration(since)
}

// pending reports whether bytes have come, or the end of them, that the read under way has not been told of yet. A
// process that had to wait for the processor asks for this, where that can be asked.
func (s *socket) pending() bool {
	raw, ok := s.Conn.(syscall.Conn)
	if !ok {
		return false
	}
	c, err := raw.SyscallConn()
	if err != nil {
		return true
	}
	pending := false
	if err := c.Control(func(fd uintptr) { pending = readable(fd) }); err != nil {
		return true
	}
	return pending
}
