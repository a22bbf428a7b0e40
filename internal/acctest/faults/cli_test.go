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

// cliCase is one configuration, planned and applied by a real CLI.
type cliCase struct {
	name string
	// env has the credentials, so that no secret is in the configuration, of which the plan keeps a copy. write creates a
	// file outside of the directories that are searched.
	env    func(fx *fixture, write func(content string) string) []string
	inject func(fx *fixture)
	// url is the endpoint of the APIs, the emulator's if empty.
	url string
	// blocks are the configuration without the provider block.
	blocks string
	fails  bool
	// stores reports whether a data source has the license key, which is then in state and plan by design.
	stores bool
}

func cliCases() []cliCase {
	alibaba := func(id func(emulator.Keys) emulator.Identity) func(*fixture, func(string) string) []string {
		return func(fx *fixture, _ func(string) string) []string {
			i := id(fx.server.Keys())
			return []string{
				"ALIBABA_CLOUD_ACCESS_KEY_ID=" + i.AccessKeyID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET=" + i.Secret,
				"ALIBABA_CLOUD_SECURITY_TOKEN=" + i.SecurityToken,
			}
		}
	}
	permanent := alibaba(func(k emulator.Keys) emulator.Identity { return k.Alibaba })
	huawei := func(id func(emulator.Keys) emulator.Identity) func(*fixture, func(string) string) []string {
		return func(fx *fixture, _ func(string) string) []string {
			i := id(fx.server.Keys())
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

	return []cliCase{
		{name: "SAE, data source", env: permanent, blocks: block("data", sae, "  include_license_key = true\n"), stores: true},
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
				k.Alibaba.Secret = seededSecret
				return k.Alibaba
			}),
		},
		{
			name: "SAE, wrong secret", blocks: twins(sae), fails: true,
			env: alibaba(func(k emulator.Keys) emulator.Identity {
				k.Alibaba.Secret = seededSecret
				return k.Alibaba
			}),
		},
		{
			name: "PTS, unavailable", env: permanent, blocks: twins(pts), fails: true,
			inject: func(fx *fixture) { fx.server.SetFault(fx.action, &emulator.Fault{Break: emulator.Reset}) },
		},
		{
			name: "PTS, a proxy with a password", url: "https://pts.example.invalid", blocks: twins(pts), fails: true,
			env: func(fx *fixture, write func(string) string) []string {
				// Nothing listens there, and with a proxy the host is not resolved.
				return append(permanent(fx, write), "HTTPS_PROXY=http://user:"+seededSecret+"@127.0.0.1:1")
			},
		},
		{
			name: "SAE, OIDC", blocks: block("ephemeral", sae, ""),
			env: func(fx *fixture, write func(string) string) []string {
				k := fx.server.Keys()
				return []string{
					"ALIBABA_CLOUD_OIDC_PROVIDER_ARN=" + k.OIDCProviderArn, "ALIBABA_CLOUD_ROLE_ARN=" + k.RoleArn,
					"ALIBABA_CLOUD_OIDC_TOKEN_FILE=" + write(k.OIDCToken),
				}
			},
		},
		{
			name: "PTS, a role by the CLI's profile", blocks: twins(pts),
			env: func(fx *fixture, write func(string) string) []string {
				k := fx.server.Keys()
				return []string{"ALIBABA_CLOUD_CREDENTIALS_FILE=" + write(encoded(object{
					"current": "p", "profiles": []any{object{
						"name": "p", "mode": "RamRoleArn", "access_key_id": k.Alibaba.AccessKeyID,
						"access_key_secret": k.Alibaba.Secret, "ram_role_arn": k.RoleArn,
					}},
				}))}
			},
		},
		{
			name: "PTS, a truncated profile", blocks: twins(pts), fails: true,
			env: func(_ *fixture, write func(string) string) []string {
				return []string{"ALIBABA_CLOUD_CREDENTIALS_FILE=" + write(`{"profiles":[{"access_key_secret":"`+seededSecret+`"`)}
			},
		},
		{
			name: "PTS, credentials URI", blocks: twins(pts),
			env: func(fx *fixture, _ func(string) string) []string {
				return []string{"ALIBABA_CLOUD_CREDENTIALS_URI=" + fx.server.URL() + "/credentials?token=" + seededToken}
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
			env: func(fx *fixture, write func(string) string) []string {
				return []string{"HUAWEICLOUD_SDK_CREDENTIALS_FILE=" + write("[basic]\nak = "+fx.server.Keys().Huawei.AccessKeyID+
					"\nsk = "+seededSecret+"\n")}
			},
		},
	}
}

