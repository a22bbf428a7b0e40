// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// What a gate stops depends on the CLI as much as on the provider. These tests check the statements of the documentation
// and modules with both CLIs.

const (
	app = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
	key = "emulator0licence@0123456789abcdef" // the license key in the emulator's responses
)

// The types, and ids that the emulator's scenarios know.
var (
	sae = acctest.TypeUnderTest{Type: "cloudstatus_alicloud_sae_application", ID: "app_id", API: "DescribeApplicationStatus", Good: app}
	pts = acctest.TypeUnderTest{
		Type: "cloudstatus_alicloud_pts_scene", ID: "scene_id", API: "GetPtsSceneRunningStatus", Good: "ST0PPD",
	}
	testplan = acctest.TypeUnderTest{
		Type: "cloudstatus_huaweicloud_codearts_testplan_packages", ID: "service_id", API: "ShowEchoTestPackageUsing",
		Good: "0123456789abcdef0123456789abcdef",
	}
)

// requiredProviders begins every configuration.
const requiredProviders = `
terraform {
  required_providers {
    cloudstatus = {
      source = "cloudstatus/cloudstatus"
    }
  }
}
`

// stopped is a response of SAE for a stopped application.
func stopped() emulator.Response { return applicationResponse("STOPPED", 0) }

// running is one for an application that is ready.
func running() emulator.Response { return applicationResponse("RUNNING", 2) }

func applicationResponse(current string, instances int) emulator.Response {
	return emulator.JSON(fmt.Sprintf(`{"RequestId": "${request_id}", "TraceId": "${trace_id}", "Message": "success", "Code": "200", "Success": true,
  "Data": {"AppId": "${key}", "CurrentStatus": %q, "SubStatus": "NORMAL", "RunningInstances": %d,
    "LastChangeOrderRunning": false, "LastChangeOrderStatus": "SUCCESS"}}`, current, instances))
}

// newGate is an initialized working directory with a configuration.
func newGate(t *testing.T, server *emulator.Server, config string) *workDir {
	t.Helper()
	f := newWorkDir(t, server)
	f.write("main.tf", requiredProviders+config)
	f.run("init")
	return f
}

// guarded is a resource with more in it.
func guarded(more ...string) string {
	return "resource \"terraform_data\" \"guarded\" {\n" + strings.Join(more, "\n") + "\n}\n"
}

// precondition is a condition of a guarded resource.
func precondition(condition, message string) string {
	return fmt.Sprintf("  lifecycle {\n    precondition {\n      condition     = %s\n      error_message = %q\n    }\n  }", condition, message)
}

// Dependencies of a guarded resource.
const (
	onData      = "  depends_on = [data.cloudstatus_alicloud_sae_application.test]"
	onEphemeral = "  depends_on = [ephemeral.cloudstatus_alicloud_sae_application.test]"
)

