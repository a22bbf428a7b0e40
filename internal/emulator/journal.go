// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Accepted is the verdict on a request that its API accepted. Any other verdict is the code of a refusal.
const Accepted = "accepted"

// Dropped is the verdict on a request that DropEvery dropped.
const Dropped = "dropped"

// Entry is the journal's record of one request. It is written before the response is sent, so a client that has a
// response also finds the entry.
type Entry struct {
	// Time is the emulator's time after the request was read.
	Time time.Time
	// API is the API's name, empty if no API matches.
	API string
	// Key is what the call is about: a SceneId, an AppId, a service_id, a role.
	Key string
	// AccessKeyID is the key id in the request, known or not.
	AccessKeyID string
	// Identity is the name of the authenticated identity, empty if there is none.
	Identity string
	// SecurityToken is the temporary key's token as sent. TokenOf is the name of the identity that it belongs to,
	// "unknown" if there is none.
	SecurityToken, TokenOf string
	// AuthToken is the X-Auth-Token as sent; TokenOf names its identity.
	AuthToken string
	// Nonce is the signature nonce, for the schemes that have one.
	Nonce string
	// Timestamp is the signed time as sent.
	Timestamp string
	// Region is the region in the request: in a parameter, a header or the host name.
	Region string
	// ProjectID is the X-Project-Id header.
	ProjectID string
	// UserAgent is the User-Agent header.
	UserAgent string

	// Method and Path are as sent; the path is escaped.
	Method, Path string
	// Query and Form are the parameters in the query and in a form.
	Query, Form url.Values
	// Header is a copy of the request's headers.
	Header http.Header

	// Verdict is Accepted, Dropped or the code of a refusal.
	Verdict string
	// Status is the HTTP status of the response, even if a fault prevents the response.
	Status int
	// RequestID is the request id in the response, unless a raw body has its own.
	RequestID string
}

// Accepted reports whether the API accepted the request.
func (e Entry) Accepted() bool { return e.Verdict == Accepted }

// Journal returns the requests so far, oldest first.
func (s *Server) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Entry(nil), s.journal...)
}

// ResetJournal deletes the entries so far. Scenarios keep their position; see Rewind.
func (s *Server) ResetJournal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal = nil
}

// Entries returns the requests to one API, oldest first, including refused ones.
func (s *Server) Entries(api string) []Entry {
	var some []Entry
	for _, e := range s.Journal() {
		if e.API == api {
			some = append(some, e)
		}
	}
	return some
}

// Calls returns the number of requests to one API, including refused ones.
func (s *Server) Calls(api string) int { return len(s.Entries(api)) }

// Nonces returns the signature nonces of the requests to one API.
func (s *Server) Nonces(api string) []string {
	var nonces []string
	for _, e := range s.Entries(api) {
		nonces = append(nonces, e.Nonce)
	}
	return nonces
}

// WaitCalls waits until the journal has n requests to an API, or to all APIs if the name is empty. It fails if the
// context ends first. A test uses it to know that a stalled call has arrived.
func (s *Server) WaitCalls(ctx context.Context, api string, n int) error {
	for {
		s.mu.Lock()
		changed := s.journalChanged
		s.mu.Unlock()
		count := s.Calls(api)
		if api == "" {
			count = len(s.Journal())
		}
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

// record adds an entry and wakes the callers of WaitCalls.
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
