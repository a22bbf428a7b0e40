// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// kettles is the kettle with a plural.
func kettles() Type {
	s := kettle()
	s.Plural = &Plural{
		Name: "alicloud_tea_kettles", IDs: "kettle_ids", Elements: "kettles", Description: "Reads kettles.",
		Omitted: []string{"batch"},
	}
	return Types(s)[1]
}

// kitchen responds for each kettle from a script of its own; the last response repeats. A kettle without a script boils.
type kitchen struct {
	mu       sync.Mutex
	scripts  map[string][]any
	took     time.Duration // of each response
	requests []string      // the ids in the order they were asked for
	busy     int
	most     int // requests at a time
}

func (c *kitchen) Read(ctx context.Context, req Request) (Reading, error) {
	c.mu.Lock()
	n := 0
	for _, id := range c.requests {
		if id == req.ID {
			n++
		}
	}
	c.requests = append(c.requests, req.ID)
	c.busy++
	c.most = max(c.most, c.busy)
	script := c.scripts[req.ID]
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.busy--
		c.mu.Unlock()
	}()
	if script == nil {
		script = []any{"BOILING"}
	}
	select {
	case <-ctx.Done():
		return Reading{}, ctx.Err()
	case <-time.After(c.took):
	}
	one := &fakeClient{region: "cn-hangzhou", script: []any{script[min(n, len(script)-1)]}}
	return one.Read(ctx, req)
}

// kettleIDs are k-001, k-002 and so on.
func kettleIDs(n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprintf("k-%03d", i+1))
	}
	return ids
}

// cooking is a provider that reads kettles, slots at a time.
func cooking(c Client, slots int) *Provider {
	p := configured(c)
	api := p.APIs[kettle().Name]
	api.Slots = make(chan struct{}, slots)
	p.APIs[kettle().Name] = api
	return p
}

// readKettles reads kettles as a data source, 4 at a time.
func readKettles(t *testing.T, ctx context.Context, c Client, ids []string, block object) (map[string]attr.Value, diag.Diagnostics) {
	t.Helper()
	return readKettlesWith(t, ctx, cooking(c, 4), ids, block)
}

func readKettlesWith(t *testing.T, ctx context.Context, p *Provider, ids []string, block object) (map[string]attr.Value, diag.Diagnostics) {
	t.Helper()
	all := object{"kettle_ids": ids}
	maps.Copy(all, block)
	written := config(t, kettles(), dataSourceKind, all)
	raw, diags := read(ctx, kettles(), p, written, dataSourceKind, noProgress)
	if diags.HasError() {
		return nil, diags
	}
	var state types.Object
	diags.Append((&tfsdk.State{Schema: written.Schema, Raw: raw}).Get(ctx, &state)...)
	return state.Attributes(), diags
}

// Each id is read once, side by side, no more at a time than there are slots.
func TestFleet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &kitchen{took: time.Second, scripts: map[string][]any{"k-003": {"COLD"}, "k-007": {busy, "HEATING"}}}
		start := time.Now()
		values, diags := readKettles(t, t.Context(), c, kettleIDs(9), nil)
		same(t, diags)
		if took := time.Since(start).Round(time.Second); took < 3*time.Second || took > 4*time.Second {
			t.Errorf("it took %s", took)
		}
		if c.most != 4 || len(c.requests) != 10 {
			t.Errorf("%d at a time, %v", c.most, c.requests)
		}
		if !values["region"].Equal(types.StringValue("cn-hangzhou")) || !values["all_hot"].Equal(types.BoolValue(false)) {
			t.Errorf("got %v", values)
		}
		want := map[string]string{"k-003": "The kettle is COLD.", "k-007": "The kettle is HEATING."}
		if got := textsOf(values["not_hot"]); !maps.Equal(got, want) {
			t.Errorf("not_hot is %v", got)
		}
		elements := values["kettles"].(types.Map).Elements()
		if len(elements) != 9 {
			t.Errorf("%d elements", len(elements))
		}
		attributes := membersOf(elements["k-003"])
		if names := slices.Sorted(maps.Keys(attributes)); !slices.Equal(names, []string{"hot", "status", "why"}) ||
			!attributes["status"].Equal(types.StringValue("COLD")) {
			t.Errorf("an element is %v", attributes)
		}
	})
}

