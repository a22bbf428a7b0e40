// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"bytes"
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

// These tests run the CLI as users do: the provider is built once and installed from a filesystem mirror, since a saved
// plan can be applied only with a provider that has a version.

// version is the provider's version in the mirror, and the one that `make install` installs. The modules require it or a later one.
const version = "0.1.0"

// originalEnv is the environment before acctest.RunTests cleans it: a build needs the module cache in the real home.
var originalEnv = os.Environ()

func TestMain(m *testing.M) { acctest.RunTests(m) }

// tool is the Terraform or OpenTofu under test.
type tool struct {
	acctest.CLI
	config string // the CLI configuration file, which names the mirror
}

// installTool finds the CLI and fills the mirror, once for all tests. The mirror is in the home directory that
// acctest.RunTests creates and removes.
var installTool = sync.OnceValues(func() (tool, error) {
	cli, err := acctest.FindCLI()
	if err != nil {
		return tool{}, err
	}

	home := os.Getenv("HOME")
	program := filepath.Join(home, "terraform-provider-cloudstatus_v"+version)
	build := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-X main.version="+version, "-o", program,
		"github.com/cloudstatus/terraform-provider-cloudstatus")
	build.Env = originalEnv
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

// workDir is a working directory with a configuration, and the environment of the CLI that runs there.
type workDir struct {
	t    *testing.T
	tool tool
	dir  string
	env  map[string]string
}

// newWorkDir makes an empty working directory. The CLI's environment has the emulator and its permanent keys, and nothing
// of the developer's.
func newWorkDir(t *testing.T, server *emulator.Server) *workDir {
	t.Helper()
	cli, err := installTool()
	if err != nil {
		t.Fatal(err)
	}
	keys := server.Keys()
	return &workDir{t: t, tool: cli, dir: t.TempDir(), env: map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": t.TempDir(), "TMPDIR": os.Getenv("TMPDIR"),
		"TF_CLI_CONFIG_FILE": cli.config, "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1",
		// Requests beyond loopback go to a port on which nothing listens. Go uses no proxy for loopback.
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
		"HW_ENDPOINT_IAM":       server.URL(),
		"HW_ENDPOINT_STS":       server.URL(),
	}}
}

// in is the working directory in a subtest.
func (f *workDir) in(t *testing.T) *workDir {
	sub := *f
	sub.t = t
	return &sub
}

// write writes a file in the working directory.
func (f *workDir) write(name, content string) {
	f.t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

// command is a run of the CLI that has not started.
func (f *workDir) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, f.tool.Path, args...)
	cmd.Dir = f.dir
	for name, value := range f.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// process is a run of the CLI that has started.
type process struct {
	f    *workDir
	cmd  *exec.Cmd
	done chan error // has the result when it has ended

	mu  sync.Mutex
	out bytes.Buffer
}

// start starts the CLI.
func (f *workDir) start(args ...string) *process {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 3*time.Minute)
	p := &process{f: f, cmd: f.command(ctx, append(args, "-no-color")...), done: make(chan error, 1)}
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		cancel()
		f.t.Fatal(err)
	}
	go func() {
		defer cancel()
		p.done <- p.cmd.Wait()
	}()
	return p
}

// Write adds to the output.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(b)
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.String()
}

// waitFor waits until the output contains text.
func (p *process) waitFor(text string) {
	p.f.t.Helper()
	for !strings.Contains(p.output(), text) {
		select {
		case <-p.done:
			p.f.t.Fatalf("%s did not print %q:\n%s", p.cmd.Args, text, p.output())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// interrupt is Ctrl-C.
func (p *process) interrupt() {
	p.f.t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		p.f.t.Fatal(err)
	}
}

// end waits until the CLI has ended and returns its output and exit code.
func (p *process) end() (string, int) {
	p.f.t.Helper()
	err := <-p.done
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.f.t.Fatalf("%s: %v\n%s", p.cmd.Args, err, p.output())
	}
	return p.output(), p.cmd.ProcessState.ExitCode()
}

// exec runs the CLI and returns its output and exit code.
func (f *workDir) exec(args ...string) (string, int) {
	f.t.Helper()
	return f.start(args...).end()
}

// run is exec for a run that must succeed.
func (f *workDir) run(args ...string) string {
	f.t.Helper()
	out, code := f.exec(args...)
	if code != 0 {
		f.t.Fatalf("%s %s exited with %d:\n%s", filepath.Base(f.tool.Path), strings.Join(args, " "), code, out)
	}
	return out
}

// fail is exec for a run that must fail with an error that contains the parts, however the CLI wraps them.
func (f *workDir) fail(args []string, parts ...string) string {
	f.t.Helper()
	out, code := f.exec(args...)
	if code == 0 {
		f.t.Fatalf("%s should have failed:\n%s", strings.Join(args, " "), out)
	}
	f.contains(out, parts...)
	return out
}

// contains checks that text contains the parts, however the CLI wraps them.
func (f *workDir) contains(text string, parts ...string) {
	f.t.Helper()
	flat := strings.Join(strings.Fields(text), " ")
	for _, part := range parts {
		if !strings.Contains(flat, part) {
			f.t.Errorf("this does not contain %q:\n%s", part, text)
		}
	}
}

// state lists the addresses in the state.
func (f *workDir) state() []string {
	f.t.Helper()
	if _, err := os.Stat(filepath.Join(f.dir, "terraform.tfstate")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return strings.Fields(f.run("state", "list"))
}
