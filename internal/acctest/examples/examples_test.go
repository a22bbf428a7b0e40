// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// variables are the values of the variables that examples may declare without a default.
func variables(server *emulator.Server, home string) map[string]string {
	keys := server.Keys()
	return map[string]string{
		"app_id":    "7171a6ca-d1cd-4928-8642-7d5cfe697c34", // ready
		"scene_id":  "ST0PPD",                               // idle
		"app_ids":   `["7171a6ca-d1cd-4928-8642-7d5cfe697c34"]`,
		"scene_ids": `["ST0PPD"]`,
		"app_names": `{"7171a6ca-d1cd-4928-8642-7d5cfe697c34" = "web"}`,

		"applications":      `{"7171a6ca-d1cd-4928-8642-7d5cfe697c34" = "web", "fleet-1000" = "deleted"}`, // one does not exist
		"app_ids_by_region": `{"cn-hangzhou" = ["7171a6ca-d1cd-4928-8642-7d5cfe697c34"]}`,
		"namespace_id":      "cn-hangzhou:shop", // of the official provider

		"change_order_id": "7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6", // that application's last one

		"deployment": `{ id = "web" }`, // of the module settled

		"service_id": "0123456789abcdef0123456789abcdef", // licensed
		"spec_code":  "codearts.testplan.china.echotest",

		"alicloud_access_key":    keys.Alibaba.AccessKeyID,
		"alicloud_secret_key":    keys.Alibaba.Secret,
		"huaweicloud_access_key": keys.Huawei.AccessKeyID,
		"huaweicloud_secret_key": keys.Huawei.Secret,
		"auth_token":             keys.HuaweiToken.AuthToken,
		"agency_name":            keys.HuaweiAgency,
		"domain_name":            keys.HuaweiDomainName,
		"idp_id":                 keys.HuaweiIDP,
		"profile":                "example",
		"koocli_profile":         "example",
		"role_arn":               keys.RoleArn,
		"oidc_provider_arn":      keys.OIDCProviderArn,
		"oidc_token":             keys.OIDCToken,
		"oidc_token_file":        filepath.Join(home, "token"),
		"credentials_uri":        server.URL() + "/credentials",

		"endpoint": server.URL(),
		"emulator": server.URL(),
	}
}

// TestExamples applies every example with the real CLI and provider against an emulator, invokes its actions, and plans it
// again: the second plan must have no changes. A directory with a main.tf is one example; in any other directory each .tf is one.
func TestExamples(t *testing.T) {
	t.Parallel()
	root := filepath.Join(acctest.Root(t), "examples")
	t.Run("formatted", func(t *testing.T) {
		t.Parallel()
		f := newWorkDir(t, acctest.Emulator(t))
		f.run("fmt", "-check", "-diff", "-recursive", root)
	})

	found := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		standalone := func(dir string) bool {
			_, err := os.Stat(filepath.Join(dir, "main.tf"))
			return err != nil
		}
		switch {
		case !entry.IsDir() && filepath.Ext(path) == ".tf" && standalone(filepath.Dir(path)),
			entry.IsDir() && !standalone(path):
			found++
			t.Run(filepath.ToSlash(name), func(t *testing.T) {
				t.Parallel()
				applyExample(t, root, path)
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found == 0 {
		t.Errorf("there are no examples in %s", root)
	}
}

// declaredAction matches the first line of an action.
var declaredAction = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)" \{`)

// applyExample applies one example, a file or a directory, invokes its actions and plans it again.
func applyExample(t *testing.T, root, path string) {
	server := acctest.Emulator(t)
	sources := map[string]string{}
	files := []string{path}
	if entry, err := os.Stat(path); err != nil {
		t.Fatal(err)
	} else if entry.IsDir() {
		if files, err = filepath.Glob(filepath.Join(path, "*.tf")); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range files {
		sources[filepath.Base(file)] = read(t, file)
	}
	all := strings.Join(slices.Collect(maps.Values(sources)), "\n")
	actions := declaredAction.FindAllStringSubmatch(all, -1)
	switch {
	case strings.Contains(all, "action_trigger {"):
		acctest.NeedsTerraform(t, 1, 16)
	case len(actions) > 0:
		acctest.NeedsTerraform(t, 1, 14)
	}
	f := newExampleDir(t, server, root)
	f.complete(server, sources)
	f.run("init")
	f.run("apply", "-auto-approve")
	for _, action := range actions {
		f.contains(f.run("apply", "-auto-approve", "-invoke=action."+action[1]+"."+action[2]), " invoked.")
	}
	// The CLI counts a data source inside a check, which it reads in every apply, as an action.
	out := f.run("plan")
	if !strings.Contains(out, "No changes.") && !strings.Contains(out, "Plan: 0 to add, 0 to change, 0 to destroy.") ||
		strings.Contains(out, "Changes to Outputs") {
		t.Errorf("a second plan should have no changes:\n%s", out)
	}
}

// TestInstalledVersion compares the version that tools/install.sh installs, that of these tests, and the one that the modules
// require: with another one, no module could be initialized.
func TestInstalledVersion(t *testing.T) {
	t.Parallel()
	root := acctest.Root(t)
	if want := "\nversion=" + version + "\n"; !strings.Contains(read(t, filepath.Join(root, "tools", "install.sh")), want) {
		t.Errorf("tools/install.sh does not install version %s", version)
	}
	modules, err := filepath.Glob(filepath.Join(root, "examples", "modules", "*", "versions.tf"))
	if err != nil || len(modules) == 0 {
		t.Fatalf("no modules: %v", err)
	}
	for _, module := range modules {
		if want := fmt.Sprintf("version = %q\n", ">= "+version); !strings.Contains(read(t, module), want) {
			t.Errorf("%s does not have %s", module, want)
		}
	}
}

// TestReadme plans the gate that the README shows, for an application that is not ready, and expects the error that it shows.
func TestReadme(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			readme := read(t, filepath.Join(acctest.Root(t), name))
			_, rest, _ := strings.Cut(readme, "```hcl\n")
			gate, rest, _ := strings.Cut(rest, "```")
			_, rest, _ = strings.Cut(rest, "```text\n")
			refusal, _, _ := strings.Cut(rest, "\n  Request ID:")
			if !strings.Contains(gate, "ephemeral ") || !strings.Contains(refusal, "Error: ") {
				t.Fatal("the README shows no gate and no error")
			}
			server := acctest.Emulator(t)
			f := newWorkDir(t, server)
			f.env["TF_VAR_app_id"] = "0a1b2c3d-0000-4000-8000-00000000fa11"
			f.complete(server, map[string]string{
				"gate.tf":      gate,
				"variables.tf": "variable \"app_id\" {}\nvariable \"release\" {\n  default = \"v2\"\n}\n",
			})
			f.run("init")
			f.fail([]string{"plan"}, strings.Join(strings.Fields(refusal), " "))
		})
	}
}