// An id that waits before its next attempt holds up no other: each is read before one is read again.
func TestFleetRetriesHoldUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &kitchen{took: time.Millisecond, scripts: map[string][]any{}}
		ids := kettleIDs(33)
		later := *busy
		later.RetryAfter = time.Second // longer than any backoff, which can be 1 ms
		for _, id := range ids[1:17] {
			c.scripts[id] = []any{&later, "BOILING"}
		}
		_, diags := readKettles(t, t.Context(), c, ids, nil)
		same(t, diags)
		if first := c.requests[:33]; !slices.Equal(slices.Sorted(slices.Values(first)), ids) || len(c.requests) != 49 || c.most > 4 {
			t.Errorf("%d at a time, %v", c.most, c.requests)
		}
	})
}

// meteredClient accepts 20 requests a second, and asks for 2 s after each other one.
type meteredClient struct {
	mu       sync.Mutex
	accepted []time.Time
	refused  time.Time // when the first one was throttled
	late     int       // requests in the 2 s after that
}

func (c *meteredClient) Read(context.Context, Request) (Reading, error) {
	const took = 50 * time.Millisecond
	c.mu.Lock()
	now := time.Now()
	if !c.refused.IsZero() && now.After(c.refused) && now.Before(c.refused.Add(2*time.Second)) {
		c.late++
	}
	c.accepted = slices.DeleteFunc(c.accepted, func(at time.Time) bool { return now.Sub(at) >= time.Second })
	throttled := len(c.accepted) == 20
	if !throttled {
		c.accepted = append(c.accepted, now)
	} else if c.refused.IsZero() {
		c.refused = now.Add(took)
	}
	c.mu.Unlock()
	time.Sleep(took)
	if throttled {
		return Reading{}, &apierr.Error{Kind: apierr.Throttled, RetryAfter: 2 * time.Second}
	}
	return kettleReading("BOILING", "cn-hangzhou"), nil
}

// Once the API has throttled, no read is past the rate limiter, also none that waited for a slot at the time.
func TestFleetWaitsForTheLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &meteredClient{}
		p := cooking(c, 32)
		api := p.APIs[kettle().Name]
		api.Limiter = retry.NewRateLimiter()
		p.APIs[kettle().Name] = api
		_, diags := readKettlesWith(t, t.Context(), p, kettleIDs(300), nil)
		same(t, diags)
		if c.refused.IsZero() || c.late > 0 {
			t.Errorf("%d requests in the time that the API asked for", c.late)
		}
	})
}

// Invalid ids fail the read too, and not only the validation.
func TestFleetRefusesWrongIDs(t *testing.T) {
	for want, ids := range map[string][]string{"is empty": {}, "contains an empty string": {"k-001", " "}} {
		c := &kitchen{}
		_, diags := readKettles(t, t.Context(), c, ids, nil)
		if !diags.HasError() || !strings.Contains(diags[0].Detail(), want) || len(c.requests) > 0 {
			t.Errorf("%v, after the requests %v", diags, c.requests)
		}
	}
}

// All is true only if each was read and holds.
func TestFleetHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		values, diags := readKettles(t, t.Context(), &kitchen{}, kettleIDs(3), nil)
		same(t, diags)
		if !values["all_hot"].Equal(types.BoolValue(true)) || len(textsOf(values["not_hot"])) != 0 {
			t.Errorf("got %v", values)
		}
		missing := map[string][]any{"k-002": {&apierr.Error{Kind: apierr.NotFound, Code: "NoSuchKettle", RequestID: "R-9"}}}
		values, diags = readKettles(t, t.Context(), &kitchen{scripts: missing}, kettleIDs(3), object{tolerate: true})
		same(t, diags)
		const reason = "Tea has no kettle with this kettle_id in region cn-hangzhou."
		if got := textsOf(values["not_hot"]); !maps.Equal(got, map[string]string{"k-002": reason}) {
			t.Errorf("not_hot is %v", got)
		}
		unreadable := types.ObjectValueMust(unreadableType.AttrTypes, map[string]attr.Value{
			"kind": types.StringValue("not_found"), "code": types.StringValue("NoSuchKettle"), "reason": types.StringValue(reason),
		})
		if got := values["unreadable"].(types.Map).Elements()["k-002"]; !unreadable.Equal(got) || !values["all_hot"].Equal(types.BoolValue(false)) {
			t.Errorf("unreadable is %v, all_hot %v", got, values["all_hot"])
		}
		values, diags = readKettles(t, t.Context(), &kitchen{scripts: missing}, []string{"k-002"}, object{tolerate: true})
		same(t, diags)
		if region := values["region"]; !region.Equal(types.StringValue("cn-hangzhou")) {
			t.Errorf("none is readable, and the region is %s", region)
		}
	})
}

