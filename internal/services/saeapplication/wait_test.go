// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

const untilReady = `
  require {
    ready = true
  }
  wait {
    interval = "1s"
    fail_on {
      last_change_order_status = ["FAIL", "abort", "SYSTEM_FAIL"]
      sub_status               = ["RUNNING_BUT_HAS_ERROR"]
    }
  }
`

// deployed is what the emulator's deploying application gives in the end.
var deployed = full.With(acctest.Values{"app_id": exactly(deployingID), "arms_apm_info": arms(deployingID)})

// failFast has what most waits want, and a status that the document does not call failed.
const failFast = `
  require {
    ready = true
  }
  wait {
    interval  = "1s"
    fail_fast = true
    fail_on {
      current_status = ["UNKNOWN"]
    }
  }
`

// waits are waits that end well.
var waits = map[string]acctest.Case{
	"until it is ready":           {ID: deployingID, Body: untilReady, Want: deployed},
	"for nothing, as it is ready": {Body: untilReady, Want: full},
	"with fail_fast, after the order before": {
		ID: redeployedID,
		Body: "require {\n ready = true\n}\nwait {\n interval = \"1s\"\n fail_fast = true\n" +
			" after_change_order_id = \"01d00a1b-2c3d-4e5f-8091-a2b3c4d5e6f7\"\n}",
		Want: full.With(acctest.Values{"app_id": exactly(redeployedID), "arms_apm_info": arms(redeployedID)}),
	},
	"stable": {
		Body: "require {\n ready = true\n}\nwait {\n interval = \"1s\"\n stable_for = \"2s\"\n}", Want: full,
	},
}

func TestWaitFails(t *testing.T) {
	cases := map[string]acctest.Case{
		"at once, on fail_on": {
			ID: failedID, Body: untilReady, Calls: 1,
			Contains: []string{
				"Wait for SAE Application Failed",
				`SAE Application "` + failedID + `" in region cn-hangzhou matches fail_on, which ends the wait, after 1 read in`,
				"last_change_order_status: fails on ABORT, FAIL or SYSTEM_FAIL, found FAIL",
				"sub_status: fails on RUNNING_BUT_HAS_ERROR, found RUNNING_BUT_HAS_ERROR", "Request ID: ",
			},
		},
		"at once, on fail_fast": {
			ID: failedID, Body: failFast, Calls: 1,
			Contains: []string{
				"Wait for SAE Application Failed", "fail_fast = true",
				`SAE Application "` + failedID + `" in region cn-hangzhou matches fail_fast, which ends the wait, after 1 read in`,
				"last_change_order_status: fails on ABORT, FAIL or SYSTEM_FAIL, found FAIL.",
				"the last change order 7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6 met an error",
				"sub_status: fails on RUNNING_BUT_HAS_ERROR, found RUNNING_BUT_HAS_ERROR", "Request ID: ",
			},
		},
		"at once, when there is no such application": {
			ID: "no-such-app", Body: untilReady, Calls: 1, Contains: []string{"SAE Application Not Found"},
		},
	}
	sae.FailsByCLI(t, cases, cases)
	sae.Fails(t, map[string]acctest.Case{
		"when no change order comes after the one before": {
			ID: readyID, Calls: -2,
			Body: "require {\n ready = true\n}\nwait {\n interval = \"1s\"\n after_change_order_id = \"7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6\"\n}\n" +
				"timeouts {\n read = \"3s\"\n}",
			Contains: []string{"Wait for SAE Application Timed Out", "no change order after 7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6 was seen"},
		},
	})
}

// The first read after a change may still find the change order before it: success or failure, it is not that of this
// one. Either a delay or the order's own id keeps it from counting.
func TestWaitIgnoresTheOrderBefore(t *testing.T) {
	order := func(id, status string) emulator.Response {
		return emulator.JSON(`{"Data": {"CurrentStatus": "RUNNING", "LastChangeOrderId": "` + id + `", "LastChangeOrderStatus": "` + status + `"}}`)
	}
	type o = acctest.Object
	ready := o{"ready": true}
	own := o{"ready": true, "last_change_order_id": []any{"own"}}
	failOn := o{"last_change_order_status": []any{"FAIL"}}
	for name, tc := range map[string]struct {
		responses     []emulator.Response
		require, wait o
		calls         int
		summary       string
	}{
		"success, by id": {[]emulator.Response{order("before", "SUCCESS"), order("own", "SUCCESS")}, own, o{"interval": "1s"}, 2, ""},
		"its own failure, by id": {
			[]emulator.Response{order("before", "FAIL"), order("own", "FAIL")},
			own,
			o{"interval": "1s", "fail_on": failOn},
			2,
			"Wait for SAE Application Failed",
		},
		"success, by the id before": {
			[]emulator.Response{order("before", "SUCCESS"), order("own", "SUCCESS")}, ready, o{"interval": "1s", "after_change_order_id": "before"}, 2, "",
		},
		"its own failure, by the id before": {
			[]emulator.Response{order("before", "SUCCESS"), order("own", "FAIL")},
			ready,
			o{"interval": "1s", "after_change_order_id": "before", "fail_fast": true},
			2, "Wait for SAE Application Failed",
		},
		"by delay": {[]emulator.Response{order("own", "SUCCESS")}, ready, o{"delay": "2s", "fail_on": failOn}, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			server.Script(sae.API, readyID, tc.responses...)
			plugin := acctest.Configured(t, server)
			start := time.Now()
			diags, _ := plugin.Read(sae.Type, o{"app_id": readyID, "require": tc.require, "wait": tc.wait})
			if tc.summary == "" && len(diags) > 0 || tc.summary != "" && (len(diags) != 1 || diags[0].Summary != tc.summary) {
				t.Errorf("got %v", diags)
			}
			entries := server.Entries(sae.API)
			if len(entries) != tc.calls {
				t.Fatalf("%d calls, want %d", len(entries), tc.calls)
			}
			if first := entries[0].Time.Sub(start); tc.wait["delay"] != nil && first < 2*time.Second {
				t.Errorf("the first read came after %s", first)
			}
		})
	}
}