// TestUsage applies the usage examples of the modules' READMEs.
func TestUsage(t *testing.T) {
	t.Parallel()
	root := filepath.Join(acctest.Root(t), "examples")
	readmes, err := filepath.Glob(filepath.Join(root, "modules", "*", "README.md"))
	if err != nil || len(readmes) == 0 {
		t.Fatalf("no READMEs of modules: %v", err)
	}
	for _, readme := range readmes {
		t.Run(filepath.Base(filepath.Dir(readme)), func(t *testing.T) {
			t.Parallel()
			_, rest, _ := strings.Cut(read(t, readme), "```terraform\n")
			usage, _, found := strings.Cut(rest, "```")
			if !found {
				t.Fatalf("%s shows no usage", readme)
			}
			server := acctest.Emulator(t)
			f := newExampleDir(t, server, root)
			declared := map[string]string{}
			for _, match := range regexp.MustCompile(`\bvar\.(\w+)`).FindAllStringSubmatch(usage, -1) {
				declared[match[1]] = fmt.Sprintf("variable %q {\n  type = string\n}\n", match[1])
			}
			f.complete(server, map[string]string{
				"main.tf":      strings.ReplaceAll(usage, `"./modules/`, `"../../modules/`),
				"variables.tf": strings.Join(slices.Collect(maps.Values(declared)), ""),
			})
			f.run("init")
			f.run("apply", "-auto-approve")
		})
	}
}

// TestModules runs the modules' own tests.
func TestModules(t *testing.T) {
	t.Parallel()
	root := filepath.Join(acctest.Root(t), "examples")
	versions, err := filepath.Glob(filepath.Join(root, "modules", "*", "versions.tf"))
	if err != nil || len(versions) == 0 {
		t.Fatalf("no modules: %v", err)
	}
	for _, file := range versions {
		module := filepath.Dir(file)
		t.Run(filepath.Base(module), func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			f := newWorkDir(t, server)
			if err := os.CopyFS(f.dir, os.DirFS(module)); err != nil {
				t.Fatal(err)
			}
			f.run("init")
			f.contains(f.run("test"), " passed, 0 failed.")
		})
	}
}

