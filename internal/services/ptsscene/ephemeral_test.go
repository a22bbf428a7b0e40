// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// A load test that begins between plan and apply stops the change.
func TestGateHoldsInTheApply(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(pts.API, stoppedID, emulator.Usual(), emulator.JSON(`{"Success": true, "Status": "PREPARING"}`))
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(server) + pts.Ephemeral(stoppedID, "require {\n idle = true\n}") + `
resource "terraform_data" "guarded" {
  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.test]
}
`,
		ExpectError: acctest.Contains("Error running apply", "PTS Scene Requirement Not Met", "idle: required true, found false"),
	})
	if calls := server.Calls(pts.API); calls != 2 {
		t.Errorf("%d calls, want one in the plan and one in the apply", calls)
	}
}
