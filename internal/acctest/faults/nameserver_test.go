// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"encoding/binary"
	"net"
	"strings"
	"sync"
)

// testNameServer is the name server of all tests in this package, on loopback, so that no query leaves the machine.
var testNameServer nameServer

// nameServer knows no host. A name with the label "trouble" makes it fail, one with the label "silent" gets no response.
type nameServer struct {
	mu      sync.Mutex
	queried map[string]chan struct{}
}

// resolveWith makes the process resolve all names with s.
func resolveWith(s *nameServer) {
	socket, err := new(net.ListenConfig).ListenPacket(context.Background(), "udp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go s.serve(socket)
	net.DefaultResolver = &net.Resolver{
		PreferGo: true,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "udp", socket.LocalAddr().String())
		},
	}
}

func (s *nameServer) serve(socket net.PacketConn) {
	message := make([]byte, 4096)
	for {
		n, from, err := socket.ReadFrom(message)
		if err != nil {
			return
		}
		if reply := s.reply(message[:n]); reply != nil {
			_, _ = socket.WriteTo(reply, from)
		}
	}
}

// reply is the response to a query (RFC 1035): the question, and an error code.
func (s *nameServer) reply(query []byte) []byte {
	const header = 12
	const notFound, serverFailure = 3, 2
	var labels []string
	at := header
	for at < len(query) && query[at] != 0 && at+1+int(query[at]) <= len(query) {
		labels = append(labels, strings.ToLower(string(query[at+1:at+1+int(query[at])])))
		at += 1 + int(query[at])
	}
	at += 5 // the empty label, type and class
	if at > len(query) {
		return nil
	}
	close(s.query(strings.Join(labels, "."), true))
	code := uint16(notFound)
	for _, label := range labels {
		switch label {
		case "silent":
			return nil
		case "trouble":
			code = serverFailure
		}
	}
	reply := append([]byte(nil), query[:at]...)
	binary.BigEndian.PutUint16(reply[2:], 0x8180|code)
	for counts := 6; counts < header; counts += 2 {
		binary.BigEndian.PutUint16(reply[counts:], 0)
	}
	binary.BigEndian.PutUint16(reply[4:], 1)
	return reply
}

// query is a channel that is closed when a host is queried; replace makes a new one for the next query.
func (s *nameServer) query(host string, replace bool) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queried == nil {
		s.queried = map[string]chan struct{}{}
	}
	if s.queried[host] == nil {
		s.queried[host] = make(chan struct{})
	}
	c := s.queried[host]
	if replace {
		delete(s.queried, host)
	}
	return c
}