// TestSavedPlan saves a plan while the application is ready, and applies it after it was stopped.
func TestSavedPlan(t *testing.T) {
	t.Parallel()
	const unguarded = "resource \"terraform_data\" \"unguarded\" {}\n"
	const refusal = "Error: SAE Application Requirement Not Met"
	const module = "module \"gate\" {\n  source  = \"./modules/release-gate\"\n  app_ids = [\"" + app + "\"]\n}\n"
	failedCondition := []string{"Error: Resource precondition failed", "No release yet."}
	for name, row := range map[string]struct {
		config   string
		contains []string // without any, the apply succeeds
	}{
		"data source with require": {config: sae.Data(app, ready) + guarded(onData)},
		"data source in a precondition": {
			config: sae.Data(app) + guarded(precondition("data.cloudstatus_alicloud_sae_application.test.ready", "No release yet.")),
		},
		"ephemeral resource with require": {
			config:   sae.Ephemeral(app, ready) + guarded(onEphemeral),
			contains: []string{refusal, "ready: required true, found false. current_status is STOPPED, not RUNNING."},
		},
		"ephemeral resource that requires a status": {
			config:   sae.Ephemeral(app, "require {\n    current_status = [\"running\"]\n  }") + guarded(onEphemeral),
			contains: []string{refusal, "current_status: required RUNNING, found STOPPED"},
		},
		"ephemeral resource in a precondition": {
			config:   sae.Ephemeral(app) + guarded(precondition("ephemeral.cloudstatus_alicloud_sae_application.test.ready", "No release yet.")),
			contains: failedCondition,
		},
		"ephemeral fleet in a precondition": {
			config: fleetOf("ephemeral", []string{app, "fleet-0001"}) +
				guarded(precondition("ephemeral.cloudstatus_alicloud_sae_applications.team.all_ready", "No release yet.")),
			contains: failedCondition,
		},
		"module that a resource depends on": {
			config: module + guarded("  depends_on = [module.gate]"), contains: []string{refusal, "current_status is STOPPED, not RUNNING."},
		},
		"module that a resource refers to": {
			config: module + guarded("  input = module.gate.passed"), contains: []string{refusal, "current_status is STOPPED, not RUNNING."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			f := newModule(t, server, row.config+unguarded)
			f.run("plan", "-out=saved.tfplan")
			server.Script(sae.API, app, stopped())

			want := []string{"terraform_data.unguarded"} // it does not depend on the gate
			if row.contains == nil {
				f.run("apply", "saved.tfplan")
				want = []string{"terraform_data.guarded", "terraform_data.unguarded"}
			} else {
				f.fail([]string{"apply", "saved.tfplan"}, row.contains...)
			}
			if got := slices.DeleteFunc(f.state(), func(address string) bool { return !strings.HasPrefix(address, "terraform_data.") }); !slices.Equal(got, want) {
				t.Errorf("the apply made %v, want %v", got, want)
			}
			f.fail([]string{"plan"}) // and every new plan fails
		})
	}
}

// TestNoDependents shows that a gate on which nothing depends stops nothing.
func TestNoDependents(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	f := newGate(t, server, sae.Ephemeral(app, ready)+"resource \"terraform_data\" \"unguarded\" {}\n")
	f.run("plan", "-out=saved.tfplan")
	server.Script(sae.API, app, stopped())
	server.ResetJournal()
	if f.tool.IsOpenTofu() {
		f.run("apply", "saved.tfplan")
		if calls := server.Calls(sae.API); calls != 0 {
			t.Errorf("OpenTofu opened the gate %d times in the apply", calls)
		}
	} else {
		f.fail([]string{"apply", "saved.tfplan"}, "current_status is STOPPED, not RUNNING.")
	}
	if got := f.state(); !slices.Equal(got, []string{"terraform_data.unguarded"}) {
		t.Errorf("the apply made %v", got)
	}
}

// TestReadAfterChange shows that a data source with depends_on waits in the apply, after the change.
func TestReadAfterChange(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	f := newGate(t, server, sae.Data(deploying, ready, polls, "depends_on = [terraform_data.change]")+`
resource "terraform_data" "change" {
  input = "v1"
}
resource "terraform_data" "after" {
  input = data.cloudstatus_alicloud_sae_application.test.running_instances
}
`)
	f.run("plan", "-out=saved.tfplan")
	if calls := server.Calls(sae.API); calls != 0 {
		t.Errorf("the plan read %d times, want none before the change", calls)
	}
	out := f.run("apply", "saved.tfplan")
	if calls := server.Calls(sae.API); calls != 3 {
		t.Errorf("the apply read %d times, want 3: twice deploying, then ready", calls)
	}
	inOrder(t, out, "terraform_data.change: Creation complete", "test: Reading...", "test: Read complete", "terraform_data.after: Creation complete")
	f.contains(f.run("state", "show", "terraform_data.after"), "output = 2")
}

const idle = "  require {\n    idle = true\n  }"

