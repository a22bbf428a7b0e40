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
// It panics when no API has that name or an answer cannot be meant: that is a mistake in a test.
func (s *Server) Script(api, key string, answers ...Answer) {
	if !s.has(api) {
		panic(fmt.Sprintf("emulator: no API is called %q", api))
	}
	for _, a := range answers {
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
	if len(answers) == 0 {
		delete(s.scripts, at)
		return
	}
	s.scripts[at] = append([]Answer(nil), answers...)
}

// Rewind takes every scenario and script back to its first answer.
func (s *Server) Rewind() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turns = map[seat]int{}
	s.usual = map[seat]int{}
}

// SetFault lays a fault over every answer of an API, of all of them when the name is empty; nil takes it away.
// An answer's own fault goes first.
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
func (s *Server) scripted(api, key string) (Answer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := seat{api, key}
	answers, ok := s.scripts[at]
	if !ok {
		at.key = anyKey
		if answers, ok = s.scripts[at]; !ok {
			return Answer{}, false
		}
	}
	turn := s.turns[at]
	s.turns[at]++
	return answers[min(turn, len(answers)-1)], true
}

// respond gives the answer to a call that was let through: throttled, scripted, or as the scenarios have it.
func (s *Server) respond(c *call) Answer {
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
	answer, ok := s.scripted(c.api.Name, c.entry.Key)
	if ok && !answer.usual {
		return answer
	}
	usual := s.compute(c)
	if ok {
		usual.Headers = answer.merged(usual.Headers)
		if answer.Fault != nil {
			usual.Fault = answer.Fault
		}
	}
	return usual
}

// merged is an answer's headers with those of a lower answer below them.
func (a Answer) merged(lower map[string]string) map[string]string {
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
func (s *Server) compute(c *call) Answer {
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
