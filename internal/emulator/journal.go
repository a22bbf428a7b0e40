// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Accepted is the verdict on a request that was let through to its API; any other verdict is a refusal's code.
const Accepted = "accepted"

// Dropped is the verdict on a request that DropEvery chose.
const Dropped = "dropped"

// Entry is what the journal keeps of one request. It is written before the response goes out, so whoever has a response
// also finds its entry.
type Entry struct {
	// Time is the emulator's clock when the request had been read.
	Time time.Time
	// API is the API's name, empty when no API has that address.
	API string
	// Dialect is how the request was read: DialectRPC, DialectROA, DialectHuawei, DialectMetadata, or empty.
	Dialect string
	// Key is what the call asks about: a SceneId, an AppId, a service_id, a role.
	Key string
	// AccessKeyID is the key id that the request named, known or not.
	AccessKeyID string
	// Identity is the name of the identity that the request was found to be from, empty if none.
	Identity string
	// SecurityToken is the temporary key's token as sent, and TokenOf the name of the identity it belongs to
	// ("unknown" for a token that nobody has).
	SecurityToken, TokenOf string
	// AuthToken is the X-Auth-Token as sent; TokenOf tells whose it is.
	AuthToken string
	// Nonce is the signature nonce, for the schemes that have one.
	Nonce string
	// Timestamp is the signed time as sent.
	Timestamp string
	// Region is the region that the request named, in a parameter, a header or the host.
	Region string
	// ProjectID is the X-Project-Id header.
	ProjectID string
	// UserAgent is the User-Agent header.
	UserAgent string
	// SignedHeaders are the names that a Huawei signature covers, as sent.
	SignedHeaders string

	// Method, Host and Path are as sent; the path is still escaped.
	Method, Host, Path string
	// Query and Form are the parameters of the address and of a form body.
	Query, Form url.Values
	// Header is a copy of the request's header.
	Header http.Header

	// Remote is the client's address and Connection the number of its connection, from 1.
	Remote     string
	Connection int
	// Scheme is "http" or "https".
	Scheme string

	// Verdict is Accepted, Dropped or the code of a refusal.
	Verdict string
	// Status is the HTTP status of the response; a fault may have kept it from going out.
	Status int
	// RequestID is the id that the response carries, unless a raw body has its own.
	RequestID string
}

// Accepted tells whether the request was let through to its API.
func (e Entry) Accepted() bool { return e.Verdict == Accepted }

// Journal returns the requests so far, oldest first.
func (s *Server) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Entry(nil), s.journal...)
}

// ResetJournal forgets the requests so far. Scenarios keep their place; see Rewind.
func (s *Server) ResetJournal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal = nil
}

// Entries returns the requests to one API, oldest first, refused ones too.
func (s *Server) Entries(api string) []Entry {
	var some []Entry
	for _, e := range s.Journal() {
		if e.API == api {
			some = append(some, e)
		}
	}
	return some
}

// Calls counts the requests to one API, refused ones too.
func (s *Server) Calls(api string) int { return len(s.Entries(api)) }

// Nonces lists the signature nonces of the requests to one API.
func (s *Server) Nonces(api string) []string {
	var nonces []string
	for _, e := range s.Entries(api) {
		nonces = append(nonces, e.Nonce)
	}
	return nonces
}

// Connections counts the connections that the requests in the journal came over.
func (s *Server) Connections() int {
	seen := map[int]bool{}
	for _, e := range s.Journal() {
		seen[e.Connection] = true
	}
	return len(seen)
}

// WaitCalls waits until the journal holds n requests to an API (any API when it is empty), or the context ends. It is
// how a test knows that a stalled call has arrived.
func (s *Server) WaitCalls(ctx context.Context, api string, n int) error {
	for {
		s.mu.Lock()
		count := 0
		for _, e := range s.journal {
			if api == "" || e.API == api {
				count++
			}
		}
		changed := s.journalChanged
		s.mu.Unlock()
		if count >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// record adds an entry and wakes whoever waits for one.
func (s *Server) record(e Entry) {
	s.mu.Lock()
	s.journal = append(s.journal, e)
	close(s.journalChanged)
	s.journalChanged = make(chan struct{})
	s.mu.Unlock()
	if s.log != nil {
		s.log(e)
	}
}
