// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package identities

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// A file that is a pipe, whose open would wait for a writer, or a link to itself is an error at once, which names the path
// and its setting. The file is "odd" in the home directory.
func TestIrregularFiles(t *testing.T) {
	t.Parallel()
	const odd = "{home}/odd"
	oidcProfile := cli(profile{
		"name": "p", "mode": "OIDC", "oidc_provider_arn": oidcProvider, "oidc_token_file": odd, "ram_role_arn": role,
	})
	pipe := func(path string) error { return syscall.Mkfifo(path, 0o600) }
	loop := func(path string) error { return os.Symlink(path, path) }
	const isPipe, isLoop = "it is a named pipe (FIFO) and not a regular file.", "too many levels of symbolic links."
	for name, r := range map[string]struct {
		cloud cloud
		row   row
		make  func(path string) error
		why   string
		check string
	}{
		"CLI file, the block's": {
			cloud: alicloud, row: row{block: `shared_credentials_file = "~/odd"`}, make: pipe, why: isPipe,
			check: "Check shared_credentials_file in the provider's alicloud block.",
		},
		"token file, the variable's": {
			cloud: alicloud, row: row{env: merged(pod, vars{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": odd})}, make: pipe, why: isPipe,
			check: "Check ALIBABA_CLOUD_OIDC_TOKEN_FILE in the environment.",
		},
		"token file, a profile's": {
			cloud: alicloud, row: row{block: `profile = "p"`, files: files{cliFile: oidcProfile}}, make: pipe, why: isPipe,
			check: `Check oidc_token_file in the profile "p" of {home}/.aliyun/config.json.`,
		},
		"credentials file, the variable's": {
			cloud: huaweicloud, row: row{env: vars{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": odd}}, make: loop, why: isLoop,
			check: "Check HUAWEICLOUD_SDK_CREDENTIALS_FILE in the environment.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			seedIdentities(server)
			environment, fill := newEnvironment(t, server, r.row)
			path := filepath.Join(environment.Home, "odd")
			if err := r.make(path); err != nil {
				t.Fatal(err)
			}
			output, err := planInProcess(t, environment, fill(r.cloud.config(r.row.block)))
			if want := acctest.Contains("Error: Invalid", "Credentials", path+" cannot be read: "+r.why, fill(r.check)); err == nil || !want.MatchString(output) {
				t.Errorf("%v, want %s\n%s", err, want, output)
			}
			if calls := server.Journal(); len(calls) > 0 {
				t.Errorf("%s was called", calls[0].Path)
			}
		})
	}
}
