// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// CLI is a Terraform or OpenTofu executable.
type CLI struct {
	Path string
	// Version is the first line of its version command, such as "Terraform v1.16.4".
	Version string
}

// FindCLI finds the CLI under test: TF_ACC_TERRAFORM_PATH, else terraform or tofu on PATH.
var FindCLI = sync.OnceValues(func() (CLI, error) {
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	for _, name := range []string{"terraform", "tofu"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		return CLI{}, errors.New("neither terraform nor tofu is on PATH, and TF_ACC_TERRAFORM_PATH is not set; " +
			"`make test` builds one")
	}
	out, err := exec.Command(path, "version").Output() //nolint:gosec // the developer chooses the path
	if err != nil {
		return CLI{}, fmt.Errorf("%s version: %w", path, err)
	}
	version, _, _ := strings.Cut(string(out), "\n")
	return CLI{Path: path, Version: version}, nil
})

// IsOpenTofu reports whether the CLI is OpenTofu.
func (c CLI) IsOpenTofu() bool { return strings.HasPrefix(c.Version, "OpenTofu ") }

// IsTerraform reports whether the CLI is Terraform of this version or later; prereleases count as their version.
func (c CLI) IsTerraform(major, minor int) bool {
	var isMajor, isMinor int
	if _, err := fmt.Sscanf(c.Version, "Terraform v%d.%d.", &isMajor, &isMinor); err != nil {
		return false
	}
	return isMajor > major || isMajor == major && isMinor >= minor
}

// NeedsTerraform skips a test that needs a feature which only Terraform of this version or later has, and writes the
// test's name to the file that tools/test.sh counts.
func NeedsTerraform(t *testing.T, major, minor int) {
	t.Helper()
	cli, err := FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	if cli.IsTerraform(major, minor) {
		return
	}
	if file := os.Getenv("CLOUDSTATUS_SKIPPED"); file != "" {
		if err := appendLine(file, t.Name()); err != nil {
			t.Fatal(err)
		}
	}
	t.Skipf("needs Terraform %d.%d or later, not %s: `make test-newest` runs this test", major, minor, cli.Version)
}

// appendLine appends a line to a file in one write, since other processes do the same.
func appendLine(file, line string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // tools/test.sh names it
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Close())
}
