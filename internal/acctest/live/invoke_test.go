// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

func findCLI(t *testing.T) acctest.CLI {
	t.Helper()
	cli, err := acctest.FindCLI()
	if err != nil {
		t.Fatal(err)
	}
	return cli
}

// hasActions reports whether a CLI can invoke an action.
func hasActions(cli acctest.CLI) bool { return cli.IsTerraform(1, 14) }

// invoke invokes the API's action and returns its status line, which is its last. The test framework, which reads the other
// kinds, does not show the progress of an action. An action that fails is an error, and does not keep the other kinds from
// being read.
func invoke(
	t *testing.T, a api, id string, factories map[string]func() (tfprotov6.ProviderServer, error), log string, known *secrets,
) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(acctest.RequiredProviders+a.actionConfig(id)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), findCLI(t).Path,
		"apply", "-invoke="+a.action(), "-auto-approve", "-input=false", "-no-color")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TF_REATTACH_PROVIDERS="+acctest.Reattach(t, factories), "TF_LOG_PATH="+log)
	out, err := cmd.CombinedOutput()
	shown := string(out)
	for _, secret := range known.in(string(out)) {
		t.Errorf("action: the output holds %s", secret)
		shown = "(not shown)"
	}
	lines := regexp.MustCompile(`(?m)^Action `+regexp.QuoteMeta(a.action())+` \(triggered by CLI\): (.*)$`).FindAllSubmatch(out, -1)
	if err != nil || len(lines) == 0 {
		t.Errorf("action: it did not succeed with a status line (%v). The output:\n%s", err, shown)
		return ""
	}
	return string(lines[len(lines)-1][1])
}
