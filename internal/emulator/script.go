// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"fmt"
)

// scriptKey identifies a script: one key of one API.
type scriptKey struct{ api, key string }

// Script replaces the responses of an API to a key (AnyKey for all) by others, in order; the last one repeats. Without
// responses, those of the scenario files apply again. The key of an STS call is its RoleArn, that of a metadata call is
// the role's name, and that of the credentials URI and of the metadata token is empty.
//
// Script panics if no API has that name or a response is not valid: that is a mistake in a test.
func (s *Server) Script(api, key string, responses ...Response) {
	if !s.hasAPI(api) {
		panic(fmt.Sprintf("emulator: no API is called %q", api))
	}
	for _, a := range responses {
		if err := a.check(); err != nil {
			panic("emulator: " + err.Error())
		}
		if a.File != "" {
			panic("emulator: a scripted response has its body in Text or Base64, not in a file")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	script := scriptKey{api, key}
	delete(s.scriptPositions, script)
	if len(responses) == 0 {
		delete(s.scripts, script)
		return
	}
	s.scripts[script] = append([]Response(nil), responses...)
}

// Rewind starts every scenario and script again from its first response.
func (s *Server) Rewind() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scriptPositions = map[scriptKey]int{}
	s.scenarioPositions = map[scriptKey]int{}
}

// SetFault adds a fault to every response of an API, or of all APIs if the name is empty; nil removes it. A response's
// own fault has precedence.
func (s *Server) SetFault(api string, f *Fault) {
	if api != "" && !s.hasAPI(api) {
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

// hasAPI reports whether an API has this name.
func (s *Server) hasAPI(name string) bool {
	for _, a := range s.apis {
		if a.Name == name {
			return true
		}
	}
	return false
}

// scriptedResponse returns the next response of the script for a key, if there is one.
func (s *Server) scriptedResponse(api, key string) (Response, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	script := scriptKey{api, key}
	responses, ok := s.scripts[script]
	if !ok {
		script.key = AnyKey
		if responses, ok = s.scripts[script]; !ok {
			return Response{}, false
		}
	}
	position := s.scriptPositions[script]
	s.scriptPositions[script]++
	return responses[min(position, len(responses)-1)], true
}

// respond returns the response to an accepted call: throttled, scripted, or from the scenarios.
func (s *Server) respond(c *call) Response {
	if limit := s.overLimit(c.api.Name); limit != nil {
		response := *limit
		if response.Code == "" && len(response.Body) == 0 && response.Text == "" && len(response.Base64) == 0 {
			response = c.throttlingResponse()
		}
		c.entry.Verdict = cmp.Or(response.Code, "throttled")
		return response
	}
	c.entry.Verdict = Accepted
	response, ok := s.scriptedResponse(c.api.Name, c.entry.Key)
	if ok && !response.fromScenario {
		return response
	}
	base := s.scenarioResponse(c)
	if ok {
		base.Headers = response.mergeHeaders(base.Headers)
		if response.Fault != nil {
			base.Fault = response.Fault
		}
	}
	return base
}

// mergeHeaders returns the response's headers, and those defaults that it does not have.
func (r Response) mergeHeaders(defaults map[string]string) map[string]string {
	all := map[string]string{}
	for k, v := range defaults {
		all[k] = v
	}
	for k, v := range r.Headers {
		all[k] = v
	}
	return all
}

// scenarioResponse returns the response of a built-in API or of the scenario files.
func (s *Server) scenarioResponse(c *call) Response {
	if c.api.handle != nil {
		return c.api.handle(c)
	}
	script := scriptKey{c.api.Name, c.entry.Key}
	return c.api.response(c.entry.Key, func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		position := s.scenarioPositions[script]
		s.scenarioPositions[script]++
		return position
	})
}
