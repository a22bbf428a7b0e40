// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

var (
	sae = acctest.TypeUnderTest{
		Type: "cloudstatus_alicloud_sae_application", ID: "app_id", API: "DescribeApplicationStatus",
		Good: "7171a6ca-d1cd-4928-8642-7d5cfe697c34",
	}
	pts      = acctest.TypeUnderTest{Type: "cloudstatus_alicloud_pts_scene", ID: "scene_id", API: "GetPtsSceneRunningStatus", Good: "ST0PPD"}
	testplan = acctest.TypeUnderTest{
		Type: "cloudstatus_huaweicloud_codearts_testplan_packages", ID: "service_id", API: "ShowEchoTestPackageUsing",
		Good: "0123456789abcdef0123456789abcdef",
	}
)

// An unknown argument is an error for reads of its own cloud, which names the argument, and does not affect the other cloud.
func TestUnknown(t *testing.T) {
	both := []acctest.TypeUnderTest{sae, testplan}
	unknown := acctest.Unknown
	for name, tc := range map[string]struct {
		change  acctest.Object
		named   string
		blocked []acctest.TypeUnderTest
	}{
		"a region":         {o{"alicloud": o{"region": unknown, "access_key": "key", "secret_key": "secret"}}, "alicloud.region", []acctest.TypeUnderTest{sae, pts}},
		"a secret":         {o{"alicloud": o{"access_key": "key", "secret_key": unknown}}, "alicloud.secret_key", []acctest.TypeUnderTest{sae}},
		"a block":          {o{"alicloud": unknown}, "alicloud", []acctest.TypeUnderTest{sae, pts}},
		"an endpoint":      {o{"alicloud": o{"endpoints": o{"sae": unknown}}}, `alicloud.endpoints["sae"]`, []acctest.TypeUnderTest{sae}},
		"all endpoints":    {o{"alicloud": o{"endpoints": unknown}}, "alicloud.endpoints", []acctest.TypeUnderTest{sae}},
		"a role":           {o{"alicloud": o{"assume_role": o{"role_arn": unknown}}}, "alicloud.assume_role.role_arn", []acctest.TypeUnderTest{sae}},
		"a role's block":   {o{"alicloud": o{"assume_role": unknown}}, "alicloud.assume_role", []acctest.TypeUnderTest{sae}},
		"a token":          {o{"huaweicloud": o{"auth_token": unknown}}, "huaweicloud.auth_token", []acctest.TypeUnderTest{testplan}},
		"the other block":  {o{"huaweicloud": unknown}, "huaweicloud", []acctest.TypeUnderTest{testplan}},
		"the retries":      {o{"max_retries": unknown}, "max_retries", both},
		"the request time": {o{"request_timeout": unknown}, "request_timeout", both},
	} {
		t.Run(name, func(t *testing.T) {
			server := acctest.Emulator(t)
			plugin := acctest.Configured(t, server, tc.change)
			blocked := map[string]bool{}
			for _, tested := range tc.blocked {
				blocked[tested.Type] = true
			}
			for _, tested := range tc.blocked {
				config := o{tested.ID: tested.Good}
				read, _ := plugin.Read(tested.Type, config)
				expect(t, read, "Provider Configuration Not Known Yet", tc.named+" in the provider's configuration is not known until something else is applied",
					"Make this data source depend on the resource the value comes from (depends_on)", "apply that resource first", "the environment")
				opened, _ := plugin.Open(tested.Type, config)
				expect(t, opened, "Provider Configuration Not Known Yet", tc.named+" in the provider's configuration is not known until something else is applied",
					"Apply the resource it comes from first", "the environment")
			}
			if calls := len(server.Journal()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
			for _, other := range both {
				if blocked[other.Type] {
					continue
				}
				if read, _ := plugin.Read(other.Type, o{other.ID: other.Good}); len(read) > 0 {
					t.Errorf("the other cloud cannot be read: %v", read)
				}
			}
		})
	}
}

func expect(t *testing.T, diags []acctest.Diagnostic, parts ...string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Warning || !acctest.Contains(parts...).MatchString(diags[0].String()) {
		t.Errorf("want one error that contains %q, got\n%v", parts, diags)
	}
}

// A read is deferred if Terraform allows that; an ephemeral resource cannot be deferred.
func TestUnknownIsDeferred(t *testing.T) {
	server := acctest.Emulator(t)
	plugin := acctest.Configured(t, server, o{"alicloud": o{"region": acctest.Unknown}})
	plugin.Deferral = true
	diags, deferred := plugin.Read(sae.Type, o{"app_id": sae.Good})
	if len(diags) > 0 || !deferred {
		t.Errorf("deferred: %t, %v", deferred, diags)
	}
	diags, deferred = plugin.Open(sae.Type, o{"app_id": sae.Good})
	if len(diags) != 1 || deferred {
		t.Errorf("deferred: %t, %v", deferred, diags)
	}
	if diags, deferred = plugin.Read(testplan.Type, o{"service_id": testplan.Good}); len(diags) > 0 || deferred {
		t.Errorf("the other cloud: deferred: %t, %v", deferred, diags)
	}
}

// late is a resource whose output is known only after its apply.
const late = `
resource "terraform_data" "late" {
  input = "cn-hangzhou"
}
`

func lateRegion(server *emulator.Server) string {
	setup := acctest.DefaultSetup(server)
	setup.AlibabaRegion = ""
	setup.InAlicloud = []string{"region = terraform_data.late.output"}
	return setup.String() + late
}

func TestUnknownWhilePlanning(t *testing.T) {
	t.Run("data source", func(t *testing.T) {
		t.Parallel()
		acctest.Run(t, resource.TestStep{
			Config:      lateRegion(acctest.Emulator(t)) + sae.Data(sae.Good),
			ExpectError: acctest.Contains("Provider Configuration Not Known Yet", "alicloud.region in the provider's configuration", "depends_on"),
		})
	})
	t.Run("data source with depends_on", func(t *testing.T) {
		t.Parallel()
		acctest.Run(t, resource.TestStep{
			Config: lateRegion(acctest.Emulator(t)) + sae.Data(sae.Good, "depends_on = [terraform_data.late]"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(sae.Address(), plancheck.ResourceActionRead),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(sae.Address(), tfjsonpath.New("region"), knownvalue.StringExact("cn-hangzhou")),
			},
		})
	})
}

// An identity that is not known yet conflicts with none, and blocks its cloud's reads: the environment's is not used in its
// place. When all is known, the identities are compared again.
func TestUnknownIdentity(t *testing.T) {
	unknown := acctest.Unknown
	keys := o{"access_key": "key", "secret_key": "secret"}
	for name, tc := range map[string]struct {
		identities o
		named      string
	}{
		"a profile":          {o{"profile": unknown}, "alicloud.profile"},
		"half a pair":        {o{"access_key": unknown}, "alicloud.access_key"},
		"keys and a profile": {o{"access_key": "key", "secret_key": "secret", "profile": unknown}, "alicloud.profile"},
		"keys that are not known, and a profile": {
			o{"access_key": unknown, "secret_key": unknown, "profile": "prod"}, "alicloud.access_key",
		},
		"a block that is not known": {o{"profile": "prod", "assume_role_with_oidc": unknown}, "alicloud.assume_role_with_oidc"},
	} {
		t.Run(name, func(t *testing.T) {
			server := acctest.Emulator(t)
			identity := server.Keys().Alibaba
			environment := &acctest.Environment{Home: t.TempDir(), Env: map[string]string{
				"ALIBABA_CLOUD_ACCESS_KEY_ID": identity.AccessKeyID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": identity.Secret,
				"ALIBABA_CLOUD_ENDPOINT_PTS": server.URL(),
			}}
			plugin := environment.Plugin(t)
			for _, diags := range [][]acctest.Diagnostic{
				plugin.ValidateProvider(o{"alicloud": tc.identities}), plugin.Configure(o{"alicloud": tc.identities}),
			} {
				if len(diags) > 0 {
					t.Fatal(diags)
				}
			}
			read, _ := plugin.Read(pts.Type, o{pts.ID: pts.Good})
			expect(t, read, "Provider Configuration Not Known Yet", tc.named+" in the provider's configuration")
			if calls := len(server.Journal()); calls != 0 {
				t.Errorf("%d calls were made", calls)
			}
		})
	}
	keys["profile"] = "prod"
	expect(t, acctest.NewPlugin(t).Configure(o{"alicloud": keys}), "Conflicting Credentials")
	expect(t, acctest.NewPlugin(t).Configure(o{"alicloud": o{"access_key": "key"}}), "Incomplete Credentials")
}

// A variable is not known while Terraform validates, even one whose default is null.
func TestIdentityFromVariables(t *testing.T) {
	server := acctest.Emulator(t)
	setup := acctest.DefaultSetup(server)
	identity := setup.Alibaba
	setup.Alibaba = emulator.Identity{}
	setup.InAlicloud = []string{
		"access_key = var.key", "secret_key = var.secret", "security_token = var.token", "profile = var.profile",
	}
	variables := ""
	for name, value := range map[string]string{"key": identity.AccessKeyID, "secret": identity.Secret, "token": "", "profile": ""} {
		text := "null"
		if value != "" {
			text = fmt.Sprintf("%q", value)
		}
		variables += fmt.Sprintf("variable %q {\n  type = string\n  default = %s\n}\n", name, text)
	}
	acctest.Run(t, resource.TestStep{
		Config: setup.String() + variables + pts.Data(pts.Good),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue(pts.Address(), tfjsonpath.New("idle"), knownvalue.Bool(true)),
		},
	})
}
