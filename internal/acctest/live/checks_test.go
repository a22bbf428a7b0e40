// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

type object = map[string]any

// TestProblems checks that right values have no problem, and that each change of them has the one that it names.
func TestProblems(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	licensedPackage := object{
		"resource_status": "normal", "has_license": true,
		"start_time": "1767225600000", "starts_at": "2026-01-01T00:00:00Z",
		"expiration_time": "4070908800000", "expires_at": "2099-01-01T00:00:00Z",
	}
	with := func(changes object) object {
		changed := maps.Clone(licensedPackage)
		maps.Copy(changed, changes)
		return object{"packages": []any{changed}}
	}
	for product, test := range map[string]struct {
		good  object
		cases map[string]struct {
			change object
			want   string // part of the only problem, "" if there is none
		}
	}{
		"PTS": {
			good: object{
				"status": "RUNNING", "idle": false, "not_idle_reason": "status is RUNNING", "request_id": "r",
				"create_time": "2021-03-01 16:05:56", "modified_time": nil,
			},
			cases: map[string]struct {
				change object
				want   string
			}{
				"good":                 {},
				"idle":                 {object{"status": "STOPPED", "idle": true, "not_idle_reason": nil}, ""},
				"undocumented":         {object{"status": "PAUSED"}, `status is "PAUSED", which is not a documented value`},
				"no request id":        {object{"request_id": nil}, "request_id is null"},
				"another time":         {object{"modified_time": "1614585956000"}, `modified_time is "1614585956000"`},
				"idle though running":  {object{"idle": true, "not_idle_reason": nil}, "idle is true, which does not follow"},
				"running though idle":  {object{"status": "CREATED"}, "idle is false, which does not follow"},
				"no reason":            {object{"not_idle_reason": nil}, "a reason is given exactly while it is false"},
				"a reason though idle": {object{"status": "STOPPED", "idle": true}, "a reason is given exactly while it is false"},
				"no derived value":     {object{"idle": nil}, "idle is <nil>"},
			},
		},
		"SAE": {
			good: object{
				"region": "cn-hangzhou", "current_status": "RUNNING", "sub_status": "NORMAL", "request_id": "r",
				"last_change_order_id": "o", "last_change_order_status": "SUCCESS", "last_change_order_running": false,
				"running_instances": json.Number("2"), "ready": true, "not_ready_reason": nil,
				"create_time": "1563373372746", "created_at": "2019-07-17T14:22:52Z",
			},
			cases: map[string]struct {
				change object
				want   string
			}{
				"good":            {},
				"no change order": {object{"last_change_order_id": nil, "last_change_order_status": nil}, ""},
				"no instances":    {object{"running_instances": json.Number("0")}, "ready is true, which does not follow"},
				"stopped":         {object{"current_status": "STOPPED"}, "ready is true, which does not follow"},
				"an order runs":   {object{"last_change_order_running": true}, "ready is true, which does not follow"},
				"an order failed": {object{"last_change_order_status": "FAIL"}, "ready is true, which does not follow"},
				"order unknown":   {object{"last_change_order_status": nil}, "ready is true, which does not follow"},
				"substatus":       {object{"sub_status": "RUNNING_BUT_HAS_ERROR"}, "ready is true, which does not follow"},
				"not ready":       {object{"ready": false, "not_ready_reason": "why"}, "ready is false, which does not follow"},
				"no region":       {object{"region": nil}, "region is null"},
				"seconds as milliseconds": {
					object{"create_time": "1563373372", "created_at": "1970-01-19T02:16:13Z"}, "no time since 2000",
				},
				"not converted": {object{"created_at": nil}, `create_time is "1563373372746", which gives created_at <nil>`},
				"undocumented substatus": {
					object{"sub_status": "ODD", "ready": false, "not_ready_reason": "why"}, `sub_status is "ODD"`,
				},
			},
		},
		"TestPlan": {
			good: object{
				"region": "cn-north-4", "packages": []any{licensedPackage}, "licensed": true, "not_licensed_reason": nil,
			},
			cases: map[string]struct {
				change object
				want   string
			}{
				"good":         {},
				"no package":   {object{"packages": []any{}}, "licensed is true, which does not follow"},
				"no packages":  {object{"packages": nil, "licensed": false, "not_licensed_reason": "why"}, "packages is null"},
				"no license":   {with(object{"has_license": false}), "licensed is true, which does not follow"},
				"null":         {with(object{"has_license": nil}), "licensed is true, which does not follow"},
				"frozen":       {with(object{"resource_status": "freeze"}), "licensed is true, which does not follow"},
				"not started":  {with(object{"starts_at": "2026-02-01T00:00:00Z"}), "licensed is true, which does not follow"},
				"expired":      {with(object{"expires_at": "2026-01-01T00:00:00Z"}), "licensed is true, which does not follow"},
				"no times":     {with(object{"start_time": nil, "starts_at": nil, "expiration_time": nil, "expires_at": nil}), ""},
				"expires now":  {with(object{"expires_at": "2026-01-02T03:04:00Z"}), ""},
				"unlicensed":   {object{"licensed": false, "not_licensed_reason": "why"}, "licensed is false, which does not follow"},
				"undocumented": {object{"packages": []any{licensedPackage, object{"resource_status": "odd"}}}, `packages[*].resource_status is "odd"`},
			},
		},
	} {
		t.Run(product, func(t *testing.T) {
			a := apis[slices.IndexFunc(apis, func(a api) bool { return a.product == product })]
			values := documented(t, a)
			for name, tc := range test.cases {
				t.Run(name, func(t *testing.T) {
					changed := maps.Clone(test.good)
					maps.Copy(changed, tc.change)
					checkProblem(t, a.problems(changed, values, now), tc.want)
				})
			}
		})
	}
}

