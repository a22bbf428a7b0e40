// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"time"
)

// limit is a token bucket for the calls of an API.
type limit struct {
	perSecond float64
	tokens    float64
	last      time.Time
}

// Throttle limits the calls per second of an API, or of all APIs together if the name is empty; it refuses calls above
// the limit as the dialect does (Alibaba: 400 Throttling.User; Huawei: 429 APIGW.0308). Zero removes the limit.
//
// Throttle measures real time, not the emulator's clock, because a limit is about the real rate of calls.
func (s *Server) Throttle(api string, perSecond float64) {
	s.mustHaveAPI(api)
	s.mu.Lock()
	defer s.mu.Unlock()
	if perSecond <= 0 {
		delete(s.limits, api)
		return
	}
	s.limits[api] = &limit{perSecond: perSecond, tokens: max(perSecond, 1), last: time.Now()}
}

// overLimit reports whether a call is above a limit.
func (s *Server) overLimit(api string) bool {
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
			return true
		}
		l.tokens--
	}
	return false
}

// throttled refuses a call above a limit, in the call's dialect.
func (c *call) throttled() Response {
	if c.dialect == DialectHuawei {
		return *c.refuse(http.StatusTooManyRequests, "APIGW.0308",
			"The throttling threshold has been reached: policy user over ratelimit,limit:1,time:1 second")
	}
	return *c.refuse(http.StatusBadRequest, "Throttling.User", "Request was denied due to user flow control.")
}

// DropEvery closes the connection of one request in every n without a response, before the request is verified. The
// seed decides which of the n it is. Zero stops it.
func (s *Server) DropEvery(n int, seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropper = dropper{n: n}
	if n > 0 {
		s.dropper.seen = int(seed % uint64(n)) //nolint:gosec // less than n
	}
}

// dropper chooses one request of every n.
type dropper struct{ n, seen int }

// next reports whether to drop the next request.
func (d *dropper) next() bool {
	d.seen++
	return d.n > 0 && d.seen%d.n == 0
}
