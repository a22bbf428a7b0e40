// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
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
	t.Run("ephemeral resource", func(t *testing.T) {
		t.Parallel()
		acctest.Run(t, resource.TestStep{
			Config:      lateRegion(acctest.Emulator(t)) + sae.Ephemeral(sae.Good),
			ExpectError: acctest.Contains("Provider Configuration Not Known Yet", "alicloud.region in the provider's configuration"),
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
	t.Run("the other cloud", func(t *testing.T) {
		t.Parallel()
		acctest.Run(t, resource.TestStep{
			Config: lateRegion(acctest.Emulator(t)) + testplan.Data(testplan.Good),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(testplan.Address(), tfjsonpath.New("licensed"), knownvalue.Bool(true)),
			},
		})
	})
}
