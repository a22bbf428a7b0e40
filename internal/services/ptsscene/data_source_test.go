// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestMain(m *testing.M) { acctest.RunTests(m) }

var pts = acctest.TypeUnderTest{
	Type: "cloudstatus_alicloud_pts_scene",
	ID:   "scene_id",
	API:  "GetPtsSceneRunningStatus",
	Good: stoppedID,
}

// The scenes that the emulator knows.
const (
	documentID = "NHBG6V"
	runningID  = "RUN7NG"
	stoppedID  = "ST0PPD"
	createdID  = "CRE4TD"
	movingID   = "M0VING"
)

var (
	null      = knownvalue.Null()
	yes       = knownvalue.Bool(true)
	no        = knownvalue.Bool(false)
	exactly   = knownvalue.StringExact
	requestID = knownvalue.StringRegexp(regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`))
)

// full is what the emulator's scene at rest gives.
var full = acctest.Values{
	"scene_id": exactly(stoppedID), "region": exactly("cn-hangzhou"),
	"status": exactly("STOPPED"), "idle": yes, "not_idle_reason": null, "scene_name": exactly("checkout peak"),
	"create_time": exactly("2024-05-06 07:08:09"), "modified_time": exactly("2024-06-07 08:09:10"),
	"request_id": requestID,
}

// bare is what a response gives that holds a status and no more.
var bare = full.With(acctest.Values{
	"scene_name": null, "create_time": null, "modified_time": null, "request_id": null,
})

// notIdle is the reason for a status that is not idle.
func notIdle(status string) knownvalue.Check {
	return exactly("status is " + status + ": only CREATED and STOPPED count as idle.")
}

func TestReads(t *testing.T) {
	nowhere := func(_ *emulator.Server, setup *acctest.Setup) { setup.AlibabaRegion = "" }
	pts.Reads(t, requireMet, waits, map[string]acctest.Case{
		"full": {Want: full},
		"running": {ID: runningID, Want: full.With(acctest.Values{
			"scene_id": exactly(runningID), "status": exactly("RUNNING"), "idle": no, "not_idle_reason": notIdle("RUNNING"), "scene_name": exactly("下单场景"),
			"create_time": exactly("2021-03-01 16:05:56"), "modified_time": exactly("2021-03-26 16:03:56"),
		})},
		"nothing but the status": {Responses: acctest.Respond(`{"Success": true, "Status": "STOPPED"}`), Want: bare},
		"region of the block before the provider's": {
			Body: `region = "cn-shanghai"`, Want: full.With(acctest.Values{"region": exactly("cn-shanghai")}),
		},
		"no region": {Setup: nowhere, Want: full.With(acctest.Values{"region": null})},
	})
}
