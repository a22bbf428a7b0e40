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

// readByCLI plans a configuration once with a real CLI, the provider in this process and an environment, and returns the CLI's
// errors. terraform-plugin-testing would make several plans.
func readByCLI(t *testing.T, environment *acctest.Environment, config string) (errors string) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), acctest.RequiredProviders+config)
	write(t, filepath.Join(dir, "cli.tfrc"), "")
	cli, err := acctest.FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), cli.Path, "plan", "-no-color", "-input=false", "-lock=false")
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "USERPROFILE=" + dir, "TMPDIR=" + dir, "CHECKPOINT_DISABLE=1",
		"TF_CLI_CONFIG_FILE=" + filepath.Join(dir, "cli.tfrc"), "TF_REATTACH_PROVIDERS=" + acctest.Reattach(t, environment.Factories()),
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return string(out)
	}
	return ""
}
