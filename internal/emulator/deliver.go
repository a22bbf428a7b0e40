// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"compress/gzip"
	"crypto/tls"
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
	if s.sleep(c.r.Context(), s.delay) != nil || s.sleep(c.r.Context(), f.Delay) != nil {
		c.abort()
	}
	switch f.Break {
	case Stall:
		s.waitForDisconnect(c.r.Context())
		c.abort()
	case Drop:
		c.abort()
	case Reset:
		c.reset()
	case NoBreak, StallBody, ResetBody, Truncate:
	}
	body := response.body(c)
	c.headers(w.Header(), response, f)
	if f.Gzip {
		w.Header().Set("Content-Encoding", "gzip")
		body = gzipped(body)
	}
	switch {
	case f.Huge > 0:
		s.sendHuge(w, c, f)
	case f.Break != NoBreak:
		s.sendHalf(w, c, f, body)
	case f.Drip > 0:
		w.WriteHeader(c.entry.Status)
		s.sendSlowly(w, c, f.Drip, body)
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(c.entry.Status)
		_, _ = w.Write(body) // fails only if the client disconnected
	}
}

// effectiveFault combines the faults of the response, of its API and of the server, in this order of precedence.
func (s *Server) effectiveFault(c *call, response Response) Fault {
	var f Fault
	if response.Fault != nil {
		f = *response.Fault
	}
	if c.entry.Verdict == Dropped {
		return f
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

// sendHalf sends the first half of a response, then breaks off.
func (s *Server) sendHalf(w http.ResponseWriter, c *call, f Fault, body []byte) {
	if len(body) < 2 {
		body = []byte(`{"cut":"off"}`) // has two halves
	}
	if f.Break != StallBody || f.Drip == 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(c.entry.Status)
	first := body[:len(body)/2]
	if f.Drip > 0 {
		s.sendSlowly(w, c, f.Drip, first)
	} else {
		_, _ = w.Write(first)
		flush(w)
	}
	switch f.Break {
	case StallBody:
		s.waitForDisconnect(c.r.Context())
	case ResetBody:
		// Otherwise the reset can arrive before the first half, which looks like a reset without a response.
		_ = s.sleep(c.r.Context(), 20*time.Millisecond)
		c.reset()
	case NoBreak, Stall, Drop, Reset, Truncate:
	}
	c.abort()
}

// sendSlowly sends a body byte by byte.
func (s *Server) sendSlowly(w http.ResponseWriter, c *call, every time.Duration, body []byte) {
	for i := range body {
		if i > 0 && s.sleep(c.r.Context(), every) != nil {
			c.abort()
		}
		if _, err := w.Write(body[i : i+1]); err != nil {
			c.abort()
		}
		flush(w)
	}
}

// sendHuge sends JSON of at least Fault.Huge bytes, as long as the client reads it.
func (s *Server) sendHuge(w http.ResponseWriter, c *call, f Fault) {
	w.WriteHeader(c.entry.Status)
	chunk := bytes.Repeat([]byte("x"), 1<<16)
	if _, err := w.Write([]byte(`{"padding":"`)); err != nil {
		c.abort()
	}
	for left := f.Huge; left > 0; left -= int64(len(chunk)) {
		select {
		case <-s.closing:
			c.abort()
		default:
		}
		if _, err := w.Write(chunk); err != nil {
			c.abort()
		}
	}
	if f.Break != NoBreak {
		c.abort()
	}
	_, _ = w.Write([]byte(`"}`))
}

// abort closes the connection. net/http expects this panic and does not log it.
func (c *call) abort() { panic(http.ErrAbortHandler) }

// reset closes the connection with a TCP reset.
func (c *call) reset() {
	conn := c.connection.conn
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
	c.abort()
}

// flush sends what has been written so far.
func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

// gzipped returns the body compressed.
func gzipped(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // cannot fail: writes to memory
	_ = z.Close()
	return b.Bytes()
}
