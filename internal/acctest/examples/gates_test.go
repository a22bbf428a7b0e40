// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// What a gate stops depends on the CLI as much as on the provider. These tests check the statements of the documentation
// and modules with both CLIs.

const (
	pts = "GetPtsSceneRunningStatus"
	sae = "DescribeApplicationStatus"
	app = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
	key = "emulator0licence@0123456789abcdef" // the license key in the emulator's responses
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

// TestSavedPlan saves a plan while the application is ready, and applies it after it was stopped.
func TestSavedPlan(t *testing.T) {
	t.Parallel()
	const unguarded = "resource \"terraform_data\" \"unguarded\" {}\n"
	const refusal = "Error: SAE Application Requirement Not Met"
	for name, row := range map[string]struct {
		config   string
		module   string
		contains []string // without any, the apply succeeds
	}{
		"data source with require": {
			config: `
data "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "` + app + `"
  require {
    ready = true
  }
}
resource "terraform_data" "guarded" {
  depends_on = [data.cloudstatus_alicloud_sae_application.gate]
}
`,
		},
		"data source in a precondition": {
			config: `
data "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "` + app + `"
}
resource "terraform_data" "guarded" {
  lifecycle {
    precondition {
      condition     = data.cloudstatus_alicloud_sae_application.gate.ready
      error_message = "Not ready."
    }
  }
}
`,
		},
		"ephemeral resource with require": {
			config: `
ephemeral "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "` + app + `"
  require {
    ready = true
  }
}
resource "terraform_data" "guarded" {
  depends_on = [ephemeral.cloudstatus_alicloud_sae_application.gate]
}
`,
			contains: []string{refusal, "ready: required true, found false. current_status is STOPPED, not RUNNING."},
		},
		"ephemeral resource that requires a status": {
			config: `
ephemeral "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "` + app + `"
  require {
    current_status = ["running"]
  }
}
resource "terraform_data" "guarded" {
  depends_on = [ephemeral.cloudstatus_alicloud_sae_application.gate]
}
`,
			contains: []string{refusal, "current_status: required RUNNING, found STOPPED"},
		},
		"ephemeral resource in a precondition": {
			config: `
ephemeral "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "` + app + `"
}
resource "terraform_data" "guarded" {
  lifecycle {
    precondition {
      condition     = ephemeral.cloudstatus_alicloud_sae_application.gate.ready
      error_message = "No release for an application that is not ready."
    }
  }
}
`,
			contains: []string{"Error: Resource precondition failed", "No release for an application that is not ready."},
		},
		"module that a resource depends on": {
			config: `
module "gate" {
  source  = "./modules/release-gate"
  app_ids = ["` + app + `"]
}
resource "terraform_data" "guarded" {
  depends_on = [module.gate]
}
`,
			contains: []string{refusal, "current_status is STOPPED, not RUNNING."},
		},
		"module that a resource refers to": {
			config: `
module "gate" {
  source  = "./modules/release-gate"
  app_ids = ["` + app + `"]
}
resource "terraform_data" "guarded" {
  input = module.gate.passed
}
`,
			contains: []string{refusal, "current_status is STOPPED, not RUNNING."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			f := newWorkDir(t, server)
			if err := os.Symlink(filepath.Join(acctest.Root(t), "examples", "modules"), filepath.Join(f.dir, "modules")); err != nil {
				t.Fatal(err)
			}
			f.write("main.tf", requiredProviders+row.config+unguarded)
			f.run("init")
			f.run("plan", "-out=saved.tfplan")
			server.Script(sae, app, stopped())

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
	f := newGate(t, server, `
ephemeral "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "`+app+`"
  require {
    ready = true
  }
}
resource "terraform_data" "unguarded" {}
`)
	f.run("plan", "-out=saved.tfplan")
	server.Script(sae, app, stopped())
	server.ResetJournal()
	if f.tool.IsOpenTofu() {
		f.run("apply", "saved.tfplan")
		if calls := server.Calls(sae); calls != 0 {
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
	f := newGate(t, server, `
resource "terraform_data" "change" {
  input = "v1"
}
data "cloudstatus_alicloud_sae_application" "settled" {
  app_id = "0a1b2c3d-0000-4000-8000-00000000de91"
  require {
    ready = true
  }
  wait {
    interval = "1s"
  }
  depends_on = [terraform_data.change]
}
resource "terraform_data" "after" {
  input = data.cloudstatus_alicloud_sae_application.settled.running_instances
}
`)
	f.run("plan", "-out=saved.tfplan")
	if calls := server.Calls(sae); calls != 0 {
		t.Errorf("the plan read %d times, want none before the change", calls)
	}
	out := f.run("apply", "saved.tfplan")
	if calls := server.Calls(sae); calls != 3 {
		t.Errorf("the apply read %d times, want 3: twice deploying, then ready", calls)
	}
	at := -1
	for _, line := range []string{
		"terraform_data.change: Creation complete", "settled: Reading...", "settled: Read complete", "terraform_data.after: Creation complete",
	} {
		next := strings.Index(out, line)
		if next <= at {
			t.Fatalf("%q is missing or out of order:\n%s", line, out)
		}
		at = next
	}
	f.contains(f.run("state", "show", "terraform_data.after"), "output = 2")
}

// TestBypasses checks the guide's table of what bypasses a gate.
func TestBypasses(t *testing.T) {
	t.Parallel()
	gates := map[string]string{
		"data source": `
data "cloudstatus_alicloud_pts_scene" "gate" {
  scene_id = var.scene_id
  require {
    idle = true
  }
}
resource "terraform_data" "guarded" {
  depends_on = [data.cloudstatus_alicloud_pts_scene.gate]
}
`,
		"ephemeral resource": `
ephemeral "cloudstatus_alicloud_pts_scene" "gate" {
  scene_id = var.scene_id
  require {
    idle = true
  }
}
resource "terraform_data" "guarded" {
  depends_on = [ephemeral.cloudstatus_alicloud_pts_scene.gate]
}
`,
		"precondition": `
ephemeral "cloudstatus_alicloud_pts_scene" "gate" {
  scene_id = var.scene_id
}
resource "terraform_data" "guarded" {
  lifecycle {
    precondition {
      condition     = ephemeral.cloudstatus_alicloud_pts_scene.gate.idle
      error_message = "A load test is running."
    }
  }
}
`,
	}
	for name, config := range gates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newGate(t, acctest.Emulator(t), "variable \"scene_id\" {\n  default = \"RUN7NG\"\n}\n"+config)
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

// TestSavedPlanDestroys saves a plan while the application is ready, and applies it after it was stopped: an ephemeral gate holds what
// is created and updated, and not what is destroyed.
func TestSavedPlanDestroys(t *testing.T) {
	t.Parallel()
	const refusal = "Error: SAE Application Requirement Not Met"
	for name, row := range map[string]struct {
		lifecycle string
		plan      []string
		refused   bool
		survives  bool
	}{
		"replacement": {plan: []string{"-var=release=v2"}, refused: true},
		"replacement, with create_before_destroy": {
			lifecycle: "lifecycle {\n    create_before_destroy = true\n  }", plan: []string{"-var=release=v2"}, refused: true, survives: true,
		},
		"destroy": {plan: []string{"-destroy"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			f := newGate(t, server, `
variable "release" {
  default = "v1"
}
ephemeral "cloudstatus_alicloud_sae_application" "gate" {
  app_id = "`+app+`"
  require {
    ready = true
  }
}
resource "terraform_data" "guarded" {
  triggers_replace = var.release
  depends_on       = [ephemeral.cloudstatus_alicloud_sae_application.gate]
  `+row.lifecycle+`
}
`)
			f.run("apply", "-auto-approve")
			f.run(append([]string{"plan", "-out=saved.tfplan"}, row.plan...)...)
			server.Script(sae, app, stopped())
			if row.refused {
				f.fail([]string{"apply", "saved.tfplan"}, refusal)
			} else {
				f.run("apply", "saved.tfplan")
			}
			if got := slices.Contains(f.state(), "terraform_data.guarded"); got != row.survives {
				t.Errorf("the resource is there: %t, want %t", got, row.survives)
			}
		})
	}
}

// TestLicenseKeyNotStored searches for the ARMS license key in all files and output of the CLI. The data source that is told to
// keep it shows that the search works.
func TestLicenseKeyNotStored(t *testing.T) {
	t.Parallel()
	isKey := fmt.Sprintf("== %q", strings.Replace(key, "0", "${0}", 1)) // written so that the configuration does not contain it
	for name, row := range map[string]struct {
		kind, more, condition string
		stores                bool
	}{
		"ephemeral":                      {"ephemeral", "", isKey, false},
		"data":                           {"data", "", "== null", false},
		"data, with include_license_key": {"data", "include_license_key = true", isKey, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newGate(t, acctest.Emulator(t), fmt.Sprintf(`
%s "cloudstatus_alicloud_sae_application" "web" {
  app_id = %q
  %s
}
resource "terraform_data" "agent" {
  lifecycle {
    precondition {
      condition     = %s.cloudstatus_alicloud_sae_application.web.arms_apm_info.license_key %s
      error_message = "Not the key."
    }
  }
}
`, row.kind, app, row.more, row.kind, row.condition))
			f.env["TF_LOG"] = "TRACE"
			f.env["TF_LOG_PATH"] = filepath.Join(f.dir, "trace.log")
			printed := f.run("plan", "-out=saved.tfplan")
			printed += f.run("apply", "saved.tfplan")
			printed += f.run("show", "saved.tfplan")
			if strings.Contains(printed, key) {
				t.Errorf("the key was printed:\n%s", printed)
			}
			found := filesWith(t, f.dir, key)
			if row.stores {
				for _, want := range []string{"terraform.tfstate", "saved.tfplan/tfstate"} {
					if !slices.Contains(found, want) {
						t.Errorf("the search did not find the key in %s, only in %v", want, found)
					}
				}
				found = slices.DeleteFunc(found, func(name string) bool { return name != "trace.log" })
			}
			if len(found) > 0 {
				t.Errorf("the key is in %v", found)
			}
			if log := read(t, f.env["TF_LOG_PATH"]); !strings.Contains(log, `"read"`) && !strings.Contains(log, "provider.terraform-provider-cloudstatus") {
				t.Error("the log has no line of the provider")
			}
		})
	}
}

// filesWith lists the files below a directory that contain text; files in a zip, such as a plan, by both names.
func filesWith(t *testing.T, dir, text string) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !entry.Type().IsRegular() {
			return err
		}
		content := []byte(read(t, filepath.Join(dir, name)))
		if bytes.Contains(content, []byte(text)) {
			found = append(found, name)
		}
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if errors.Is(err, zip.ErrFormat) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, file := range archive.File {
			opened, err := file.Open()
			if err != nil {
				return err
			}
			inside, err := io.ReadAll(opened)
			if err := opened.Close(); err != nil {
				return err
			}
			if err != nil {
				return err
			}
			if bytes.Contains(inside, []byte(text)) {
				found = append(found, name+"/"+file.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestInterrupt sends Ctrl-C during the second read of a wait, when the first one has been evaluated.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"data", "ephemeral"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			f := newGate(t, server, kind+` "cloudstatus_alicloud_pts_scene" "gate" {
  scene_id = "RUN7NG"
  require {
    idle = true
  }
  wait {
    interval = "1s"
  }
}
`)
			server.Script(pts, "RUN7NG", emulator.Usual(), emulator.Usual().With(emulator.Fault{Break: emulator.Stall}))
			run := f.start("plan")
			if err := server.WaitCalls(t.Context(), pts, 2); err != nil {
				t.Fatal(err)
			}
			run.interrupt()
			out, code := run.end()
			if code == 0 {
				t.Errorf("an interrupted plan should fail:\n%s", out)
			}
			f.contains(out, "Error: Wait for PTS Scene Interrupted", "idle: required true, found false")
			if calls := server.Calls(pts); calls != 2 {
				t.Errorf("%d reads, want 2", calls)
			}
		})
	}
}