// anyUnread matches the ids that were not read: which ones is a matter of chance.
var anyUnread = regexp.MustCompile(`(Not read:) k-\d+, k-\d+, k-\d+ and`)

// An error of many ids is reported once.
func TestFleetErrors(t *testing.T) {
	missing := &apierr.Error{Kind: apierr.NotFound, Argument: "kettle_id", Code: "NoSuchKettle", RequestID: "R-9"}
	refused := &apierr.Error{Kind: apierr.InvalidCredentials, Code: "BadKey"}
	everything := func(n int, response any) map[string][]any {
		out := map[string][]any{}
		for _, id := range kettleIDs(n) {
			out[id] = []any{response}
		}
		return out
	}
	const invalidKey = "Error: Invalid Alibaba Cloud Credentials\nAlibaba Cloud does not accept the credentials. Check the access key, its " +
		"secret and, for temporary keys, the security token.\n\n  Code:        BadKey"
	ten := func(line string) (lines string) {
		for _, id := range kettleIDs(10) {
			lines += "- " + id + ": " + line + "request id R-9\n"
		}
		return lines
	}
	lastForbidden := everything(12, missing)
	lastForbidden["k-012"] = []any{forbidden}
	for name, tc := range map[string]struct {
		n        int
		scripts  map[string][]any
		block    object
		took     time.Duration // -1: not checked, since attempts come after random times
		requests int           // 0: not checked
		want     []string
	}{
		"the credentials": {
			n: 50, scripts: everything(50, refused), want: []string{invalidKey},
		},
		"the credentials, tolerated or not": {
			n: 50, scripts: everything(50, refused), block: object{tolerate: true}, want: []string{invalidKey},
		},
		"the credentials, later": {
			n: 3, scripts: map[string][]any{"k-002": {refused}}, want: []string{invalidKey},
		},
		"no response": {
			n: 2, scripts: everything(2, &apierr.Error{Kind: apierr.Unavailable, Reason: "The connection was refused."}), requests: 10, took: -1,
			want: []string{"Error: Tea Unavailable\n2 of 2 Tea kettles in region cn-hangzhou could not be read (Tea Unavailable):\n\n- k-001\n" +
				"- k-002\n\nThe connection was refused. Gave up after 5 attempts. Run again later; if the error stays, " +
				"check the cloud's status page and the network in between."},
		},
		"a region of the environment": { // refused before a request, so it concerns all, tolerated or not
			n: 50, block: object{tolerate: true},
			scripts: everything(50, &apierr.Error{Kind: apierr.InvalidArgument, Reason: `"X", from REGION, is no region.`, Advice: "Set it."}),
			want:    []string{`Error: Invalid Argument for Tea Kettle` + "\n" + `"X", from REGION, is no region. Set it.`},
		},
		"no response within any attempt": {
			n: 2, scripts: everything(2, &apierr.Error{Kind: apierr.Timeout, Reason: "Tea had not responded."}), requests: 10, took: -1,
			want: []string{"Error: Tea Kettle Read Timed Out\n2 of 2 Tea kettles in region cn-hangzhou could not be read (Tea Kettle Read Timed Out):\n\n" +
				"- k-001\n- k-002\n\nTea had not responded. Gave up after 5 attempts. Raise " +
				"request_timeout in the provider's configuration, or find out why Tea is slow."},
		},
		"some, of one kind": {
			n: 20, scripts: map[string][]any{"k-002": {missing}, "k-011": {missing}}, requests: 20,
			block: object{"labels": map[string]string{"k-011": "the green one", "other": "no matter"}},
			want: []string{"Error: Tea Kettle Not Found (kettle_ids)\n2 of 20 Tea kettles in region cn-hangzhou could not be read (Tea Kettle " +
				"Not Found, code NoSuchKettle):\n\n- k-002: request id R-9\n- k-011 (the green one): request id R-9\n\n" +
				"Tea has no kettle with this kettle_id in region cn-hangzhou. Check the id."},
		},
		"unreadable and unsatisfied": {
			n: 3, scripts: map[string][]any{"k-001": {missing}, "k-002": {"COLD"}}, block: object{"require": hot},
			want: []string{"Error: Tea Kettle Not Found (kettle_ids)\n1 of 3 Tea kettles in region cn-hangzhou could not be read (Tea Kettle Not " +
				"Found, code NoSuchKettle):\n\n- k-001: request id R-9\n\nTea has no kettle with this kettle_id in region cn-hangzhou. Check the " +
				"id.\n\n1 of 3 Tea kettles in region cn-hangzhou does not satisfy the require block (hot: required true, found false):\n\n" +
				"- k-002: The kettle is COLD."},
		},
		"tolerated, but denied by RAM": {
			n: 2, scripts: map[string][]any{"k-001": {&apierr.Error{Kind: apierr.PermissionDenied, DeniedByPolicy: true}}},
			block: object{tolerate: true},
			want: []string{"Error: Permission Denied for Tea Kettle\n1 of 2 Tea kettles in region cn-hangzhou could not be read (Permission Denied " +
				"for Tea Kettle):\n\n- k-001\n\nThe credentials are valid, and their identity has no permission for this call. Grant it the RAM " +
				"action tea:DescribeKettle."},
		},
		"tolerated, but none could be read": {
			n: 2, scripts: everything(2, &apierr.Error{Kind: apierr.MalformedResponse}), block: object{tolerate: true},
			want: []string{"Error: Malformed Tea Response\n2 of 2 Tea kettles in region cn-hangzhou could not be read (Malformed Tea " +
				"Response):\n\n- k-001\n- k-002\n\nThe response is not what the API's document describes. Check the endpoint and any proxy in " +
				"between; if both are right, please report this with the request id."},
		},
		"tolerated, all missing": {n: 2, scripts: everything(2, missing), block: object{tolerate: true}, requests: 2},
		"some, of different kinds": {
			n: 20, scripts: map[string][]any{"k-002": {missing}, "k-011": {forbidden}},
			want: []string{"Error: Some Tea Kettles Could Not Be Read\n2 of 20 Tea kettles in region cn-hangzhou could not be read:\n\n" +
				"- k-002: Tea Kettle Not Found, code NoSuchKettle, request id R-9\n" +
				"- k-011: Permission Denied for Tea Kettle"},
		},
		"of different kinds, of which the list shows one": {
			n: 12, scripts: lastForbidden,
			want: []string{"Error: Some Tea Kettles Could Not Be Read\n12 of 12 Tea kettles in region cn-hangzhou could not be read:\n\n" +
				ten("Tea Kettle Not Found, code NoSuchKettle, ") + "and 2 more\n\nBy kind: Permission Denied for Tea Kettle: 1; Tea Kettle Not Found: 11."},
		},
		"more than are listed": {
			n: 12, scripts: everything(12, missing), requests: 12,
			want: []string{"Error: Tea Kettle Not Found (kettle_ids)\n12 of 12 Tea kettles in region cn-hangzhou could not be read (Tea Kettle " +
				"Not Found, code NoSuchKettle):\n\n" + ten("") + "and 2 more\n\nTea has no kettle with this kettle_id in region cn-hangzhou. Check the id."},
		},
		"require": {
			n: 4, scripts: map[string][]any{"k-002": {"COLD"}, "k-004": {"HEATING"}}, block: object{"require": hot},
			want: []string{"Error: Tea Kettle Requirement Not Met (require.hot)\n2 of 4 Tea kettles in region cn-hangzhou do not satisfy the " +
				"require block (hot: required true, found false):\n\n- k-002: The kettle is COLD.\n- k-004: The kettle is HEATING."},
		},
		"require, the opposite": {
			n: 2, scripts: map[string][]any{"k-002": {"COLD"}}, block: object{"require": object{"hot": false}},
			want: []string{"Error: Tea Kettle Requirement Not Met (require.hot)\n1 of 2 Tea kettles in region cn-hangzhou does not satisfy the " +
				"require block (hot: required false):\n\n- k-001: found true"},
		},
		"the time is over": {
			n: 20, scripts: everything(20, 2*time.Second), block: object{"timeouts": object{"read": "5s"}}, took: 5 * time.Second,
			want: []string{"Error: Tea Kettle Read Timed Out\n8 of 20 read: the time in timeouts (5s) was over before the others were read. " +
				"Allow more time in the timeouts block, or raise max_concurrency in the provider's configuration.\n\nNot read: k, k, k and 9 more."},
		},
		"the time is over before any is read": {
			n: 3, scripts: everything(3, time.Hour), block: object{"timeouts": object{"read": "12s"}}, took: 12 * time.Second,
			want: []string{"Error: Tea Kettle Read Timed Out\n0 of 3 read: the time in timeouts (12s) was over. Allow more time in the timeouts " +
				"block, or find out why Tea is slow.\n\nNot read: k-001, k-002, k-003."},
		},
		"the time is over after an error": {
			n: 1, scripts: map[string][]any{"k-001": {busy, time.Hour}}, block: object{"timeouts": object{"read": "12s"}}, took: 12 * time.Second,
			want: []string{"Error: Tea Kettle Read Timed Out\n0 of 1 read: the time in timeouts (12s) was over. Allow more time in the timeouts " +
				"block, or find out why Tea is slow.\n\nNot read: k-001.\n\nOne that was not read: There was no response within 12s, after 2 attempts. The last " +
				"error before that: Tea could not serve the request.\n\n  Code:        Busy\n  HTTP status: 503\n  Request ID:  R-2\n" +
				"  Attempts:    2\n  Message:     Later."},
		},
		"the time is over after an error of one": {
			n: 3, scripts: map[string][]any{"k-001": {time.Hour}, "k-002": {busy, time.Hour}, "k-003": {time.Hour}},
			block: object{"timeouts": object{"read": "12s"}}, took: 12 * time.Second,
			want: []string{"Error: Tea Kettle Read Timed Out\n0 of 3 read: the time in timeouts (12s) was over. Allow more time in the timeouts " +
				"block, or find out why Tea is slow.\n\nNot read: k-001, k-002, k-003.\n\nOne that was not read: There was no response within 12s, " +
				"after 2 attempts. The last error before that: Tea could not serve the request.\n\n  Code:        Busy\n  HTTP status: 503\n" +
				"  Request ID:  R-2\n  Attempts:    2\n  Message:     Later."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &kitchen{scripts: tc.scripts}
				start := time.Now()
				_, diags := readKettles(t, t.Context(), c, kettleIDs(tc.n), tc.block)
				got := texts(diags)
				for i := range got {
					got[i] = anyUnread.ReplaceAllString(got[i], "$1 k, k, k and")
				}
				sameTexts(t, got, tc.want)
				if took := time.Since(start); took != tc.took && tc.took >= 0 {
					t.Errorf("it took %s", took)
				}
				if tc.requests > 0 && len(c.requests) != tc.requests {
					t.Errorf("%d requests", len(c.requests))
				}
			})
		})
	}
}

