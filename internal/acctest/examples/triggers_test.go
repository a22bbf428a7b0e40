// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// refused is the error of an action whose application was stopped.
const refused = "Error: SAE Application Requirement Not Met"

// release is a resource with an action as its gate, a resource that depends on it, and one that does not. A test changes
// the release, in place or by a replacement, by its variable.
func release(changed, lifecycle, events string) string {
	return application("gate", app, ready) + `
variable "release" {
  default = "v1"
}
resource "terraform_data" "release" {
  ` + changed + ` = var.release
  lifecycle {
    ` + lifecycle + `
    action_trigger {
      events  = [` + events + `]
      actions = [action.cloudstatus_alicloud_sae_application_check.gate]
    }
  }
}
resource "terraform_data" "dependent" {
  input      = var.release
  depends_on = [terraform_data.release]
}
resource "terraform_data" "unrelated" {
  input = var.release
}
`
}

// triggered is a working directory with a release, and the emulator that its gate reads.
type triggered struct {
	*workDir
	server *emulator.Server
}

func newTriggered(t *testing.T, changed, lifecycle, events string) triggered {
	t.Helper()
	server := acctest.Emulator(t)
	return triggered{newGate(t, server, release(changed, lifecycle, events)), server}
}

// reads checks how often the gate was read since the last check.
func (f triggered) reads(want int) {
	f.t.Helper()
	if calls := f.server.Calls(sae.API); calls != want {
		f.t.Errorf("%d reads, want %d", calls, want)
	}
	f.server.ResetJournal()
}

// has checks which resources the state has, each with its release.
func (f triggered) has(want ...string) {
	f.t.Helper()
	if got := f.resources(); !slices.Equal(got, want) {
		f.t.Errorf("the state has %q, want %q", got, want)
	}
}

// resources are the objects in the state, such as "release v1", deposed ones too.
func (f *workDir) resources() []string {
	f.t.Helper()
	type value struct{ Value string }
	var state struct {
		Resources []struct {
			Name      string
			Instances []struct {
				Deposed    string
				Attributes struct {
					Input           value
					TriggersReplace value `json:"triggers_replace"`
				}
			}
		}
	}
	file := filepath.Join(f.dir, "terraform.tfstate")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := json.Unmarshal([]byte(read(f.t, file)), &state); err != nil {
		f.t.Fatal(err)
	}
	var out []string
	for _, resource := range state.Resources {
		for _, instance := range resource.Instances {
			text := strings.TrimSpace(resource.Name + " " + instance.Attributes.Input.Value + instance.Attributes.TriggersReplace.Value)
			if instance.Deposed != "" {
				text += ", deposed"
			}
			out = append(out, text)
		}
	}
	return out
}

// TestBeforeUpdate reads once for each change, and never without one. A refusal stops the change and what depends on it,
// and nothing else.
func TestBeforeUpdate(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	f := newTriggered(t, "input", "", "before_create, before_update")
	f.run("plan")
	f.reads(0)
	f.run("apply", "-auto-approve")
	f.reads(1)
	f.has("dependent v1", "release v1", "unrelated v1")

	f.server.Script(sae.API, app, stopped())
	f.run("plan")
	f.contains(f.run("apply", "-auto-approve"), "No changes.")
	f.run("plan", "-var=release=v2")
	f.reads(0)
	f.fail([]string{"apply", "-auto-approve", "-var=release=v2"}, refused, "current_status is STOPPED, not RUNNING.")
	f.reads(1)
	f.has("dependent v1", "release v1", "unrelated v2")

	f.server.Script(sae.API, app)
	f.run("apply", "-auto-approve", "-var=release=v2")
	f.reads(1)
	f.has("dependent v2", "release v2", "unrelated v2")
}

// TestBeforeCreate saves a plan while the application is ready, and applies it after it was stopped.
func TestBeforeCreate(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	f := newTriggered(t, "input", "", "before_create")
	f.run("plan", "-out=saved.tfplan")
	f.server.Script(sae.API, app, stopped())
	f.fail([]string{"apply", "saved.tfplan"}, refused)
	f.reads(1)
	f.has("unrelated v1")
}