func TestPluralProblems(t *testing.T) {
	a := apis[0]
	one := object{"scene_id": "A", "status": "RUNNING", "scene_name": "peak", "idle": false, "not_idle_reason": "why", "request_id": "r"}
	element := object{"status": "RUNNING", "scene_name": "peak", "idle": false, "not_idle_reason": "why"}
	with := func(changes object) object {
		changed := maps.Clone(element)
		maps.Copy(changed, changes)
		return object{"A": changed}
	}
	for name, tc := range map[string]struct {
		change object // of the plural data source
		want   string // part of the only problem, "" if there is none
	}{
		"same":           {},
		"no elements":    {object{"scenes": nil}, "scenes has 0 elements"},
		"another":        {object{"scenes": object{"B": element}}, "scenes has 1 elements, and not exactly the one"},
		"one too many":   {object{"scenes": object{"A": element, "B": element}}, "scenes has 2 elements"},
		"another status": {object{"scenes": with(object{"status": "ENDED"})}, `it read {"status":"ENDED"}, and the data source {"status":"RUNNING"}`},
		"another name":   {object{"scenes": with(object{"scene_name": "x"})}, `it read {"scene_name":"(not shown)"}`},
		"not all":        {object{"all_idle": true}, "all_idle is true, and idle of its only element false"},
		"none not idle":  {object{"not_idle": object{}}, "not_idle does not have the not_idle_reason"},
		"another reason": {object{"not_idle": object{"A": "x"}}, "not_idle does not have the not_idle_reason"},
	} {
		t.Run(name, func(t *testing.T) {
			many := object{"scenes": with(nil), "all_idle": false, "not_idle": object{"A": "why"}}
			maps.Copy(many, tc.change)
			checkProblem(t, a.pluralProblems(many, one, "A"), tc.want)
		})
	}
	one["idle"], one["not_idle_reason"] = true, nil
	many := object{"scenes": with(object{"idle": true, "not_idle_reason": nil}), "all_idle": true, "not_idle": object{}}
	checkProblem(t, a.pluralProblems(many, one, "A"), "")
}

func TestActionProblems(t *testing.T) {
	sae := object{"current_status": "RUNNING", "last_change_order_status": nil, "sub_status": "NORMAL", "ready": true, "app_id": "a"}
	for line, want := range map[string]string{
		"current_status=RUNNING sub_status=NORMAL ready=true (no require: nothing checked)":  "",
		"current_status=STOPPED sub_status=NORMAL ready=true (no require: nothing checked)":  "and after what the data source read it is",
		"current_status=RUNNING sub_status=NORMAL ready=false (no require: nothing checked)": "and after what the data source read it is",
		"current_status=RUNNING ready=true (no require: nothing checked)":                    "and after what the data source read it is",
		"current_status=RUNNING sub_status=NORMAL ready=true":                                "and after what the data source read it is",
	} {
		checkProblem(t, apis[1].actionProblems(line, sae), want)
	}
	packages := object{"packages": []any{object{"resource_status": "normal"}}, "licensed": false}
	checkProblem(t, apis[2].actionProblems("licensed=false (no require: nothing checked)", packages), "")
}

// checkProblem checks that the only problem has a text, or that there is none.
func checkProblem(t *testing.T, found []string, want string) {
	t.Helper()
	if want == "" && len(found) > 0 || want != "" && (len(found) != 1 || !strings.Contains(found[0], want)) {
		t.Errorf("want %q, got %q", want, found)
	}
}

// TestEveryAPI checks that each API that the emulator has is read live.
func TestEveryAPI(t *testing.T) {
	served := acctest.Emulator(t).APIs()
	for _, s := range served {
		if !slices.ContainsFunc(apis, func(a api) bool { return a.call == s.Name }) {
			t.Errorf("apis.go has no row for %s", s.Name)
		}
	}
	if len(served) != len(apis) {
		t.Errorf("the emulator has %d APIs, and there are %d to read", len(served), len(apis))
	}
}

func TestShown(t *testing.T) {
	a := api{private: []string{"id", "name"}}
	got := a.shown(object{"id": "a", "status": "b", "name": nil, "list": []any{object{"id": "c", "n": json.Number("1.50")}}})
	if want := `{"id":"(not shown)","list":[{"id":"(not shown)","n":1.50}],"name":null,"status":"b"}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
