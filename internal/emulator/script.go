// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import "fmt"

// seat is the place of one key of one API: which script it follows and how far it has come.
type seat struct{ api, key string }

// Script replaces what an API answers to a key (AnyKey for all) by answers in order; the last repeats. Without answers
// the scenario files speak again. The key of an STS call is its RoleArn, of a metadata call the role's name, of the
// credentials URI and the metadata token empty.
//
// It panics when no API has that name or a response cannot be meant: that is a mistake in a test.
func (s *Server) Script(api, key string, responses ...Response) {
	if !s.has(api) {
		panic(fmt.Sprintf("emulator: no API is called %q", api))
	}
	for _, a := range responses {
		if err := a.check(); err != nil {
			panic("emulator: " + err.Error())
		}
		if a.File != "" {
			panic("emulator: a scripted answer takes its body from Text or Base64, not from a file")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := seat{api, key}
	delete(s.turns, at)
	if len(responses) == 0 {
		delete(s.scripts, at)
		return
	}
	s.scripts[at] = append([]Response(nil), responses...)
}

// Rewind takes every scenario and script back to its first answer.
func (s *Server) Rewind() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns = map[seat]int{}
	s.usual = map[seat]int{}
}

// SetFault lays a fault over every answer of an API, of all of them when the name is empty; nil takes it away.
// a response's own fault goes first.
func (s *Server) SetFault(api string, f *Fault) {
	if api != "" && !s.has(api) {
		panic(fmt.Sprintf("emulator: no API is called %q", api))
	}
	if err := f.check(); err != nil {
		panic("emulator: " + err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f == nil {
		delete(s.faults, api)
		return
	}
	s.faults[api] = *f
}

func (s *Server) has(name string) bool {
	for _, a := range s.apis {
		if a.Name == name {
			return true
		}
	}
	return false
}

// scripted is the next scripted answer for a call, if a script speaks for it.
func (s *Server) scripted(api, key string) (Response, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := seat{api, key}
	responses, ok := s.scripts[at]
	if !ok {
		at.key = anyKey
		if responses, ok = s.scripts[at]; !ok {
			return Response{}, false
		}
	}
	turn := s.turns[at]
	s.turns[at]++
	return responses[min(turn, len(responses)-1)], true
}

// respond gives the response to a call that was let through: throttled, scripted, or as the scenarios have it.
func (s *Server) respond(c *call) Response {
	if limit := s.throttled(c.api.Name); limit != nil {
		a := *limit
		if a.Code == "" && len(a.Body) == 0 && a.Text == "" && len(a.Base64) == 0 {
			a = c.throttling()
		}
		c.entry.Verdict = a.Code
		if a.Code == "" {
			c.entry.Verdict = "throttled"
		}
		return a
	}
	c.entry.Verdict = Accepted
	response, ok := s.scripted(c.api.Name, c.entry.Key)
	if ok && !response.usual {
		return response
	}
	usual := s.compute(c)
	if ok {
		usual.Headers = response.merged(usual.Headers)
		if response.Fault != nil {
			usual.Fault = response.Fault
		}
	}
	return usual
}

// merged is a response's headers with those of a lower answer below them.
func (a Response) merged(lower map[string]string) map[string]string {
	all := map[string]string{}
	for k, v := range lower {
		all[k] = v
	}
	for k, v := range a.Headers {
		all[k] = v
	}
	return all
}

// compute is the scenario's or the built-in answer.
func (s *Server) compute(c *call) Response {
	if c.api.handle != nil {
		return c.api.handle(c)
	}
	at := seat{c.api.Name, c.entry.Key}
	return c.api.answer(c.entry.Key, func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		turn := s.usual[at]
		s.usual[at]++
		return turn
	})
}
