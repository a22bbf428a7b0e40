// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

func TestNotReady(t *testing.T) {
	yes, no := true, false
	zero, two := int64(0), int64(2)
	tests := map[string]struct {
		status api.Status
		want   string
	}{
		"all good":            {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "SUCCESS", LastChangeOrderRunning: &no, SubStatus: "NORMAL", RunningInstances: &two}, ""},
		"nothing but running": {api.Status{CurrentStatus: "RUNNING"}, ""},
		"empty order":         {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "", LastChangeOrderStatus: "", LastChangeOrderRunning: &no}, ""},
		"stopped":             {api.Status{CurrentStatus: "STOPPED", LastChangeOrderStatus: "SUCCESS"}, "current_status is STOPPED, not RUNNING."},
		"unknown":             {api.Status{CurrentStatus: "UNKNOWN"}, "current_status is UNKNOWN, not RUNNING."},
		"a new status":        {api.Status{CurrentStatus: "DEPLOYING"}, "current_status is DEPLOYING, not RUNNING."},
		"failed":              {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "1ccc", LastChangeOrderStatus: "FAIL"}, "The last change order 1ccc ended as FAIL."},
		"aborted":             {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "1ccc", LastChangeOrderStatus: "ABORT"}, "The last change order 1ccc ended as ABORT."},
		"system failure":      {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "SYSTEM_FAIL"}, "The last change order ended as SYSTEM_FAIL."},
		"needs a person":      {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "1ccc", LastChangeOrderStatus: "WAIT_BATCH_CONFIRM", LastChangeOrderRunning: &yes}, "last_change_order_status is WAIT_BATCH_CONFIRM: the last change order 1ccc waits until a person confirms the next batch."},
		"needs approval":      {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "WAIT_APPROVAL"}, "last_change_order_status is WAIT_APPROVAL: the last change order waits for approval."},
		"running order, no boolean": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "1ccc", LastChangeOrderStatus: "RUNNING"},
			"last_change_order_status is RUNNING: the last change order 1ccc has not ended.",
		},
		"boolean against status": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "SUCCESS", LastChangeOrderRunning: &yes},
			"last_change_order_running is true: the last change order is still being executed.",
		},
		"ended by the boolean, not by the status": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "AUTO_BATCH_WAIT", LastChangeOrderRunning: &no},
			"last_change_order_status is AUTO_BATCH_WAIT: the last change order has not ended.",
		},
		"a new order status": {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "PONDERING"}, "last_change_order_status is PONDERING: SAE documents no such value, so the last change order is not known to have succeeded."},
		"has an error": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "1ccc", LastChangeOrderStatus: "RUNNING", SubStatus: "RUNNING_BUT_HAS_ERROR"},
			"sub_status is RUNNING_BUT_HAS_ERROR: the last change order 1ccc met an error and cannot end by itself; roll the application back.",
		},
		"no instances": {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: "SUCCESS", RunningInstances: &zero}, "running_instances is 0: no instance of the application is running."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := notReady(tc.status); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
			if ready := values(tc.status)["ready"]; !ready.Equal(types.BoolValue(tc.want == "")) {
				t.Errorf("ready is %s", ready)
			}
		})
	}
}

