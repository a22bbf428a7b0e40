// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestProcess runs the provider as a process that the CLI starts, with a real environment and home directory. One log line
// has the source and the last characters of the access key. No secret is in the log at its most verbose level, and the
// home directory is unchanged afterwards.
func TestProcess(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		cloud cloud
		row
		source string // of the log line
		tail   string // "session" is the end of a session's key id
	}{
		"Alibaba, the block": {alicloud, row{block: keyArguments(ali("block")), env: allVariables}, "the provider's alicloud block", "lock"},
		"Alibaba, a temporary key": {
			alicloud, row{env: alicloudVars("second" + session)}, "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY", "sion",
		},
		"Alibaba, the CLI's file": {alicloud, row{}, `the profile "current" of {home}/.aliyun/config.json`, "rent"},
		"Alibaba, a role": {
			alicloud,
			row{env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_ROLE_ARN": role}), block: "assume_role {}"},
			"the role " + role + ", assumed by ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET", "session",
		},
		"Alibaba, a pod": {alicloud, row{env: pod}, "the role " + role + ", opened by the OIDC token in {home}/token", "session"},
		"Alibaba, a URI": {alicloud, row{block: `credentials_uri = "{url}/credentials?SECRETofURI"`}, "the credentials URI at {addr}", "session"},
		"Huawei, keys":   {huaweicloud, row{env: hwVars("first" + session)}, "HW_ACCESS_KEY and HW_SECRET_KEY", "SION"},
		"Huawei, a token": {
			huaweicloud, row{block: `auth_token = "` + authToken("block") + `"`, env: allVariables}, "the provider's huaweicloud block", "",
		},
		"Huawei, the SDK's file": {huaweicloud, row{}, "section [basic] of {home}/.huaweicloud/credentials", "RENT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			seedIdentities(server)
			r.files = allFiles
			environment, fill := newEnvironment(t, server, r.row)
			before := tree(t, environment.Home)
			config := acctest.RequiredProviders +
				strings.Replace(r.cloud.config(r.block), "\"test\" {\n", "\"test\" {\n  count = 3\n", 1)
			output, log := planInSubprocess(t, environment, fill(config))

			if after := tree(t, environment.Home); after != before {
				t.Errorf("the home directory was\n%s\nand is\n%s", before, after)
			}
			if calls := server.Calls(r.cloud.api); calls != 3 {
				t.Errorf("%d calls, want 3:\n%s", calls, output)
			}
			tail := r.tail
			for _, given := range server.Sessions() {
				if tail == "session" {
					tail = given.AccessKeyID[len(given.AccessKeyID)-4:]
				}
			}
			lines := 0
			for line := range strings.Lines(log) {
				var fields map[string]any
				if json.Unmarshal([]byte(line), &fields) != nil || fields["@message"] != "credentials found" {
					continue
				}
				lines++
				if fields["@level"] != "debug" || fields["source"] != fill(r.source) || fields["access_key_ends_in"] != tail ||
					fields["cloud"] != r.cloud.block {
					t.Errorf("the log has %s, want %q of %q", line, tail, fill(r.source))
				}
			}
			if lines != 1 {
				t.Errorf("%d log lines have the source of the credentials, want 1", lines)
			}
			for _, secret := range secrets(server) {
				if strings.Contains(log, secret) || strings.Contains(output, secret) {
					t.Errorf("%q was logged or printed", secret)
				}
			}
		})
	}
}

// secrets are the values that must not be shown.
func secrets(server *emulator.Server) []string {
	all := []string{oidcToken, "SECRETofURI"}
	for _, name := range identityNames {
		all = append(all, authToken(name))
		for _, id := range []emulator.Identity{ali(name), ali(name + session), hw(name), hw(name + session)} {
			all = append(all, id.Secret)
			if id.SecurityToken != "" {
				all = append(all, id.SecurityToken)
			}
		}
	}
	for _, given := range server.Sessions() {
		all = append(all, given.Secret, given.SecurityToken)
	}
	return all
}

// planInSubprocess plans a configuration with the provider as a process, and returns its output and log.
func planInSubprocess(t *testing.T, environment *acctest.Environment, config string) (output, log string) {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "plugins"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "plugins", "terraform-provider-cloudstatus")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "main.tf"), config)
	write(t, filepath.Join(dir, "cli.tfrc"), fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n}\n",
		"cloudstatus/cloudstatus", filepath.Join(dir, "plugins")))
	env := merged(environment.Env, vars{
		"HOME": environment.Home, "USERPROFILE": environment.Home, "TF_CLI_CONFIG_FILE": filepath.Join(dir, "cli.tfrc"),
		"TF_LOG": "JSON", "TF_LOG_PATH": filepath.Join(dir, "log"),
		"DEBUG": "sdk", // with which Alibaba's SDK prints what it signs
	})
	output, err = terraform(t, dir, env)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	content, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	return output, string(content)
}
