// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// requireMet are reads that satisfy their require block.
var requireMet = map[string]acctest.Case{
	"each argument": {Body: "require {\n status = [\"CREATED\", \"stopped\"]\n idle = true\n}", Want: full},
	"a number": {
		Responses: acctest.Respond(`{"Success": true, "Status": 7}`),
		Body:      "require {\n status = [7]\n}",
		Want: bare.With(acctest.Values{
			"status": exactly("7"), "idle": no,
			"not_idle_reason": exactly("status is 7: PTS documents no such value, so the scene is not known to be idle."),
		}),
	},
	"not idle": {
		Responses: acctest.Respond(`{"Success": true, "Status": "Running"}`),
		Body:      "require {\n status = [\"RUNNING\"]\n idle = false\n}",
		Want:      bare.With(acctest.Values{"status": exactly("RUNNING"), "idle": no, "not_idle_reason": notIdle("RUNNING")}),
	},
}

func TestRequireUnmet(t *testing.T) {
	cases := map[string]acctest.Case{
		"status": {
			ID: runningID, Body: "require {\n status = [\"CREATED\", \"STOPPED\"]\n}", Calls: 1,
			Contains: []string{
				"PTS Scene Requirement Not Met", `status = ["CREATED", "STOPPED"]`,
				`PTS Scene "` + runningID + `" in region cn-hangzhou does not satisfy its require block:`,
				"status: required CREATED or STOPPED, found RUNNING", "Request ID: ",
			},
		},
		"idle": {
			ID: runningID, Body: "require {\n idle = true\n}", Calls: 1,
			Contains: []string{"PTS Scene Requirement Not Met", "idle: required true, found false. status is RUNNING: only CREATED and STOPPED count as idle."},
		},
	}
	pts.FailsByCLI(t, cases, cases)
}

func TestRequireValidated(t *testing.T) {
	type o = acctest.Object
	pts.Validates(t, map[string]acctest.ValidationCase{
		"an empty set": {Config: o{"require": o{"status": []any{}}}, At: "require.status", Contains: []string{
			"Invalid require.status", "is an empty set", "CREATED, SYNCING, SYNC_DONE, UPLOADING, UPLOADED, PREPARING, READY, RUNNING, STOPPING, STOPPED.",
		}},
		"a value that no document knows": {
			Config: o{"require": o{"status": []any{"STOPED"}}}, At: "require.status", Warning: true,
			Contains: []string{"Undocumented Value in require.status", `"STOPED" is not among the values that PTS documents`},
		},
	})
}
