// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Applications of the emulator's scenarios.
const (
	deploying = "0a1b2c3d-0000-4000-8000-00000000de91" // for two reads, then ready
	halted    = "0a1b2c3d-0000-4000-8000-0000000005ee"
	byHand    = "0a1b2c3d-0000-4000-8000-00000000ba7c" // WAIT_BATCH_CONFIRM
	order     = "7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6" // their change order
)

// readyLine is the status line of an application that is ready.
const readyLine = "current_status=RUNNING last_change_order_status=SUCCESS sub_status=NORMAL ready=true"

// application is an action that checks an application, with more in its config.
func application(name, id string, more ...string) string {
	return fmt.Sprintf("action \"cloudstatus_alicloud_sae_application_check\" %q {\n  config {\n    app_id = %q\n%s\n  }\n}\n",
		name, id, strings.Join(more, "\n"))
}

const (
	ready = "    require {\n      ready = true\n    }"
	polls = "    wait {\n      interval = \"1s\"\n    }"
)

// invocation is an `apply -invoke` and what it shows.
type invocation struct {
	address string
	// responses are those of SAE, without any the scenarios'.
	responses []emulator.Response
	// lines are its lines of progress, with T for each duration.
	lines []string
	// summary is that of its error; without any it succeeds.
	summary  string
	contains []string
}

func invocations() map[string]invocation {
	const sae = "action.cloudstatus_alicloud_sae_application_check."
	const deployingLine = "current_status=RUNNING last_change_order_status=RUNNING sub_status=NORMAL ready=false: " +
		"last_change_order_status is RUNNING: the last change order " + order + " has not ended."
	const manualLine = "current_status=RUNNING last_change_order_status=WAIT_BATCH_CONFIRM sub_status=NORMAL ready=false: " +
		"last_change_order_status is WAIT_BATCH_CONFIRM: the last change order " + order + " waits until a person confirms the next batch."
	return map[string]invocation{
		"met": {address: sae + "met", lines: []string{readyLine}},
		"no require": {
			address: sae + "no_require", lines: []string{readyLine + " (no require: nothing checked)"},
		},
		"unmet": {
			address: sae + "unmet", summary: "SAE Application Requirement Not Met",
			contains: []string{"ready: required true, found false. current_status is STOPPED, not RUNNING."},
		},
		"waiting, with a retry": {
			address: sae + "waiting",
			responses: []emulator.Response{
				emulator.Usual(), emulator.Refusal(503, "ServiceUnavailable", "Busy."), emulator.Usual(),
			},
			lines: []string{
				"read 1, T of 20m: " + deployingLine, "attempt 1 failed after T: SAE Unavailable (ServiceUnavailable)",
				"read 2, T of 20m: " + deployingLine, readyLine,
			},
		},
		"manual action": {
			address: sae + "manual", responses: []emulator.Response{emulator.Usual(), emulator.Usual(), running()},
			lines: []string{
				"manual action required: last_change_order_status=WAIT_BATCH_CONFIRM",
				"read 1, T of 20m: " + manualLine, readyLine,
			},
			contains: []string{"Warning: Manual Action Required for SAE Application"},
		},
		"fail_on": {
			address: sae + "fails", responses: []emulator.Response{emulator.Usual(), stopped()}, summary: "Wait for SAE Application Failed",
			lines: []string{"read 1, T of 20m: " + deployingLine},
		},
		"several instances": {
			address: "action.cloudstatus_alicloud_pts_scene_check.each", lines: []string{"status=CREATED idle=true", "status=STOPPED idle=true"},
		},
		"one instance": {
			address: `action.cloudstatus_alicloud_pts_scene_check.each["CRE4TD"]`, lines: []string{"status=CREATED idle=true"},
		},
		"in a module": {
			address: "module.license.action.cloudstatus_huaweicloud_codearts_testplan_packages_check.team", lines: []string{"licensed=true"},
		},
	}
}

