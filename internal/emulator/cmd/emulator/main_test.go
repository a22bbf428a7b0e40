// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

const module = "github.com/cloudstatus/terraform-provider-cloudstatus"

// install installs the command from a module proxy, as one who has no clone does: go install …@v0.0.1. The proxy has only
// the emulator's code, so the command needs no other.
func install(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "install", module+"/internal/emulator/cmd/emulator@v0.0.1")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "GOPROXY=file://"+filepath.ToSlash(proxy(t)), "GOMODCACHE="+t.TempDir(),
		"GOFLAGS=-modcacherw", "GOPRIVATE=", "GONOPROXY=", "GOSUMDB=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(bin, "emulator")
}

// proxy returns the folder of a module proxy that has version v0.0.1 of this module.
func proxy(t *testing.T) string {
	t.Helper()
	var content bytes.Buffer
	archive := zip.NewWriter(&content)
	root := os.DirFS(filepath.Join("..", "..", "..", ".."))
	add := func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(name, "_test.go") {
			return err
		}
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		w, err := archive.Create(module + "@v0.0.1/" + name)
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}
	for _, part := range []string{"go.mod", "internal/emulator"} {
		if err := fs.WalkDir(root, part, add); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	mod, err := fs.ReadFile(root, "go.mod")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	versions := filepath.Join(dir, filepath.FromSlash(module), "@v")
	if err := os.MkdirAll(versions, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"list": []byte("v0.0.1\n"), "v0.0.1.info": []byte(`{"Version": "v0.0.1"}`), "v0.0.1.mod": mod,
		"v0.0.1.zip": content.Bytes(),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestCommand runs the command in an empty folder, as one who has no clone does.
func TestCommand(t *testing.T) {
	t.Parallel()
	bin := install(t)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), bin, "-addr", "127.0.0.1:0")
			cmd.Dir = t.TempDir()
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(out)
			var first startLine
			decode(t, lines, &first)
			if !strings.HasPrefix(first.URL, "http://127.0.0.1:") || first.Keys.Alibaba.Secret == "" ||
				first.Project == "" || len(first.APIs) != 3 || len(first.APIs[0].IDs) == 0 {
				t.Errorf("first line %+v", first)
			}
			address := first.URL + "/?Action=Nothing&Format=JSON&SecurityToken=SECRET&Signature=SECRET"
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			text, err := lines.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			var second requestLine
			if err := json.Unmarshal([]byte(text), &second); err != nil {
				t.Fatal(err)
			}
			if second.Verdict != "InvalidAction.NotFound" || second.Status != 404 || second.Token != "unknown" ||
				strings.Contains(text, "SECRET") {
				t.Errorf("second line %s", text)
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(lines)
			if err := cmd.Wait(); err != nil || len(rest) > 0 || stderr.Len() > 0 {
				t.Errorf("%v, then %q, stderr %q", err, rest, stderr.String())
			}
		})
	}
	taken, err := emulator.Start(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(taken.Close)
	file := writeFile(t, "a.json", ownIDs)
	broken := filepath.Dir(writeFile(t, "a.json", "{\n]"))
	for name, row := range map[string]struct {
		args []string
		want string
	}{
		"port in use":     {[]string{"-addr", taken.Addr()}, "address already in use"},
		"not loopback":    {[]string{"-addr", "0.0.0.0:0"}, "loopback only"},
		"no such folder":  {[]string{"-scenarios", "gone"}, `scenario folder "gone": no such file or directory`},
		"no folder":       {[]string{"-scenarios", file}, fmt.Sprintf("scenario folder %q: not a directory", file)},
		"empty folder":    {[]string{"-scenarios", t.TempDir()}, "there is no *.json in it"},
		"no name":         {[]string{"-scenarios", filepath.Dir(file) + ","}, `scenario folder ""`},
		"not JSON":        {[]string{"-scenarios", broken}, fmt.Sprintf("scenario file %q: line 2: invalid character", filepath.Join(broken, "a.json"))},
		"unknown flag":    {[]string{"-burn"}, "-burn"},
		"stray argument":  {[]string{"burn"}, "burn"},
		"no such address": {[]string{"-addr", "nonsense"}, "nonsense"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), bin, row.args...)
			cmd.Dir = t.TempDir()
			var out, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &stderr
			var exit *exec.ExitError
			if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
				t.Errorf("%v", err)
			}
			if out.Len() > 0 || !strings.Contains(stderr.String(), row.want) {
				t.Errorf("out %q, stderr %q", out.String(), stderr.String())
			}
		})
	}
}

func decode(t *testing.T, lines *bufio.Reader, v any) {
	t.Helper()
	text, err := lines.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
}

// ownIDs is a scenario file that adds an application.
const ownIDs = `{"api": {"name": "DescribeApplicationStatus"}, "scenarios": [
	{"key": "mine", "shows": "an application of my own", "responses": [{"body": {}}]}
]}`

// writeFile writes a file in a new folder and returns its path.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRun tests the flags in this process.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	own := writeFile(t, "a.json", ownIDs)
	other := writeFile(t, "b.json", strings.ReplaceAll(ownIDs, "mine", "theirs"))
	third := writeFile(t, "c.json", strings.ReplaceAll(ownIDs, "mine", "ours"))
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{
			"-tls", "-delay", "1ms", "-throttle", "1000", "-drop-every", "1000", "-seed", "7",
			"-scenarios", filepath.Dir(own) + "," + filepath.Dir(other), "-scenarios", filepath.Dir(third),
		}, writer, io.Discard)
		_ = writer.Close()
	}()
	var first startLine
	decode(t, bufio.NewReader(reader), &first)
	if !strings.HasPrefix(first.URL, "https://") || !strings.Contains(first.CA, "BEGIN CERTIFICATE") ||
		len(first.APIs) != 3 {
		t.Errorf("first line %+v", first)
	}
	var applications []string
	for _, id := range first.APIs[1].IDs {
		applications = append(applications, id.ID)
	}
	for _, id := range []string{"7171a6ca-d1cd-4928-8642-7d5cfe697c34", "mine", "theirs", "ours"} {
		if !slices.Contains(applications, id) {
			t.Errorf("no %s in the applications %q", id, applications)
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); err != nil {
		t.Errorf("-h: %v", err)
	}
}
