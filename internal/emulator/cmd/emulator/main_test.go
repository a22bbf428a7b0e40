// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestCommand runs the command in an empty folder, as one who has no clone does, and gives its first lines to a shell.
func TestCommand(t *testing.T) {
	t.Parallel()
	bin := filepath.Join(t.TempDir(), "emulator")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for signal, flags := range map[os.Signal][]string{
		os.Interrupt:    nil,
		syscall.SIGTERM: {"-tls", "-region", "cn-beijing", "-delay", "1ms", "-throttle", "1000", "-drop-every", "1000", "-seed", "7"},
	} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			cmd := exec.CommandContext(t.Context(), bin, flags...)
			cmd.Dir = dir
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
			script := ""
			for !strings.Contains(script, "-list") {
				script += line(t, lines)
			}
			if !strings.HasPrefix(script, "# The emulator listens on http") {
				t.Errorf("first lines %s", script)
			}
			shell := exec.CommandContext(t.Context(), "sh", "-eu")
			shell.Dir, shell.Env = dir, []string{"PATH=" + os.Getenv("PATH")}
			shell.Stdin = strings.NewReader(script + `echo "$ALIBABA_CLOUD_ENDPOINT_SAE $ALIBABA_CLOUD_REGION $HW_SECRET_KEY ${SSL_CERT_FILE:-}"`)
			printed, err := shell.Output()
			if err != nil {
				t.Fatal(err)
			}
			set := strings.Split(strings.TrimSuffix(string(printed), "\n"), " ")
			region, trusted := emulator.DefaultRegion, x509.NewCertPool()
			if flags != nil {
				region = "cn-beijing"
				if pem, err := os.ReadFile(set[3]); err != nil || !trusted.AppendCertsFromPEM(pem) {
					t.Errorf("certificate %q: %v", set[3], err)
				}
			}
			if set[1] != region || set[2] != emulator.BuiltinKeys().Huawei.Secret {
				t.Errorf("variables %q", set)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, set[0]+"/?Action=Nothing&SecurityToken=SECRET&Signature=SECRET", nil)
			if err != nil {
				t.Fatal(err)
			}
			client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}}}
			resp, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = resp.Body.Close()
			text := line(t, lines)
			var request requestLine
			if err := json.Unmarshal([]byte(text), &request); err != nil || request.Verdict != "InvalidAction.NotFound" || request.Status != 404 ||
				request.Token != "unknown" || strings.Contains(text, "SECRET") {
				t.Errorf("%v: request %s", err, text)
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
}

// TestGuide checks that the guides show the first lines as they are.
func TestGuide(t *testing.T) {
	t.Parallel()
	server, err := emulator.Start(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	lines := strings.ReplaceAll(startLines(server, emulator.DefaultRegion), server.URL(), "http://127.0.0.1:8787")
	for _, language := range []string{"", ".zh-CN"} {
		guide, err := os.ReadFile("../../../../templates/guides/test-your-modules-without-an-account" + language + ".md.tmpl")
		if err != nil || !strings.Contains(string(guide), "```sh\n"+lines+"```\n") {
			t.Errorf("%v: the guide%s does not show\n%s", err, language, lines)
		}
	}
}

func line(t *testing.T, lines *bufio.Reader) string {
	t.Helper()
	text, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// folder returns a new folder with a scenario file.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// own is a scenario file with an application.
func own(key string) string {
	return fmt.Sprintf(`{"api": {"name": "DescribeApplicationStatus"}, "scenarios": [{"key": %q, "shows": "my own", "responses": [{}]}]}`, key)
}

func TestFlagsThatPrint(t *testing.T) {
	t.Parallel()
	first, second, third := folder(t, own("mine")), folder(t, own("theirs")), folder(t, own("ours"))
	for name, row := range map[string]struct{ args, want []string }{
		"list":    {[]string{"-list", "-scenarios", first + "," + second, "-scenarios", third}, []string{"RUN7NG", "mine", "theirs", "ours"}},
		"example": {[]string{"-example", "DescribeApplicationStatus"}, []string{`"LastChangeOrderStatus": "SUCCESS"`}},
		"keys":    {[]string{"-keys"}, []string{`"role_arn": "acs:ram::`, `"secret_key": "emulatorAlibabaSecret0000000001"`}},
		"help":    {[]string{"-h"}, nil},
	} {
		var out bytes.Buffer
		if err := run(t.Context(), row.args, &out, io.Discard); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, want := range row.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: no %s in %s", name, want, out.String())
			}
		}
	}
}

func TestRefusedFlags(t *testing.T) {
	t.Parallel()
	taken, err := emulator.Start(emulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(taken.Close)
	file, broken := filepath.Join(folder(t, own("mine")), "a.json"), folder(t, "{\n]")
	for name, row := range map[string]struct {
		args []string
		want string
	}{
		"port in use":     {[]string{"-addr", taken.Addr()}, "address already in use"},
		"not a region":    {[]string{"-region", "cn hangzhou"}, `the region "cn hangzhou"`},
		"not loopback":    {[]string{"-addr", "0.0.0.0:0"}, "loopback only"},
		"no such folder":  {[]string{"-scenarios", "gone"}, `scenario folder "gone": no such file or directory`},
		"no folder":       {[]string{"-scenarios", file}, fmt.Sprintf("scenario folder %q: not a directory", file)},
		"empty folder":    {[]string{"-scenarios", t.TempDir()}, "there is no *.json in it"},
		"no name":         {[]string{"-scenarios", filepath.Dir(file) + ","}, `scenario folder ""`},
		"not JSON":        {[]string{"-list", "-scenarios", broken}, fmt.Sprintf("scenario file %q: line 2: invalid character", filepath.Join(broken, "a.json"))},
		"no example":      {[]string{"-example", "Mistyped"}, `no example for the API "Mistyped"`},
		"unknown flag":    {[]string{"-burn"}, "-burn"},
		"stray argument":  {[]string{"burn"}, "burn"},
		"no such address": {[]string{"-addr", "nonsense"}, "nonsense"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := run(t.Context(), row.args, &out, io.Discard); err == nil || out.Len() > 0 || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, out %q", err, out.String())
			}
		})
	}
}
