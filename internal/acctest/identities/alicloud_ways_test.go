// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestAlicloudWays holds the provider to the official one, aliyun/alicloud: in one configuration both are the same identity,
// or there is a reason.
func TestAlicloudWays(t *testing.T) {
	t.Parallel()
	const (
		assumes     = emulator.AssumeRole + " "
		neverJoined = "a key, its secret and its token come from one family"
		emptyIsNone = "an empty argument does not hide its variable"
	)
	const emptyOIDC = "assume_role_with_oidc {\n oidc_provider_arn = \"\"\n oidc_token_file = \"\"\n role_arn = \"\"\n role_session_name = \"block-1\"\n" +
		" policy = jsonencode(" + policy + ")\n session_expiration = 1200\n}\n"
	var (
		assumed  = []string{emulator.AssumeRole}
		byOIDC   = []string{emulator.AssumeRoleWithOIDC}
		named    = vars{"ALICLOUD_PROFILE": "named"}
		roleVars = vars{"ALIBABA_CLOUD_ROLE_ARN": role}
		assume   = `assume_role { role_arn = "` + role + `" }`
		ofRole   = profile{"mode": "RamRoleArn", "ram_role_arn": role, "ram_session_name": "cli-3", "expired_seconds": 1800}
		kept     = profile{"sts_expiration": 4102444800}
		session7 = ali("named" + session)
	)
	file := func(more ...profile) files {
		return files{cliFile: cli(keyProfile("current", ali("current")), keyProfile("named", ali("named"), more...)), "token": oidcToken}
	}
	ways := map[string]way{
		// Environments in which it was measured which key the official provider sends.
		"ALICLOUD_* and ALIBABA_CLOUD_* keys": {row: row{env: merged(alicloudVars("second"), alibabaVars("first")), key: "second"}, official: "second"},
		"ALICLOUD_* without a token, ALIBABA_CLOUD_* with one": {
			row:      row{env: merged(alicloudVars("second"), alibabaVars("first"+session)), key: "second"},
			official: "second with the token of first-session", differs: neverJoined,
		},
		"half a pair in ALICLOUD_*, one in ALIBABA_CLOUD_*": {
			row: row{
				env:      merged(alibabaVars("first"), vars{"ALICLOUD_ACCESS_KEY": ali("second").AccessKeyID}),
				contains: []string{"ALICLOUD_ACCESS_KEY is set in the environment and ALICLOUD_SECRET_KEY is not.", "or unset ALICLOUD_ACCESS_KEY"},
			}, official: "second with the secret of first", differs: neverJoined,
		},
		"ALIBABACLOUD_* keys":              {row: row{env: alibabacloudVars("third"), key: "third"}, official: "third"},
		"a role's variable beside keys":    {row: row{env: merged(alibabaVars("first"), roleVars), key: "first"}, official: "first"},
		"a role's variable beside a token": {row: row{env: merged(alibabaVars("first"+session), roleVars), key: "first-session", token: "first-session"}, official: "first-session"},
		"an empty role block and variables": {
			row: row{
				env:   merged(alibabaVars("first"), vars{"ALICLOUD_ASSUME_ROLE_ARN": role, "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/none"}),
				block: "assume_role {}", via: assumed, key: "first",
			}, official: assumes + "first",
		},
		"an empty role": {row: row{env: merged(alibabaVars("first"), roleVars), block: `assume_role { role_arn = "" }`, key: "first"}, official: "first"},
		"an empty role, a profile with one": {
			row:      row{env: merged(named, roleVars), files: file(ofRole), block: `assume_role { role_arn = "" }`, via: assumed, key: "named"},
			official: assumes + "named",
		},
		"an empty access_key": {
			row: row{env: alibabaVars("first"), block: `access_key = ""`, key: "first"}, official: "error", differs: emptyIsNone,
		},
		"an AK profile and keys": {row: row{env: merged(named, alibabaVars("first")), files: file(), key: "first"}, official: "first"},
		"a StsToken profile and keys": {
			row:      row{env: merged(named, alibabaVars("first")), files: files{cliFile: cli(keyProfile("named", session7))}, key: "first"},
			official: "first with the token of named-session", differs: neverJoined,
		},
		"a profile in the block and keys": {
			row:      row{env: alibabaVars("first"), files: file(), block: `profile = "named"`, key: "named"},
			official: "first", differs: blockExcludes,
		},
		"a RamRoleArn profile and keys": {
			row: row{
				env: merged(named, alibabaVars("first")), files: file(ofRole), via: assumed, key: "first",
				check: roleCalled("RoleArn", role, "RoleSessionName", "cli-3", "DurationSeconds", "1800"),
			}, official: assumes + "first",
		},
		"a RamRoleArn profile and temporary keys": {
			row: row{
				env: merged(named, alibabaVars("first"+session)), files: file(ofRole), via: assumed, key: "first-session", token: "first-session",
			}, official: assumes + "first-session",
		},
		"a RamRoleArn profile, keys, and a role block": {
			row: row{
				env: merged(named, alibabaVars("first")), files: file(ofRole, profile{"ram_role_arn": "acs:ram::1:role/none"}), block: assume,
				via: assumed, key: "first", check: roleCalled("RoleArn", role, "RoleSessionName", "cli-3", "DurationSeconds", "1800"),
			}, official: assumes + "first",
		},
		"a RamRoleArn profile and a role block": {
			row: row{
				env: named, files: file(ofRole, profile{"ram_role_arn": "acs:ram::1:role/none", "external_id": "x"}), block: assume,
				via: assumed, key: "named", check: roleCalled("RoleArn", role, "RoleSessionName", "cli-3", "DurationSeconds", "1800", "ExternalId", ""),
			}, official: assumes + "named",
		},
		"a profile that is not there, and keys": {
			row: row{env: merged(vars{"ALICLOUD_PROFILE": "none"}, alibabaVars("first")), files: file(), key: "first"}, official: "first",
		},
		"the current profile, unnamed": {
			row: row{files: file(), key: "current"}, official: "error", differs: "the CLI's users keep their keys there; it is looked at last",
		},
		"the current profile, unnamed, and a URI": {
			row:      row{env: vars{"ALIBABA_CLOUD_CREDENTIALS_URI": "{url}/credentials"}, files: file(), via: []string{emulator.CredentialsURI}},
			official: emulator.CredentialsURI,
		},
		"a region of the named profile alone": {
			row: row{env: merged(named, alibabaVars("first")), files: file(profile{"region_id": "cn-hangzhou"}), block: "# no region", key: "first"}, official: "first",
		},
		"OIDC variables": {
			row: row{env: pod, files: file(), via: byOIDC}, official: "error", differs: "a pod's variables are the identity of the pod, as for the SDKs",
		},
		"OIDC variables and keys": {row: row{env: merged(pod, alibabaVars("first")), files: file(), key: "first"}, official: "first"},
		"an empty OIDC block and variables": {
			row: row{
				env: pod, files: file(), block: "assume_role_with_oidc {}", contains: []string{"Missing oidc_provider_arn", "takes nothing of it from the environment"},
			}, official: emulator.AssumeRoleWithOIDC, differs: "a block that names an identity takes nothing of it from the environment",
		},
		"an OIDC block of empty texts and variables": {
			row: row{
				env: pod, files: file(), block: emptyOIDC, via: byOIDC,
				check: calledWith(emulator.AssumeRoleWithOIDC, "RoleArn", role, "RoleSessionName", "block-1", "Policy", policy, "DurationSeconds", "1200"),
			}, official: emulator.AssumeRoleWithOIDC,
		},
		"an OIDC block of empty texts and keys": {
			row: row{env: merged(pod, alibabaVars("first")), files: file(), block: emptyOIDC, key: "first"}, official: "first",
		},
		"an OIDC block of empty texts beside a key": {
			row: row{block: keyArguments(ali("block")) + emptyOIDC, env: pod, files: file(), key: "block"}, official: "block",
		},
		"an OIDC block of empty texts, and nothing else": {
			row: row{
				block: emptyOIDC, contains: []string{"Missing Alibaba Cloud Credentials", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN or"},
			}, official: "error",
		},
		"an OIDC block and keys": {
			row: row{env: alibabaVars("first"), files: file(), block: oidcBlock, via: byOIDC}, official: "first", differs: blockExcludes,
		},
		"a CloudSSO profile with a session": {
			row: row{
				env: named, files: files{cliFile: cli(keyProfile("named", session7, profile{"mode": "CloudSSO"}, kept))}, key: "named-session", token: "named-session",
			}, official: "CloudSSO", differs: "the session that the CLI keeps is of the same account and access configuration",
		},
		"a key with a line break": {
			row: row{
				env: vars{"ALIBABA_CLOUD_ACCESS_KEY_ID": ali("first").AccessKeyID + "\n", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": ali("first").Secret}, key: "first",
			}, official: "error", differs: "keys are trimmed",
		},

		// Not measured, but by the source of the official provider, which reads nothing of a profile without a mode.
		"a profile with a role and without a mode, and keys": {
			row: row{
				env: merged(named, alibabaVars("first")), files: file(ofRole, profile{"mode": "", "access_key_id": "", "access_key_secret": ""}), key: "first",
			}, official: "first",
		},
		"a profile with a role and without a mode, and temporary keys": {
			row: row{
				env: merged(named, alibabaVars("first"+session)), files: file(ofRole, profile{"mode": ""}), key: "first-session", token: "first-session",
			}, official: "first-session",
		},

		// The ways to sign in that the official provider has.
		"a key":           {row: row{block: keyArguments(ali("block")), key: "block"}, official: "block"},
		"a temporary key": {row: row{block: keyArguments(ali("block" + session)), key: "block-session", token: "block-session"}, official: "block-session"},
		"an AK profile":   {row: row{env: named, files: file(), key: "named"}, official: "named"},
		"a StsToken profile": {
			row: row{env: named, files: files{cliFile: cli(keyProfile("named", session7))}, key: "named-session", token: "named-session"}, official: "named-session",
		},
		"a RamRoleArn profile": {row: row{env: named, files: file(ofRole), via: assumed, key: "named"}, official: assumes + "named"},
		"an EcsRamRole profile": {
			row:      row{env: named, files: file(profile{"mode": "EcsRamRole", "ram_role_name": ecsRole}), via: []string{emulator.MetadataCredentials}},
			official: emulator.MetadataCredentials,
		},
		"a ChainableRamRoleArn profile": {
			row: row{
				env: named, files: file(ofRole, profile{"mode": "ChainableRamRoleArn", "source_profile": "current"}), via: assumed, key: "current",
			}, official: assumes + "current",
		},
		"a profile of a mode in other letters": {
			row: row{
				env: named, files: file(profile{"mode": "ak"}), contains: []string{`has the mode "ak", which this provider cannot use`, "AK, StsToken"},
			}, official: "named", differs: "it takes every mode that it does not know for AK; the CLI refuses it too",
		},
		"an OAuth profile": {
			row: row{
				env: named, files: files{cliFile: cli(keyProfile("named", session7, profile{"mode": "OAuth"}, kept))}, key: "named-session", token: "named-session",
			}, official: "OAuth", differs: "the session that the CLI keeps is of the same identity",
		},
		"an External profile": {
			row: row{
				env: named, files: file(profile{"mode": "External"}), contains: []string{"mode External: it runs a program, which this provider never does"},
			}, official: "External", differs: "no program is run",
		},
		"an ECS role": {row: row{block: `ecs_role_name = "` + ecsRole + `"`, via: []string{emulator.MetadataCredentials}}, official: emulator.MetadataCredentials},
		"a credentials URI": {
			row: row{block: `credentials_uri = "{url}/credentials"`, via: []string{emulator.CredentialsURI}}, official: emulator.CredentialsURI,
		},
		"a URI and an ECS role": {
			row: row{
				env: vars{"ALICLOUD_CREDENTIALS_URI": "{url}/credentials", "ALICLOUD_ECS_ROLE_NAME": ecsRole}, via: []string{emulator.CredentialsURI},
			}, official: emulator.CredentialsURI,
		},
		"a role": {row: row{block: keyArguments(ali("block")) + assume, via: assumed, key: "block"}, official: assumes + "block"},
		"OIDC":   {row: row{block: oidcBlock, files: file(), via: byOIDC}, official: emulator.AssumeRoleWithOIDC},
		"OIDC by value": {
			row: row{
				block: "assume_role_with_oidc {\n oidc_provider_arn = \"" + oidcProvider + "\"\n oidc_token = \"" + oidcToken + "\"\n role_arn = \"" + role + "\"\n}",
				via:   byOIDC,
			}, official: emulator.AssumeRoleWithOIDC,
		},
		"OIDC by value and by file": {
			row: row{
				block: "assume_role_with_oidc {\n oidc_provider_arn = \"" + oidcProvider + "\"\n oidc_token = \"" + oidcToken +
					"\"\n oidc_token_file = \"{home}/token\"\n role_arn = \"" + role + "\"\n}",
				contains: []string{"Conflicting Credentials", "oidc_token_file are two tokens"},
			}, official: emulator.AssumeRoleWithOIDC, differs: "two tokens can be two identities",
		},
	}
	alicloud.compare(t, ways)
}
