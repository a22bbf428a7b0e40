// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

const address = "registry.terraform.io/cloudstatus/cloudstatus"

// Each of the many rows needs one plan of a real CLI; terraform-plugin-testing would make several.

const requiredProviders = "terraform {\n  required_providers {\n    cloudstatus = { source = \"cloudstatus/cloudstatus\" }\n  }\n}\n"

// planInProcess plans a configuration with the provider in this process and an environment; it returns the CLI's output.
func planInProcess(t *testing.T, environment *acctest.Environment, config string) (output string, err error) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), requiredProviders+config)
	write(t, filepath.Join(dir, "cli.tfrc"), "")
	return terraform(t, dir, vars{
		"HOME": dir, "USERPROFILE": dir, "TF_CLI_CONFIG_FILE": filepath.Join(dir, "cli.tfrc"),
		"TF_REATTACH_PROVIDERS": reattachConfig(t, environment),
	})
}

// terraform runs the CLI's plan in a directory, with exactly these variables.
func terraform(t *testing.T, dir string, env vars) (output string, err error) {
	t.Helper()
	cli, err := acctest.FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), cli.Path, "plan", "-no-color", "-input=false", "-lock=false")
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + dir, "CHECKPOINT_DISABLE=1"}
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// reattachConfig serves the provider until the end of the test and returns TF_REATTACH_PROVIDERS for it.
func reattachConfig(t *testing.T, environment *acctest.Environment) string {
	t.Helper()
	factory := environment.Factories()["cloudstatus"]
	ctx, stop := context.WithCancel(t.Context())
	ready, over := channelOf(tf6server.WithDebug), make(chan struct{})
	go func() {
		err := tf6server.Serve(address, func() tfprotov6.ProviderServer {
			server, err := factory()
			if err != nil {
				t.Error(err)
			}
			return server
		}, tf6server.WithDebug(ctx, ready, over), tf6server.WithLoggingSink(t))
		if err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() {
		stop()
		<-over
	})
	found := <-ready
	attach := map[string]any{
		"Protocol": found.Protocol, "ProtocolVersion": found.ProtocolVersion, "Pid": found.Pid, "Test": true,
		"Addr": map[string]string{"Network": found.Addr.Network(), "String": found.Addr.String()},
	}
	text, err := json.Marshal(map[string]any{address: attach, "registry.opentofu.org/cloudstatus/cloudstatus": attach})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// channelOf makes the channel of an option, whose element type is of a module that is not a direct dependency.
func channelOf[T, O any](func(context.Context, chan T, chan struct{}) O) chan T { return make(chan T) }
