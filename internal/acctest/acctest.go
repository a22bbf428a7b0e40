// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package acctest is what acceptance tests share: a real Terraform or OpenTofu runs the provider in this process
// against the emulator, with an environment that holds no identity but the test's own.
package acctest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Version is what the provider under test calls itself.
const Version = "0.0.0-test"

// Factories serve the provider, and the echo provider that shows what an ephemeral resource returned.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(systemEnvironment)
}

// Run runs the steps with the provider served. Ephemeral resources need Terraform 1.10 or OpenTofu 1.11; older ones
// fail, since a test that is skipped proves nothing.
func Run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: Factories(), Steps: steps})
}

// RunTests runs a package's tests in a clean environment, which they can then share in parallel; TestMain calls it.
func RunTests(m *testing.M) {
	os.Exit(clean(m))
}

func clean(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cloudstatus-acctest-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); isPersonal(name) {
			unset(name)
		}
	}
	// An empty configuration of the CLI: the user's own may replace this very provider.
	file := filepath.Join(dir, "cli.tfrc")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		panic(err)
	}
	set("TF_CLI_CONFIG_FILE", file)
	set("CHECKPOINT_DISABLE", "1")
	set("HOME", dir)
	set("USERPROFILE", dir)
	return m.Run()
}

func set(name, value string) {
	if err := os.Setenv(name, value); err != nil {
		panic(err)
	}
}

func unset(name string) {
	if err := os.Unsetenv(name); err != nil {
		panic(err)
	}
}

// personal are the beginnings of every variable that the provider or its SDKs could take an identity from, that
// changes where requests go, or that changes what the CLI does.
var personal = []string{
	"ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_", "HW_", "HUAWEICLOUD_", "CLOUD_SDK_", "HC_CONTAINER_", "OS_",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "TF_", "TOFU_",
}

func isPersonal(name string) bool {
	name = strings.ToUpper(name)
	if strings.HasPrefix(name, "TF_ACC") || strings.HasPrefix(name, "TF_LOG") {
		return false // how the tests are run, and seen, is the developer's choice
	}
	for _, beginning := range personal {
		if strings.HasPrefix(name, beginning) {
			return true
		}
	}
	return false
}

// Clean gives one test a home folder of its own. Such a test can set variables (t.Setenv), which those that run in
// parallel with others cannot.
func Clean(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	return home
}

// Emulator starts the clouds for one test.
func Emulator(t *testing.T, options ...emulator.Options) *emulator.Server {
	t.Helper()
	var o emulator.Options
	if len(options) > 0 {
		o = options[0]
	}
	server, err := emulator.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// Root is the module's root folder.
func Root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("there is no go.mod above the working directory")
		}
		dir = parent
	}
}
