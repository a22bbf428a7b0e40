// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestDownload checks that tools/download.sh refuses and deletes a file with another checksum than the one in tools/. A
// program in place of curl sends that file.
func TestDownload(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	const curl = "#!/bin/sh\nprintf '%s\\n' \"$*\" >&2\nwhile [ \"$1\" != -o ]; do shift; done\necho other >\"$2\"\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(curl), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", filepath.Join(acctest.Root(t), "tools", "download.sh"))
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "XDG_CACHE_HOME="+cache)
	out, err := cmd.CombinedOutput()
	if strings.Contains(string(out), "so it is not downloaded") {
		t.Skipf("there is no OpenTofu for this platform: %s", out)
	}
	if want := regexp.MustCompile(`(?s)=https.* https://github.com/opentofu/.*does not have the checksum in tools/tofu_.*, so it is deleted`); err == nil ||
		!want.Match(out) {
		t.Errorf("want a failure %q, got %v\n%s", want, err, out)
	}
	if files, err := filepath.Glob(filepath.Join(cache, "*", "*", "*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %q, %v", files, err)
	}
	if files, err := filepath.Glob(filepath.Join(cache, "*", "*", ".*")); err != nil || len(files) > 0 {
		t.Errorf("left behind: %q, %v", files, err)
	}
}
