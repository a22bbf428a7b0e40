// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

const untilStopped = `
  require {
    status = ["STOPPED"]
  }
  wait {
    interval = "1s"
  }
`

// waits are waits that end well.
var waits = map[string]acctest.Case{
	"until it is stopped": {ID: movingID, Body: untilStopped, Want: full.With(acctest.Values{
		"scene_id": exactly(movingID), "scene_name": exactly("moving scene"), "create_time": exactly("2025-02-03 04:05:06"),
		"modified_time": exactly("2025-02-04 05:06:07"),
	})},
}

// A transient error between two statuses costs one poll and no more.
func TestWaitOutlastsAnError(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	is := func(status string) emulator.Response {
		return emulator.JSON(`{"Success": true, "Status": "` + status + `"}`)
	}
	server.Script(pts.API, movingID, is("CREATED"), emulator.Refusal(503, "ServiceUnavailable", "busy"), is("SYNCING"), is("RUNNING"))
	plugin := acctest.Configured(t, server, acctest.Object{"max_retries": 0})
	diags, _ := plugin.Read(pts.Type, acctest.Object{
		"scene_id": movingID, "require": acctest.Object{"status": []any{"RUNNING"}}, "wait": acctest.Object{"interval": "1s"},
	})
	if len(diags) > 0 {
		t.Error(diags)
	}
	if calls := server.Calls(pts.API); calls != 4 {
		t.Errorf("%d calls, want 4", calls)
	}
}

func TestWaitFails(t *testing.T) {
	pts.Fails(t, map[string]acctest.Case{
		"at once, on fail_on": {
			ID: runningID, Calls: 1,
			Body: "require {\n idle = true\n}\nwait {\n fail_on {\n status = [\"RUNNING\", \"stopping\"]\n}\n}",
			Contains: []string{
				"Wait for PTS Scene Failed", "matches fail_on, which ends the wait, after 1 read in",
				"status: fails on RUNNING or STOPPING, found RUNNING",
			},
		},
		"when the time is over": {
			ID: runningID, Calls: -2, Body: untilStopped + "timeouts {\n read = \"3s\"\n}",
			Contains: []string{
				"Wait for PTS Scene Timed Out", "did not satisfy its require block within 3s, after", "reads in",
				"Last read:", "status: required STOPPED, found RUNNING",
			},
		},
	})
}

func TestWaitValidated(t *testing.T) {
	type o = acctest.Object
	pts.Validates(t, map[string]acctest.ValidationCase{
		"without require": {Config: o{"wait": o{}}, At: "wait", Contains: []string{"Missing require Block"}},
		"an empty fail_on": {Config: o{"require": o{"idle": true}, "wait": o{"fail_on": o{}}}, At: "wait.fail_on", Contains: []string{
			"Empty wait.fail_on Block", "needs at least one argument: status.",
		}},
		"a value in both": {
			Config: o{"require": o{"status": []any{"READY"}}, "wait": o{"fail_on": o{"status": []any{"ready"}}}},
			At:     "wait.fail_on.status", Contains: []string{"Value in Both fail_on and require", `"READY"`},
		},
	})
}
