// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

func writeFile(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFile(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "a token\n", strings.Repeat("x", maxFileSize)} {
		got, e := File{Path: writeFile(t, content)}.Read("The file")
		if e != nil || string(got) != content {
			t.Errorf("%d bytes were read as %d, %v", len(content), len(got), e)
		}
	}
	target := writeFile(t, "behind a link")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if got, e := (File{Path: link}).Read("The file"); e != nil || string(got) != "behind a link" {
		t.Errorf("a symbolic link: %q, %v", got, e)
	}
}

// refusedFile checks the error of a file that cannot be read.
func refusedFile(t *testing.T, path, reason string) *apierr.Error {
	t.Helper()
	content, e := File{Path: path, Setting: "the setting"}.Read("The token file")
	if e == nil {
		t.Fatalf("%s was read: %q", path, content)
	}
	if want := fmt.Sprintf("The token file %s %s.", path, reason); e.Kind != apierr.InvalidCredentials ||
		e.Reason != want || e.Advice != "Check the setting." {
		t.Errorf("got %+v, want %q", e, want)
	}
	return e
}

func TestFileRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if e := refusedFile(t, filepath.Join(dir, "none"), "does not exist"); !errors.Is(e, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", e)
	}
	refusedFile(t, dir, "cannot be read: it is a directory")
	refusedFile(t, writeFile(t, strings.Repeat("x", maxFileSize+1)), "cannot be read: it is larger than 1 MiB")
}
