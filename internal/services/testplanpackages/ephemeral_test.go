// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// A license that ends between plan and apply stops the change.
func TestGateHoldsInTheApply(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(testplan.API, licensedID, emulator.Usual(), emulator.JSON(`{"status": "ok", "result": []}`))
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(server) + testplan.Ephemeral(licensedID, "require {\n licensed = true\n}") + `
resource "terraform_data" "guarded" {
  depends_on = [ephemeral.cloudstatus_huaweicloud_codearts_testplan_packages.test]
}
`,
		ExpectError: acctest.Contains("Error running apply", "Requirement Not Met", "licensed: required true, found false"),
	})
	if calls := server.Calls(testplan.API); calls != 2 {
		t.Errorf("%d calls, want one in the plan and one in the apply", calls)
	}
}
