// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// limit is a rate that an API's callers are held to.
type limit struct {
	perSecond float64
	allowance float64
	last      time.Time
	answer    Response
}

// Throttle holds an API (all together when the name is empty) to so many calls a second; more are refused. Zero takes
// the limit away. The refusal is the dialect's own (Alibaba: 400 Throttling.User; Huawei: 429 APIGW.0308) unless an
// answer is given, such as Refusal(503, "Throttling", "…") or Refusal(429, …).Header("Retry-After", "1").
//
// Real time is measured, not the emulator's clock: a limit is about how fast calls really come.
func (s *Server) Throttle(api string, perSecond float64, response ...Response) {
	if api != "" && !s.has(api) {
		panic(fmt.Sprintf("emulator: no API is called %q", api))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if perSecond <= 0 {
		delete(s.limits, api)
		return
	}
	l := &limit{perSecond: perSecond, allowance: max(perSecond, 1), last: time.Now()}
	if len(response) > 0 {
		l.answer = response[0]
	}
	s.limits[api] = l
}

// throttled gives the response that a call over a limit gets, nil for a call within all limits.
func (s *Server) throttled(api string) *Response {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range []string{api, ""} {
		l, ok := s.limits[name]
		if !ok {
			continue
		}
		now := time.Now()
		// At most one second's worth is saved up.
		l.allowance = min(l.allowance+now.Sub(l.last).Seconds()*l.perSecond, max(l.perSecond, 1))
		l.last = now
		if l.allowance < 1 {
			return &l.answer
		}
		l.allowance--
	}
	return nil
}

// DropEvery closes the connection of one request in every n without a response, before it is looked at. Which of the n
// it is follows from the seed, so the same seed drops the same requests. Zero ends it.
func (s *Server) DropEvery(n int, seed uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop = dropper{n: n, random: rand.New(rand.NewPCG(seed, seed))} //nolint:gosec // repeatable on purpose
}

// dropper chooses one of every n.
type dropper struct {
	n, seen, chosen int
	random          *rand.Rand
}

func (d *dropper) next() bool {
	if d.n <= 0 {
		return false
	}
	at := d.seen % d.n
	if at == 0 {
		d.chosen = d.random.IntN(d.n)
	}
	d.seen++
	return at == d.chosen
}
