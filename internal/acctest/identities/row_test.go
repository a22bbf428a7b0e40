// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// row is a way to authenticate, or to fail to.
type row struct {
	env   vars
	files files
	// block is the content of the cloud's block besides endpoints and region.
	block string

	// via are the APIs that issue temporary credentials, the last one those that call the API under test. key is the
	// identity that called the first of them, or the API under test if there is none, and token the owner of its token.
	via        []string
	key, token string
	// check checks more of the requests that reached the emulator.
	check func(t *testing.T, server *emulator.Server)

	// contains are parts of the error of a row that fails, in order. Nothing reaches the API then.
	contains []string
}

// cloud is the common part of the rows of one cloud.
type cloud struct {
	block, endpoints string
	// api is the API that is called, data the data source that calls it.
	api, data string
	region    string
}

var (
	alicloud = cloud{
		block: "alicloud", endpoints: `{ pts = "{url}", sae = "{url}", sts = "{url}" }`,
		api: "DescribeApplicationStatus", region: "cn-hangzhou",
		data: `data "cloudstatus_alicloud_sae_application" "test" {
  app_id = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
}
`,
	}
	pts = cloud{
		block: "alicloud", endpoints: `{ pts = "{url}", sae = "{url}", sts = "{url}" }`,
		api: "GetPtsSceneRunningStatus", region: "cn-hangzhou",
		data: "data \"cloudstatus_alicloud_pts_scene\" \"test\" {\n  scene_id = \"RUN7NG\"\n}\n",
	}
	huaweicloud = cloud{
		block: "huaweicloud", endpoints: `{ cloudtest = "{url}", iam = "{url}", sts = "{url}" }`,
		api: "ShowEchoTestPackageUsing", region: "cn-north-4",
		data: `data "cloudstatus_huaweicloud_codearts_testplan_packages" "test" {
  service_id = "0123456789abcdef0123456789abcdef"
}
`,
	}
)

// credentialAPIs are the APIs that issue temporary credentials.
var credentialAPIs = []string{
	emulator.AssumeRole, emulator.AssumeRoleWithOIDC, emulator.MetadataCredentials, emulator.CredentialsURI,
}

// huaweiAPIs are those of Huawei Cloud.
var huaweiAPIs = []string{
	emulator.CreateTemporaryAccessKeyByAgency, emulator.AssumeAgency, emulator.CreateTokenWithIDToken,
	emulator.CreateTemporaryAccessKeyByToken, emulator.HuaweiMetadataKey,
}

// run reads each row in process.
func (c cloud) run(t *testing.T, rows map[string]row) {
	t.Helper()
	c.runBy(t, rows, func(t *testing.T, environment *acctest.Environment, config string) string {
		return environment.Plugin(t).ReadConfig(config)
	})
}

// runBy reads each row by read, which returns the errors as a CLI prints them.
func (c cloud) runBy(t *testing.T, rows map[string]row, read func(t *testing.T, environment *acctest.Environment, config string) string) {
	t.Helper()
	for name, r := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			seedIdentities(server)
			environment, fill := newEnvironment(t, server, r)
			before := tree(t, environment.Home)
			found := read(t, environment, fill(c.config(r.block)))
			want := acctest.Contains(strings.Split(fill(strings.Join(r.contains, "\x00")), "\x00")...)
			if (len(r.contains) == 0) != (found == "") || !want.MatchString(found) {
				t.Errorf("want the error %q, got\n%s", r.contains, found)
			}

			if after := tree(t, environment.Home); after != before {
				t.Errorf("the home directory was\n%s\nand is\n%s", before, after)
			}
			if blocked := environment.Blocked(); len(blocked) > 0 {
				t.Errorf("the provider dialed %q", blocked)
			}
			r.checkIdentity(t, server, c.api)
			if r.check != nil {
				r.check(t, server)
			}
		})
	}
}

// config is a provider configuration with this in the cloud's block, and a data source of the cloud.
func (c cloud) config(block string) string {
	if !strings.Contains(block, "region") {
		block = fmt.Sprintf("region = %q\n    ", c.region) + block
	}
	return fmt.Sprintf("provider \"cloudstatus\" {\n  max_retries = 0\n  %s {\n    endpoints = %s\n    %s\n  }\n}\n%s",
		c.block, c.endpoints, block, c.data)
}

// newEnvironment is an environment with the row's variables and files; fill replaces {url}, {addr} and {home}.
func newEnvironment(t *testing.T, server *emulator.Server, r row) (*acctest.Environment, func(string) string) {
	t.Helper()
	home := t.TempDir()
	fill := strings.NewReplacer("{url}", server.URL(), "{addr}", server.Addr(), "{home}", home).Replace
	environment := &acctest.Environment{Env: vars{}, Home: home, Metadata: server.Addr()}
	for name, value := range r.env {
		environment.Env[name] = fill(value)
	}
	for name, content := range r.files {
		write(t, filepath.Join(home, filepath.FromSlash(name)), fill(content))
	}
	return environment, fill
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tree lists the files of a home directory with sizes and times, except those that a CLI creates.
func tree(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == root {
			return nil
		}
		if entry.Name() == ".terraform.d" {
			return fs.SkipDir
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s %d %s\n", path, info.Size(), info.ModTime())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkIdentity checks who called the API, who issued the caller's credentials, and so on back to the row's key.
func (r row) checkIdentity(t *testing.T, server *emulator.Server, api string) {
	t.Helper()
	calls := server.Entries(api)
	if len(r.contains) > 0 {
		if len(calls) > 0 {
			t.Errorf("%s was called %d times by %q", api, len(calls), calls[0].AccessKeyID)
		}
		return
	}
	if len(calls) == 0 {
		t.Fatalf("%s was never called", api)
	}
	given := map[string]emulator.Identity{}
	for _, id := range server.Sessions() {
		given[id.Name] = id
	}
	for i := len(r.via) - 1; i >= 0; i-- {
		for _, call := range calls {
			if id := given[call.Identity]; id.Via != r.via[i] || call.AccessKeyID != id.AccessKeyID ||
				call.TokenOf != call.Identity {
				t.Errorf("%s was called by %s (key %s, token of %s), want a session from %s",
					call.API, call.Identity, call.AccessKeyID, call.TokenOf, r.via[i])
			}
		}
		if calls = server.Entries(r.via[i]); len(calls) == 0 {
			t.Fatalf("%s was never called", r.via[i])
		}
	}
	for _, call := range calls {
		if call.Identity != r.key || call.TokenOf != r.token || !call.Accepted() {
			t.Errorf("%s was called by %q (key %s) with a token of %q, and got %s; want %q with a token of %q",
				call.API, call.Identity, call.AccessKeyID, call.TokenOf, call.Verdict, r.key, r.token)
		}
	}
	for _, api := range slices.Concat(credentialAPIs, huaweiAPIs) {
		if !slices.Contains(r.via, api) && server.Calls(api) > 0 {
			t.Errorf("%s was called unexpectedly", api)
		}
	}
	if !slices.Contains(r.via, emulator.MetadataCredentials) && server.Calls(emulator.MetadataToken) > 0 ||
		!slices.Contains(r.via, emulator.HuaweiMetadataKey) && server.Calls(emulator.HuaweiMetadataToken) > 0 {
		t.Error("the metadata service was probed unexpectedly")
	}
}
