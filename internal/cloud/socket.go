// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// soon is how long a connection may take to begin its next read.
const soon = 50 * time.Microsecond

// socket is a network connection that knows whether anybody is waiting for its bytes.
type socket struct {
	net.Conn
	raw     syscall.RawConn // nil where it cannot be asked for what has come
	written atomic.Bool
	// early: bytes came before anything was written, which no peer does that speaks TLS or HTTP.
	early atomic.Bool

	mu sync.Mutex
	// waiting is since when a read waits for bytes, and zero where none does. While one waits, all that came before has been
	// read by TLS and HTTP, and neither had enough of it.
	waiting time.Time
}

func newSocket(c net.Conn) *socket {
	s := &socket{Conn: c}
	if conn, ok := c.(syscall.Conn); ok && canPoll {
		s.raw, _ = conn.SyscallConn() // fails where the connection has been closed, and so do its reads
	}
	return s
}

func (s *socket) Read(b []byte) (int, error) {
	s.setWaiting(time.Now())
	if s.raw != nil {
		_ = s.raw.Read(s.arrived) // where it fails, so does the next line
	}
	n, err := s.Conn.Read(b)
	s.setWaiting(time.Time{})
	if n > 0 && !s.written.Load() {
		s.early.Store(true)
	}
	return n, err
}

func (s *socket) Write(b []byte) (int, error) {
	s.written.Store(true)
	return s.Conn.Write(b)
}

func (s *socket) setWaiting(since time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = since
}

// arrived reports whether bytes have come, or the end of them. The read waits no longer then, before it takes them: at any
// moment, bytes that have come are either still there or not waited for.
func (s *socket) arrived(fd uintptr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !readable(fd) {
		return false
	}
	s.waiting = time.Time{}
	return true
}

// unsettled is how long to wait before asking again whether the peer has been silent for that long; 0: it has, and nothing
// that it sent has come, also where this process had to wait for the processor.
func (s *socket) unsettled(silence time.Duration) (wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting.IsZero() {
		return soon
	}
	if wait = silence - time.Since(s.waiting); wait > 0 {
		return max(wait, soon)
	}
	if s.pending() {
		return soon // the read is about to take it
	}
	return 0
}

// pending reports whether bytes have come, or the end of them, that no read has taken.
func (s *socket) pending() bool {
	if s.raw == nil {
		return false
	}
	pending := false
	err := s.raw.Control(func(fd uintptr) { pending = readable(fd) })
	return err != nil || pending
}
