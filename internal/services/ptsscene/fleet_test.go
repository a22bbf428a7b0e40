// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// fleet is the type that reads many scenes. It has no Good id: each case has a set of them.
var fleet = acctest.TypeUnderTest{Type: "cloudstatus_alicloud_pts_scenes", ID: "scene_ids", API: pts.API}

// The elements are what the data source of one gives, without what is new at every read.
func TestFleetReads(t *testing.T) {
	stopped := maps.Clone(full)
	for _, name := range []string{"scene_id", "region", "request_id"} {
		delete(stopped, name)
	}
	running := stopped.With(acctest.Values{
		"status": exactly("RUNNING"), "idle": no, "not_idle_reason": notIdle("RUNNING"), "scene_name": exactly("下单场景"),
		"create_time": exactly("2021-03-01 16:05:56"), "modified_time": exactly("2021-03-26 16:03:56"),
	})
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(acctest.Emulator(t)) + `
data "cloudstatus_alicloud_pts_scenes" "test" {
  scene_ids = ["` + runningID + `", "` + stoppedID + `"]
}
`,
		ConfigStateChecks: []statecheck.StateCheck{fleet.Read(acctest.Values{
			"scene_ids": knownvalue.SetExact([]knownvalue.Check{exactly(runningID), exactly(stoppedID)}), "labels": null,
			"tolerate_unreadable": null, "region": exactly("cn-hangzhou"),
			"scenes": knownvalue.MapExact(map[string]knownvalue.Check{
				stoppedID: knownvalue.ObjectExact(stopped), runningID: knownvalue.ObjectExact(running),
			}),
			"all_idle": no, "not_idle": knownvalue.MapExact(map[string]knownvalue.Check{runningID: notIdle("RUNNING")}),
			"unreadable": knownvalue.MapExact(map[string]knownvalue.Check{}),
		})},
	})
}
