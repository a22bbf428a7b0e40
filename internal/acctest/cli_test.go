// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// These tests run the CLI as people do: the provider is a program, built once and installed from a mirror, since a
// saved plan can be applied only with a provider of some version.

// version is the provider's in the mirror. The examples ask for this one or later.
const version = "0.1.0"

// outside is the environment before acctest.Main cleans it: building needs the real home folder's module cache.
var outside = os.Environ()

func TestMain(m *testing.M) { acctest.RunTests(m) }

// tool is the Terraform or OpenTofu under test.
type tool struct {
	acctest.CLI
	config string // its configuration file, which names the mirror
}

// theTool finds the CLI and fills the mirror, once for all tests. The mirror goes with the home folder that acctest.Main
// made and removes.
var theTool = sync.OnceValues(func() (tool, error) {
	cli, err := acctest.FindCLI()
	if err != nil {
		return tool{}, err
	}

	home := os.Getenv("HOME")
	program := filepath.Join(home, "terraform-provider-cloudstatus_v"+version)
	build := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-X main.version="+version, "-o", program,
		"github.com/cloudstatus/terraform-provider-cloudstatus")
	build.Env = outside
	if out, err := build.CombinedOutput(); err != nil {
		return tool{}, fmt.Errorf("go build: %w\n%s", err, out)
	}
	mirror := filepath.Join(home, "mirror")
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(mirror, registry, "cloudstatus", "cloudstatus", version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return tool{}, err
		}
		if err := os.Link(program, filepath.Join(dir, filepath.Base(program))); err != nil {
			return tool{}, err
		}
	}
	t := tool{CLI: cli, config: filepath.Join(home, "mirror.tfrc")}
	return t, os.WriteFile(t.config, fmt.Appendf(nil, "provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror), 0o600)
})

// folder is a folder with a configuration, and the environment that the CLI finds there.
type folder struct {
	t    *testing.T
	tool tool
	dir  string
	env  map[string]string
}

// newFolder makes an empty folder, where the CLI finds the emulator and its permanent keys in its environment, and
// nothing of whoever runs the tests.
func newFolder(t *testing.T, server *emulator.Server) *folder {
	t.Helper()
	cli, err := theTool()
	if err != nil {
		t.Fatal(err)
	}
	keys := server.Keys()
	return &folder{t: t, tool: cli, dir: t.TempDir(), env: map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": t.TempDir(), "TMPDIR": os.Getenv("TMPDIR"),
		"TF_CLI_CONFIG_FILE": cli.config, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
		// Whoever would leave this machine ends at a port where nobody listens. Go asks no proxy for loopback.
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1",

		"ALIBABA_CLOUD_ACCESS_KEY_ID":     keys.Alibaba.AccessKeyID,
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET": keys.Alibaba.Secret,
		"ALIBABA_CLOUD_REGION":            "cn-hangzhou",
		"ALIBABA_CLOUD_ENDPOINT_PTS":      server.URL(),
		"ALIBABA_CLOUD_ENDPOINT_SAE":      server.URL(),
		"ALIBABA_CLOUD_ENDPOINT_STS":      server.URL(),

		"HW_ACCESS_KEY":         keys.Huawei.AccessKeyID,
		"HW_SECRET_KEY":         keys.Huawei.Secret,
		"HW_REGION_NAME":        "cn-north-4",
		"HW_ENDPOINT_CLOUDTEST": server.URL(),
	}}
}

// write puts a file into the folder.
func (f *folder) write(name, content string) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

// command is a run of the CLI that has not begun.
func (f *folder) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, f.tool.Path, args...)
	cmd.Dir = f.dir
	for name, value := range f.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// try runs the CLI and gives what it printed, and how it ended.
func (f *folder) try(args ...string) (string, int) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 3*time.Minute)
	defer cancel()
	out, err := f.command(ctx, append(args, "-no-color")...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		f.t.Fatalf("%s: %v\n%s", args, err, out)
	}
	if exit != nil {
		return string(out), exit.ExitCode()
	}
	return string(out), 0
}

// run is try for a run that must end well.
func (f *folder) run(args ...string) string {
	f.t.Helper()
	out, code := f.try(args...)
	if code != 0 {
		f.t.Fatalf("%s %s ended with %d:\n%s", filepath.Base(f.tool.Path), strings.Join(args, " "), code, out)
	}
	return out
}

// refuse is try for a run that must end with an error that says the parts, however the CLI wraps them.
func (f *folder) refuse(args []string, says ...string) string {
	f.t.Helper()
	out, code := f.try(args...)
	if code == 0 {
		f.t.Fatalf("%s should have been refused:\n%s", strings.Join(args, " "), out)
	}
	f.says(out, says...)
	return out
}

// says checks that a text holds all the parts, however the CLI has wrapped them.
func (f *folder) says(text string, parts ...string) {
	f.t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	for _, part := range parts {
		if !strings.Contains(flat, part) {
			f.t.Errorf("this does not say %q:\n%s", part, text)
		}
	}
}

// state lists what is in the state.
func (f *folder) state() []string {
	f.t.Helper()
	if _, err := os.Stat(filepath.Join(f.dir, "terraform.tfstate")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return strings.Fields(f.run("state", "list"))
}
