// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// providerContract is what practitioners build on: each name, its type, and who writes it. A line changes when the
// contract does.
const (
	providerContract = `
alicloud block
alicloud.access_key string optional
alicloud.assume_role block
alicloud.assume_role.external_id string optional
alicloud.assume_role.policy string optional
alicloud.assume_role.role_arn string optional
alicloud.assume_role.session_expiration number optional
alicloud.assume_role.session_name string optional
alicloud.assume_role_with_oidc block
alicloud.assume_role_with_oidc.oidc_provider_arn string optional
alicloud.assume_role_with_oidc.oidc_token string optional sensitive
alicloud.assume_role_with_oidc.oidc_token_file string optional
alicloud.assume_role_with_oidc.policy string optional
alicloud.assume_role_with_oidc.role_arn string optional
alicloud.assume_role_with_oidc.role_session_name string optional
alicloud.assume_role_with_oidc.session_expiration number optional
alicloud.credentials_uri string optional
alicloud.ecs_role_name string optional
alicloud.endpoints map(string) optional
alicloud.profile string optional
alicloud.region string optional
alicloud.secret_key string optional sensitive
alicloud.security_token string optional sensitive
alicloud.shared_credentials_file string optional
huaweicloud block
huaweicloud.access_key string optional
huaweicloud.assume_role block
huaweicloud.assume_role.agency_name string optional
huaweicloud.assume_role.domain_id string optional
huaweicloud.assume_role.domain_name string optional
huaweicloud.assume_role.duration number optional
huaweicloud.assume_role_with_oidc block
huaweicloud.assume_role_with_oidc.agency_name string optional
huaweicloud.assume_role_with_oidc.domain_id string optional
huaweicloud.assume_role_with_oidc.duration number optional
huaweicloud.assume_role_with_oidc.id_token string optional sensitive
huaweicloud.assume_role_with_oidc.id_token_file string optional
huaweicloud.assume_role_with_oidc.idp_id string optional
huaweicloud.auth_token string optional sensitive
huaweicloud.cloud string optional
huaweicloud.ecs_metadata bool optional
huaweicloud.endpoints map(string) optional
huaweicloud.profile string optional
huaweicloud.project_id string optional
huaweicloud.region string optional
huaweicloud.secret_key string optional sensitive
huaweicloud.security_token string optional sensitive
huaweicloud.shared_config_file string optional
huaweicloud.shared_credentials_file string optional
max_concurrency number optional
max_retries number optional
request_timeout string optional
`
	sceneContract = `
create_time string computed
idle bool computed
modified_time string computed
not_idle_reason string computed
region string optional computed
request_id string computed
require block
require.idle bool optional
require.status set(string) optional
scene_id string required
scene_name string computed
status string computed
timeouts block
timeouts.read string optional
wait block
wait.delay string optional
wait.fail_on block
wait.fail_on.status set(string) optional
wait.interval string optional
wait.stable_for string optional
`
	applicationContract = `
app_id string required
arms_advanced_enabled bool computed
arms_apm_info object computed
arms_apm_info.app_id string computed
arms_apm_info.license_key string computed sensitive
create_time string computed
created_at string computed
current_status string computed
enable_agent bool computed
file_size_limit number computed
include_license_key bool optional
last_change_order_id string computed
last_change_order_running bool computed
last_change_order_status string computed
not_ready_reason string computed
ready bool computed
region string optional computed
request_id string computed
require block
require.current_status set(string) optional
require.last_change_order_id set(string) optional
require.last_change_order_status set(string) optional
require.ready bool optional
require.sub_status set(string) optional
running_instances number computed
sub_status string computed
timeouts block
timeouts.read string optional
trace_id string computed
wait block
wait.after_change_order_id string optional
wait.delay string optional
wait.fail_fast bool optional
wait.fail_on block
wait.fail_on.current_status set(string) optional
wait.fail_on.last_change_order_status set(string) optional
wait.fail_on.sub_status set(string) optional
wait.interval string optional
wait.stable_for string optional
`
	packagesContract = `
licensed bool computed
not_licensed_reason string computed
packages list(object) computed
packages.expiration_time string computed
packages.expires_at string computed
packages.has_license bool computed
packages.original_amount number computed
packages.package_user bool computed
packages.resource_id string computed
packages.resource_status string computed
packages.resource_used number computed
packages.spec_code string computed
packages.start_time string computed
packages.starts_at string computed
packages.tenant_id string computed
region string optional computed
request_id string computed
require block
require.licensed bool optional
service_id string required
spec_code string optional
timeouts block
timeouts.read string optional
`
)

