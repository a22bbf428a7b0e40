// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// Each of the many rows needs one plan of a real CLI; terraform-plugin-testing would make several.

// planInProcess plans a configuration with the provider in this process and an environment; it returns the CLI's output.
func planInProcess(t *testing.T, environment *acctest.Environment, config string) (output string, err error) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), acctest.RequiredProviders+config)
	write(t, filepath.Join(dir, "cli.tfrc"), "")
	return terraform(t, dir, vars{
		"HOME": dir, "USERPROFILE": dir, "TF_CLI_CONFIG_FILE": filepath.Join(dir, "cli.tfrc"),
		"TF_REATTACH_PROVIDERS": acctest.Reattach(t, environment.Factories()),
	})
}

// terraform runs the CLI's plan in a directory, with exactly these variables.
func terraform(t *testing.T, dir string, env vars) (output string, err error) {
	t.Helper()
	cli, err := acctest.FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), cli.Path, "plan", "-no-color", "-input=false", "-lock=false")
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + dir, "CHECKPOINT_DISABLE=1"}
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}