// TestAfterCreate shows that a failure after the change stops the dependents in this run alone: the next one sees no change,
// so it does not read, and creates them.
func TestAfterCreate(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	f := newTriggered(t, "input", "", "after_create")
	f.server.Script(sae.API, app, stopped())
	f.fail([]string{"apply", "-auto-approve"}, refused)
	f.reads(1)
	f.has("release v1", "unrelated v1")
	f.contains(f.run("apply", "-auto-approve"), "1 added, 0 changed, 0 destroyed")
	f.reads(0)
	f.has("dependent v1", "release v1", "unrelated v1")
}

// TestReplace shows which events hold a replacement, and what a refusal leaves.
func TestReplace(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	for name, row := range map[string]struct{ lifecycle, events, left string }{
		"all events":             {"", "before_create, before_update, before_destroy", "release v1"},
		"without before_destroy": {"", "before_create, before_update", ""},
		"create_before_destroy":  {"create_before_destroy = true", "before_create, before_update", "release v1, deposed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTriggered(t, "triggers_replace", row.lifecycle, row.events)
			f.run("apply", "-auto-approve")
			f.server.Script(sae.API, app, stopped())
			f.fail([]string{"apply", "-auto-approve", "-var=release=v2"}, refused)
			f.has(slices.DeleteFunc([]string{"dependent v1", row.left, "unrelated v2"}, func(one string) bool { return one == "" })...)
		})
	}
}

// TestDestroy shows that a closed gate does not hold `terraform destroy`.
func TestDestroy(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	f := newTriggered(t, "input", "", "before_destroy")
	f.run("apply", "-auto-approve")
	f.reads(0)
	f.server.Script(sae.API, app, stopped())
	f.contains(f.run("destroy", "-auto-approve"), "Warning: SAE Application Requirement Not Met")
	f.reads(1)
	f.has()
}

// TestInterruptedGate interrupts a gate that is waiting, at 20 moments: in none is the change made. With a provider that
// returns from StopProvider before its actions have reported, 46 of 60 runs made it.
func TestInterruptedGate(t *testing.T) {
	acctest.NeedsTerraform(t, 1, 16)
	t.Parallel()
	waits := func(argument string) string { return "    wait {\n      " + argument + "\n    }" }
	slow := emulator.Fault{Delay: time.Minute}
	for stage, row := range map[string]struct {
		wait      string
		responses []emulator.Response
		calls     int
	}{
		"before the first read":   {waits(`delay = "1m"`), []emulator.Response{stopped()}, 0},
		"in the first read":       {waits(`interval = "1m"`), []emulator.Response{stopped().With(slow)}, 1},
		"before the second read":  {waits(`interval = "1m"`), []emulator.Response{stopped()}, 1},
		"in the second read":      {waits(`interval = "1s"`), []emulator.Response{stopped(), stopped().With(slow)}, 2},
		"before the next attempt": {waits(`interval = "1m"`), []emulator.Response{emulator.HTML(503).Header("Retry-After", "60")}, 1},
	} {
		for _, after := range []time.Duration{0, 5 * time.Millisecond, 50 * time.Millisecond, 200 * time.Millisecond} {
			t.Run(stage+", "+after.String(), func(t *testing.T) {
				t.Parallel()
				server := acctest.Emulator(t)
				server.Script(sae.API, app, row.responses...)
				f := newGate(t, server, application("gate", app, ready, row.wait)+`
resource "terraform_data" "guarded" {
  lifecycle {
    action_trigger {
      events  = [before_create]
      actions = [action.cloudstatus_alicloud_sae_application_check.gate]
    }
  }
}
`)
				run := f.start("apply", "-auto-approve")
				run.waitFor("Action started: action.cloudstatus_alicloud_sae_application_check.gate")
				if err := server.WaitCalls(t.Context(), sae.API, row.calls); err != nil {
					t.Fatal(err)
				}
				time.Sleep(after)
				run.interrupt()
				out, code := run.end()
				if code == 0 {
					t.Errorf("the exit code is 0:\n%s", out)
				}
				if got := f.resources(); len(got) > 0 {
					t.Errorf("the interrupt let the change through, the state has %q:\n%s", got, out)
				}
			})
		}
	}
}
