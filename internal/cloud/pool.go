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
	"time"
)

const (
	// proofSettle is how long an HTTP/1.1 connection to a host is silent after a response before it carries another
	// request, until as many responses as there are connections, at most maxProof, were followed by that silence.
	proofSettle = 50 * time.Millisecond
	maxProof    = 32
	// settle is the same from then on. So that nobody waits for it, spare connections take turns with the others. Where none
	// may be opened, denseSettle is enough after maxProof responses that were followed by the long silence.
	settle      = 6 * time.Millisecond
	denseSettle = time.Millisecond
	spare       = 8
	// defaultConnections is how many connections to a host there may be with spare ones.
	defaultConnections = 32
	// A host that breaks the silence is given brokenFactor times as long, at least brokenSettle. One that does so later
	// than brokenWithin closes a connection that it need not keep.
	brokenSettle = 50 * time.Millisecond
	brokenFactor = 10
	brokenWithin = time.Second
	// maxIdle is more than Terraform ever reads at once, so that parallel reads find their connections again.
	maxIdle     = 1024
	idleTimeout = 90 * time.Second
)

// pool keeps the connections of a transport between requests. http.Transport has a pool of its own, which hands a
// connection on as soon as a response has been read, before it has looked for bytes beyond the response's end: what a
// desynchronized proxy sends there becomes the response to the next request.
//
// Here a connection carries the next request only while a fresh read waits for bytes and none have come for a while, and
// bytes that come unasked close it. Those that come when the next request has been sent cannot be told from its response,
// so a host first has to prove that it is silent after responses. One that is not is not trusted again: its connections
// are silent for long before they are used again, and as many as are needed take turns.
type pool struct {
	http *http.Transport
	// connections is how many there may be to a host before spare ones are no longer opened.
	connections int

	mu    sync.Mutex
	hosts map[string]*hostConns // by scheme, host and port
}

// hostConns are the connections to one host.
type hostConns struct {
	idle   []*conn // HTTP/1.1, the one that is idle for longest first
	shared []*conn // HTTP/2: responses carry the number of their request
	open   int     // connections, those that are being opened too
	most   int     // of them at a time

	busy int // requests

	settle time.Duration
	silent int  // responses that were followed by the long silence
	broken bool // the silence was
}

