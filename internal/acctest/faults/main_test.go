// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

var update = flag.Bool("update", false, "rewrite MATRIX.md")

// originalEnv is the environment before acctest.RunTests cleans it: a build needs Go's caches.
var originalEnv []string

// buildProgram builds a program of the module without the race detector and returns the file.
func buildProgram(t *testing.T, what string, arguments ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "terraform-provider-cloudstatus")
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	command := exec.CommandContext(t.Context(), "go", append(arguments, "-o", file, what)...)
	command.Env = originalEnv
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go %s %s: %v\n%s", strings.Join(arguments, " "), what, err, text)
	}
	return file
}

func TestMain(m *testing.M) {
	originalEnv = os.Environ()
	resolveWith(&testNameServer)
	acctest.RunTests(m)
}
