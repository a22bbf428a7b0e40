// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// fleet is the type that reads many of an API.
type fleet struct {
	api
	plural, ids string
}

var (
	scenes       = fleet{api: pts, plural: "cloudstatus_alicloud_pts_scenes", ids: "scene_ids"}
	applications = fleet{api: sae, plural: "cloudstatus_alicloud_sae_applications", ids: "app_ids"}
)

// block is the block with these ids and more arguments.
func (f fleet) block(ids []any, more ...object) object {
	b := object{f.ids: ids}
	for _, m := range more {
		maps.Copy(b, m)
	}
	return b
}

// each is a valid response for any id, with changed members of its inner object.
func (f fleet) each(changes map[string]any) emulator.Response {
	if f.api.name == pts.name {
		return emulator.JSON(f.good(changes))
	}
	return emulator.JSON(f.within(changed(map[string]any{"AppId": "${key}"}, changes)))
}

// members are fleet-0001 and so on, which the emulator's scenarios know up to fleet-1000.
func members(n int) []any {
	ids := make([]any, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("fleet-%04d", i+1)
	}
	return ids
}

// TestFleetErrors checks that an error of many ids is reported once.
func TestFleetErrors(t *testing.T) {
	t.Parallel()
	const ids = 1000
	missing := slices.Concat(members(ids-3), []any{"fleet-1000", "nope-1", "nope-2"})
	for _, f := range []fleet{scenes, applications} {
		for name, tc := range map[string]struct {
			secret   string
			ids      []any
			requests int
			kind, at string
			contains []string
		}{
			"a wrong secret": {
				secret: seededSecret, ids: members(ids), requests: 1, kind: invalidCredentials,
				contains: []string{"Invalid Alibaba Cloud Credentials"},
			},
			"three of 1000 are missing": {
				ids: missing, requests: ids, kind: notFound, at: f.ids,
				contains: []string{f.name + " ", " Not Found", fmt.Sprintf("3 of %d", ids), "fleet-1000: ", "nope-1: ", "nope-2: "},
			},
		} {
			for kind, do := range kinds {
				t.Run(f.name+"/"+name+"/"+kind, func(t *testing.T) {
					t.Parallel()
					fx := newFixture(t, f.api)
					fx.hidden = []string{seededSecret}
					if tc.secret != "" {
						fx.cloudBlock()["secret_key"] = tc.secret
					}
					o := do.record(t.Context(), fx.start(), f.plural, f.block(tc.ids))
					fx.checkShown(o)
					if o.kind() != tc.kind || o.at() != tc.at {
						t.Fatalf("the result is %q at %q:\n%s", o.kind(), o.at(), o.errors)
					}
					if found := o.errors[0].String(); !acctest.Contains(tc.contains...).MatchString(found) || strings.Contains(found, "fleet-0") {
						t.Errorf("want %q, got\n%s", tc.contains, found)
					}
					if n := fx.server.Calls(f.action); n != tc.requests {
						t.Errorf("%d requests, want %d", n, tc.requests)
					}
				})
			}
		}
	}
}

// gauge counts the requests that are in flight at once. Each waits before it gets its response: the next one can come before the
// server is done with it.
type gauge struct {
	http.Handler
	mu        sync.Mutex
	now, most int
}

func (g *gauge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.add(1)
	time.Sleep(20 * time.Millisecond)
	g.add(-1)
	g.Handler.ServeHTTP(w, r)
}

func (g *gauge) add(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now += n
	g.most = max(g.most, g.now)
}

// TestMaxConcurrency reads fleets of two APIs at once: all blocks of a cloud share the bound.
func TestMaxConcurrency(t *testing.T) {
	t.Parallel()
	const most, ids = 4, 40
	fx := newFixture(t, sae)
	fx.config["max_concurrency"] = most
	g := &gauge{Handler: fx.server}
	counting := httptest.NewServer(g)
	defer counting.Close()
	fx.cloudBlock()["endpoints"] = object{"pts": counting.URL, "sae": counting.URL}
	p := fx.start()
	// The credentials prove themselves first, so that the requests are side by side from the start.
	for _, f := range []fleet{scenes, applications} {
		if text := firstError(p, f.plural, f.block(members(1))); text != "" {
			t.Fatal(text)
		}
	}
	var work sync.WaitGroup
	for _, f := range []fleet{scenes, applications, scenes, applications} {
		work.Go(func() {
			if text := firstError(p, f.plural, f.block(members(ids))); text != "" {
				t.Error(text)
			}
		})
	}
	work.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.most < 2 || g.most > most {
		t.Errorf("up to %d requests were in flight, want several, and at most %d", g.most, most)
	}
}
