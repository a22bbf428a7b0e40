// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestRefused(t *testing.T) {
	cases := map[string]acctest.Case{
		"the document's sample": {
			ID: documentID, Calls: 1,
			Contains: []string{
				"Error: ", `scene_id = "` + documentID + `"`, `scene_id: "` + documentID + `"`, "Code: 4001", "HTTP status: 200 (body says 400)",
				"Request ID: DC4E3177-6745-4925-B423-4E89VV34221A",
			},
		},
		"not found": {
			ID: "N0NE", Calls: 1,
			Contains: []string{
				"PTS Scene Not Found", `scene_id = "N0NE"`, "PTS has no scene with this scene_id in the account that the credentials belong to.",
				"Code: GetPtsSceneRunningStatusFail", "HTTP status: 403", "Request ID: ", "Message: The scene does not exist",
			},
		},
	}
	pts.FailsByCLI(t, cases, cases)
	pts.Fails(t, map[string]acctest.Case{
		"no permission": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaDenied }), Calls: 1,
			Contains: []string{
				"Permission Denied for PTS Scene", "the RAM action pts:GetPtsSceneRunningStatus", "Code: NoPermission", "HTTP status: 403",
			},
		},
		"throttled": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(400, "Throttling.User", "too many"),
			Contains: []string{"PTS Scene Read Throttled", "after 2 attempts.", "Code: Throttling.User", "Attempts: 2"},
		},
		"a blank id": {ID: " ", Contains: []string{"Invalid scene_id", "scene_id must be the id of a PTS scene, such as NHBG6V; it must not be empty, nor have blanks or line breaks around it (trimspace() removes them)."}},
	})
}