const (
	scenesContract = `
all_idle bool computed
labels map(string) optional
not_idle map(string) computed
region string optional computed
require block
require.idle bool optional
require.status set(string) optional
scene_ids list(string) required
scenes map(object) computed
scenes.create_time string computed
scenes.idle bool computed
scenes.modified_time string computed
scenes.not_idle_reason string computed
scenes.scene_name string computed
scenes.status string computed
timeouts block
timeouts.read string optional
tolerate_unreadable bool optional
unreadable map(object) computed
unreadable.code string computed
unreadable.kind string computed
unreadable.reason string computed
wait block
wait.delay string optional
wait.fail_on block
wait.fail_on.status set(string) optional
wait.interval string optional
wait.stable_for string optional
`
	applicationsContract = `
all_ready bool computed
app_ids list(string) required
applications map(object) computed
applications.arms_advanced_enabled bool computed
applications.create_time string computed
applications.created_at string computed
applications.current_status string computed
applications.enable_agent bool computed
applications.file_size_limit number computed
applications.last_change_order_id string computed
applications.last_change_order_running bool computed
applications.last_change_order_status string computed
applications.not_ready_reason string computed
applications.ready bool computed
applications.running_instances number computed
applications.sub_status string computed
labels map(string) optional
not_ready map(string) computed
region string optional computed
require block
require.current_status set(string) optional
require.last_change_order_id set(string) optional
require.last_change_order_status set(string) optional
require.ready bool optional
require.sub_status set(string) optional
timeouts block
timeouts.read string optional
tolerate_unreadable bool optional
unreadable map(object) computed
unreadable.code string computed
unreadable.kind string computed
unreadable.reason string computed
wait block
wait.after_change_order_ids map(string) optional
wait.delay string optional
wait.fail_fast bool optional
wait.fail_on block
wait.fail_on.current_status set(string) optional
wait.fail_on.last_change_order_status set(string) optional
wait.fail_on.sub_status set(string) optional
wait.interval string optional
wait.stable_for string optional
`
)

var contracts = map[string]string{
	"cloudstatus_alicloud_pts_scene":                     sceneContract,
	"cloudstatus_alicloud_pts_scenes":                    scenesContract,
	"cloudstatus_alicloud_sae_application":               applicationContract,
	"cloudstatus_alicloud_sae_applications":              applicationsContract,
	"cloudstatus_huaweicloud_codearts_testplan_packages": packagesContract,
}

func TestContract(t *testing.T) {
	schema := acctest.NewPlugin(t).Schema()
	compare(t, "provider", providerContract, lines(schema.Provider.Block))
	if len(schema.ResourceSchemas) > 0 || len(schema.Functions) > 0 {
		t.Error("the provider has resources or functions: it reads, and changes nothing")
	}
	for _, kind := range []map[string]*tfprotov6.Schema{schema.DataSourceSchemas, schema.EphemeralResourceSchemas} {
		if len(kind) != len(contracts) {
			t.Errorf("there are %d types of a kind, want %d", len(kind), len(contracts))
		}
	}
	if len(schema.ActionSchemas) != len(contracts) {
		t.Errorf("there are %d actions, want %d", len(schema.ActionSchemas), len(contracts))
	}
	for name, contract := range contracts {
		action := schema.ActionSchemas[name+"_check"]
		if action == nil {
			t.Errorf("%s is no action", name)
			continue
		}
		compare(t, "action "+name, withOtherTimeouts(actionContract(contract), "read", "open"), lines(action.Schema.Block))
		data, ephemeral := schema.DataSourceSchemas[name], schema.EphemeralResourceSchemas[name]
		if data == nil || ephemeral == nil {
			t.Errorf("%s is not there in both kinds", name)
			continue
		}
		compare(t, "data source "+name, withOtherTimeouts(contract, "open", "invoke"), lines(data.Block))
		compare(t, "ephemeral resource "+name, withOtherTimeouts(ephemeralContract(contract), "read", "invoke"), lines(ephemeral.Block))
	}
}

// withOtherTimeouts adds the timeouts of the other kinds, which are there to be refused with an error that names the right one.
func withOtherTimeouts(contract string, verbs ...string) string {
	contract = strings.TrimSpace(contract)
	for _, verb := range verbs {
		contract += "\ntimeouts." + verb + " string optional"
	}
	return contract
}

// ephemeralContract is a type's contract as an ephemeral resource, which stores nothing and so has its secrets always.
func ephemeralContract(contract string) string {
	return strings.NewReplacer("timeouts.read", "timeouts.open", "include_license_key bool optional\n", "").Replace(contract)
}

// actionContract is a type's contract as an action: what can be written, and nothing that is read.
func actionContract(contract string) string {
	contract = strings.ReplaceAll(contract, "region string optional computed\n", "region string optional\n")
	contract = strings.Replace(contract, "timeouts.read", "timeouts.invoke", 1)
	arguments := strings.Split(strings.TrimSpace(contract), "\n")
	return strings.Join(slices.DeleteFunc(arguments, func(line string) bool {
		return strings.Contains(line, " computed") || strings.HasPrefix(line, "tolerate_unreadable ") ||
			strings.HasPrefix(line, "include_license_key ")
	}), "\n")
}