// newExampleDir is a working directory as deep as the examples', so that their relative paths to modules work, with a home
// directory that has the files of the clouds' own tools.
func newExampleDir(t *testing.T, server *emulator.Server, examples string) *workDir {
	t.Helper()
	f := newWorkDir(t, server)
	if err := os.Symlink(filepath.Join(examples, "modules"), filepath.Join(f.dir, "modules")); err != nil {
		t.Fatal(err)
	}
	keys, home := server.Keys(), &workDir{t: t, dir: f.env["HOME"]}
	home.write(".aliyun/config.json", fmt.Sprintf(`{
  "current": "other",
  "profiles": [
    {"name": "other", "mode": "AK", "access_key_id": %q, "access_key_secret": %q},
    {"name": "example", "mode": "AK", "access_key_id": %q, "access_key_secret": %q, "region_id": "cn-hangzhou"}
  ]
}`, keys.AlibabaDenied.AccessKeyID, keys.AlibabaDenied.Secret, keys.Alibaba.AccessKeyID, keys.Alibaba.Secret))
	home.write(".huaweicloud/credentials", fmt.Sprintf("[basic]\nak = %s\nsk = %s\n", keys.Huawei.AccessKeyID, keys.Huawei.Secret))
	home.write(".hcloud/config.json", fmt.Sprintf(`{
  "current": "other",
  "authEncrypt": "false",
  "profiles": [
    {"name": "other", "mode": "AKSK", "accessKeyId": %q, "secretAccessKey": %q},
    {"name": "example", "mode": "AKSK", "accessKeyId": %q, "secretAccessKey": %q, "region": "cn-north-4"}
  ]
}`, keys.HuaweiDenied.AccessKeyID, keys.HuaweiDenied.Secret, keys.Huawei.AccessKeyID, keys.Huawei.Secret))
	home.write("token", keys.OIDCToken)
	// The CLI ignores values of variables that nothing declares.
	for name, value := range variables(server, home.dir) {
		f.env["TF_VAR_"+name] = value
	}
	f.dir = filepath.Join(f.dir, "guides", "example")
	return f
}

// officialApplications matches the official provider's list of applications. The tests do not have that provider, so a local
// value with the same attributes replaces it.
var officialApplications = regexp.MustCompile(`(?ms)^data "alicloud_sae_applications" "(\w+)" \{$.*?^\}$`)

func withoutOfficialProvider(source, id string) string {
	source = officialApplications.ReplaceAllString(source, fmt.Sprintf(`locals {
  official_$1 = {
    ids          = [%[1]q]
    applications = [{ application_id = %[1]q, app_name = "web" }]
  }
}`, id))
	return strings.ReplaceAll(source, "data.alicloud_sae_applications.", "local.official_")
}

var (
	providerBlock = regexp.MustCompile(`(?m)^provider "cloudstatus" \{(\}|\n)`)
	hasRead       = regexp.MustCompile(`(?m)^\s*(data|ephemeral|action|module) "`)
	aboutAlibaba  = regexp.MustCompile(`(?m)^  alicloud \{|export ALIBABA_CLOUD_`)
	aboutHuawei   = regexp.MustCompile(`(?m)^  huaweicloud \{|export HW_`)
	// namesIdentity matches a block with credentials, onECS one that uses the metadata service.
	namesIdentity = regexp.MustCompile(
		`(?m)^\s+(access_key|profile|shared_credentials_file|credentials_uri|auth_token|assume_role_with_oidc|ecs_role_name|ecs_metadata)\b`)
	onECS = regexp.MustCompile(`(?m)^\s+(ecs_role_name|ecs_metadata)\b`)
)

// complete writes an example and what it leaves to the user: the provider's source, credentials, and something to read if
// it only configures the provider.
func (f *workDir) complete(server *emulator.Server, sources map[string]string) {
	f.t.Helper()
	all := strings.Join(slices.Collect(maps.Values(sources)), "\n")
	for name, source := range sources {
		f.write(name, withoutOfficialProvider(source, f.env["TF_VAR_app_id"]))
	}
	if !providerBlock.MatchString(all) {
		f.write("test_provider.tf", "provider \"cloudstatus\" {}\n")
	}
	if !strings.Contains(all, "required_providers") {
		f.write("test_versions.tf",
			"terraform {\n  required_providers {\n    cloudstatus = {\n      source = \"cloudstatus/cloudstatus\"\n    }\n  }\n}\n")
	}
	if !hasRead.MatchString(all) {
		alibaba, huawei := aboutAlibaba.MatchString(all), aboutHuawei.MatchString(all)
		if onECS.MatchString(all) {
			alibaba, huawei = huawei, alibaba // there is no metadata service; a read of the other cloud still configures this one
		}
		if alibaba {
			f.write("test_alibaba.tf", fmt.Sprintf("data \"cloudstatus_alicloud_sae_application\" \"test\" {\n  app_id = %q\n}\n",
				f.env["TF_VAR_app_id"]))
		}
		if huawei {
			f.write("test_huawei.tf", fmt.Sprintf(
				"data \"cloudstatus_huaweicloud_codearts_testplan_packages\" \"test\" {\n  service_id = %q\n}\n",
				f.env["TF_VAR_service_id"]))
		}
	}
	if namesIdentity.MatchString(all) && !onECS.MatchString(all) {
		// The environment must not matter: these keys may not read.
		keys := server.Keys()
		f.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = keys.AlibabaDenied.AccessKeyID
		f.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = keys.AlibabaDenied.Secret
		f.env["HW_ACCESS_KEY"] = keys.HuaweiDenied.AccessKeyID
		f.env["HW_SECRET_KEY"] = keys.HuaweiDenied.Secret
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
