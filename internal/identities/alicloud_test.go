// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Which identity of an environment is used, in the contract's order.
func TestAlicloudEnvironment(t *testing.T) {
	t.Parallel()
	oidc := []string{emulator.AssumeRoleWithOIDC}
	ecs := []string{emulator.MetadataCredentials}
	uri := []string{emulator.CredentialsURI}
	current := files{cliFile: everyFile[cliFile]}
	alicloud.run(t, map[string]row{
		"everything":        {env: everything, files: everyFile, key: "first-session", token: "first-session"},
		"the first family":  {env: alibabaVars("first"), key: "first"},
		"the second family": {env: alicloudVars("second"), key: "second"},
		"both families":     {env: all(alibabaVars("first"), alicloudVars("second"+session)), key: "first"},
		"a temporary key":   {env: alicloudVars("second" + session), key: "second-session", token: "second-session"},
		"a token of the other family": {
			env: all(alibabaVars("first"), vars{"ALICLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken}), key: "first",
		},
		"a token alone before a whole family": {
			env: all(alicloudVars("second"), vars{"ALIBABA_CLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken}), key: "second",
		},
		"a token alone and a file": {
			env:   vars{"ALIBABA_CLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken},
			files: current, key: "current",
		},
		"white space around": {
			env: vars{
				"ALIBABA_CLOUD_ACCESS_KEY_ID": " " + ali("first").AccessKeyID + "\n", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ali("first").Secret + "\r\n",
				"ALIBABA_CLOUD_SECURITY_TOKEN": "\t",
			}, key: "first",
		},
		"nothing but white space": {
			env: all(alicloudVars("second"), vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": " ", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "\n"}),
			key: "second",
		},
		"white space inside": {
			env:  vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI test", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "SECRETofnobody"},
			says: []string{"Alibaba Cloud Credentials Refused", "The access key from ALIBABA_CLOUD_ACCESS_KEY_ID", "holds white space"},
		},

		"a pod":                        {env: pod, files: everyFile, via: oidc, check: oidcAsked("pod-7")},
		"a pod, static keys beside":    {env: all(pod, alibabaVars("first")), files: everyFile, key: "first"},
		"a pod, the other keys beside": {env: all(pod, alicloudVars("second"+session)), files: everyFile, key: "second-session", token: "second-session"},
		"a pod, a token beside": {
			env: all(pod, vars{"ALICLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken}), files: everyFile, via: oidc,
		},
		"a pod, a profile beside": {env: all(pod, vars{"ALIBABA_CLOUD_PROFILE": "named"}), files: everyFile, via: oidc},
		"a pod that names no session": {
			env: all(pod, vars{"ALIBABA_CLOUD_ROLE_SESSION_NAME": ""}), files: everyFile, via: oidc,
			check: oidcAsked("terraform-provider-cloudstatus"),
		},
		"a pod without a role": {env: all(pod, vars{"ALIBABA_CLOUD_ROLE_ARN": ""}), files: everyFile, key: "current"},
		"a pod without a provider": { // so its role is to be assumed by what else there is
			env: all(pod, vars{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": ""}), files: everyFile,
			via: []string{emulator.AssumeRole}, key: "current", check: roleAsked("RoleSessionName", "pod-7"),
		},
		"a pod whose token is in the home folder": {env: all(pod, vars{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/token"}), files: everyFile, via: oidc},
		"a pod whose token is not there": {
			env: all(pod, vars{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{home}/none"}), files: everyFile,
			says: []string{"The OIDC token file {home}/none does not exist", "RRSA"},
		},

		"a profile":                     {env: vars{"ALIBABA_CLOUD_PROFILE": "named"}, files: everyFile, key: "named"},
		"a profile, the other variable": {env: vars{"ALICLOUD_PROFILE": "named"}, files: everyFile, key: "named"},
		"a profile, both variables":     {env: vars{"ALIBABA_CLOUD_PROFILE": "named", "ALICLOUD_PROFILE": "none"}, files: everyFile, key: "named"},
		"a file":                        {env: vars{"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/other.json"}, files: everyFile, key: "other"},
		"a file, the other variable":    {env: vars{"ALICLOUD_SHARED_CREDENTIALS_FILE": "~/other.json"}, files: everyFile, key: "other"},
		"a file that is not there": {
			env: vars{"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/none.json", "ALIBABA_CLOUD_ECS_METADATA": ecsRole}, files: everyFile,
			says: []string{"Alibaba Cloud Credentials Refused", "The Alibaba Cloud CLI's file {home}/none.json does not exist."},
		},
		"the CLI's file": {files: current, key: "current"},
		"the CLI's file before an ECS role": {
			env:   vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole, "ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials"},
			files: current, key: "current",
		},
		"a broken file before an ECS role": {
			env: vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole}, files: files{cliFile: "{"},
			says: []string{"{home}/.aliyun/config.json cannot be understood", "not JSON at line 1"},
		},
		"a file without a key before an ECS role": {
			env:   vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole},
			files: files{cliFile: cli(profile{"name": "default", "mode": "AK", "access_key_id": ""})}, via: ecs,
		},
		"an ECS role":                     {env: vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole}, via: ecs},
		"an ECS role, the other variable": {env: vars{"ALICLOUD_ECS_ROLE_NAME": ecsRole}, via: ecs},
		"an ECS role before a URI": {
			env: vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole, "ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials"}, via: ecs,
		},
		"an ECS role that is not there before a URI": {
			env:  vars{"ALIBABA_CLOUD_ECS_METADATA": "none", "ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials"},
			says: []string{"This ECS instance has no RAM role named none."},
		},
		"a URI":                     {env: vars{"ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials"}, via: uri},
		"a URI, the other variable": {env: vars{"ALICLOUD_CREDENTIALS_URI": "{url}/credentials"}, via: uri},

		"half a family, no secret": {
			env:  all(alicloudVars("second"), vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": ali("first").AccessKeyID}),
			says: []string{"ALIBABA_CLOUD_ACCESS_KEY_ID is set in the environment and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not."},
		},
		"half a family, no key": {
			env: vars{"ALICLOUD_SECRET_KEY": ali("first").Secret}, files: everyFile,
			says: []string{"ALICLOUD_SECRET_KEY is set in the environment and ALICLOUD_ACCESS_KEY is not.", "Set ALICLOUD_ACCESS_KEY too"},
		},
		"two halves": {
			env:  vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": ali("first").AccessKeyID, "ALICLOUD_SECRET_KEY": ali("first").Secret},
			says: []string{"ALIBABA_CLOUD_ACCESS_KEY_ID is set in the environment and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not."},
		},
		"nothing": {
			says: []string{
				"Alibaba Cloud Credentials Missing", "Looked at, in order", "the provider's alicloud block",
				"ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY",
				"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "{home}/.aliyun/config.json (does not exist)", "ALIBABA_CLOUD_ECS_METADATA",
				"ALIBABA_CLOUD_CREDENTIALS_URI",
				"Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET", "or run aliyun configure",
			},
		},
		"a token and nothing else": {
			env:  vars{"ALIBABA_CLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken},
			says: []string{"Alibaba Cloud Credentials Missing"},
		},
		"a role and nobody to assume it": {
			env: vars{"ALIBABA_CLOUD_ROLE_ARN": role}, says: []string{"Alibaba Cloud Credentials Missing"},
		},
	})
}

// An identity in the block keeps the whole environment out: each row has all of it set.
func TestAlicloudBlock(t *testing.T) {
	t.Parallel()
	const anotherRole = `assume_role { role_arn = "` + role + `" }`
	assumed := []string{emulator.AssumeRole}
	rows := map[string]row{
		"a key":                {block: keys(ali("block")), key: "block"}, // and no token, nor role
		"a temporary key":      {block: keys(ali("block" + session)), key: "block-session", token: "block-session"},
		"a profile":            {block: `profile = "named"`, key: "named"},
		"a file":               {block: `shared_credentials_file = "{home}/other.json"`, key: "other"},
		"a file, from home":    {block: `shared_credentials_file = "~/other.json"`, key: "other"},
		"a profile of a file":  {block: `profile = "named"` + "\n" + `shared_credentials_file = "~/other.json"`, key: "other"},
		"an ECS role":          {block: `ecs_role_name = "cloudstatus-ecs"`, via: []string{emulator.MetadataCredentials}},
		"a URI":                {block: `credentials_uri = "{url}/credentials"`, via: []string{emulator.CredentialsURI}},
		"OIDC":                 {block: oidcBlock, via: []string{emulator.AssumeRoleWithOIDC}, check: oidcAsked("terraform-provider-cloudstatus")},
		"a key and a role":     {block: keys(ali("block")) + anotherRole, via: assumed, key: "block", check: roleAsked("RoleSessionName", "terraform-provider-cloudstatus")},
		"a session and a role": {block: keys(ali("block"+session)) + anotherRole, via: assumed, key: "block-session", token: "block-session"},
		"a profile and a role": {block: `profile = "named"` + "\n" + anotherRole, via: assumed, key: "named"},
		"an ECS role and a role": {
			block: `ecs_role_name = "cloudstatus-ecs"` + "\n" + anotherRole, via: []string{emulator.MetadataCredentials, emulator.AssumeRole},
		},
		"a URI and a role": {
			block: `credentials_uri = "{url}/credentials"` + "\n" + anotherRole, via: []string{emulator.CredentialsURI, emulator.AssumeRole},
		},
		"OIDC and a role": {block: oidcBlock + anotherRole, via: []string{emulator.AssumeRoleWithOIDC, emulator.AssumeRole}},

		"a role without an ARN": {
			block: keys(ali("block")) + `assume_role { session_name = "me" }`,
			says:  []string{"Missing role_arn", "alicloud.assume_role needs role_arn"},
		},
		"OIDC without an ARN": {
			block: "assume_role_with_oidc {\n oidc_provider_arn = \"" + oidcProvider + "\"\n oidc_token_file = \"{home}/token\"\n}",
			says:  []string{"Missing role_arn", "alicloud.assume_role_with_oidc needs role_arn", "takes nothing of it from the environment"},
		},
		"OIDC without anything": {
			block: `assume_role_with_oidc {}`,
			says:  []string{"Missing oidc_provider_arn", "Missing oidc_token_file", "Missing role_arn"},
		},
		"a file that is not there": {
			block: `shared_credentials_file = "{home}/none.json"`, says: []string{"The Alibaba Cloud CLI's file {home}/none.json does not exist."},
		},
		"a profile that is not there": {
			block: `profile = "nmaed"`,
			says:  []string{"The file {home}/.aliyun/config.json has no profile", `"nmaed"`, `It has: "current", "named".`},
		},
		"half, no secret": {
			block: `access_key = "` + ali("first").AccessKeyID + `"`,
			says:  []string{"Incomplete Credentials", "alicloud.access_key is given and alicloud.secret_key is not"},
		},
		"half, no key": {
			block: `secret_key = "` + ali("first").Secret + `"`,
			says:  []string{"Incomplete Credentials", "alicloud.secret_key is given and alicloud.access_key is not"},
		},
		"half, only the token": {
			block: `security_token = "` + ali("first"+session).SecurityToken + `"`,
			says:  []string{"Incomplete Credentials", "alicloud.security_token is given and alicloud.access_key is not"},
		},
		"half, and a profile": {
			block: `access_key = "` + ali("first").AccessKeyID + "\"\n" + `profile = "named"`,
			says:  []string{"alicloud.access_key is given and alicloud.secret_key is not"},
		},
		"a line break": {
			block: `access_key = "LTAItestblock"` + "\n" + `secret_key = "SECRETofblock\n"`,
			says:  []string{"Invalid alicloud.secret_key", "must not be empty, nor hold spaces or line breaks"},
		},
		"an empty key": {
			block: `access_key = ""` + "\n" + `secret_key = "SECRETofblock"`, says: []string{"Invalid alicloud.access_key"},
		},
	}
	for name, r := range rows {
		r.env, r.files = everything, everyFile
		rows[name] = r
	}
	alicloud.run(t, rows)
}

// A null is as good as nothing.
func TestAlicloudNulls(t *testing.T) {
	t.Parallel()
	alicloud.run(t, map[string]row{
		"every argument": {
			env: alibabaVars("first"), key: "first",
			block: "access_key = null\nsecret_key = null\nsecurity_token = null\nprofile = null\nshared_credentials_file = null\n" +
				"ecs_role_name = null\ncredentials_uri = null\n",
		},
	})
}

// Two identities in one block are an error on the second.
func TestAlicloudConflicts(t *testing.T) {
	t.Parallel()
	identities := []struct{ argument, block string }{
		{"access_key", keys(ali("block"))},
		{"profile", `profile = "named"`},
		{"ecs_role_name", `ecs_role_name = "cloudstatus-ecs"`},
		{"credentials_uri", `credentials_uri = "{url}/credentials"`},
		{"assume_role_with_oidc", oidcBlock},
	}
	rows := map[string]row{
		"shared_credentials_file and access_key": {
			block: keys(ali("block")) + `shared_credentials_file = "~/x"`,
			says:  []string{"Conflicting Credentials", "alicloud.shared_credentials_file and alicloud.access_key name two identities"},
		},
	}
	for i, first := range identities {
		for _, second := range identities[i+1:] {
			rows[second.argument+" and "+first.argument] = row{
				block: second.block + "\n" + first.block, files: everyFile, // as they are written, the order is another
				says: []string{"Conflicting Credentials", fmt.Sprintf("alicloud.%s and alicloud.%s name two identities", second.argument, first.argument)},
			}
		}
	}
	alicloud.run(t, rows)
}

// A role to assume, and ALIBABA_CLOUD_ROLE_ARN, with what the environment gives.
func TestAlicloudRoles(t *testing.T) {
	t.Parallel()
	assumed := []string{emulator.AssumeRole}
	roleVars := vars{"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "env-9"}
	full := `assume_role {
      role_arn           = "` + guardedRole + `"
      session_name       = "block-1"
      policy             = jsonencode(` + policy + `)
      external_id        = "` + externalID + `"
      session_expiration = 1200
    }`
	alicloud.run(t, map[string]row{
		"over keys":      {env: all(alibabaVars("first"), roleVars), via: assumed, key: "first", check: roleAsked("RoleSessionName", "env-9")},
		"over a session": {env: all(alicloudVars("second"+session), roleVars), via: assumed, key: "second-session", token: "second-session"},
		"over a profile": {env: all(vars{"ALIBABA_CLOUD_PROFILE": "named"}, roleVars), files: everyFile, via: assumed, key: "named"},
		"over an ECS role": {
			env: all(vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole}, roleVars), via: []string{emulator.MetadataCredentials, emulator.AssumeRole},
		},
		"over a URI": {
			env: all(vars{"ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials"}, roleVars),
			via: []string{emulator.CredentialsURI, emulator.AssumeRole},
		},
		"never over a key in the block": {env: roleVars, block: keys(ali("block")), key: "block"},
		"with a session's name alone":   {env: all(alibabaVars("first"), vars{"ALIBABA_CLOUD_ROLE_SESSION_NAME": "env-9"}), key: "first"},
		"the block's before the variable's": {
			env:   all(alibabaVars("first"), roleVars, vars{"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/other"}),
			block: `assume_role { role_arn = "` + role + `" }`, via: assumed, key: "first",
			check: roleAsked("RoleArn", role, "RoleSessionName", "env-9"),
		},
		"the variable's for the block": {
			env: all(alibabaVars("first"), roleVars), block: `assume_role { session_name = "block-1" }`, via: assumed, key: "first",
			check: roleAsked("RoleArn", role, "RoleSessionName", "block-1"),
		},
		"of nowhere": {
			env: alibabaVars("first"), block: `assume_role {}`, says: []string{"Missing role_arn", "or, for an identity from the environment, by ALIBABA_CLOUD_ROLE_ARN"},
		},
		"of the block, over a pod's": {
			env: pod, files: everyFile, block: `assume_role { role_arn = "` + role + `" }`,
			via: []string{emulator.AssumeRoleWithOIDC, emulator.AssumeRole},
		},
		"with everything": {
			block: keys(ali("block")) + full, via: assumed, key: "block",
			check: roleAsked("RoleArn", guardedRole, "RoleSessionName", "block-1", "Policy", policy, "ExternalId", externalID, "DurationSeconds", "1200"),
		},
		"with everything, over the environment's": {
			env: alicloudVars("second" + session), block: full, via: assumed, key: "second-session", token: "second-session",
			check: roleAsked("RoleArn", guardedRole, "RoleSessionName", "block-1", "Policy", policy, "ExternalId", externalID, "DurationSeconds", "1200"),
		},
		"with nothing": {
			env: alibabaVars("first"), block: `assume_role { role_arn = "` + role + `" }`, via: assumed, key: "first",
			check: roleAsked("RoleArn", role, "RoleSessionName", "terraform-provider-cloudstatus", "Policy", "", "ExternalId", "", "DurationSeconds", ""),
		},
		"OIDC with everything": {
			block: `assume_role_with_oidc {
      oidc_provider_arn  = "` + oidcProvider + `"
      oidc_token_file    = "~/token"
      role_arn           = "` + role + `"
      role_session_name  = "block-1"
      policy             = jsonencode(` + policy + `)
      session_expiration = 43200
    }`,
			files: everyFile, via: []string{emulator.AssumeRoleWithOIDC},
			check: asked(emulator.AssumeRoleWithOIDC, "RoleArn", role, "RoleSessionName", "block-1", "Policy", policy,
				"DurationSeconds", "43200", "OIDCProviderArn", oidcProvider, "OIDCToken", oidcToken),
		},
		"that STS does not open": {
			block: keys(ali("block")) + `assume_role { role_arn = "` + guardedRole + `" }`, // without its external id
			says:  []string{"Alibaba Cloud Credentials Refused", "STS refused to let this identity assume the role " + guardedRole, "trust policy", "NoPermission"},
		},
		"that there is not": {
			block: keys(ali("block")) + `assume_role { role_arn = "acs:ram::1234567890123456:role/none" }`,
			says:  []string{"STS refused to let this identity assume the role", "EntityNotExist.Role"},
		},
		"for longer than it lets": {
			block: keys(ali("block")) + `assume_role {
      role_arn           = "` + guardedRole + `"
      external_id        = "` + externalID + `"
      session_expiration = 7200
    }`,
			says: []string{"STS refused", "InvalidParameter.DurationSeconds"},
		},
		"for less than STS lets": {
			block: keys(ali("block")) + "assume_role {\n role_arn = \"" + role + "\"\n session_expiration = 60\n}",
			says:  []string{"alicloud.assume_role.session_expiration must be a whole number from 900 to 43200"},
		},
		"that is no ARN": {
			block: keys(ali("block")) + `assume_role { role_arn = "reader" }`, says: []string{"alicloud.assume_role.role_arn must be an ARN"},
		},
		"for a token that is not good": {
			env: pod, files: files{"token": "eyJhbGciOiJub25lIn0.forged.token"},
			says: []string{"STS refused to open the role " + role, "AuthenticationFail.OIDCToken.Invalid"},
		},
	})
}

// The documented default of a session's name is the one that STS gets: audit filters and RAM conditions are written from
// the documentation.
func TestDefaultSessionName(t *testing.T) {
	t.Parallel()
	for api, name := range map[string]string{emulator.AssumeRole: "session_name", emulator.AssumeRoleWithOIDC: "role_session_name"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			cast(server)
			environment, _ := newMachine(t, server, row{files: everyFile})
			plugin := environment.Plugin(t)
			documented := regexp.MustCompile("Default `(.+)`").FindStringSubmatch(description(plugin, name))
			if documented == nil {
				t.Fatalf("%s has no documented default", name)
			}
			if said := plugin.Configure(alicloud.object(server, givenBy(server)[api])); len(said) > 0 {
				t.Fatal(said)
			}
			if said, _ := plugin.Read(alicloud.typ(), alicloud.args()); len(said) > 0 {
				t.Fatal(said)
			}
			asked(api, "RoleSessionName", documented[1])(t, server)
			if server.Calls(api) == 0 {
				t.Error("STS was not asked")
			}
		})
	}
}

// description is that of an argument of the roles in the provider's alicloud block.
func description(plugin *acctest.Plugin, name string) string {
	var find func(blocks []*tfprotov6.SchemaNestedBlock) string
	find = func(blocks []*tfprotov6.SchemaNestedBlock) string {
		for _, nested := range blocks {
			for _, attribute := range nested.Block.Attributes {
				if attribute.Name == name {
					return attribute.Description
				}
			}
			if found := find(nested.Block.BlockTypes); found != "" {
				return found
			}
		}
		return ""
	}
	return find(plugin.Schema().Provider.Block.BlockTypes)
}

// roleAsked checks what AssumeRole was asked, as names and values; oidcAsked is the session's name for the other call.
func roleAsked(want ...string) func(*testing.T, *emulator.Server) {
	return asked(emulator.AssumeRole, want...)
}

func oidcAsked(sessionName string) func(*testing.T, *emulator.Server) {
	return asked(emulator.AssumeRoleWithOIDC, "RoleArn", role, "RoleSessionName", sessionName, "OIDCProviderArn", oidcProvider,
		"OIDCToken", oidcToken, "DurationSeconds", "", "Policy", "")
}

func asked(api string, want ...string) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		for _, call := range server.Entries(api) {
			for i := 0; i < len(want); i += 2 {
				got := call.Query.Get(want[i]) + call.Form.Get(want[i])
				if got != want[i+1] {
					t.Errorf("%s was asked with %s %q, want %q", api, want[i], got, want[i+1])
				}
			}
			if call.Query.Has("OIDCToken") {
				t.Error("an OIDC token is in an address, which proxies log")
			}
		}
	}
}
