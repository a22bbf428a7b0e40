// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"
)

// deliver adds the call to the journal and sends a response with its faults.
func (s *Server) deliver(w http.ResponseWriter, c *call, response Response) {
	f := s.effectiveFault(c, response)
	c.entry.Status = response.status(f)
	s.record(c.entry)
	s.sleep(c, s.delay)
	s.sleep(c, f.Delay)
	switch f.Break {
	case Stall:
		s.sleep(c, forever)
	case Drop:
		abort()
	case Reset:
		reset(w)
	case NoBreak, StallBody, ResetBody, Truncate:
	}
	body := response.body(c)
	c.headers(w.Header(), response, f)
	if f.Gzip {
		w.Header().Set("Content-Encoding", "gzip")
		body = gzipped(body)
	}
	if f.Break != NoBreak && len(body) < 2 {
		body = []byte(`{"cut":"off"}`) // has two halves
	}
	if f.Huge == 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(c.entry.Status)
	if f.Huge > 0 {
		s.send(w, c, 0, []byte(`{"padding":"`))
		chunk := bytes.Repeat([]byte("x"), 1<<16)
		for left := f.Huge; left > 0; left -= len(chunk) {
			s.send(w, c, 0, chunk)
		}
		body = []byte(`"}`)
	}
	if f.Break != NoBreak {
		body = body[:len(body)/2]
	}
	s.send(w, c, f.Drip, body)
	switch f.Break {
	case StallBody:
		s.sleep(c, forever)
	case ResetBody:
		// Otherwise the reset can arrive before the first half, which looks like a reset without a response.
		s.sleep(c, 20*time.Millisecond)
		reset(w)
	case Truncate:
		abort()
	case NoBreak, Stall, Drop, Reset:
	}
}

// effectiveFault combines the faults of the response, of its API and of the server, in this order of precedence.
func (s *Server) effectiveFault(c *call, response Response) Fault {
	var f Fault
	if response.Fault != nil {
		f = *response.Fault
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.withDefaults(s.faults[c.entry.API]).withDefaults(s.faults[""])
}

// status returns the HTTP status that a response is sent with.
func (r Response) status(f Fault) int {
	switch {
	case f.Redirect != "" && (r.Status < 300 || r.Status > 399):
		return http.StatusTemporaryRedirect
	case r.Status != 0:
		return r.Status
	case r.Code != "":
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// headers sets the headers that every response of the dialect has, then those of this response.
func (c *call) headers(h http.Header, response Response, f Fault) {
	switch c.dialect {
	case DialectHuawei:
		h.Set("Content-Type", "application/json")
		h.Set("Server", "api-gateway")
		h.Set("X-Request-Id", c.entry.RequestID)
	case DialectRPC, DialectROA:
		h.Set("Content-Type", "application/json;charset=utf-8")
		h.Set("X-Acs-Request-Id", c.entry.RequestID)
		h.Set("X-Acs-Trace-Id", c.traceID)
	case DialectMetadata:
		h.Set("Content-Type", "application/json")
	}
	if f.Redirect != "" {
		h.Set("Location", f.Redirect)
	}
	for name, value := range response.Headers {
		h.Set(name, value)
	}
}

// send sends a body at once, or byte by byte with a pause after each.
func (s *Server) send(w http.ResponseWriter, c *call, pause time.Duration, body []byte) {
	size := len(body)
	if pause > 0 {
		size = 1
	}
	for len(body) > 0 {
		if _, err := w.Write(body[:size]); err != nil {
			abort() // the client disconnected
		}
		_ = http.NewResponseController(w).Flush()
		body = body[size:]
		s.sleep(c, pause)
	}
}

// abort closes the connection. net/http expects this panic and does not log it.
func abort() { panic(http.ErrAbortHandler) }

// reset closes the connection with a TCP reset.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		abort() // the client disconnected
	}
	raw := conn
	if secure, ok := conn.(*tls.Conn); ok {
		raw = secure.NetConn()
	}
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = raw.Close()
}

// gzipped returns the body compressed.
func gzipped(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // cannot fail: writes to memory
	_ = z.Close()
	return b.Bytes()
}

// forever is how long a response stalls.
const forever = math.MaxInt64

// sleep waits. It aborts the response if the client disconnects or the server closes first.
func (s *Server) sleep(c *call, d time.Duration) {
	if d <= 0 {
		return
	}
	ctx, cancel := context.WithTimeout(c.r.Context(), d)
	defer cancel()
	select {
	case <-ctx.Done():
	case <-s.closing:
	}
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		abort()
	}
}
