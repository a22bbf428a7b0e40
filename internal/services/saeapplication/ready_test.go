// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
)

func TestNotReady(t *testing.T) {
	text := func(s string) *string { return &s }
	yes, no := true, false
	zero, two := int64(0), int64(2)
	tests := map[string]struct {
		status api.Status
		want   string
	}{
		"all good":            {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("SUCCESS"), LastChangeOrderRunning: &no, SubStatus: text("NORMAL"), RunningInstances: &two}, ""},
		"nothing but running": {api.Status{CurrentStatus: "RUNNING"}, ""},
		"empty order":         {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text(""), LastChangeOrderStatus: text(""), LastChangeOrderRunning: &no}, ""},
		"stopped":             {api.Status{CurrentStatus: "STOPPED", LastChangeOrderStatus: text("SUCCESS")}, "The application is STOPPED."},
		"unknown":             {api.Status{CurrentStatus: "UNKNOWN"}, "The application is UNKNOWN."},
		"a new status":        {api.Status{CurrentStatus: "DEPLOYING"}, "The application is DEPLOYING."},
		"failed":              {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text("1ccc"), LastChangeOrderStatus: text("FAIL")}, "The last change order 1ccc ended as FAIL."},
		"aborted":             {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text("1ccc"), LastChangeOrderStatus: text("ABORT")}, "The last change order 1ccc ended as ABORT."},
		"system failure":      {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("SYSTEM_FAIL")}, "The last change order ended as SYSTEM_FAIL."},
		"needs a person":      {api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text("1ccc"), LastChangeOrderStatus: text("WAIT_BATCH_CONFIRM"), LastChangeOrderRunning: &yes}, "The last change order 1ccc waits for a person: WAIT_BATCH_CONFIRM."},
		"needs approval":      {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("WAIT_APPROVAL")}, "The last change order waits for a person: WAIT_APPROVAL."},
		"running order, no boolean": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text("1ccc"), LastChangeOrderStatus: text("RUNNING")},
			"The last change order 1ccc is RUNNING.",
		},
		"boolean against status": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("SUCCESS"), LastChangeOrderRunning: &yes},
			"The last change order is still running.",
		},
		"boolean says ended, status does not": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("AUTO_BATCH_WAIT"), LastChangeOrderRunning: &no},
			"The last change order is AUTO_BATCH_WAIT.",
		},
		"a new order status": {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("PONDERING")}, "The last change order is PONDERING."},
		"has an error": {
			api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text("1ccc"), LastChangeOrderStatus: text("RUNNING"), SubStatus: text("RUNNING_BUT_HAS_ERROR")},
			"The last change order 1ccc met an error and cannot end by itself: the application has to be rolled back.",
		},
		"no instances": {api.Status{CurrentStatus: "RUNNING", LastChangeOrderStatus: text("SUCCESS"), RunningInstances: &zero}, "No instance of the application is running."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := notReady(tc.status); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
			if m := fromStatus(tc.status, ""); m.Ready.ValueBool() != (tc.want == "") || m.Ready.IsNull() {
				t.Errorf("ready = %s", m.Ready)
			}
		})
	}
}
