// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Configure makes no call, for any source of the credentials.
func TestConfigureMakesNoCall(t *testing.T) {
	server := acctest.Emulator(t)
	keys := server.Keys()
	endpoints := o{"sae": server.URL(), "sts": server.URL()}
	for name, block := range map[string]o{
		"keys": {"access_key": keys.Alibaba.AccessKeyID, "secret_key": keys.Alibaba.Secret, "endpoints": endpoints},
		"a role": {
			"access_key": keys.Alibaba.AccessKeyID, "secret_key": keys.Alibaba.Secret, "endpoints": endpoints,
			"assume_role": o{"role_arn": keys.RoleArn},
		},
		"a role by OIDC": {"endpoints": endpoints, "assume_role_with_oidc": o{
			"oidc_provider_arn": keys.OIDCProviderArn, "oidc_token_file": "/no/such/file", "role_arn": keys.RoleArn,
		}},
		"a credentials URI": {"endpoints": endpoints, "credentials_uri": server.URL() + "/credentials"},
		"a profile":         {"endpoints": endpoints, "profile": "none", "shared_credentials_file": "/no/such/file"},
	} {
		t.Run(name, func(t *testing.T) {
			if diags := acctest.NewPlugin(t).Configure(o{"alicloud": block}); len(diags) > 0 {
				t.Error(diags)
			}
			if calls := len(server.Journal()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
		})
	}
}

// A cloud that no block reads needs no credentials, nor a block.
func TestOneCloudAlone(t *testing.T) {
	for name, tc := range map[string]struct {
		without  string
		reads    acctest.TypeUnderTest
		fails    acctest.TypeUnderTest
		contains string
	}{
		"Alibaba Cloud": {"huaweicloud", sae, testplan, "Missing Huawei Cloud Credentials"},
		"Huawei Cloud":  {"alicloud", testplan, pts, "Missing Alibaba Cloud Credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			plugin := acctest.Configured(t, acctest.Emulator(t), o{tc.without: nil})
			if diags, _ := plugin.Read(tc.reads.Type, o{tc.reads.ID: tc.reads.Good}); len(diags) > 0 {
				t.Error(diags)
			}
			diags, _ := plugin.Read(tc.fails.Type, o{tc.fails.ID: tc.fails.Good, "region": "cn-north-4"})
			expect(t, diags, tc.contains)
		})
	}
	t.Run("no provider block at all", func(t *testing.T) {
		t.Parallel()
		acctest.Run(t, resource.TestStep{
			Config:      pts.Data(pts.Good),
			ExpectError: acctest.Contains("Missing Alibaba Cloud Credentials", "Looked at, in order:"),
		})
	})
}

