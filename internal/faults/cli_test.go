// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// run is one configuration, planned and applied by a real CLI.
type run struct {
	name string
	// env is the identity, so that no secret stands in the configuration, of which the plan keeps a copy. Where it names a
	// file, write makes it, outside of what is searched.
	env func(w *world, write func(content string) string) []string
	lay func(w *world)
	// url is where the APIs are, the emulator's own address when empty.
	url string
	// blocks are the configuration below the provider's.
	blocks string
	fails  bool
	// stores tells that a data source holds the license key, which then is in state and plan by design.
	stores bool
}

func runs() []run {
	alibaba := func(id func(emulator.Keys) emulator.Identity) func(*world, func(string) string) []string {
		return func(w *world, _ func(string) string) []string {
			i := id(w.clouds.Keys())
			return []string{
				"ALIBABA_CLOUD_ACCESS_KEY_ID=" + i.AccessKeyID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + i.Secret,
				"ALIBABA_CLOUD_SECURITY_TOKEN=" + i.SecurityToken,
			}
		}
	}
	permanent := alibaba(func(k emulator.Keys) emulator.Identity { return k.Alibaba })
	huawei := func(id func(emulator.Keys) emulator.Identity) func(*world, func(string) string) []string {
		return func(w *world, _ func(string) string) []string {
			i := id(w.clouds.Keys())
			return []string{
				"HW_ACCESS_KEY=" + i.AccessKeyID, "HW_SECRET_KEY=" + i.Secret, "HW_SECURITY_TOKEN=" + i.SecurityToken,
				"HW_AUTH_TOKEN=" + i.AuthToken,
			}
		}
	}
	block := func(kind string, a api, more string) string {
		return fmt.Sprintf("%s %q \"x\" {\n  %s = %q\n%s}\n", kind, a.typ, a.id, a.key, more)
	}
	twins := func(a api) string { return block("data", a, "") + block("ephemeral", a, "") }

	return []run{
		{name: "SAE, data source", env: permanent, blocks: block("data", sae, ""), stores: true},
		{name: "SAE, ephemeral resource", env: permanent, blocks: block("ephemeral", sae, "")},
		{
			name: "SAE, a gate", env: permanent, fails: true,
			blocks: block("ephemeral", sae, "  require {\n    current_status = [\"STOPPED\"]\n  }\n"),
		},
		{
			name: "PTS, temporary key", blocks: twins(pts),
			env: alibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaSTS }),
		},
		{
			name: "PTS, expired token", blocks: twins(pts), fails: true,
			env: alibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaSTSExpired }),
		},
		{
			name: "PTS, wrong secret", blocks: twins(pts), fails: true,
			env: alibaba(func(k emulator.Keys) emulator.Identity {
				k.Alibaba.Secret = plantedSecret
				return k.Alibaba
			}),
		},
		{
			name: "SAE, wrong secret", blocks: twins(sae), fails: true,
			env: alibaba(func(k emulator.Keys) emulator.Identity {
				k.Alibaba.Secret = plantedSecret
				return k.Alibaba
			}),
		},
		{
			name: "PTS, unavailable", env: permanent, blocks: twins(pts), fails: true,
			lay: func(w *world) { w.clouds.SetFault(w.action, &emulator.Fault{Break: emulator.Reset}) },
		},
		{
			name: "PTS, a proxy with a password", url: "https://pts.example.invalid", blocks: twins(pts), fails: true,
			env: func(w *world, write func(string) string) []string {
				// Nothing listens there, and with a proxy nobody asks where the host is.
				return append(permanent(w, write), "HTTPS_PROXY=http://user:"+plantedSecret+"@127.0.0.1:1")
			},
		},
		{
			name: "SAE, OIDC", blocks: block("ephemeral", sae, ""),
			env: func(w *world, write func(string) string) []string {
				k := w.clouds.Keys()
				return []string{
					"ALIBABA_CLOUD_OIDC_PROVIDER_ARN=" + k.OIDCProviderArn, "ALIBABA_CLOUD_ROLE_ARN=" + k.RoleArn,
					"ALIBABA_CLOUD_OIDC_TOKEN_FILE=" + write(k.OIDCToken),
				}
			},
		},
		{
			name: "PTS, a role by the CLI's profile", blocks: twins(pts),
			env: func(w *world, write func(string) string) []string {
				k := w.clouds.Keys()
				return []string{"ALIBABA_CLOUD_CREDENTIALS_FILE=" + write(encoded(object{
					"current": "p", "profiles": []any{object{
						"name": "p", "mode": "RamRoleArn", "access_key_id": k.Alibaba.AccessKeyID,
						"access_key_secret": k.Alibaba.Secret, "ram_role_arn": k.RoleArn,
					}},
				}))}
			},
		},
		{
			name: "PTS, a profile cut off", blocks: twins(pts), fails: true,
			env: func(_ *world, write func(string) string) []string {
				return []string{"ALIBABA_CLOUD_CREDENTIALS_FILE=" + write(`{"profiles":[{"access_key_secret":"`+plantedSecret+`"`)}
			},
		},
		{
			name: "PTS, credentials URI", blocks: twins(pts),
			env: func(w *world, _ func(string) string) []string {
				return []string{"ALIBABA_CLOUD_CREDENTIALS_URI=" + w.clouds.URL() + "/credentials?token=" + plantedToken}
			},
		},
		{
			name: "TestPlan, temporary key", blocks: twins(testplan),
			env: huawei(func(k emulator.Keys) emulator.Identity { return k.HuaweiTemporary }),
		},
		{
			name: "TestPlan, auth token", blocks: twins(testplan),
			env: huawei(func(k emulator.Keys) emulator.Identity { return k.HuaweiToken }),
		},
		{
			name: "TestPlan, auth token expired", blocks: twins(testplan), fails: true,
			env: huawei(func(k emulator.Keys) emulator.Identity { return k.HuaweiTokenExpired }),
		},
		{
			name: "TestPlan, wrong secret by ini file", blocks: twins(testplan), fails: true,
			env: func(w *world, write func(string) string) []string {
				return []string{"HUAWEICLOUD_SDK_CREDENTIALS_FILE=" + write("[basic]\nak = "+w.clouds.Keys().Huawei.AccessKeyID+
					"\nsk = "+plantedSecret+"\n")}
			},
		},
	}
}

