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

// names is the name server of every test here. It is on loopback, so that no question about a host leaves the machine.
var names nameServer

// nameServer knows no host. A name with the label "trouble" makes it fail, one with the label "silent" gets no answer.
type nameServer struct {
	mu    sync.Mutex
	asked map[string]chan struct{}
}

// onLoopback makes the process ask s, and no one else.
func onLoopback(s *nameServer) {
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

// reply answers a question as RFC 1035 has it: the question again, and a code that says there is nothing to tell.
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
	close(s.question(strings.Join(labels, "."), true))
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

// question is closed when a host has been asked about. Whoever replaces it gets a new one to close.
func (s *nameServer) question(host string, replace bool) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = map[string]chan struct{}{}
	}
	if s.asked[host] == nil {
		s.asked[host] = make(chan struct{})
	}
	c := s.asked[host]
	if replace {
		delete(s.asked, host)
	}
	return c
}