// A mistyped name is the CLI's own error, since these are blocks, and an invalid value is reported before anything is read.
func TestInvalidProviderBlock(t *testing.T) {
	for name, tc := range map[string]struct {
		setup    acctest.Setup
		contains [][]string
	}{
		"names": {
			acctest.Setup{
				InAlicloud:    []string{`regon = "cn-hangzhou"`, "assume_role {", `rol_arn = "x"`, "}", "assume_role_with_oidc {", `session_name = "x"`, "}"},
				InHuaweicloud: []string{`auth_tokn = "x"`},
				More:          []string{`max_retry = 1`, `aliclud = { region = "cn-hangzhou" }`},
			},
			[][]string{
				{"Unsupported argument", `named "regon" is not expected here. Did you mean "region"?`},
				{"Unsupported argument", `Did you mean "auth_token"?`},
				{"Unsupported argument", `Did you mean "role_arn"?`},
				{"Unsupported argument", `named "session_name" is not expected here.`},
				{"Unsupported argument", `named "max_retry" is not expected here.`},
				{"Unsupported argument", `aliclud = { region = "cn-hangzhou" }`, `named "aliclud" is not expected here.`},
			},
		},
		"values": {
			acctest.Setup{
				InAlicloud: []string{`access_key = "x"`, `endpoints = { oss = "https://example.com" }`},
				More:       []string{`max_retries = 2.5`},
			},
			[][]string{
				{"Invalid max_retries", "max_retries must be a whole number from 0 to 10."},
				{"Incomplete Credentials", "alicloud.secret_key is not"},
				{"Unknown Endpoint", "The keys are pts, sae, sts."},
			},
		},
		"two identities": {
			acctest.Setup{InAlicloud: []string{`profile = "x"`, `ecs_role_name = "y"`}},
			[][]string{{"Conflicting Credentials", "alicloud.ecs_role_name"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := acctest.PlanErrors(t, tc.setup.String()+sae.Data(sae.Good))
			for _, parts := range tc.contains {
				if !slices.ContainsFunc(found, acctest.Contains(parts...).MatchString) {
					t.Errorf("want %q, got\n%s", parts, strings.Join(found, ""))
				}
			}
		})
	}
}

// Every request has the User-Agent, to STS too.
func TestUserAgent(t *testing.T) {
	for name, tc := range map[string]struct {
		extra string
		want  string
	}{
		"as it is":             {"", `terraform-provider-cloudstatus/0\.0\.0-test Terraform/1\.11\.4$`},
		"with something added": {" my-pipeline/7 (team x) ", `terraform-provider-cloudstatus/0\.0\.0-test Terraform/1\.11\.4 my-pipeline/7 \(team x\)$`},
		"with a break in it":   {"my\r\nX-Evil: 1", `terraform-provider-cloudstatus/0\.0\.0-test Terraform/1\.11\.4 myX-Evil: 1$`},
	} {
		t.Run(name, func(t *testing.T) {
			server := acctest.Emulator(t)
			environment := &acctest.Environment{Env: map[string]string{"TF_APPEND_USER_AGENT": tc.extra}, Home: t.TempDir()}
			plugin := environment.Plugin(t)
			config := acctest.ProviderObject(server)
			config["alicloud"].(o)["assume_role"] = o{"role_arn": server.Keys().RoleArn}
			if diags := plugin.Configure(config); len(diags) > 0 {
				t.Fatal(diags)
			}
			for _, tested := range []acctest.TypeUnderTest{sae, pts, testplan} {
				if diags, _ := plugin.Read(tested.Type, o{tested.ID: tested.Good}); len(diags) > 0 {
					t.Error(diags)
				}
			}
			seen := map[string]bool{}
			for _, entry := range server.Journal() {
				seen[entry.API] = true
				if !regexp.MustCompile(tc.want).MatchString(entry.UserAgent) {
					t.Errorf("%s was called by %q", entry.API, entry.UserAgent)
				}
			}
			for _, api := range []string{sae.API, pts.API, testplan.API, "AssumeRole"} {
				if !seen[api] {
					t.Errorf("%s was not called", api)
				}
			}
		})
	}
}

// max_retries and request_timeout bound every read.
func TestRetriesAndTime(t *testing.T) {
	for name, tc := range map[string]struct {
		config   o
		response emulator.Response
		calls    int
	}{
		"no retries":           {o{"max_retries": 0}, emulator.Refusal(503, "ServiceUnavailable", "busy"), 1},
		"one retry":            {o{"max_retries": 1}, emulator.Refusal(503, "ServiceUnavailable", "busy"), 2},
		"one retry, in time":   {o{"max_retries": 1, "request_timeout": "1s"}, emulator.Usual().With(emulator.Fault{Break: emulator.Stall}), 2},
		"not for refusals":     {o{"max_retries": 5}, emulator.Refusal(403, "NoPermission", "no"), 1},
		"nor for what is none": {o{"max_retries": 5}, emulator.HTML(200), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			server.Script(pts.API, emulator.AnyKey, tc.response)
			diags, _ := acctest.Configured(t, server, tc.config).Read(pts.Type, o{"scene_id": pts.Good})
			if calls := server.Calls(pts.API); calls != tc.calls || len(diags) != 1 {
				t.Errorf("%d calls, want %d; %v", calls, tc.calls, diags)
			}
			nonces := map[string]bool{}
			for _, nonce := range server.Nonces(pts.API) {
				nonces[nonce] = true
			}
			if len(nonces) != tc.calls {
				t.Errorf("%d nonces for %d attempts: each is signed anew", len(nonces), tc.calls)
			}
		})
	}
}

// request_timeout ends an attempt before the read's own timeout does.
func TestRequestTimeout(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(pts.API, emulator.AnyKey, emulator.Usual().With(emulator.Fault{Break: emulator.Stall}))
	plugin := acctest.Configured(t, server, o{"max_retries": 0, "request_timeout": "1s"})
	diags, _ := plugin.Read(pts.Type, o{"scene_id": pts.Good, "timeouts": o{"read": "10s"}})
	expect(t, diags, "Read Timed Out", "Raise request_timeout in the provider's configuration")
}