// aTry is the log line of an attempt as the CLI writes it.
var aTry = regexp.MustCompile(`\[DEBUG\] +provider\.terraform-provider-cloudstatus\S*: read( failed)?: .*\bapi=`)

// TestNothingLeaksByCLI has a real CLI run the provider as the program that it is, with every log there is, and looks
// for secrets in all that is left behind: output, logs, plan, state, home folder.
func TestNothingLeaksByCLI(t *testing.T) {
	t.Parallel()
	cli, err := acctest.FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	provider := goBuilt(t, "github.com/cloudstatus/terraform-provider-cloudstatus", "build", "-buildvcs=false")
	settings := filepath.Join(t.TempDir(), "cli.tfrc")
	write(t, settings, fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"cloudstatus/cloudstatus\" = %q\n  }\n  direct {}\n}\n",
		filepath.Dir(provider)))

	var work sync.WaitGroup
	todo := make(chan run)
	for range 3 {
		work.Go(func() {
			for r := range todo {
				t.Run(r.name, func(t *testing.T) { r.run(t, cli.Path, settings) })
			}
		})
	}
	for _, r := range runs() {
		todo <- r
	}
	close(todo)
	work.Wait()
}

func (r run) run(t *testing.T, cli, settings string) {
	var on api
	for _, a := range apis {
		if strings.Contains(r.blocks, a.typ) {
			on = a
		}
	}
	w := newWorld(t, on)
	w.hidden = []string{plantedSecret, plantedToken}
	w.answers(emulator.Text(200, w.good(nil)))
	if r.lay != nil {
		r.lay(w)
	}
	url := r.url
	if url == "" {
		url = w.clouds.URL()
	}
	home, work := t.TempDir(), t.TempDir()
	write(t, filepath.Join(work, "main.tf"), fmt.Sprintf(`terraform {
  required_providers {
    cloudstatus = { source = "cloudstatus/cloudstatus" }
  }
}
provider "cloudstatus" {
  max_retries = 1
  alicloud {
    region    = "cn-hangzhou"
    endpoints = { pts = %[1]q, sae = %[1]q, sts = %[1]q }
  }
  huaweicloud {
    region    = "cn-north-4"
    endpoints = { cloudtest = %[1]q }
  }
}
%[2]s`, url, r.blocks))
	env := append(os.Environ(), "HOME="+home, "USERPROFILE="+home, "TF_CLI_CONFIG_FILE="+settings, "TF_LOG=TRACE",
		"TF_LOG_PATH="+filepath.Join(home, "terraform.log"), "DEBUG=sdk", "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
	env = append(env, r.env(w, func(content string) string {
		file := filepath.Join(t.TempDir(), "secret") // elsewhere: it may hold it
		write(t, file, content)
		return file
	})...)

	var said strings.Builder
	for _, arguments := range [][]string{
		{"plan", "-input=false", "-no-color", "-out=plan"},
		{"apply", "-input=false", "-no-color", "-auto-approve"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		command := exec.CommandContext(ctx, cli, arguments...)
		command.Dir, command.Env = work, env
		out, err := command.CombinedOutput()
		said.Write(out)
		if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if (err != nil) != r.fails {
			t.Fatalf("%s: %v\n%s", arguments[0], err, out)
		}
	}

	texts := map[string]string{"the output": said.String()}
	for _, dir := range []string{home, work} {
		gather(t, dir, texts)
	}
	for name, text := range texts {
		for _, secret := range w.leaks(text) {
			if secret == licence && r.stores && inState(name) {
				continue
			}
			t.Errorf("%q is in %s", secret, name)
		}
	}
	if r.stores && !strings.Contains(texts[filepath.Join(work, "terraform.tfstate")], licence) {
		t.Error("the licence key is not where a data source has it, so what is looked for here proves nothing")
	}
	attempts := len(aTry.FindAllString(texts[filepath.Join(home, "terraform.log")], -1))
	if n := w.clouds.Calls(w.action); n > 0 && attempts != n {
		t.Errorf("%d requests have left %d lines in the log", n, attempts)
	}
	if attempts == 0 {
		t.Error("the log has no line of any try")
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inState tells the one place that may hold a data source's license key: the state, and its copies in the plan.
func inState(name string) bool {
	_, member, inPlan := strings.Cut(name, "plan: ")
	return inPlan && (member == "tfplan" || strings.HasPrefix(member, "tfstate")) ||
		strings.HasPrefix(filepath.Base(name), "terraform.tfstate")
}

// gather reads every file below a folder, and what a plan has packed.
func gather(t *testing.T, dir string, texts map[string]string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(name)
		texts[name] = string(content)
		if err != nil || entry.Name() != "plan" {
			return err
		}
		return unpack(name, texts)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func unpack(name string, texts map[string]string) error {
	plan, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer plan.Close()
	for _, f := range plan.File {
		member, err := f.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(member)
		member.Close()
		if err != nil {
			return err
		}
		texts[name+": "+f.Name] = string(content)
	}
	return nil
}
