// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// Applications of the emulator's fleet that differ from the others, which are ready.
const (
	failedMember    = "fleet-0998"
	deployingMember = "fleet-0999" // for two reads, then ready
	missingMember   = "fleet-1000"

	redeployed = "0a1b2c3d-0000-4000-8000-0000000001d0" // the change order of last week for two reads, then another
)

// fleetOf is a block "team" that reads applications, with more in it.
func fleetOf(kind string, ids []string, more ...string) string {
	return fmt.Sprintf("%s \"cloudstatus_alicloud_sae_applications\" \"team\" {\n  app_ids = [%s]\n%s\n}\n",
		kind, `"`+strings.Join(ids, `", "`)+`"`, strings.Join(more, "\n"))
}

var readyMembers = []string{"fleet-0001", "fleet-0002", "fleet-0003"}

// TestFleet reads fleets as data sources: ready, waited for, tolerated and refused. No file and no output has the license
// key of an application, which is in each of the responses.
func TestFleet(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		ids  []string
		more []string
		// contains are parts of the error of the plan; without any, outputs are those of the fleet.
		contains []string
		outputs  []string
	}{
		"all ready": {
			ids: readyMembers, more: []string{ready},
			outputs: []string{"all = true", "count = 3", "not_ready = tomap({})", "unreadable = tomap({})"},
		},
		"waited for": {
			ids: append(slices.Clone(readyMembers), deployingMember), more: []string{ready, polls},
			outputs: []string{"all = true", "count = 4", "not_ready = tomap({})"},
		},
		"tolerated": {
			ids: append(slices.Clone(readyMembers), failedMember, missingMember), more: []string{"  tolerate_unreadable = true"},
			outputs: []string{
				"all = false", "count = 4", `"fleet-0998" = "`, `"fleet-1000" = "SAE has no application with this app_id in region cn-hangzhou." }`,
				`unreadable = tomap({ "fleet-1000" = { "code" = "InvalidAppId.NotFound" "kind" = "not_found" "reason" = "SAE has no application ` +
					`with this app_id in region cn-hangzhou." } })`,
			},
		},
		"tolerated, all missing": {
			ids: []string{missingMember, "no-such-app"}, more: []string{"  tolerate_unreadable = true"}, outputs: []string{"all = false", "count = 0"},
		},
		"waited for, after the change order before": { // whose success does not count
			ids: []string{redeployed}, more: []string{
				ready,
				"  wait {\n    interval = \"1s\"\n    fail_fast = true\n    stable_for = \"1s\"\n    after_change_order_ids = { \"" + redeployed +
					"\" = \"01d00a1b-2c3d-4e5f-8091-a2b3c4d5e6f7\" }\n  }",
			},
			outputs: []string{"all = true", "count = 1"},
		},
		"failed, with fail_fast": {
			ids: append(slices.Clone(readyMembers), failedMember), more: []string{ready, "  wait {\n    fail_fast = true\n  }"},
			contains: []string{
				"Error: Wait for SAE Application Failed", "1 of 4 SAE applications in region cn-hangzhou matches fail_fast, which ends the wait, after 1 read in",
				"- fleet-0998: ",
			},
		},
		"not ready": {
			ids: append(slices.Clone(readyMembers), failedMember), more: []string{ready},
			contains: []string{
				"Error: SAE Application Requirement Not Met",
				"1 of 4 SAE applications in region cn-hangzhou does not satisfy the require block (ready: required true, found false):",
				"- fleet-0998: sub_status is RUNNING_BUT_HAS_ERROR",
			},
		},
		"missing": {
			ids: append(slices.Clone(readyMembers), missingMember),
			contains: []string{
				"Error: SAE Application Not Found",
				"1 of 4 SAE applications in region cn-hangzhou could not be read (SAE Application Not Found, code InvalidAppId.NotFound):",
				"- fleet-1000: request id ",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newGate(t, acctest.Emulator(t), fleetOf("data", row.ids, row.more...)+`
locals {
  team = data.cloudstatus_alicloud_sae_applications.team
}
output "all" {
  value = local.team.all_ready
}
output "count" {
  value = length(local.team.applications)
}
output "not_ready" {
  value = local.team.not_ready
}
output "unreadable" {
  value = local.team.unreadable
}
`)
			f.env["TF_LOG"] = "TRACE"
			f.env["TF_LOG_PATH"] = filepath.Join(f.dir, "trace.log")
			if row.contains != nil {
				f.fail([]string{"plan"}, row.contains...)
			} else {
				f.run("plan", "-out=saved.tfplan")
				out := f.run("apply", "saved.tfplan")
				f.contains(out, row.outputs...)
				f.write("plan.json", f.run("show", "-json", "saved.tfplan"))
				f.write("state.json", f.run("show", "-json"))
				if found := filesWith(t, f.dir, row.ids[0]); !slices.Contains(found, "terraform.tfstate") || !slices.Contains(found, "plan.json") {
					t.Errorf("the search found the fleet only in %v", found)
				}
			}
			if found := filesWith(t, f.dir, key); len(found) > 0 {
				t.Errorf("the license key is in %v", found)
			}
		})
	}
}

// TestFleetInvoke waits for a fleet by `terraform apply -invoke`.
func TestFleetInvoke(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 14)
	t.Parallel()
	ids := append(slices.Clone(readyMembers), deployingMember)
	f := newGate(t, acctest.Emulator(t), fmt.Sprintf(`
action "cloudstatus_alicloud_sae_applications_check" "team" {
  config {
    app_ids = ["%s"]
    labels  = { %q = "checkout" }
%s
%s
  }
}
`, strings.Join(ids, `", "`), deployingMember, ready, polls))
	out, code := f.exec("apply", "-invoke=action.cloudstatus_alicloud_sae_applications_check.team", "-auto-approve")
	want := []string{ // the second read has the same status, and is not shown
		"read 1, T of 20m: 3 of 4 ready: fleet-0999 (checkout): last_change_order_status is RUNNING: the last change order " + order + " has not ended.",
		"applications=4 all_ready=true not_ready=0",
	}
	if got := progressLines(out); !slices.Equal(got, want) {
		t.Errorf("got the lines\n%s\nwant\n%s\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), out)
	}
	if code != 0 {
		t.Errorf("the exit code is %d:\n%s", code, out)
	}
}
