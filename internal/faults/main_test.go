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

var update = flag.Bool("update", false, "write MATRIX.md anew")

// before is the environment as it was before acctest cleaned it: to build a program, Go wants its caches.
var before []string

// goBuilt builds a program of the module, without the race detector; it gives the file.
func goBuilt(t *testing.T, what string, arguments ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "terraform-provider-cloudstatus")
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	command := exec.CommandContext(t.Context(), "go", append(arguments, "-o", file, what)...)
	command.Env = before
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go %s %s: %v\n%s", strings.Join(arguments, " "), what, err, said)
	}
	return file
}

func TestMain(m *testing.M) {
	before = os.Environ()
	onLoopback(&names)
	acctest.RunTests(m)
}