// An interrupt ends everything at once, and nothing is left behind: the bubble would not end.
func TestFleetInterrupted(t *testing.T) {
	for name, tc := range map[string]struct {
		block   object
		scripts map[string][]any
		want    string
	}{
		"reading": {scripts: map[string][]any{"k-002": {time.Hour}}, want: "Error: Tea Kettle Read Interrupted\n"},
		"waiting": {
			scripts: map[string][]any{"k-002": {"COLD"}}, block: waits,
			want: "Error: Wait for Tea Kettle Interrupted (wait)\n1 of 3 Tea kettles in region cn-hangzhou did not satisfy the require block " +
				"before the run was interrupted, after 1 read in 3s. The last reads:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, interrupt)
				start := time.Now()
				_, diags := readKettles(t, ctx, &kitchen{scripts: tc.scripts}, kettleIDs(3), tc.block)
				if got := texts(diags); len(got) != 1 || !strings.HasPrefix(got[0], tc.want) {
					t.Errorf("got %q", got)
				}
				if took := time.Since(start); took != 3*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// A pass reads those that did not hold in the last one, and all are read once more before the wait ends.
func TestFleetWait(t *testing.T) {
	for name, tc := range map[string]struct {
		scripts  map[string][]any
		block    object
		requests []string // sorted within a pass
		took     time.Duration
		want     []string
	}{
		"at once": {requests: []string{"k-001", "k-002", "k-003"}},
		"confirmed": {
			scripts:  map[string][]any{"k-002": {"COLD", "HEATING", "BOILING"}},
			requests: []string{"k-001", "k-002", "k-003", "k-002", "k-002", "k-001", "k-002", "k-003"}, took: 20 * time.Second,
		},
		"not confirmed": {
			scripts:  map[string][]any{"k-002": {"COLD", "BOILING"}, "k-003": {"BOILING", "COLD", "BOILING"}},
			requests: []string{"k-001", "k-002", "k-003", "k-002", "k-001", "k-002", "k-003", "k-003", "k-001", "k-002", "k-003"},
			took:     20 * time.Second,
		},
		"fail_on": {
			scripts: map[string][]any{"k-002": {"COLD"}, "k-003": {"COLD", "BURNT"}},
			block:   object{"require": hot, "wait": object{"fail_on": object{"status": []string{"BURNT"}}}},
			took:    10 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-002", "k-003"},
			want: []string{"Error: Wait for Tea Kettle Failed (wait.fail_on.status)\n1 of 3 Tea kettles in region cn-hangzhou matches fail_on, which " +
				"ends the wait, after 2 reads in 10s (status: fails on BURNT, found BURNT):\n\n- k-003: The kettle is BURNT.\n\n1 of 3 Tea kettles in region " +
				"cn-hangzhou does not satisfy the require block (hot: required true, found false):\n\n- k-002: The kettle is COLD."},
		},
		"an error for good": {
			scripts: map[string][]any{"k-002": {"COLD"}, "k-003": {"COLD", forbidden}}, block: waits,
			took: 10 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-002", "k-003"},
			want: []string{"Error: Permission Denied for Tea Kettle\n1 of 3 Tea kettles in region cn-hangzhou could not be read (Permission Denied " +
				"for Tea Kettle):\n\n- k-003\n\nThe credentials are valid, and their identity has no permission for this call. " +
				"Grant it the RAM action tea:DescribeKettle.\n\n1 of 3 Tea kettles in region cn-hangzhou does not satisfy the require block " +
				"(hot: required true, found false):\n\n- k-002: The kettle is COLD."},
		},
		"the time is over": {
			scripts: map[string][]any{"k-002": {"COLD"}},
			block:   object{"require": hot, "wait": object{}, "timeouts": object{"read": "15s"}},
			took:    10 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-002"},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\n1 of 3 Tea kettles in region cn-hangzhou did not satisfy the require block " +
				"within 15s, after 2 reads in 10s. The last reads:\n\n- k-002: hot: required true, found false. The kettle is COLD.\n\n" +
				"Allow more time in the timeouts block, or find out why require is not satisfied."},
		},
		"fail_fast": {
			scripts: map[string][]any{"k-001": {"COLD"}, "k-002": {"COLD/b-1", "BURNT/b-2"}},
			block:   object{"require": hot, "wait": object{"fail_fast": true}},
			took:    10 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-001", "k-002"},
			want: []string{"Error: Wait for Tea Kettle Failed (wait.fail_fast)\n1 of 3 Tea kettles in region cn-hangzhou matches fail_fast, which " +
				"ends the wait, after 2 reads in 10s (status: fails on BURNT, found BURNT):\n\n- k-002: The kettle is BURNT. Its batch is b-2.\n\n" +
				"1 of 3 Tea kettles in region cn-hangzhou does not satisfy the require block (hot: required true, found false):\n\n" +
				"- k-001: The kettle is COLD."},
		},
		"fail_fast, while another hangs": {
			scripts: map[string][]any{"k-001": {"BURNT"}, "k-002": {time.Hour}},
			block:   object{"require": hot, "wait": object{"fail_fast": true}, "timeouts": object{"read": "30s"}},
			took:    30 * time.Second, requests: []string{"k-001", "k-002", "k-002", "k-003"},
			want: []string{"Error: Wait for Tea Kettle Failed (wait.fail_fast)\n1 of 3 Tea kettles in region cn-hangzhou matches fail_fast, which " +
				"ends the wait, after 1 read in 30s (status: fails on BURNT, found BURNT):\n\n- k-001: The kettle is BURNT."},
		},
		"stable, and then one fails while another hangs": {
			scripts: map[string][]any{"k-001": {"BOILING", time.Hour}, "k-002": {"BOILING", "COLD"}},
			block:   object{"require": hot, "wait": object{"stable_for": "15s"}, "timeouts": object{"read": "20s"}},
			took:    20 * time.Second, requests: []string{"k-001", "k-001", "k-002", "k-002", "k-003", "k-003"},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\n2 of 3 Tea kettles in region cn-hangzhou did not satisfy the require block " +
				"within 20s, after 2 reads in 20s. The last reads:\n\n- k-001: satisfied the require block when it was last read, and was not " +
				"read again\n- k-002: hot: required true, found false. The kettle is COLD.\n\n" +
				"Allow more time in the timeouts block, or find out why require is not satisfied."},
		},
		"one was never read": {
			scripts: map[string][]any{"k-001": {time.Hour}, "k-002": {"COLD"}},
			block:   object{"require": hot, "wait": object{"interval": "1s"}, "timeouts": object{"read": "10s"}},
			took:    10 * time.Second, requests: []string{"k-001", "k-002", "k-003"},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\n2 of 3 Tea kettles in region cn-hangzhou did not satisfy the require block " +
				"within 10s, after 1 read in 10s. The last reads:\n\n- k-001: not read\n- k-002: hot: required true, found false. The kettle is COLD.\n\n" +
				"Allow more time in the timeouts block, or find out why require is not satisfied."},
		},
		"of a batch after another": { // neither the old success nor the old failure counts
			scripts: map[string][]any{"k-001": {"BURNT/b-1", "BOILING/b-2"}, "k-002": {"BOILING/b-1", "BOILING/b-1", "BOILING/b-2"}},
			block: object{"require": hot, "wait": object{
				"fail_fast": true, "after_batchs": map[string]string{"k-001": "b-1", "k-002": "b-1", "k-003": ""},
			}},
			took: 20 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-001", "k-002", "k-002", "k-001", "k-002", "k-003"},
		},
		"stable": {
			scripts: map[string][]any{"k-002": {"BOILING", "BOILING", "COLD", "BOILING"}},
			block:   object{"require": hot, "wait": object{"stable_for": "15s"}},
			took:    50 * time.Second, requests: []string{
				"k-001", "k-002", "k-003", "k-001", "k-002", "k-003", "k-001", "k-002", "k-003", "k-002", "k-001", "k-002", "k-003",
				"k-001", "k-002", "k-003", "k-001", "k-002", "k-003",
			},
		},
		"a failure that the confirming pass finds": {
			scripts: map[string][]any{"k-001": {"COLD", "BOILING"}, "k-002": {"BOILING", "COLD"}},
			block:   object{"require": hot, "wait": object{}, "timeouts": object{"read": "15s"}},
			took:    10 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-001", "k-001", "k-002", "k-003"},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\n1 of 3 Tea kettles in region cn-hangzhou did not satisfy the require block " +
				"within 15s, after 3 reads in 10s. The last reads:\n\n- k-002: hot: required true, found false. The kettle is COLD.\n\n" +
				"Allow more time in the timeouts block, or find out why require is not satisfied."},
		},
		"manual action": {
			scripts: map[string][]any{"k-002": {"WAIT_FOR_WATER", "WAIT_FOR_WATER", "BOILING"}},
			took:    20 * time.Second, requests: []string{"k-001", "k-002", "k-003", "k-002", "k-002", "k-001", "k-002", "k-003"},
			want: []string{"Warning: Manual Action Required for Tea Kettle (wait)\n1 of 3 Tea kettles in region cn-hangzhou had a status that changes " +
				"only by manual action in the console:\n\n- k-002: status=WAIT_FOR_WATER"},
		},
		"before the first read": {
			block: object{"require": hot, "wait": object{"delay": "30s"}, "timeouts": object{"read": "30s"}},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\n3 Tea kettles were not read: timeouts allows 30s, which ended before the " +
				"first read (wait.delay is 30s)."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &kitchen{scripts: tc.scripts}
				block := tc.block
				if block == nil {
					block = waits
				}
				start := time.Now()
				_, diags := readKettles(t, t.Context(), c, kettleIDs(3), block)
				same(t, diags, tc.want...)
				if took := time.Since(start); took != tc.took {
					t.Errorf("it took %s", took)
				}
				if !sameRequests(c.requests, tc.requests) {
					t.Errorf("asked %v", c.requests)
				}
			})
		})
	}
}

