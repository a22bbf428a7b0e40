// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// laterResource has an output that is unknown during the plan.
const laterResource = `resource "terraform_data" "later" {
  input = "LTAItestfirst"
}
`

// During the plan, an unknown value is an error for reads of its own cloud. Nothing of the environment is used instead, and
// the other cloud is read.
func TestUnknownValues(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		cloud, other    cloud
		block, argument string
	}{
		"Alibaba, a key": {
			alicloud, huaweicloud, "access_key = terraform_data.later.output\nsecret_key = \"SECRETofblock\"", "alicloud.access_key",
		},
		"Alibaba, a region":  {alicloud, huaweicloud, "region = terraform_data.later.output", "alicloud.region"},
		"Alibaba, a profile": {alicloud, huaweicloud, "profile = terraform_data.later.output", "alicloud.profile"},
		"Alibaba, a role": {
			alicloud, huaweicloud, "assume_role {\n role_arn = terraform_data.later.output\n}", "alicloud.assume_role.role_arn",
		},
		"Alibaba, an endpoint": {
			alicloud, huaweicloud, "endpoints = { sae = terraform_data.later.output }", `alicloud.endpoints["sae"]`,
		},
		"Huawei, a key": {
			huaweicloud, alicloud, "access_key = \"AK\"\nsecret_key = terraform_data.later.output", "huaweicloud.secret_key",
		},
		"Huawei, a token": {huaweicloud, alicloud, "auth_token = terraform_data.later.output", "huaweicloud.auth_token"},
	} {
		for _, kind := range []string{"data", "ephemeral"} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				server := acctest.Emulator(t)
				seedIdentities(server)
				environment, fill := newEnvironment(t, server, row{env: allVariables, files: allFiles})
				config := func(read string) string {
					block := "  " + r.cloud.block + " {\n" + r.block + "\n}\n"
					return fill(laterResource + "provider \"cloudstatus\" {\n  max_retries = 0\n" + block + "  " + r.other.block +
						" {\n    region = \"" + r.other.region + "\"\n    endpoints = " + r.other.endpoints + "\n  }\n}\n" + read)
				}
				way := "or set the value in the environment"
				if kind == "data" {
					way = "(depends_on)"
				}
				of := func(c cloud) string { return strings.Replace(c.data, "data ", kind+" ", 1) }
				want := acctest.Contains("Provider Configuration Not Known Yet", r.argument+" in the provider's configuration", way)
				if output, err := planInProcess(t, environment, config(of(r.cloud)+of(r.other))); err == nil || !want.MatchString(output) {
					t.Errorf("want %s, got %v\n%s", want, err, output)
				}
				if calls := server.Calls(r.cloud.api); calls > 0 {
					t.Errorf("%s was called %d times", r.cloud.api, calls)
				}
				if calls := server.Calls(r.other.api); calls == 0 {
					t.Errorf("%s was not called", r.other.api)
				}
			})
		}
	}
}

// An error in a cloud's block or variables does not affect the other cloud, and needs no credentials for it.
func TestTheOtherCloud(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		env   vars
		files files
		cloud cloud
		key   string
	}{
		"Huawei alone":                       {hwVars("first"), nil, huaweicloud, "first"},
		"Huawei, half of an Alibaba pair":    {merged(hwVars("first"), vars{"ALICLOUD_SECRET_KEY": "x"}), nil, huaweicloud, "first"},
		"Huawei, a broken file of Alibaba's": {hwVars("first"), files{cliFile: "{"}, huaweicloud, "first"},
		"Huawei, an endpoint that is none":   {merged(hwVars("first"), vars{"ALIBABA_CLOUD_ENDPOINT_SAE": "http://sae.example.com"}), nil, huaweicloud, "first"},
		"Alibaba alone":                      {alibabaVars("first"), nil, alicloud, "first"},
		"Alibaba, half of a Huawei pair":     {merged(alibabaVars("first"), vars{"HW_ACCESS_KEY": "x"}), nil, alicloud, "first"},
		"Alibaba, a broken file of Huawei's": {alibabaVars("first"), files{huaweiFile: "{"}, alicloud, "first"},
		"Alibaba, white space for a project": {merged(alibabaVars("first"), vars{"HW_PROJECT_ID": "a b"}), nil, alicloud, "first"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r.cloud.run(t, map[string]row{"": {env: r.env, files: r.files, key: r.key}})
		})
	}
}
