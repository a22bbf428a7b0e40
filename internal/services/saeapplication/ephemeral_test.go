// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

const gate = `
  require {
    ready = true
  }
`

const guarded = `
resource "terraform_data" "guarded" {
  input      = "a change"
  depends_on = [ephemeral.cloudstatus_alicloud_sae_application.test]
}
`

// A gate that holds lets its resource through, and leaves nothing behind.
func TestGateLetsThrough(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	acctest.Run(t, resource.TestStep{
		Config:            acctest.Provider(server) + sae.Ephemeral(readyID, gate) + guarded,
		ConfigStateChecks: []statecheck.StateCheck{holdsNo(licenseKey), holdsNo("1563373372746")},
	})
}

// A gate that holds in the plan and no more in the apply stops the change, which a data source's would not.
func TestGateHoldsInTheApply(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(sae.API, readyID, emulator.Usual(), emulator.JSON(`{"Data": {"CurrentStatus": "STOPPED"}}`))
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(server) + sae.Ephemeral(readyID, gate) + guarded,
		ExpectError: acctest.Contains("Error running apply", "SAE Application Requirement Not Met",
			"ready: required true, found false. current_status is STOPPED, not RUNNING."),
	})
	if calls := server.Calls(sae.API); calls != 2 {
		t.Errorf("%d calls, want one in the plan and one in the apply", calls)
	}
}

// A precondition can use what was read.
func TestGateByPrecondition(t *testing.T) {
	t.Parallel()
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(acctest.Emulator(t)) + sae.Ephemeral(stoppedID) + `
resource "terraform_data" "guarded" {
  lifecycle {
    precondition {
      condition     = ephemeral.cloudstatus_alicloud_sae_application.test.ready
      error_message = "The application is not ready."
    }
  }
}
`,
		ExpectError: acctest.Contains("Resource precondition failed", "The application is not ready."),
	})
}

// An id that is not known yet defers the opening until the apply.
func TestEphemeralOpensAnUnknownIDInTheApply(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(server) + `
resource "terraform_data" "id" {
  input = "` + stoppedID + `"
}
ephemeral "cloudstatus_alicloud_sae_application" "test" {
  app_id = terraform_data.id.output
  require {
    ready = true
  }
}
` + guarded,
		ExpectError: acctest.Contains("Error running apply", "SAE Application Requirement Not Met"),
	})
	if calls := server.Calls(sae.API); calls != 1 {
		t.Errorf("%d calls, want the one in the apply", calls)
	}
}

// holdsNo checks that a text is nowhere in the state.
type holdsNo string

func (text holdsNo) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	state, err := json.Marshal(req.State)
	switch {
	case err != nil:
		resp.Error = err
	case !strings.Contains(string(state), "terraform_data.guarded"):
		resp.Error = fmt.Errorf("the guarded resource is not there:\n%s", state)
	case strings.Contains(string(state), string(text)):
		resp.Error = fmt.Errorf("%s is in the state:\n%s", text, state)
	}
}