// sameRequests compares the ids that were asked for, in any order within a pass: side by side they have none.
func sameRequests(got, want []string) bool {
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	return slices.Equal(got, want)
}

// A transient error of one id costs one pass of that id.
func TestFleetWaitOutlastsErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &kitchen{scripts: map[string][]any{"k-002": {busy, busy, busy, busy, busy, "BOILING"}}}
		values, diags := readKettles(t, t.Context(), c, kettleIDs(3), waits)
		same(t, diags)
		if !values["all_hot"].Equal(types.BoolValue(true)) {
			t.Errorf("got %v", values)
		}
	})
}

// The progress of an action has no line per id, and shows a status that waits for manual action once, not at each pass.
func TestFleetProgress(t *testing.T) {
	cold, water := []any{"COLD", "BOILING"}, "WAIT_FOR_WATER"
	for name, tc := range map[string]struct {
		n       int
		scripts map[string][]any
		want    []string
	}{
		"of several": {
			n: 5, scripts: map[string][]any{"k-001": cold, "k-002": cold, "k-003": {busy, "WAIT_FOR_WATER", "BOILING"}, "k-004": cold},
			want: []string{
				"manual action required: k-003: status=WAIT_FOR_WATER",
				"read 1, 0s of 20m: 1 of 5 hot, 1 retried: k-001: The kettle is COLD.; k-002 (two): The kettle is COLD.; k-003: The kettle is WAIT_FOR_WATER.",
				"kettles=5 all_hot=true not_hot=0",
			},
		},
		"manual action": {
			n: 2, scripts: map[string][]any{"k-001": {"WAIT_FOR_WATER", "WAIT_FOR_WATER", "WAIT_FOR_WATER", "BOILING"}},
			want: []string{
				"manual action required: k-001: status=WAIT_FOR_WATER",
				"read 1, 0s of 20m: 1 of 2 hot: k-001: The kettle is WAIT_FOR_WATER.",
				"kettles=2 all_hot=true not_hot=0",
			},
		},
		"manual action for another that is not named": { // which is new, though the line is the same
			n: 5, scripts: map[string][]any{
				"k-001": {water, water, "BOILING"}, "k-002": {water, water, "BOILING"}, "k-003": {water, water, "BOILING"},
				"k-004": {water, "BOILING"}, "k-005": {"COLD", water, "BOILING"},
			},
			want: []string{
				"manual action required: k-001: status=WAIT_FOR_WATER; k-002 (two): status=WAIT_FOR_WATER; k-003: status=WAIT_FOR_WATER; and 1 more",
				"read 1, 0s of 20m: 0 of 5 hot: k-001: The kettle is WAIT_FOR_WATER.; k-002 (two): The kettle is WAIT_FOR_WATER.; k-003: The " +
					"kettle is WAIT_FOR_WATER.",
				"manual action required: k-001: status=WAIT_FOR_WATER; k-002 (two): status=WAIT_FOR_WATER; k-003: status=WAIT_FOR_WATER; and 1 more",
				"read 2, 10s of 20m: 1 of 5 hot: k-001: The kettle is WAIT_FOR_WATER.; k-002 (two): The kettle is WAIT_FOR_WATER.; k-003: The " +
					"kettle is WAIT_FOR_WATER.",
				"kettles=5 all_hot=true not_hot=0",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lines, diags := invoke(t, t.Context(), kettles(), cooking(&kitchen{scripts: tc.scripts}, 4), object{
					"kettle_ids": kettleIDs(tc.n), "labels": map[string]string{"k-002": "two"}, "require": hot, "wait": object{},
				})
				sameLines(t, lines, tc.want)
				if diags.HasError() {
					t.Errorf("got %v", diags)
				}
			})
		})
	}
}

