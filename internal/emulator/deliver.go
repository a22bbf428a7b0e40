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

// deliver writes the journal and sends a response, with the faults that lie over it.
func (s *Server) deliver(w http.ResponseWriter, c *call, a Response) {
	f := s.faultOf(c, a)
	c.entry.Status = a.status(f)
	s.record(c.entry)
	if s.pause(c.r.Context(), s.delay) != nil || s.pause(c.r.Context(), f.Delay) != nil {
		c.abort()
	}
	switch f.Break {
	case Stall:
		s.hold(c.r.Context())
		c.abort()
	case Drop:
		c.abort()
	case Reset:
		c.reset()
	case Whole, StallBody, ResetBody, Truncate:
	}
	body := a.body(c)
	c.headers(w.Header(), a, f)
	if c.wantsXML && a.Code == "" && len(a.Body) > 0 {
		w.Header().Set("Content-Type", "text/xml;charset=utf-8")
		body = toXML(c.entry.API+"Response", body)
	}
	if f.Gzip {
		w.Header().Set("Content-Encoding", "gzip")
		body = compressed(body)
	}
	switch {
	case f.Huge > 0:
		s.huge(w, c, f)
	case f.Break != Whole:
		s.half(w, c, f, body)
	case f.Drip > 0:
		w.WriteHeader(c.entry.Status)
		s.drip(w, c, f.Drip, body)
	default:
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(c.entry.Status)
		_, _ = w.Write(body) // a client that has gone away is no concern of ours
	}
}

// faultOf lays the response's own fault over the API's and that over the server's.
func (s *Server) faultOf(c *call, a Response) Fault {
	var f Fault
	if a.Fault != nil {
		f = *a.Fault
	}
	if c.entry.Verdict == Dropped {
		return f
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.over(s.faults[c.entry.API]).over(s.faults[""])
}

// status is the HTTP status a response is sent with.
func (a Response) status(f Fault) int {
	switch {
	case f.Redirect != "" && (a.Status < 300 || a.Status > 399):
		return http.StatusTemporaryRedirect
	case a.Status != 0:
		return a.Status
	case a.Code != "":
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// headers sets what the dialect sends with every answer, then the response's own.
func (c *call) headers(h http.Header, a Response, f Fault) {
	switch c.dialect {
	case DialectHuawei:
		h.Set("Content-Type", "application/json")
		h.Set("Server", "api-gateway")
		h.Set("X-Request-Id", c.entry.RequestID)
	case DialectRPC, DialectROA:
		h.Set("Content-Type", "application/json;charset=utf-8")
		if c.wantsXML && a.Code != "" {
			h.Set("Content-Type", "text/xml;charset=utf-8")
		}
		h.Set("X-Acs-Request-Id", c.entry.RequestID)
		h.Set("X-Acs-Trace-Id", c.traceID)
	case DialectMetadata:
		h.Set("Content-Type", "application/json")
	}
	if f.Redirect != "" {
		h.Set("Location", f.Redirect)
	}
	for name, value := range a.Headers {
		h.Set(name, value)
	}
}

// half sends a response up to its middle and lets it break there.
func (s *Server) half(w http.ResponseWriter, c *call, f Fault, body []byte) {
	if len(body) < 2 {
		body = []byte(`{"cut":"off"}`) // there must be a middle
	}
	if f.Break != StallBody || f.Drip == 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(c.entry.Status)
	first := body[:len(body)/2]
	if f.Drip > 0 {
		s.drip(w, c, f.Drip, first)
	} else {
		_, _ = w.Write(first)
		flush(w)
	}
	switch f.Break {
	case StallBody:
		s.hold(c.r.Context())
	case ResetBody:
		// The first half should be with the client before the reset is, else it looks like a reset without a response.
		_ = s.pause(c.r.Context(), 20*time.Millisecond)
		c.reset()
	case Whole, Stall, Drop, Reset, Truncate:
	}
	c.abort()
}

// drip sends a body a byte at a time.
func (s *Server) drip(w http.ResponseWriter, c *call, every time.Duration, body []byte) {
	for i := range body {
		if i > 0 && s.pause(c.r.Context(), every) != nil {
			c.abort()
		}
		if _, err := w.Write(body[i : i+1]); err != nil {
			c.abort()
		}
		flush(w)
	}
}

// huge streams JSON of at least so many bytes, for as long as the client takes it.
func (s *Server) huge(w http.ResponseWriter, c *call, f Fault) {
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
	if f.Break != Whole {
		c.abort()
	}
	_, _ = w.Write([]byte(`"}`))
}

// abort closes the connection where it is. net/http takes this panic for what it is and logs nothing.
func (c *call) abort() { panic(http.ErrAbortHandler) }

// reset makes the connection end in a TCP reset.
func (c *call) reset() {
	conn := c.wire.conn
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
	c.abort()
}

func flush(w http.ResponseWriter) {
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

func compressed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // into memory
	_ = z.Close()
	return b.Bytes()
}