// attemptLine matches the log line of an attempt as the CLI writes it.
var attemptLine = regexp.MustCompile(`\[DEBUG\] +provider\.terraform-provider-cloudstatus\S*: read( failed)?: .*\bapi=.*`)

// TestNothingLeaksByCLI runs the provider's executable with a real CLI and all logs, and searches for secrets in the
// output, the logs, the plan, the state and the home directory.
func TestNothingLeaksByCLI(t *testing.T) {
	t.Parallel()
	cli, err := acctest.FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	provider := buildProgram(t, "github.com/cloudstatus/terraform-provider-cloudstatus", "build", "-buildvcs=false")
	settings := filepath.Join(t.TempDir(), "cli.tfrc")
	write(t, settings, fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"cloudstatus/cloudstatus\" = %q\n  }\n  direct {}\n}\n",
		filepath.Dir(provider)))

	var work sync.WaitGroup
	todo := make(chan cliCase)
	for range 3 {
		work.Go(func() {
			for r := range todo {
				t.Run(r.name, func(t *testing.T) { r.run(t, cli.Path, settings) })
			}
		})
	}
	for _, r := range cliCases() {
		todo <- r
	}
	close(todo)
	work.Wait()
}

func (r cliCase) run(t *testing.T, cli, settings string) {
	var on api
	for _, a := range apis {
		if strings.Contains(r.blocks, a.typ) {
			on = a
		}
	}
	fx := newFixture(t, on)
	fx.hidden = []string{seededSecret, seededToken}
	fx.respond(emulator.Text(200, fx.good(nil)))
	if r.inject != nil {
		r.inject(fx)
	}
	url := r.url
	if url == "" {
		url = fx.server.URL()
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
	env = append(env, r.env(fx, func(content string) string {
		file := filepath.Join(t.TempDir(), "secret") // not searched: it may contain a secret
		write(t, file, content)
		return file
	})...)

	var text strings.Builder
	for _, arguments := range [][]string{
		{"plan", "-input=false", "-no-color", "-out=plan"},
		{"apply", "-input=false", "-no-color", "-auto-approve"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
		defer cancel()
		command := exec.CommandContext(ctx, cli, arguments...)
		command.Dir, command.Env = work, env
		out, err := command.CombinedOutput()
		text.Write(out)
		if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if (err != nil) != r.fails {
			t.Fatalf("%s: %v\n%s", arguments[0], err, out)
		}
	}

	texts := map[string]string{"the output": text.String()}
	for _, dir := range []string{home, work} {
		readFiles(t, dir, texts)
	}
	for name, text := range texts {
		for _, secret := range fx.leaks(text) {
			if secret == licenseKey && r.stores && inState(name) {
				continue
			}
			t.Errorf("%q is in %s", secret, name)
		}
	}
	if r.stores && !strings.Contains(texts[filepath.Join(work, "terraform.tfstate")], licenseKey) {
		t.Error("the license key is not in the data source's state, so this search proves nothing")
	}
	attempts := 0
	for _, line := range attemptLine.FindAllString(texts[filepath.Join(home, "terraform.log")], -1) {
		if !strings.Contains(line, "refused_before=true") { // no request was sent
			attempts++
		}
	}
	if n := fx.server.Calls(fx.action); n > 0 && attempts != n {
		t.Errorf("%d requests are logged as %d attempts", n, attempts)
	}
	if attempts == 0 {
		t.Error("the log has no attempt")
	}
}

func write(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inState reports whether a file may contain a data source's license key: the state, and its copies in the plan.
func inState(name string) bool {
	_, member, inPlan := strings.Cut(name, "plan: ")
	return inPlan && (member == "tfplan" || strings.HasPrefix(member, "tfstate")) ||
		strings.HasPrefix(filepath.Base(name), "terraform.tfstate")
}

// readFiles reads every file below a directory, and those inside a plan.
func readFiles(t *testing.T, dir string, texts map[string]string) {
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