// conn is one connection. An HTTP/1.1 connection belongs to one request, from get to release, or is idle.
type conn struct {
	*http.ClientConn
	socket *socket
	host   string
	shared bool
	since  time.Time // when it became idle
	// dropped: it has been closed, and is no longer counted.
	dropped bool
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

// get gives a connection for r, until it is released: one that has settled, the first that will, or a new one.
func (p *pool) get(r *http.Request) (*conn, error) {
	host := r.URL.Scheme + "://" + hostPort(r.URL)
	p.count(host, 1)
	c, err := p.wait(r.Context(), host)
	if c == nil && err == nil {
		c, err = p.dialWithin(r.Context(), host, r.URL)
	}
	if err != nil {
		p.count(host, -1)
	}
	return c, err
}

// count changes how many requests are busy.
func (p *pool) count(host string, change int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(host).busy += change
}

// wait gives an idle connection when it has settled, or nil where a new one is needed.
func (p *pool) wait(ctx context.Context, host string) (*conn, error) {
	for {
		c, wait := p.take(host)
		if wait == 0 {
			return c, nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// take gives a connection that can carry a request now, nil where a new one is needed, or how long to wait before asking
// again.
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
	silence := p.silence(h)
	least := silence
	for i, c := range h.idle {
		wait := c.socket.unsettled(silence)
		if wait == 0 {
			h.idle = slices.Delete(h.idle, i, i+1)
			h.prove()
			return c, 0
		}
		least = min(least, wait)
	}
	if p.wantsMore(h) {
		h.opened(1) // before anyone else asks
		return nil, 0
	}
	return nil, least
}

// wantsMore reports whether a request is better off with a new connection than with one that has still to settle.
func (p *pool) wantsMore(h *hostConns) bool {
	return h.broken || h.open < max(h.busy, min(h.busy+spare, p.connections))
}

// silence is how long a connection has to be silent before it carries another request.
func (p *pool) silence(h *hostConns) time.Duration {
	if h.settle == settle && h.silent >= maxProof && h.open >= p.connections {
		return denseSettle
	}
	return h.settle
}

// prove counts a response that was followed by the long silence.
func (h *hostConns) prove() {
	if h.broken || h.settle == settle {
		return
	}
	if h.silent++; h.silent >= min(h.most, maxProof) {
		h.settle = settle
	}
}

// broke is told of a connection that was closed so long after a response.
func (h *hostConns) broke(silent time.Duration) {
	if silent < brokenWithin {
		h.broken = true
		h.settle = max(h.settle, brokenSettle, brokenFactor*silent)
	}
}

// dialWithin opens a connection and leaves it to the pool when ctx ends first: no context ends a system call, such as one
// on the files of the trust store.
func (p *pool) dialWithin(ctx context.Context, host string, u *url.URL) (*conn, error) {
	type result struct {
		c   *conn
		err error
	}
	dialed, gone := make(chan result), make(chan struct{})
	defer close(gone)
	go func() {
		c, err := p.dial(ctx, host, u)
		select {
		case dialed <- result{c, err}:
		case <-gone:
			if err == nil {
				p.put(c)
			}
		}
	}()
	select {
	case d := <-dialed:
		return d.c, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// dial opens a connection, which take has counted. Where another request has meanwhile opened an HTTP/2 connection, that
// serves both.
func (p *pool) dial(ctx context.Context, host string, u *url.URL) (*conn, error) {
	if u.Scheme == "https" {
		if e := endlessTrustStore(); e != nil {
			p.opened(host, -1)
			return nil, e
		}
	}
	d := &dialing{url: u}
	client, err := p.http.NewClientConn(context.WithValue(ctx, dialingKey{}, d), u.Scheme, hostPort(u))
	if err != nil {
		if d.asksProxy {
			if malformed(err) {
				err = errMalformed
			}
			err = &net.OpError{Op: proxyConnect, Net: "tcp", Err: err}
		}
		p.opened(host, -1)
		return nil, err
	}
	c := &conn{ClientConn: client, socket: d.socket, host: host, shared: client.Available() > 1}
	if other := p.share(c); other != c {
		p.opened(host, -1)
		client.Close()
		return other, nil
	}
	client.SetStateHook(func(client *http.ClientConn) {
		if client.Err() != nil {
			p.drop(c)
		}
	})
	return c, nil
}

// opened changes how many connections there are.
func (p *pool) opened(host string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(host).opened(n)
}

func (h *hostConns) opened(n int) {
	h.open += n
	h.most = max(h.most, h.open)
}

// share makes an HTTP/2 connection known, unless there is another that serves as well, and gives the one to use.
func (p *pool) share(c *conn) *conn {
	if !c.shared {
		return c
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.of(c.host)
	for _, other := range h.shared {
		if other.Available() > 0 {
			return other
		}
	}
	h.shared = append(h.shared, c)
	return c
}

// release ends a request whose response has been read or given up.
func (p *pool) release(c *conn) {
	p.count(c.host, -1)
	p.put(c)
}

// put makes a connection idle that can carry another request.
func (p *pool) put(c *conn) {
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

// drop forgets a connection that has been closed.
func (p *pool) drop(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.dropped {
		return
	}
	c.dropped = true
	h := p.of(c.host)
	h.open--
	if i := slices.Index(h.shared, c); i >= 0 {
		h.shared = slices.Delete(h.shared, i, i+1)
	}
	if i := slices.Index(h.idle, c); i >= 0 {
		h.idle = slices.Delete(h.idle, i, i+1)
		h.broke(time.Since(c.since))
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
		h = &hostConns{settle: proofSettle}
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