// newInvocations is a working directory with the actions, and a data source that none of them refers to.
func newInvocations(t *testing.T, server *emulator.Server) *workDir {
	t.Helper()
	f := newWorkDir(t, server)
	f.write("main.tf", requiredProviders+
		application("met", app, ready)+
		application("no_require", app)+
		application("unmet", halted, ready)+
		application("waiting", deploying, ready, polls)+
		application("manual", byHand, ready, polls)+
		application("fails", deploying, ready, "    wait {\n      interval = \"1s\"\n      fail_on {\n        current_status = [\"STOPPED\"]\n      }\n    }")+`
action "cloudstatus_alicloud_pts_scene_check" "each" {
  for_each = toset(["CRE4TD", "ST0PPD"])
  config {
    scene_id = each.key
    require {
      idle = true
    }
  }
}
module "license" {
  source = "./license"
}
data "cloudstatus_alicloud_pts_scene" "unrelated" {
  scene_id = "RUN7NG"
}
`)
	f.write("license/main.tf", requiredProviders+`
action "cloudstatus_huaweicloud_codearts_testplan_packages_check" "team" {
  config {
    service_id = "0123456789abcdef0123456789abcdef"
    require {
      licensed = true
    }
  }
}
`)
	f.run("init")
	return f
}

var (
	progressLine = regexp.MustCompile(`(?m)^Action \S+ \(triggered by CLI\): (.*)$`)
	durations    = regexp.MustCompile(`^(read \d+, |attempt \d+ failed after )[0-9.hms]+`)
)

// progressLines are the lines of progress in the output, with T for each duration.
func progressLines(out string) []string {
	var lines []string
	for _, found := range progressLine.FindAllStringSubmatch(out, -1) {
		lines = append(lines, durations.ReplaceAllString(found[1], "${1}T"))
	}
	return lines
}

// TestInvoke runs `terraform apply -invoke` for actions of all APIs.
func TestInvoke(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 14)
	t.Parallel()
	server := acctest.Emulator(t)
	f := newInvocations(t, server)
	for name, row := range invocations() {
		t.Run(name, func(t *testing.T) {
			f := f.in(t)
			server.Rewind()
			server.ResetJournal()
			server.Script(sae.API, emulator.AnyKey, row.responses...)
			out, code := f.exec("apply", "-invoke="+row.address, "-auto-approve")
			lines := progressLines(out)
			if strings.HasSuffix(row.address, ".each") {
				slices.Sort(lines) // they are invoked together
			}
			if !slices.Equal(lines, row.lines) {
				t.Errorf("got the lines\n%s\nwant\n%s\n%s", strings.Join(lines, "\n"), strings.Join(row.lines, "\n"), out)
			}
			f.contains(out, row.contains...)
			if row.summary != "" {
				f.contains(out, "Error: "+row.summary)
			}
			if want := map[bool]int{true: 0, false: 1}[row.summary == ""]; code != want {
				t.Errorf("the exit code is %d, want %d:\n%s", code, want, out)
			}
			for _, e := range server.Entries(pts.API) {
				if e.Key == "RUN7NG" {
					t.Error("the unrelated data source was read")
				}
			}
		})
	}
	if got := f.state(); len(got) > 0 {
		t.Errorf("the state has %v", got)
	}
}

