// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// build builds the command.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "emulator")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return bin
}

func TestCommand(t *testing.T) {
	t.Parallel()
	bin := build(t)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), bin, "-addr", "127.0.0.1:0")
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
	for name, row := range map[string]struct {
		args []string
		want string
	}{
		"port in use":     {[]string{"-addr", taken.Addr()}, "address already in use"},
		"not loopback":    {[]string{"-addr", "0.0.0.0:0"}, "loopback only"},
		"no such folder":  {[]string{"-scenarios", filepath.Join(t.TempDir(), "gone")}, "gone"},
		"unknown flag":    {[]string{"-burn"}, "-burn"},
		"stray argument":  {[]string{"burn"}, "burn"},
		"no such address": {[]string{"-addr", "nonsense"}, "nonsense"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), bin, row.args...)
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

// TestRun tests the flags in this process.
func TestRun(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, []string{
			"-tls", "-delay", "1ms", "-throttle", "1000", "-drop-every", "1000", "-seed", "7",
			"-scenarios", "../../../services/ptsscene/testdata/emulator,../../../services/saeapplication/testdata/emulator",
		}, writer, io.Discard)
		_ = writer.Close()
	}()
	var first startLine
	decode(t, bufio.NewReader(reader), &first)
	if !strings.HasPrefix(first.URL, "https://") || !strings.Contains(first.CA, "BEGIN CERTIFICATE") ||
		len(first.APIs) != 2 {
		t.Errorf("first line %+v", first)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); err != nil {
		t.Errorf("-h: %v", err)
	}
}
