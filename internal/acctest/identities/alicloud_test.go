// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"strconv"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestAlicloudEnvironment uses the credentials of an environment in the documented order.
func TestAlicloudEnvironment(t *testing.T) {
	t.Parallel()
	oidc := []string{emulator.AssumeRoleWithOIDC}
	ecs := []string{emulator.MetadataCredentials}
	current := files{cliFile: allFiles[cliFile]}
	alicloud.run(t, map[string]row{
		"everything":            {env: allVariables, files: allFiles, key: "second-session", token: "second-session"},
		"the second variables":  {env: merged(alibabaVars("first"), alibabacloudVars("third"+session)), key: "first"},
		"the third variables":   {env: alibabacloudVars("third" + session), key: "third-session", token: "third-session"},
		"all sets of variables": {env: merged(alibabaVars("first"+session), alicloudVars("second"), alibabacloudVars("third")), key: "second"},
		"a token alone before a complete pair": {
			env: merged(alicloudVars("second"), vars{"ALIBABA_CLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken}), key: "second",
		},
		"a token alone and a file": {
			env:   vars{"ALIBABA_CLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken},
			files: current, key: "current",
		},
		"nulls in the block": {
			env: alibabaVars("first"), key: "first",
			block: "access_key = null\nsecret_key = null\nsecurity_token = null\nprofile = null\nshared_credentials_file = null\n" +
				"ecs_role_name = null\ncredentials_uri = null\n",
		},
		"white space around": {
			env: vars{
				"ALIBABA_CLOUD_ACCESS_KEY_ID": " " + ali("first").AccessKeyID + "\n", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ali("first").Secret + "\r\n",
				"ALIBABA_CLOUD_SECURITY_TOKEN": "\t",
			}, key: "first",
		},
		"nothing but white space": {
			env: merged(alicloudVars("second"), vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": " ", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "\n"}),
			key: "second",
		},
		"white space inside": {
			env:      vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI test", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "SECRETofother"},
			contains: []string{"Invalid Alibaba Cloud Credentials", "The access key from ALIBABA_CLOUD_ACCESS_KEY_ID", "holds white space"},
		},

		"a pod": {env: pod, files: allFiles, via: oidc, check: oidcCalled("pod-7")},
		"a pod, a token beside": {
			env: merged(pod, vars{"ALICLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken}), files: allFiles, via: oidc,
		},
		"a pod, a profile beside": {env: merged(pod, vars{"ALIBABA_CLOUD_PROFILE": "named"}), files: allFiles, via: oidc},
		"a pod that names no session": {
			env: merged(pod, vars{"ALIBABA_CLOUD_ROLE_SESSION_NAME": ""}), files: allFiles, via: oidc,
			check: oidcCalled("terraform-provider-cloudstatus"),
		},
		"a pod without a role":     {env: merged(pod, vars{"ALIBABA_CLOUD_ROLE_ARN": ""}), files: allFiles, key: "current"},
		"a pod without a provider": {env: merged(pod, vars{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": ""}), files: allFiles, key: "current"},
		"a job with a token": {
			env: merged(pod, vars{"ALIBABA_CLOUD_OIDC_TOKEN": oidcToken, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{home}/none"}), via: oidc,
		},
		"a pod whose token is in the home folder": {env: merged(pod, vars{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/token"}), files: allFiles, via: oidc},
		"a pod whose token is not there": {
			env: merged(pod, vars{"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "{home}/none"}), files: allFiles,
			contains: []string{"The OIDC token file {home}/none does not exist", "RRSA"},
		},

		"a profile":                  {env: vars{"ALIBABA_CLOUD_PROFILE": "named"}, files: allFiles, key: "named"},
		"a profile, both variables":  {env: vars{"ALIBABA_CLOUD_PROFILE": "none", "ALICLOUD_PROFILE": "named"}, files: allFiles, key: "named"},
		"a file":                     {env: vars{"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/other.json"}, files: allFiles, key: "other"},
		"a file, the other variable": {env: vars{"ALICLOUD_SHARED_CREDENTIALS_FILE": "~/other.json"}, files: allFiles, key: "other"},
		"a file, the third variable": {env: vars{"ALIBABA_CLOUD_CONFIG_FILE": "~/other.json"}, files: allFiles, key: "other"},
		"a file that is not there": {
			env: vars{"ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/none.json"}, files: allFiles,
			contains: []string{"Invalid Alibaba Cloud Credentials", "The Alibaba Cloud CLI's file {home}/none.json does not exist.", "Check ALIBABA_CLOUD_CREDENTIALS_FILE"},
		},
		"an ini file": {
			env: vars{"ALIBABA_CLOUD_CREDENTIALS_FILE": "~/file"}, files: files{"file": "[default]\ntype = access_key\n"},
			contains: []string{"The file {home}/file is an ini file", "Check ALIBABA_CLOUD_CREDENTIALS_FILE in the environment."},
		},
		"a profile that is not there": {
			env: vars{"ALIBABA_CLOUD_PROFILE": "nmaed"}, files: allFiles,
			contains: []string{`has no profile "nmaed". It has: "current", "named".`, "Check ALIBABA_CLOUD_PROFILE in the environment."},
		},
		"a profile without the role of its mode, beside keys": {
			env:   merged(vars{"ALICLOUD_PROFILE": "named"}, alibabaVars("first")),
			files: files{cliFile: cli(keyProfile("named", ali("named"), profile{"mode": "RamRoleArn"}))},
			contains: []string{
				`The profile "named" of {home}/.aliyun/config.json has the mode RamRoleArn and no ram_role_arn.`, "aliyun configure --profile named",
				"or name no such profile in ALICLOUD_PROFILE in the environment",
			},
		},
		"a profile without the role of its mode, beside keys and a role block": {
			env:   merged(vars{"ALICLOUD_PROFILE": "named"}, alibabaVars("first")),
			files: files{cliFile: cli(keyProfile("named", ali("named"), profile{"mode": "RamRoleArn"}))},
			block: `assume_role { role_arn = "` + role + `" }`, via: []string{emulator.AssumeRole}, key: "first",
		},
		"the CLI's file, left out": {
			env: vars{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "True", "ALIBABA_CLOUD_PROFILE": "named"}, files: allFiles,
			contains: []string{
				"Missing Alibaba Cloud Credentials", "ALIBABA_CLOUD_PROFILE in the environment (set, and not read: ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true)",
				"{home}/.aliyun/config.json (not read: ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true)",
			},
		},
		"the CLI's file, ignored":            {env: vars{"ALIBABA_CLOUD_IGNORE_PROFILE": "TRUE"}, files: allFiles, contains: []string{"ALIBABA_CLOUD_IGNORE_PROFILE is TRUE"}},
		"the CLI's file, not quite ignored":  {env: vars{"ALIBABA_CLOUD_IGNORE_PROFILE": "true"}, files: allFiles, key: "current"},
		"the CLI's file, named by the block": {env: vars{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED": "true"}, files: allFiles, block: `profile = "named"`, key: "named"},
		"the CLI's current profile after all others": {
			env:   vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole, "ALIBABA_CLOUD_CREDENTIALS_FILE": "{home}/other.json"},
			files: allFiles, via: ecs,
		},
		"a broken file": {
			files: files{cliFile: "{"}, contains: []string{"{home}/.aliyun/config.json cannot be understood", "not JSON at line 1"},
		},
		"a file without a key": {
			files:    files{cliFile: cli(profile{"name": "default", "mode": "AK", "access_key_id": ""})},
			contains: []string{"Missing Alibaba Cloud Credentials", `the current profile "default" of {home}/.aliyun/config.json (holds no key)`},
		},
		"an ECS role, switched off": {
			env:      vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole, "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "TRUE"},
			contains: []string{"ALIBABA_CLOUD_ECS_METADATA (set, and not read: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true)"},
		},
		"a profile's ECS role, switched off": {
			env:      vars{"ALIBABA_CLOUD_PROFILE": "named", "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"},
			files:    files{cliFile: cli(profile{"name": "named", "mode": "EcsRamRole", "ram_role_name": ecsRole})},
			contains: []string{"is not asked: ALIBABA_CLOUD_ECS_METADATA_DISABLED is true"},
		},
		"an ECS role of the block":        {env: vars{"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}, block: `ecs_role_name = "` + ecsRole + `"`, via: ecs},
		"an ECS role":                     {env: vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole}, via: ecs},
		"an ECS role, the other variable": {env: vars{"ALICLOUD_ECS_ROLE_NAME": ecsRole}, via: ecs},
		"an ECS role that is not there before a file": {
			env: vars{"ALIBABA_CLOUD_ECS_METADATA": "none"}, files: current, contains: []string{"This ECS instance has no RAM role named none."},
		},

		"an incomplete pair, no secret": {
			env:      merged(alibabacloudVars("third"), vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": ali("first").AccessKeyID}),
			contains: []string{"ALIBABA_CLOUD_ACCESS_KEY_ID is set in the environment and ALIBABA_CLOUD_ACCESS_KEY_SECRET is not."},
		},
		"an incomplete pair, no key": {
			env: vars{"ALICLOUD_SECRET_KEY": ali("first").Secret}, files: allFiles,
			contains: []string{"ALICLOUD_SECRET_KEY is set in the environment and ALICLOUD_ACCESS_KEY is not.", "Set ALICLOUD_ACCESS_KEY too"},
		},
		"half a pair, a broken file and an invalid project of the other cloud": {
			env: merged(alibabaVars("first"), vars{"HW_ACCESS_KEY": "x", "HW_PROJECT_ID": "a b"}), files: files{huaweiFile: "{"}, key: "first",
		},
		"nothing": {
			contains: []string{
				"Missing Alibaba Cloud Credentials", "Looked at, in order", "the provider's alicloud block",
				"ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET",
				"ALIBABACLOUD_ACCESS_KEY_ID and ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_PROFILE",
				"ALIBABA_CLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_ECS_METADATA", "{home}/.aliyun/config.json (does not exist)",
				"Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET", "or run aliyun configure",
			},
		},
		"a token and nothing else": {
			env:      vars{"ALIBABA_CLOUD_SECURITY_TOKEN": ali("other" + session).SecurityToken},
			contains: []string{"Missing Alibaba Cloud Credentials", "ALIBABA_CLOUD_SECURITY_TOKEN (set, and not read: it belongs to a key"},
		},
		"what belongs to a key or a block, and nothing else": {
			env: vars{"ALICLOUD_ASSUME_ROLE_ARN": role, "ALICLOUD_SECURITY_TOKEN": "x", "ALIBABACLOUD_SECURITY_TOKEN": "x"},
			contains: []string{
				"Missing Alibaba Cloud Credentials", "ALICLOUD_ASSUME_ROLE_ARN (set, and not read: it is the role of an assume_role block",
				"ALICLOUD_SECURITY_TOKEN (set, and not read: it belongs to a key", "ALIBABACLOUD_SECURITY_TOKEN (set, and not read: it belongs to a key",
			},
		},
		"a role without credentials to assume it": {
			env: vars{"ALIBABA_CLOUD_ROLE_ARN": role}, contains: []string{"Missing Alibaba Cloud Credentials", "ALIBABA_CLOUD_ROLE_ARN (set, and not read"},
		},
		"the SDKs' ini file": {
			files:    files{".alibabacloud/credentials": "[default]\n"},
			contains: []string{"Missing Alibaba Cloud Credentials", "{home}/.alibabacloud/credentials (the SDKs' ini file, not read: run aliyun configure"},
		},
	})
}

// TestAlicloudBlock has credentials in the block, so that none of the environment's are used: each row sets all variables.
func TestAlicloudBlock(t *testing.T) {
	t.Parallel()
	const anotherRole = `assume_role { role_arn = "` + role + `" }`
	assumed := []string{emulator.AssumeRole}
	rows := map[string]row{
		"a key":                {block: keyArguments(ali("block")), key: "block"}, // and no token, nor role
		"a temporary key":      {block: keyArguments(ali("block" + session)), key: "block-session", token: "block-session"},
		"a profile":            {block: `profile = "named"`, key: "named"},
		"a file":               {block: `shared_credentials_file = "{home}/other.json"`, key: "other"},
		"a file, from home":    {block: `shared_credentials_file = "~/other.json"`, key: "other"},
		"a profile of a file":  {block: `profile = "named"` + "\n" + `shared_credentials_file = "~/other.json"`, key: "other"},
		"an ECS role":          {block: `ecs_role_name = "cloudstatus-ecs"`, via: []string{emulator.MetadataCredentials}},
		"a URI":                {block: `credentials_uri = "{url}/credentials"`, via: []string{emulator.CredentialsURI}},
		"OIDC":                 {block: oidcBlock, via: []string{emulator.AssumeRoleWithOIDC}, check: oidcCalled("terraform-provider-cloudstatus")},
		"a key and a role":     {block: keyArguments(ali("block")) + anotherRole, via: assumed, key: "block", check: roleCalled("RoleSessionName", "pod-7")},
		"a profile and a role": {block: `profile = "named"` + "\n" + anotherRole, via: assumed, key: "named"},
		"OIDC and a role":      {block: oidcBlock + anotherRole, via: []string{emulator.AssumeRoleWithOIDC, emulator.AssumeRole}},

		"a role without an ARN": {
			block: keyArguments(ali("block")) + `assume_role { session_name = "me" }`, via: assumed, key: "block",
			check: roleCalled("RoleArn", role, "RoleSessionName", "me"), // the variable's
		},
		"a file that is not there": {
			block:    `shared_credentials_file = "{home}/none.json"`,
			contains: []string{"The Alibaba Cloud CLI's file {home}/none.json does not exist.", "Check shared_credentials_file in the provider's alicloud block."},
		},
		"an ECS role that is not there": {
			block: `ecs_role_name = "none"`, contains: []string{"This ECS instance has no RAM role named none."},
		},
	}
	for name, r := range rows {
		r.env, r.files = allVariables, allFiles
		rows[name] = r
	}
	alicloud.run(t, rows)
}

// TestAlicloudRoles assumes a role by the block, or by variables for what the block leaves out, with the credentials of either.
func TestAlicloudRoles(t *testing.T) {
	t.Parallel()
	assumed := []string{emulator.AssumeRole}
	roleVars := vars{"ALIBABA_CLOUD_ROLE_ARN": role, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "env-9"}
	full := `assume_role {
      role_arn           = "` + guardedRole + `"
      session_name       = "block-1"
      policy             = ` + strconv.Quote(policy) + `
      external_id        = "` + externalID + `"
      session_expiration = 1200
    }`
	alicloud.run(t, map[string]row{
		"over a session": {
			env: merged(alicloudVars("second"+session), roleVars), block: "assume_role {}", via: assumed, key: "second-session", token: "second-session",
			check: roleCalled("RoleArn", role, "RoleSessionName", "env-9"),
		},
		"over the current profile": {env: roleVars, files: allFiles, block: "assume_role {}", via: assumed, key: "current"},
		"over an ECS role": {
			env: merged(vars{"ALIBABA_CLOUD_ECS_METADATA": ecsRole}, roleVars), block: "assume_role {}",
			via: []string{emulator.MetadataCredentials, emulator.AssumeRole},
		},
		"over a key in the block": {env: roleVars, block: keyArguments(ali("block")) + "assume_role {}", via: assumed, key: "block"},
		"of the first variables": {
			env: merged(alibabaVars("first"), roleVars, vars{
				"ALICLOUD_ASSUME_ROLE_ARN": "acs:ram::1234567890123456:role/cloudstatus-reader", "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/other",
				"ALICLOUD_ASSUME_ROLE_SESSION_NAME": "own-4", "ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION": "1200",
			}), block: "assume_role {}", via: assumed, key: "first", check: roleCalled("RoleArn", role, "RoleSessionName", "own-4", "DurationSeconds", "1200"),
		},
		"for an invalid duration": {
			env:   merged(alibabaVars("first"), roleVars, vars{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION": "1h"}),
			block: "assume_role {}", contains: []string{"ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION in the environment is no number of seconds from 900 to 43200."},
		},
		"with a session's name alone": {env: merged(alibabaVars("first"), vars{"ALIBABA_CLOUD_ROLE_SESSION_NAME": "env-9"}), key: "first"},
		"the block's before the variable's": {
			env:   merged(alibabaVars("first"), roleVars, vars{"ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/other"}),
			block: `assume_role { role_arn = "` + role + `" }`, via: assumed, key: "first",
			check: roleCalled("RoleArn", role, "RoleSessionName", "env-9"),
		},
		"the variable's for the block": {
			env: merged(alibabaVars("first"), roleVars), block: `assume_role { session_name = "block-1" }`, via: assumed, key: "first",
			check: roleCalled("RoleArn", role, "RoleSessionName", "block-1"),
		},
		"of nowhere": {
			env: alibabaVars("first"), block: `assume_role {}`, contains: []string{"Missing role_arn", "or by ALICLOUD_ASSUME_ROLE_ARN or ALIBABA_CLOUD_ROLE_ARN"},
		},
		"with everything": {
			block: keyArguments(ali("block")) + full, via: assumed, key: "block",
			check: roleCalled("RoleArn", guardedRole, "RoleSessionName", "block-1", "Policy", policy, "ExternalId", externalID, "DurationSeconds", "1200"),
		},
		"with nothing": {
			env: alibabaVars("first"), block: `assume_role { role_arn = "` + role + `" }`, via: assumed, key: "first",
			check: roleCalled("RoleArn", role, "RoleSessionName", "terraform-provider-cloudstatus", "Policy", "", "ExternalId", "", "DurationSeconds", ""),
		},
		"OIDC with everything": {
			block: `assume_role_with_oidc {
      oidc_provider_arn  = "` + oidcProvider + `"
      oidc_token_file    = "~/token"
      role_arn           = "` + role + `"
      role_session_name  = "block-1"
      policy             = ` + strconv.Quote(policy) + `
      session_expiration = 43200
    }`,
			files: allFiles, via: []string{emulator.AssumeRoleWithOIDC},
			check: calledWith(emulator.AssumeRoleWithOIDC, "RoleArn", role, "RoleSessionName", "block-1", "Policy", policy,
				"DurationSeconds", "43200", "OIDCProviderArn", oidcProvider, "OIDCToken", oidcToken),
		},
		"that STS does not open": {
			block:    keyArguments(ali("block")) + `assume_role { role_arn = "` + guardedRole + `" }`, // without its external id
			contains: []string{"Invalid Alibaba Cloud Credentials", "STS refused to let this identity assume the role " + guardedRole, "trust policy", "NoPermission"},
		},
	})
}

// roleCalled checks parameters of AssumeRole, as names and values; oidcCalled checks AssumeRoleWithOIDC's.
func roleCalled(want ...string) func(*testing.T, *emulator.Server) {
	return calledWith(emulator.AssumeRole, want...)
}

func oidcCalled(sessionName string) func(*testing.T, *emulator.Server) {
	return calledWith(emulator.AssumeRoleWithOIDC, "RoleArn", role, "RoleSessionName", sessionName, "OIDCProviderArn", oidcProvider,
		"OIDCToken", oidcToken, "DurationSeconds", "", "Policy", "")
}

func calledWith(api string, want ...string) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		for _, call := range server.Entries(api) {
			for i := 0; i < len(want); i += 2 {
				got := call.Query.Get(want[i]) + call.Form.Get(want[i])
				if got != want[i+1] {
					t.Errorf("%s was called with %s %q, want %q", api, want[i], got, want[i+1])
				}
			}
			if call.Query.Has("OIDCToken") {
				t.Error("an OIDC token is in a URL, which proxies log")
			}
		}
	}
}