// TestInvokeJSON shows what a pipeline finds in the output of -json.
func TestInvokeJSON(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 14)
	t.Parallel()
	server := acctest.Emulator(t)
	f := newInvocations(t, server)
	for _, name := range []string{"waiting, with a retry", "unmet"} {
		t.Run(name, func(t *testing.T) {
			row := invocations()[name]
			f := f.in(t)
			server.Script(sae.API, emulator.AnyKey, row.responses...)
			out, code := f.exec("apply", "-invoke="+row.address, "-auto-approve", "-json")
			type event struct {
				Type string
				Hook struct {
					Action  struct{ Addr string }
					Message string
				}
				Diagnostic struct{ Severity, Summary, Address string }
			}
			var types, lines []string
			for line := range strings.Lines(out) {
				var e event
				if err := json.Unmarshal([]byte(line), &e); err != nil {
					t.Fatalf("%v in %s", err, line)
				}
				types = append(types, e.Type)
				switch e.Type {
				case "action_start", "action_progress", "action_complete":
					if e.Hook.Action.Addr != row.address {
						t.Errorf("an event of another action: %s", line)
					}
				case "diagnostic":
					if d := e.Diagnostic; d.Severity != "error" || d.Summary != row.summary || d.Address != row.address {
						t.Errorf("want the error %s, got %s", row.summary, line)
					}
				}
				if e.Type == "action_progress" {
					lines = append(lines, durations.ReplaceAllString(e.Hook.Message, "${1}T"))
				}
			}
			if !slices.Equal(lines, row.lines) {
				t.Errorf("got the lines\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(row.lines, "\n"))
			}
			want := []string{"planned_action_invocation", "action_start", "action_complete"}
			if row.summary != "" {
				want = []string{"planned_action_invocation", "action_start", "action_errored", "diagnostic"}
			}
			types = slices.DeleteFunc(types, func(name string) bool {
				return !strings.Contains(name, "action_") && name != "diagnostic" || name == "action_progress"
			})
			if !slices.Equal(types, want) || code != map[bool]int{true: 0, false: 1}[row.summary == ""] {
				t.Errorf("got the exit code %d and %v, want %v", code, types, want)
			}
		})
	}
}

// TestInterruptedInvoke sends Ctrl-C to a pipeline that waits.
func TestInterruptedInvoke(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 14)
	t.Parallel()
	server := acctest.Emulator(t)
	f := newGate(t, server, application("wait", halted, ready, "    wait {\n      interval = \"1m\"\n    }"))
	run := f.start("apply", "-invoke=action.cloudstatus_alicloud_sae_application_check.wait", "-auto-approve")
	run.waitFor("read 1")
	run.interrupt()
	out, code := run.end()
	if code != 1 {
		t.Errorf("the exit code is %d, want 1", code)
	}
	f.contains(out, "Error: Wait for SAE Application Interrupted", "ready: required true, found false")
}

// TestOtherReadsEnd shows that an action goes on when another action or a data source has ended: internal/serve stops the
// framework when no call is running, and an action is running while its events are taken.
func TestOtherReadsEnd(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(sae.API, app, stopped())
	f := newGate(t, server, application("gate", app, ready, polls)+application("other", deploying)+`
resource "terraform_data" "guarded" {
  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.cloudstatus_alicloud_sae_application_check.gate]
    }
  }
}
resource "terraform_data" "other" {
  depends_on = [data.cloudstatus_alicloud_pts_scene.scene]
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.cloudstatus_alicloud_sae_application_check.other]
    }
  }
}
resource "terraform_data" "first" {}
data "cloudstatus_alicloud_pts_scene" "scene" {
  scene_id   = "RUN7NG"
  depends_on = [terraform_data.first]
}
`)
	run := f.start("apply", "-auto-approve")
	run.waitFor("gate (triggered by terraform_data.guarded): read 1")
	run.waitFor("scene: Read complete")
	run.waitFor("Action complete: action.cloudstatus_alicloud_sae_application_check.other")
	if err := server.WaitCalls(t.Context(), sae.API, server.Calls(sae.API)+2); err != nil { // the gate reads on
		t.Fatal(err)
	}
	server.Script(sae.API, app, running())
	out, code := run.end()
	if code != 0 {
		t.Fatalf("exited with %d:\n%s", code, out)
	}
	f.contains(out, "gate (triggered by terraform_data.guarded): "+readyLine, "terraform_data.guarded: Creation complete")
}

// TestActionBlock shows that a CLI without actions refuses a configuration with an action block as a whole.
func TestActionBlock(t *testing.T) {
	t.Parallel()
	f := newWorkDir(t, acctest.Emulator(t))
	f.write("main.tf", requiredProviders+application("gate", app))
	if f.tool.IsTerraform(1, 14) {
		f.run("init")
		f.run("validate")
		return
	}
	f.fail([]string{"init"}, `Blocks of type "action" are not expected here.`)
}