// A state that only a person can move is a warning while waiting, and once.
func TestWaitForAPerson(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(sae.API, byHandID,
		emulator.Usual(), emulator.Usual(), emulator.JSON(`{"Data": {"CurrentStatus": "RUNNING", "LastChangeOrderStatus": "SUCCESS"}}`))
	plugin := acctest.Configured(t, server)
	diags, _ := plugin.Read(sae.Type, acctest.Object{
		"app_id": byHandID, "require": acctest.Object{"ready": true}, "wait": acctest.Object{"interval": "1s"},
	})
	want := acctest.Contains("Manual Action Required for SAE Application", `last_change_order_status of SAE Application "`+byHandID+`" in region cn-hangzhou was `+
		"WAIT_BATCH_CONFIRM, which changes only by manual action in the console.")
	if len(diags) != 1 || !diags[0].Warning || diags[0].At != "wait" || !want.MatchString(diags[0].String()) {
		t.Errorf("got %v", diags)
	}
	if calls := server.Calls(sae.API); calls != 3 {
		t.Errorf("%d calls, want 3", calls)
	}
}

func TestWaitValidated(t *testing.T) {
	type o = acctest.Object
	ready := o{"ready": true}
	sae.Validates(t, map[string]acctest.ValidationCase{
		"fail_fast on what is required": {
			Config: o{"require": o{"last_change_order_status": []any{"fail"}}, "wait": o{"fail_fast": true}}, At: "wait.fail_fast",
			Contains: []string{"Value in Both fail_fast and require", `"FAIL", which require.last_change_order_status accepts`},
		},
		"fail_fast, false": {Config: o{"require": o{"last_change_order_status": []any{"FAIL"}}, "wait": o{"fail_fast": false}}},
		"fail_fast and the id before, not known yet": {Config: o{"require": ready, "wait": o{
			"fail_fast": acctest.Unknown, "after_change_order_id": acctest.Unknown, "stable_for": acctest.Unknown,
		}}},
		"an interval below 1s": {Config: o{"require": ready, "wait": o{"interval": "999ms"}}, At: "wait.interval", Contains: []string{
			"Invalid wait.interval", "wait.interval must be a duration of at least 1s",
		}},
		"a negative delay": {Config: o{"require": ready, "wait": o{"delay": "-1s"}}, At: "wait.delay", Contains: []string{
			"Invalid wait.delay", "wait.delay must be a duration of at least 0s",
		}},
		"a stable time that is none": {Config: o{"require": ready, "wait": o{"stable_for": "-1s"}}, At: "wait.stable_for", Contains: []string{
			"Invalid wait.stable_for",
		}},
		"an empty fail_on": {Config: o{"require": ready, "wait": o{"fail_on": o{}}}, At: "wait.fail_on", Contains: []string{
			"Empty wait.fail_on Block", "needs at least one argument: current_status, last_change_order_status, sub_status.",
		}},
		"null in a set": {Config: o{"require": ready, "wait": o{"fail_on": o{"sub_status": []any{nil}}}}, At: "wait.fail_on.sub_status", Contains: []string{
			"Invalid wait.fail_on.sub_status", "contains null.",
		}},
		"all good":                   {Config: o{"require": ready, "wait": o{"interval": "10s"}, "timeouts": o{"read": "11s"}}},
		"fail_on's set not yet":      {Config: o{"require": ready, "wait": o{"fail_on": o{"sub_status": acctest.Unknown}}}},
		"the value in both, not yet": {Config: o{"require": o{"sub_status": acctest.Unknown}, "wait": o{"fail_on": o{"sub_status": []any{"NORMAL"}}}}},
	})
}

// Waiting after a change: with depends_on the data source is read in the apply, when the change is made.
func TestWaitAfterAChange(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	config := func(revision string) string {
		return acctest.Provider(server) + `
resource "terraform_data" "deployment" {
  input = "` + revision + `"
}
` + sae.Data(deployingID, untilReady, "depends_on = [terraform_data.deployment]")
	}
	readInApply := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(sae.Address(), plancheck.ResourceActionRead),
	}}
	ready := []statecheck.StateCheck{sae.Read(deployed.With(acctest.Values{"arms_apm_info": withoutKey(deployingID)}))}
	acctest.Run(t,
		resource.TestStep{Config: config("1"), ConfigPlanChecks: readInApply, ConfigStateChecks: ready},
		resource.TestStep{
			PreConfig: server.Rewind,
			Config:    config("2"), ConfigPlanChecks: readInApply, ConfigStateChecks: ready,
		},
	)
}