// TestBypasses checks the guide's table of what bypasses a gate.
func TestBypasses(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"data source":        sceneOf(pts.Data("", idle)) + guarded("  depends_on = [data.cloudstatus_alicloud_pts_scene.test]"),
		"ephemeral resource": sceneOf(pts.Ephemeral("", idle)) + guarded("  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.test]"),
		"precondition": sceneOf(pts.Ephemeral("")) +
			guarded(precondition("ephemeral.cloudstatus_alicloud_pts_scene.test.idle", "A load test is running.")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newGate(t, acctest.Emulator(t), config)
			for _, args := range [][]string{{"-refresh=false"}, {"-target=terraform_data.guarded"}} {
				f.fail(append([]string{"apply", "-auto-approve"}, args...))
			}
			destroy := []string{"destroy", "-auto-approve"}
			for _, row := range []struct {
				args   []string
				passes bool
			}{
				{[]string{}, name == "precondition"},
				{[]string{"-target=terraform_data.guarded"}, name == "precondition"},
				{[]string{"-refresh=false"}, true},
			} {
				f.run("apply", "-auto-approve", "-var=scene_id=ST0PPD")
				if args := append(slices.Clone(destroy), row.args...); row.passes {
					f.run(args...)
				} else {
					f.fail(args, "PTS Scene Requirement Not Met")
				}
			}
		})
	}
}

// sceneOf is a block about the scene of a variable, which is running by default.
func sceneOf(block string) string {
	return "variable \"scene_id\" {\n  default = \"RUN7NG\"\n}\n" + strings.Replace(block, `= ""`, "= var.scene_id", 1)
}

// TestSavedPlanDestroys saves a plan while the application is ready, and applies it after it was stopped: an ephemeral gate holds what
// is created and updated, and not what is destroyed.
func TestSavedPlanDestroys(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		lifecycle string
		plan      []string
		refused   bool
		survives  bool
	}{
		"replacement": {plan: []string{"-var=release=v2"}, refused: true},
		"replacement, with create_before_destroy": {
			lifecycle: "  lifecycle {\n    create_before_destroy = true\n  }", plan: []string{"-var=release=v2"}, refused: true, survives: true,
		},
		"destroy": {plan: []string{"-destroy"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			f := newGate(t, server, "variable \"release\" {\n  default = \"v1\"\n}\n"+sae.Ephemeral(app, ready)+
				guarded("  triggers_replace = var.release", onEphemeral, row.lifecycle))
			f.run("apply", "-auto-approve")
			f.run(append([]string{"plan", "-out=saved.tfplan"}, row.plan...)...)
			server.Script(sae.API, app, stopped())
			if row.refused {
				f.fail([]string{"apply", "saved.tfplan"}, "Error: SAE Application Requirement Not Met")
			} else {
				f.run("apply", "saved.tfplan")
			}
			if got := slices.Contains(f.state(), "terraform_data.guarded"); got != row.survives {
				t.Errorf("the resource is there: %t, want %t", got, row.survives)
			}
		})
	}
}

// TestInterrupt sends Ctrl-C during the second read of a wait, when the first one has been evaluated.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"data", "ephemeral"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			block := map[string]func(string, ...string) string{"data": pts.Data, "ephemeral": pts.Ephemeral}[kind]
			f := newGate(t, server, block("RUN7NG", idle, polls))
			server.Script(pts.API, "RUN7NG", emulator.Usual(), emulator.Usual().With(emulator.Fault{Break: emulator.Stall}))
			run := f.start("plan")
			if err := server.WaitCalls(t.Context(), pts.API, 2); err != nil {
				t.Fatal(err)
			}
			run.interrupt()
			out, code := run.end()
			if code == 0 {
				t.Errorf("an interrupted plan should fail:\n%s", out)
			}
			f.contains(out, "Error: Wait for PTS Scene Interrupted", "idle: required true, found false")
			if calls := server.Calls(pts.API); calls != 2 {
				t.Errorf("%d reads, want 2", calls)
			}
		})
	}
}