// An error about a fleet's argument points at the argument.
func TestValidateFleet(t *testing.T) {
	for name, tc := range map[string]struct {
		written object
		want    []string
	}{
		"well":          {written: object{"kettle_ids": []string{"k-1"}}},
		"not yet known": {written: object{"kettle_ids": unknown}},
		"no ids": {
			written: object{"kettle_ids": []string{}},
			want: []string{"Error: Invalid kettle_ids (kettle_ids)\nkettle_ids is empty, and kettle_ids must have at least one id. Where there " +
				"can be none, leave the whole block out, with a count: count = length(var.kettle_ids) > 0 ? 1 : 0."},
		},
		"blanks around an id": {
			written: object{"kettle_ids": []string{"k-1", "k-2\n"}},
			want: []string{"Error: Invalid kettle_ids (kettle_ids)\nkettle_ids contains \"k-2\\n\", which has blanks or line breaks around the id. " +
				"trimspace() removes them."},
		},
		"a batch of an id that is not read": {
			written: object{"kettle_ids": []string{"k-1"}, "require": hot, "wait": object{"after_batchs": map[string]string{"k-2": "b-1"}}},
			want: []string{"Error: Invalid wait.after_batchs (wait.after_batchs)\nwait.after_batchs has the id \"k-2\", which is not in " +
				"kettle_ids. Correct it, or leave it out."},
		},
		"a blank id": {
			written: object{"kettle_ids": []string{"k-1", " "}},
			want:    []string{"Error: Invalid kettle_ids (kettle_ids)\nkettle_ids contains an empty string. Leave it out."},
		},
		"tolerate beside require": {
			written: object{"kettle_ids": []string{"k-1"}, tolerate: true, "require": hot},
			want: []string{"Error: Conflicting tolerate_unreadable (tolerate_unreadable)\ntolerate_unreadable lets ids be unreadable, and require and " +
				"wait need the status of each. Remove tolerate_unreadable, or the require and wait blocks."},
		},
		"what the singular refuses": {
			written: object{"kettle_ids": []string{"k-1"}, "require": object{}},
			want: []string{"Error: Empty require Block (require)\nrequire needs at least one argument: status, batch, hot. An argument that is null is not set: for a gate that is only sometimes there, write count = var.gate ? 1 : 0 beside " +
				"the block, or require and wait both as dynamic blocks."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			same(t, validate(t.Context(), kettles(), config(t, kettles(), dataSourceKind, tc.written), dataSourceKind), tc.want...)
		})
	}
}
