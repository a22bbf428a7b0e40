// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// limit is a token bucket for the calls of an API.
type limit struct {
	perSecond float64
	tokens    float64
	last      time.Time
	response  Response
}

// Throttle limits the calls per second of an API, or of all APIs together if the name is empty; it refuses calls above
// the limit. Zero removes the limit. The refusal is that of the dialect (Alibaba: 400 Throttling.User; Huawei: 429
// APIGW.0308) unless a response is given, such as Refusal(503, "Throttling", "…") or
// Refusal(429, …).Header("Retry-After", "1").
//
// Throttle measures real time, not the emulator's clock, because a limit is about the real rate of calls.
func (s *Server) Throttle(api string, perSecond float64, response ...Response) {
	if api != "" && !s.hasAPI(api) {
		panic(fmt.Sprintf("emulator: no API is called %q", api))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if perSecond <= 0 {
		delete(s.limits, api)
		return
	}
	l := &limit{perSecond: perSecond, tokens: max(perSecond, 1), last: time.Now()}
	if len(response) > 0 {
		l.response = response[0]
	}
	s.limits[api] = l
}

// overLimit returns the response to a call above a limit, or nil if the call is within all limits.
func (s *Server) overLimit(api string) *Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range []string{api, ""} {
		l, ok := s.limits[name]
		if !ok {
			continue
		}
		now := time.Now()
		// The bucket holds one second's worth of calls.
		l.tokens = min(l.tokens+now.Sub(l.last).Seconds()*l.perSecond, max(l.perSecond, 1))
		l.last = now
		if l.tokens < 1 {
			return &l.response
		}
		l.tokens--
	}
	return nil
}

// DropEvery closes the connection of one request in every n without a response, before the request is verified. The
// seed decides which of the n it is, so the same seed drops the same requests. Zero stops it.
func (s *Server) DropEvery(n int, seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropper = dropper{n: n, random: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // must be repeatable
}

// dropper chooses one request of every n.
type dropper struct {
	n, seen, chosen int
	random          *rand.Rand
}

// next reports whether to drop the next request.
func (d *dropper) next() bool {
	if d.n <= 0 {
		return false
	}
	position := d.seen % d.n
	if position == 0 {
		d.chosen = d.random.IntN(d.n)
	}
	d.seen++
	return position == d.chosen
}
