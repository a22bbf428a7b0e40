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

// CLI is a Terraform or OpenTofu.
type CLI struct {
	Path string
	// Version is the line in which it says what it is, such as "Terraform v1.16.4".
	Version string
}

// FindCLI finds the one under test: what TF_ACC_TERRAFORM_PATH names, else terraform or tofu on PATH.
var FindCLI = sync.OnceValues(func() (CLI, error) {
	path := os.Getenv("TF_ACC_TERRAFORM_PATH")
	for _, name := range []string{"terraform", "tofu"} {
		if path == "" {
			path, _ = exec.LookPath(name)
		}
	}
	if path == "" {
		return CLI{}, errors.New("there is neither terraform nor tofu on PATH, and TF_ACC_TERRAFORM_PATH names none; " +
			"`make test` builds one")
	}
	out, err := exec.Command(path, "version").Output() //nolint:gosec // whoever runs the tests names it
	if err != nil {
		return CLI{}, fmt.Errorf("%s version: %w", path, err)
	}
	version, _, _ := strings.Cut(string(out), "\n")
	return CLI{Path: path, Version: version}, nil
})

// IsOpenTofu tells OpenTofu from Terraform.
func (c CLI) IsOpenTofu() bool { return strings.HasPrefix(c.Version, "OpenTofu ") }

// IsTerraform tells whether it is a Terraform of this version or later, to which a version's previews belong.
func (c CLI) IsTerraform(major, minor int) bool {
	var isMajor, isMinor int
	if _, err := fmt.Sscanf(c.Version, "Terraform v%d.%d.", &isMajor, &isMinor); err != nil {
		return false
	}
	return isMajor > major || isMajor == major && isMinor >= minor
}

// NeedsTerraform skips a test that needs what came with a version of Terraform and OpenTofu has not, and leaves the
// test's name where tools/test.sh counts.
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
	t.Skipf("this takes Terraform %d.%d or later, and this is %s: `make test-newest` runs it", major, minor, cli.Version)
}

// appendLine adds a line to a file, whole, whichever other process does the same.
func appendLine(file, line string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // tools/test.sh names it
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Close())
}