func compare(t *testing.T, what, contract string, have []string) {
	t.Helper()
	want := strings.Split(strings.TrimSpace(contract), "\n")
	for _, line := range want {
		if !slices.Contains(have, line) {
			t.Errorf("%s lacks: %s", what, line)
		}
	}
	for _, line := range have {
		if !slices.Contains(want, line) {
			t.Errorf("%s has, and the contract does not: %s", what, line)
		}
	}
}

// Everything that a practitioner can write or read is described, in sentences.
func TestDescriptions(t *testing.T) {
	schema := acctest.NewPlugin(t).Schema()
	blocks := map[string]*tfprotov6.SchemaBlock{"provider": schema.Provider.Block}
	for name, s := range schema.DataSourceSchemas {
		blocks["data "+name] = s.Block
	}
	for name, s := range schema.EphemeralResourceSchemas {
		blocks["ephemeral "+name] = s.Block
	}
	for name, s := range schema.ActionSchemas {
		blocks["action "+name] = s.Schema.Block
	}
	for name, block := range blocks {
		walk(name, block, func(at, _, description string, kind tfprotov6.StringKind) {
			switch text := strings.TrimSpace(description); {
			case text == "":
				t.Errorf("%s is not described", at)
			case !strings.HasSuffix(text, "."):
				t.Errorf("the description of %s does not end as a sentence does: %q", at, text)
			case kind != tfprotov6.StringKindMarkdown:
				t.Errorf("the description of %s is not Markdown", at)
			}
		})
	}
}

// The description of an attribute that is new at every read names that, since an output with it changes every plan.
func TestVolatileAttributesAreDocumented(t *testing.T) {
	for name, schema := range acctest.NewPlugin(t).Schema().DataSourceSchemas {
		for _, a := range schema.Block.Attributes {
			if a.Name != "request_id" && a.Name != "trace_id" {
				continue
			}
			if !strings.Contains(a.Description, "New at every read") || !strings.Contains(a.Description, "every plan") {
				t.Errorf("%s.%s: %q", name, a.Name, a.Description)
			}
		}
	}
}

// lines are a block's names, types and flags.
func lines(block *tfprotov6.SchemaBlock) []string {
	var out []string
	walk("", block, func(at, what, _ string, _ tfprotov6.StringKind) {
		if at != "" {
			out = append(out, at+" "+what)
		}
	})
	return out
}

// walk visits a block, its attributes and what is in them.
func walk(at string, block *tfprotov6.SchemaBlock, visit func(at, what, description string, kind tfprotov6.StringKind)) {
	visit(at, "block", block.Description, block.DescriptionKind)
	walkAttributes(at, block.Attributes, visit)
	for _, nested := range block.BlockTypes {
		walk(below(at, nested.TypeName), nested.Block, visit)
	}
}

func walkAttributes(at string, attributes []*tfprotov6.SchemaAttribute, visit func(at, what, description string, kind tfprotov6.StringKind)) {
	for _, a := range attributes {
		what := typeName(a)
		for _, flag := range []struct {
			set  bool
			name string
		}{{a.Required, "required"}, {a.Optional, "optional"}, {a.Computed, "computed"}, {a.Sensitive, "sensitive"}} {
			if flag.set {
				what += " " + flag.name
			}
		}
		visit(below(at, a.Name), what, a.Description, a.DescriptionKind)
		if a.NestedType != nil {
			walkAttributes(below(at, a.Name), a.NestedType.Attributes, visit)
		}
	}
}

func below(at, name string) string { return strings.TrimPrefix(at+"."+name, ".") }

func typeName(a *tfprotov6.SchemaAttribute) string {
	if a.NestedType != nil {
		return map[tfprotov6.SchemaObjectNestingMode]string{
			tfprotov6.SchemaObjectNestingModeList: "list(object)", tfprotov6.SchemaObjectNestingModeMap: "map(object)",
			tfprotov6.SchemaObjectNestingModeSingle: "object",
		}[a.NestedType.Nesting]
	}
	for name, is := range map[string]tftypes.Type{"string": tftypes.String, "bool": tftypes.Bool, "number": tftypes.Number} {
		if a.Type.Is(is) {
			return name
		}
	}
	switch kind := a.Type.(type) {
	case tftypes.List:
		return "list(" + strings.ToLower(strings.TrimPrefix(kind.ElementType.String(), "tftypes.")) + ")"
	case tftypes.Set:
		return "set(" + strings.ToLower(strings.TrimPrefix(kind.ElementType.String(), "tftypes.")) + ")"
	case tftypes.Map:
		return "map(" + strings.ToLower(strings.TrimPrefix(kind.ElementType.String(), "tftypes.")) + ")"
	}
	return fmt.Sprint(a.Type)
}
