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

// The rows are many and each wants one plan of a real CLI, where terraform-plugin-testing makes several; so it is run
// here.

const requiredProviders = "terraform {\n  required_providers {\n    cloudstatus = { source = \"cloudstatus/cloudstatus\" }\n  }\n}\n"

// planned plans a configuration with the provider of this process, on a machine, and gives what the CLI printed.
func planned(t *testing.T, environment *acctest.Environment, config string) (printed string, err error) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.tf"), requiredProviders+config)
	write(t, filepath.Join(dir, "cli.tfrc"), "")
	return terraform(t, dir, vars{
		"HOME": dir, "USERPROFILE": dir, "TF_CLI_CONFIG_FILE": filepath.Join(dir, "cli.tfrc"),
		"TF_REATTACH_PROVIDERS": attached(t, environment),
	})
}

// terraform runs the CLI's plan in a folder, with this environment and no other.
func terraform(t *testing.T, dir string, env vars) (printed string, err error) {
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

// attached serves the provider until the test is over, and gives what the CLI has to know to find it.
func attached(t *testing.T, environment *acctest.Environment) string {
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

// channelOf makes the channel that an option wants, whose type is of a module that is none of ours to import.
func channelOf[T, O any](func(context.Context, chan T, chan struct{}) O) chan T { return make(chan T) }
