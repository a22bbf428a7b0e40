// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package acctest has the helpers of acceptance tests: a real Terraform or OpenTofu, or the plugin protocol in process,
// runs the provider against the emulator, in an environment without any credentials of the person who runs the tests.
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

// Version is the version of the provider under test.
const Version = "0.0.0-test"

// Factories serve the provider, and the echo provider, which shows the result of an ephemeral resource.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(systemEnvironment)
}

// Run runs the steps with Factories. Ephemeral resources need Terraform 1.10 or OpenTofu 1.11; older ones fail, since a
// skipped test proves nothing.
func Run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: Factories(), Steps: steps})
}

// RunTests runs a package's tests in a clean environment, which parallel tests share; TestMain calls it.
func RunTests(m *testing.M) {
	os.Exit(runClean(m))
}

func runClean(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cloudstatus-acctest-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)

	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); isInherited(name) {
			unset(name)
		}
	}
	// The CLI configuration is empty: the developer's own may override this provider.
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

// inherited are the prefixes of the variables that RunTests unsets: those from which the provider or its SDKs could take
// credentials, and those that change where requests go or what the CLI does.
var inherited = []string{
	"ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_", "HW_", "HUAWEICLOUD_", "CLOUD_SDK_", "HC_CONTAINER_", "OS_",
	"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "TF_", "TOFU_",
}

func isInherited(name string) bool {
	name = strings.ToUpper(name)
	if strings.HasPrefix(name, "TF_ACC") || strings.HasPrefix(name, "TF_LOG") {
		return false // the developer decides how tests run and log
	}
	for _, prefix := range inherited {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// Emulator starts an emulator for one test.
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

// Root is the module's root directory.
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
