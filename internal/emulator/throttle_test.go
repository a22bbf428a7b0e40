// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"io"
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
	dropped := func(seed uint64) (positions []int) {
		s := start(t, Options{})
		s.DropEvery(4, seed)
		for i := range 12 {
			r := apiRequest(t, s, pts, "RUN7NG")
			_, err := do(t, r)
			if errors.Is(err, io.EOF) && s.Journal()[i].Verdict == Dropped {
				positions = append(positions, i%4)
			}
		}
		return positions
	}
	one, two := dropped(1), dropped(2)
	if len(one) != 3 || one[0] != one[1] || len(two) != 3 || one[0] == two[0] || !slices.Equal(one, dropped(1)) {
		t.Errorf("of every four requests the seeds drop %v and %v", one, two)
	}
}
