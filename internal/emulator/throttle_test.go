// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
)

func TestThrottle(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	refused := func(api, key string, n int) (codes []string, last reply) {
		for range n {
			got := send(t, apiRequest(t, s, api, key))
			if got.status != 200 {
				codes = append(codes, s.Journal()[len(s.Journal())-1].Verdict)
				last = got
			}
		}
		return codes, last
	}
	s.Throttle(pts, 0.001) // one call now, and the next in a quarter of an hour
	codes, last := refused(pts, "RUN7NG", 4)
	if len(codes) != 3 || codes[0] != "Throttling.User" || last.status != 400 || last.text("Code") != "Throttling.User" {
		t.Errorf("PTS: %v, %d %s", codes, last.status, last.body)
	}
	if codes, _ = refused(sae, readyApp, 4); len(codes) > 0 {
		t.Errorf("SAE is not limited: %v", codes)
	}
	s.Throttle(pts, 0)
	if codes, _ = refused(pts, "RUN7NG", 4); len(codes) > 0 {
		t.Errorf("the limit was removed: %v", codes)
	}
	s.Throttle("", 0.001)
	_, last = refused(testPlan, licensed, 4)
	if last.status != 429 || last.text("error_code") != "APIGW.0308" {
		t.Errorf("TestPlan: %d %s", last.status, last.body)
	}
	s.Throttle("", 0.001, Refusal(503, "Throttling", "x").Header("Retry-After", "1"))
	_, last = refused(sae, readyApp, 4)
	if last.status != 503 || last.text("Code") != "Throttling" || last.header.Get("Retry-After") != "1" {
		t.Errorf("own response: %d %s", last.status, last.body)
	}
	// A call with a wrong signature is refused for that reason, limit or not.
	wrong := s.Keys().Alibaba
	wrong.Secret = "wrong"
	wantCode(t, s, send(t, sceneRequest(t, s, wrong, "RUN7NG")), 400, "SignatureDoesNotMatch")
	s.Throttle("", 1e6)
	if codes, _ = refused(sae, readyApp, 1); len(codes) > 0 {
		t.Errorf("below the limit: %v", codes)
	}
}

func TestDropEvery(t *testing.T) {
	t.Parallel()
	pattern := func(seed uint64) (dropped []int) {
		s := start(t, Options{})
		s.DropEvery(4, seed)
		c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		for i := range 20 {
			resp, err := c.Do(apiRequest(t, s, pts, "RUN7NG"))
			if errors.Is(err, io.EOF) {
				dropped = append(dropped, i)
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
		}
		journal := 0
		for _, e := range s.Journal() {
			if e.Verdict == Dropped {
				journal++
			}
		}
		if len(dropped) != 5 || journal != 5 {
			t.Errorf("dropped %v, in the journal %d", dropped, journal)
		}
		for i, position := range dropped {
			if position/4 != i {
				t.Errorf("dropped %v: not one of every four", dropped)
			}
		}
		return dropped
	}
	one := pattern(1)
	if again := pattern(1); !slices.Equal(one, again) {
		t.Errorf("the same seed drops %v and then %v", one, again)
	}
	if slices.Equal(one, pattern(2)) && slices.Equal(one, pattern(3)) {
		t.Error("the seed makes no difference")
	}
}
