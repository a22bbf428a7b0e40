// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// `terraform test` cannot expect an error of the provider, so the modules' refusals that are such errors are tested here.

// changeOrder is a response of SAE for an application whose last change order is this one.
func changeOrder(id, status string) emulator.Response {
	return emulator.JSON(fmt.Sprintf(`{"RequestId": "${request_id}", "TraceId": "${trace_id}", "Message": "success", "Code": "200", "Success": true,
  "Data": {"AppId": "${key}", "CurrentStatus": "RUNNING", "SubStatus": "NORMAL", "RunningInstances": 2,
    "LastChangeOrderId": %q, "LastChangeOrderRunning": %t, "LastChangeOrderStatus": %q}}`, id, status == "RUNNING", status))
}

// newModule is an initialized working directory with a configuration that calls modules of examples/modules.
func newModule(t *testing.T, server *emulator.Server, config string) *workDir {
	t.Helper()
	f := newWorkDir(t, server)
	if err := os.Symlink(filepath.Join(acctest.Root(t), "examples", "modules"), filepath.Join(f.dir, "modules")); err != nil {
		t.Fatal(err)
	}
	f.write("main.tf", requiredProviders+config)
	f.run("init")
	return f
}

// TestSettled changes an application whose last change order is one of last week, with something that must follow only when the
// application has settled.
func TestSettled(t *testing.T) {
	t.Parallel()
	lastWeek, lastWeekFailed := changeOrder("last-week", "SUCCESS"), changeOrder("last-week", "FAIL")
	deploying, succeeded, failed := changeOrder("today", "RUNNING"), changeOrder("today", "SUCCESS"), changeOrder("today", "FAIL")
	const failure = "Error: Wait for SAE Application Failed"
	for name, row := range map[string]struct {
		arguments string
		responses []emulator.Response
		contains  []string // of the error; without any, the application settles
		reads     int      // 0: any number
	}{
		"a success of last week does not pass for that of today": {
			arguments: `after_change_order_id = "last-week"`,
			responses: []emulator.Response{lastWeek, lastWeek, deploying, succeeded}, reads: 4,
		},
		"nor does it pass when the change fails": {
			arguments: `after_change_order_id = "last-week"`, responses: []emulator.Response{lastWeek, failed}, reads: 2,
			contains: []string{failure, "last_change_order_status: fails on ABORT, FAIL or SYSTEM_FAIL, found FAIL", "today"},
		},
		"a failure of last week does not fail that of today": {
			arguments: `after_change_order_id = "last-week"`, responses: []emulator.Response{lastWeekFailed, deploying, succeeded}, reads: 3,
		},
		"no change order of today": {
			arguments: "after_change_order_id = \"last-week\"\n  timeout = \"10s\"", responses: []emulator.Response{lastWeek},
			contains: []string{"Error: Wait for SAE Application Timed Out", "no change order after last-week was seen"},
		},
		"a failure of today": {
			arguments: `delay = "1s"`, responses: []emulator.Response{deploying, failed}, reads: 2, contains: []string{failure, "today"},
		},
		"ready, but not for long enough": {
			arguments: "delay = \"0s\"\n  stable_for = \"3s\"",
			responses: []emulator.Response{succeeded, changeOrder("tomorrow", "FAIL")}, reads: 2, contains: []string{failure, "tomorrow"},
		},
		"an application that does not exist": {
			arguments: `delay = "0s"`, responses: []emulator.Response{{Status: 404, Code: "InvalidAppId.NotFound"}},
			contains: []string{"Error: SAE Application Not Found"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			server.Script(sae.API, app, row.responses...)
			f := newModule(t, server, `
resource "terraform_data" "deployment" {
  input = "v2"
  provisioner "local-exec" {
    command = "sleep 1"
  }
}
module "settled" {
  source     = "./modules/settled"
  app_id     = "`+app+`"
  deployment = terraform_data.deployment
  interval   = "1s"
  `+row.arguments+`
}
resource "terraform_data" "traffic" {
  depends_on = [module.settled]
}
`)
			out, code := f.exec("apply", "-auto-approve")
			f.contains(out, row.contains...)
			settled := strings.Contains(out, "terraform_data.traffic: Creation complete")
			if want := row.contains == nil; settled != want || (code == 0) != want {
				t.Errorf("exit code %d, traffic switched: %t\n%s", code, settled, out)
			}
			inOrder(t, out, "terraform_data.deployment: Creation complete", "settled[0]: Reading...")
			if n := len(server.Entries(sae.API)); row.reads > 0 && n != row.reads {
				t.Errorf("%d reads, want %d:\n%s", n, row.reads, out)
			}
		})
	}
}

// TestSettledAfterAnUpdate changes a resource in place: its id, which is what the module stores, stays the same, and the application is
// read after the change all the same.
func TestSettledAfterAnUpdate(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	f := newModule(t, server, `
variable "image" {}
resource "terraform_data" "deployment" {
  input = var.image
}
module "settled" {
  source     = "./modules/settled"
  app_id     = "`+app+`"
  deployment = terraform_data.deployment
  delay      = "0s"
}
`)
	f.run("apply", "-auto-approve", "-var=image=v1")
	server.Script(sae.API, app, changeOrder("today", "FAIL"))
	out := f.fail([]string{"apply", "-auto-approve", "-var=image=v2"}, "Error: Wait for SAE Application Failed")
	inOrder(t, out, "terraform_data.deployment: Modifications complete", "settled[0]: Reading...")
}

// inOrder checks that the output has texts, one after the other.
func inOrder(t *testing.T, out string, texts ...string) {
	t.Helper()
	rest := out
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Errorf("no %q, or not in the order %q:\n%s", text, texts, out)
			return
		}
		rest = after
	}
}
