// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// scriptKey identifies a script: one key of one API.
type scriptKey struct{ api, key string }

// script are the responses of a script and how many of them were sent.
type script struct {
	responses []Response
	sent      int
}

// Script replaces the responses of an API to a key (AnyKey for all) by others, in order; the last one repeats. Without
// responses, those of the scenario files apply again. The key of an STS call is its RoleArn, that of a metadata call is
// the role's name, and that of the credentials URI and of the metadata token is empty.
//
// Script panics if no API has that name or a response is not valid: that is a mistake in a test.
func (s *Server) Script(api, key string, responses ...Response) {
	s.mustHaveAPI(api)
	for _, r := range responses {
		if err := r.check(); err != nil {
			panic("emulator: " + err.Error())
		}
		if r.File != "" {
			panic("emulator: a scripted response has its body in Text or Base64, not in a file")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.scripts, scriptKey{api, key})
	if len(responses) > 0 {
		s.scripts[scriptKey{api, key}] = &script{responses: slices.Clone(responses)}
	}
}

// Rewind starts every scenario and script again from its first response.
func (s *Server) Rewind() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.positions)
	for _, script := range s.scripts {
		script.sent = 0
	}
}

// SetFault adds a fault to every response of an API, or of all APIs if the name is empty; nil removes it. A response's
// own fault has precedence.
func (s *Server) SetFault(api string, f *Fault) {
	s.mustHaveAPI(api)
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

// mustHaveAPI panics if no API has this name, and accepts "" for all APIs.
func (s *Server) mustHaveAPI(name string) {
	if name != "" && !slices.ContainsFunc(s.apis, func(a *api) bool { return a.Name == name }) {
		panic(fmt.Sprintf("emulator: no API is called %q", name))
	}
}

// scriptedResponse returns the next response of the script for a key, if there is one.
func (s *Server) scriptedResponse(api, key string) (Response, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range []string{key, AnyKey} {
		if script, ok := s.scripts[scriptKey{api, k}]; ok {
			response := script.responses[min(script.sent, len(script.responses)-1)]
			script.sent++
			return response, true
		}
	}
	return Response{}, false
}

// respond returns the response to an accepted call: throttled, scripted, or from the scenarios.
func (s *Server) respond(c *call) Response {
	if s.overLimit(c.api.Name) {
		return c.throttled()
	}
	c.entry.Verdict = Accepted
	response, ok := s.scriptedResponse(c.api.Name, c.entry.Key)
	if ok && !response.fromScenario {
		return response
	}
	base := s.scenarioResponse(c)
	if ok {
		base.Headers = response.headersOver(base.Headers)
		if response.Fault != nil {
			base.Fault = response.Fault
		}
	}
	return base
}

// headersOver returns the response's headers, and those defaults that it does not have.
func (r Response) headersOver(defaults map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, defaults)
	maps.Copy(all, r.Headers)
	return all
}

// scenarioResponse returns the response of a built-in API or of the scenario files.
func (s *Server) scenarioResponse(c *call) Response {
	if c.api.handle != nil {
		return c.api.handle(c)
	}
	responses := c.api.responses(c.entry.Key, cmp.Or(c.entry.Region, s.region))
	s.mu.Lock()
	defer s.mu.Unlock()
	key := scriptKey{c.api.Name, c.entry.Key}
	position := s.positions[key]
	s.positions[key]++
	return responses[min(position, len(responses)-1)]
}
