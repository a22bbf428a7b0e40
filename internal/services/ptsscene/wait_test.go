// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
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
	})
}