// Each field that ready rests on, in a response that is ready but for it: documented, unknown, blank, null (which stands
// for absent and "" too). Only what is known to be good leaves it ready.
func TestReadyByField(t *testing.T) {
	yes, no := true, false
	number := func(n int64) *int64 { return &n }
	for _, tc := range []struct {
		field, value string
		set          func(*api.Status)
		reason       string
	}{
		{"current_status", "RUNNING", func(s *api.Status) { s.CurrentStatus = "RUNNING" }, ""},
		{"current_status", "STOPPED", func(s *api.Status) { s.CurrentStatus = "STOPPED" }, "current_status is STOPPED, not RUNNING."},
		{"current_status", "unknown", func(s *api.Status) { s.CurrentStatus = "RUNNING_" }, "current_status is RUNNING_, not RUNNING."},
		{"current_status", "blank", func(s *api.Status) { s.CurrentStatus = " " }, `current_status is " ", not RUNNING.`},
		{"current_status", "none", func(s *api.Status) { s.CurrentStatus = "" }, `current_status is "", not RUNNING.`},

		{"sub_status", "null", func(s *api.Status) { s.SubStatus = "" }, ""},
		{"sub_status", "NORMAL", func(s *api.Status) { s.SubStatus = "NORMAL" }, ""},
		{
			"sub_status", "RUNNING_BUT_HAS_ERROR", func(s *api.Status) { s.SubStatus = "RUNNING_BUT_HAS_ERROR" },
			"sub_status is RUNNING_BUT_HAS_ERROR: the last change order 1ccc met an error and cannot end by itself; roll the application back.",
		},
		{
			"sub_status", "unknown", func(s *api.Status) { s.SubStatus = "ROLLBACK_FAILED" },
			"sub_status is ROLLBACK_FAILED: SAE documents no such value, so the last change order 1ccc is not known to be without errors.",
		},
		{
			"sub_status", "blank", func(s *api.Status) { s.SubStatus = " " },
			`sub_status is " ": SAE documents no such value, so the last change order 1ccc is not known to be without errors.`,
		},

		{"last_change_order_status", "SUCCESS", func(s *api.Status) { s.LastChangeOrderStatus = "SUCCESS" }, ""},
		{
			"last_change_order_status", "null, with an id", func(s *api.Status) { s.LastChangeOrderStatus = "" },
			"last_change_order_status is missing: the last change order 1ccc is not known to have succeeded.",
		},
		{
			"last_change_order_status", "null, with a blank id", func(s *api.Status) { s.LastChangeOrderID, s.LastChangeOrderStatus = " ", "" },
			`last_change_order_status is missing: the last change order " " is not known to have succeeded.`,
		},
		{
			"last_change_order_status", "null, with an id, ended", func(s *api.Status) { s.LastChangeOrderStatus, s.LastChangeOrderRunning = "", &no },
			"last_change_order_status is missing: the last change order 1ccc is not known to have succeeded.",
		},
		{
			"last_change_order_status", "unknown", func(s *api.Status) { s.LastChangeOrderStatus = "ROLLED_BACK" },
			"last_change_order_status is ROLLED_BACK: SAE documents no such value, so the last change order 1ccc is not known to have succeeded.",
		},
		{
			"last_change_order_status", "blank", func(s *api.Status) { s.LastChangeOrderStatus = " " },
			`last_change_order_status is " ": SAE documents no such value, so the last change order 1ccc is not known to have succeeded.`,
		},

		{"last_change_order_id", "null, with SUCCESS", func(s *api.Status) { s.LastChangeOrderID = "" }, ""},
		{"last_change_order_id", "null, without a status", func(s *api.Status) { s.LastChangeOrderID, s.LastChangeOrderStatus = "", "" }, ""},
		{
			"last_change_order_id", "null, with FAIL", func(s *api.Status) { s.LastChangeOrderID, s.LastChangeOrderStatus = "", "FAIL" },
			"The last change order ended as FAIL.",
		},

		{"last_change_order_running", "null", func(s *api.Status) { s.LastChangeOrderRunning = nil }, ""},
		{"last_change_order_running", "false", func(s *api.Status) { s.LastChangeOrderRunning = &no }, ""},
		{
			"last_change_order_running", "true", func(s *api.Status) { s.LastChangeOrderRunning = &yes },
			"last_change_order_running is true: the last change order 1ccc is still being executed.",
		},
		{
			"last_change_order_running", "true, no order", func(s *api.Status) {
				s.LastChangeOrderID, s.LastChangeOrderStatus, s.LastChangeOrderRunning = "", "", &yes
			},
			"last_change_order_running is true: the last change order is still being executed.",
		},

		{"running_instances", "null", func(s *api.Status) { s.RunningInstances = nil }, ""},
		{"running_instances", "1", func(s *api.Status) { s.RunningInstances = number(1) }, ""},
		{"running_instances", "0", func(s *api.Status) { s.RunningInstances = number(0) }, "running_instances is 0: no instance of the application is running."},
		{"running_instances", "-1", func(s *api.Status) { s.RunningInstances = number(-1) }, "running_instances is -1: no instance of the application is running."},
	} {
		t.Run(tc.field+" "+tc.value, func(t *testing.T) {
			status := api.Status{
				CurrentStatus: "RUNNING", SubStatus: "NORMAL", RunningInstances: number(2), LastChangeOrderID: "1ccc",
				LastChangeOrderStatus: "SUCCESS", LastChangeOrderRunning: &no,
			}
			tc.set(&status)
			got := values(status)
			if reason := got["not_ready_reason"]; !reason.Equal(statusread.StringOrNull(tc.reason)) {
				t.Errorf("not_ready_reason is %s, want %q", reason, tc.reason)
			}
			if ready := got["ready"]; !ready.Equal(types.BoolValue(tc.reason == "")) {
				t.Errorf("ready is %s", ready)
			}
		})
	}
}

// A reason that comes from a status names it, for those who search the document.
func TestReasonsNameTheStatus(t *testing.T) {
	for _, word := range api.ChangeOrderStatuses {
		if got := notReady(api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: word}); strings.Contains(got, word) != (word != "SUCCESS") {
			t.Errorf("%s: %q", word, got)
		}
	}
	for _, word := range api.SubStatuses {
		if got := notReady(api.Status{CurrentStatus: "RUNNING", SubStatus: word}); strings.Contains(got, word) != (word != "NORMAL") {
			t.Errorf("%s: %q", word, got)
		}
	}
	for _, word := range api.CurrentStatuses {
		if got := notReady(api.Status{CurrentStatus: word}); strings.Contains(got, word) != (word != "RUNNING") {
			t.Errorf("%s: %q", word, got)
		}
	}
}
