// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestHuaweicloudEnvironment uses the credentials of an environment in the documented order.
func TestHuaweicloudEnvironment(t *testing.T) {
	t.Parallel()
	token := vars{"HW_AUTH_TOKEN": authToken("other")}
	current := files{huaweiFile: ini(hw("current"))}
	huaweicloud.run(t, map[string]row{
		"everything": {
			env: allVariables, files: allFiles, via: []string{emulator.CreateTemporaryAccessKeyByAgency}, key: "other-token", token: "other-token",
		},
		"a token and an incomplete pair": { // which is ignored, since the token comes first
			env: merged(token, vars{"HW_ACCESS_KEY": hw("first").AccessKeyID}), key: "other-token", token: "other-token",
		},
		"a token and the SDK's keys": {env: merged(token, sdkVars("second")), key: "other-token", token: "other-token"},
		"HW_* before the others":     {env: merged(hwVars("first"), sdkVars("second"+session), cloudSDKVars("third")), key: "first"},
		"the SDK's":                  {env: sdkVars("second"), key: "second"},
		"the SDK's before CLOUD_SDK": {env: merged(sdkVars("second"), cloudSDKVars("third")), key: "second"},
		"CLOUD_SDK":                  {env: cloudSDKVars("third"), files: current, key: "third"},
		"a token of other variables": {
			env: merged(sdkVars("second"), vars{"HW_SECURITY_TOKEN": hw("other" + session).SecurityToken}), key: "second",
		},
		"a token that CLOUD_SDK has not": {
			env: merged(cloudSDKVars("third"), vars{"HUAWEICLOUD_SDK_SECURITY_TOKEN": hw("other" + session).SecurityToken}), key: "third",
		},
		"a token alone and a file": {
			env: vars{"HW_SECURITY_TOKEN": hw("other" + session).SecurityToken}, files: current, key: "current",
		},
		"white space around": {
			env: vars{"HW_ACCESS_KEY": hw("first").AccessKeyID + "\n", "HW_SECRET_KEY": "\t" + hw("first").Secret, "HW_AUTH_TOKEN": "\n"},
			key: "first",
		},
		"a token with white space around": {env: vars{"HW_AUTH_TOKEN": authToken("other") + "\n"}, key: "other-token", token: "other-token"},
		"white space inside": {
			env:      vars{"HW_AUTH_TOKEN": "MII test"},
			contains: []string{"Invalid Huawei Cloud Credentials", "The auth token from HW_AUTH_TOKEN holds white space"},
		},
		"half a pair and a broken file of the other cloud": {
			env: merged(hwVars("first"), vars{"ALICLOUD_SECRET_KEY": "x"}), files: files{cliFile: "{"}, key: "first",
		},
		"the SDK's file": {files: current, key: "current"},
		"the SDK's file, temporary": {
			files: files{huaweiFile: ini(hw("current"+session), "# and nothing else")}, key: "current-session", token: "current-session",
		},
		"a file":                {env: vars{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "{home}/other.ini"}, files: allFiles, key: "other"},
		"a file with [global]":  {files: files{huaweiFile: "[global]\nak = " + hw("current").AccessKeyID + "\nsk = " + hw("current").Secret + "\n"}, key: "current"},
		"Windows' line endings": {files: files{huaweiFile: "[basic]\r\nak = " + hw("current").AccessKeyID + "\r\nsk = " + hw("current").Secret + "\r\n"}, key: "current"},
		"a file that is not there": {
			env: vars{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "{home}/none.ini"}, files: allFiles,
			contains: []string{"Invalid Huawei Cloud Credentials", "The credentials file {home}/none.ini does not exist.", "HUAWEICLOUD_SDK_CREDENTIALS_FILE"},
		},
		"a broken file": {
			files: files{huaweiFile: "[basic]\nSECRETofother\n"}, contains: []string{"Line 2 of the credentials file {home}/.huaweicloud/credentials"},
		},
		"half, no secret": {
			env:      merged(sdkVars("second"), vars{"HW_ACCESS_KEY": hw("first").AccessKeyID}),
			contains: []string{"HW_ACCESS_KEY is set in the environment and HW_SECRET_KEY is not.", "Set HW_SECRET_KEY too, or unset HW_ACCESS_KEY."},
		},
		"half, no key": {
			env: vars{"HUAWEICLOUD_SDK_SK": hw("first").Secret}, files: current,
			contains: []string{"HUAWEICLOUD_SDK_SK is set in the environment and HUAWEICLOUD_SDK_AK is not."},
		},
		"an incomplete pair of the last variables": {
			env: vars{"CLOUD_SDK_AK": hw("third").AccessKeyID}, files: current, contains: []string{"CLOUD_SDK_AK is set in the environment and CLOUD_SDK_SK is not."},
		},
		"nothing": {
			contains: []string{
				"Missing Huawei Cloud Credentials", "Looked at, in order", "the provider's huaweicloud block", "HW_AUTH_TOKEN",
				"HW_ASSUME_ROLE_IDP_ID", "HW_PROFILE and HW_SHARED_CONFIG_FILE (not set, so no profile of KooCLI in ~/.hcloud/config.json is read)",
				"HW_ACCESS_KEY and HW_SECRET_KEY", "OS_ACCESS_KEY and OS_SECRET_KEY", "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK",
				"HUAWEI_CLOUD_ACCESS_KEY_ID and HUAWEI_CLOUD_SECRET_ACCESS_KEY", "CLOUD_SDK_AK and CLOUD_SDK_SK",
				"{home}/.huaweicloud/credentials (does not exist)",
				"Set the environment variables HW_ACCESS_KEY and HW_SECRET_KEY", "or write access_key and secret_key in the provider's huaweicloud block",
			},
		},

		"an IAM project": {env: merged(hwVars("first"), vars{"HW_PROJECT_ID": "p1"}), key: "first", check: project("p1")},
		"an IAM project, both variables": {
			env: merged(hwVars("first"), vars{"HW_PROJECT_ID": "p1", "HUAWEICLOUD_SDK_PROJECT_ID": "p2"}), key: "first", check: project("p1"),
		},
		"an IAM project, the SDK's variable": {env: merged(sdkVars("second"), vars{"HUAWEICLOUD_SDK_PROJECT_ID": "p2"}), key: "second", check: project("p2")},
		"an IAM project of two words": {
			env: merged(hwVars("first"), vars{"HW_PROJECT_ID": "p1 p2"}), contains: []string{"Invalid Huawei Cloud Credentials", "The project id from HW_ACCESS_KEY"},
		},
		"an IAM project with a token": {
			env: merged(token, vars{"HW_PROJECT_ID": "p1"}), key: "other-token", token: "other-token", check: project("p1"),
		},
		"an IAM project of the block": {
			env: merged(hwVars("first"), vars{"HW_PROJECT_ID": "p1"}), block: `project_id = "p3"`, key: "first", check: project("p3"),
		},
		"an IAM project, and another of the file": {
			env: vars{"HW_PROJECT_ID": "p1"}, files: files{huaweiFile: ini(hw("current"), "project_id = p4")}, key: "current", check: project("p1"),
		},
		"an IAM project of the file": {files: files{huaweiFile: ini(hw("current"), "project_id = p4")}, key: "current", check: project("p4")},
		"no IAM project":             {env: hwVars("first"), key: "first", check: project("")},
	})
}

// TestHuaweicloudBlock has credentials in the block, so that none of the environment's are used: each row sets all variables.
func TestHuaweicloudBlock(t *testing.T) {
	t.Parallel()
	const emptyOIDC = "assume_role_with_oidc {\n idp_id = \"\"\n id_token = \"\"\n id_token_file = \"\"\n agency_name = \"\"\n domain_id = \"\"\n }\n"
	rows := map[string]row{
		"a key": {block: keyArguments(hw("block")), key: "block"}, // and no token
		"a key, and an OIDC block of empty texts": {block: keyArguments(hw("block")) + emptyOIDC, key: "block"},
		"a temporary key":                         {block: keyArguments(hw("block" + session)), key: "block-session", token: "block-session"},
		"a token":                                 {block: `auth_token = "` + authToken("block") + `"`, key: "block-token", token: "block-token"},
		"a file":                                  {block: `shared_credentials_file = "{home}/other.ini"`, key: "other"},
		"nulls": {
			block: "access_key = null\nsecret_key = null\nsecurity_token = null\nauth_token = null\nshared_credentials_file = null\n",
			via:   []string{emulator.CreateTemporaryAccessKeyByAgency}, key: "other-token", token: "other-token",
		},
		"empty texts": {
			block: "access_key = \"\"\nsecret_key = \"\"\nsecurity_token = \"\"\nauth_token = \"\"\nshared_credentials_file = \"\"\n" +
				"profile = \"\"\nshared_config_file = \"\"\ncloud = \"\"\nproject_id = \"\"\nassume_role {\n agency_name = \"\"\n }\n" + emptyOIDC,
			key: "other-token", token: "other-token",
		},
		"a profile":           {block: `profile = "named"`, key: "named"},
		"a profile's file":    {block: `shared_config_file = "~/hcloud.json"`, key: "other"},
		"a profile in a file": {block: "profile = \"named\"\nshared_config_file = \"{home}/hcloud.json\"\n", key: "other"},
		"ECS":                 {block: "ecs_metadata = true", via: []string{emulator.HuaweiMetadataKey}},
		"ECS, not":            {block: "ecs_metadata = false\n" + keyArguments(hw("block")), key: "block"},
		"OIDC, a file": {
			block: "assume_role_with_oidc {\n idp_id = \"emulator-idp\"\n id_token_file = \"~/token\"\n }\n", via: oidcKey,
		},
		"OIDC, an agency": {
			block: "assume_role_with_oidc {\n idp_id = \"emulator-idp\"\n id_token_file = \"~/token\"\n agency_name = \"" + agencyName +
				"\"\n domain_id = \"" + accountID + "\"\n duration = 1800\n }\n",
			via: append(oidcKey[:2:2], emulator.AssumeAgency), check: duration(1800),
		},
		"an agency, a temporary key": {
			block: keyArguments(hw("block"+session)) + agencyBlock(`domain_id = "`+accountID+`"`),
			via:   []string{emulator.AssumeAgency}, key: "block-session", token: "block-session",
		},
		"an agency, a token": {
			block: `auth_token = "` + authToken("block") + "\"\n" + agencyBlock(`domain_name = "`+accountName+`"`),
			via:   []string{emulator.CreateTemporaryAccessKeyByAgency}, key: "block-token", token: "block-token",
		},
		"an agency of STS, a token": {
			block:    `auth_token = "` + authToken("block") + "\"\n" + agencyBlock(`domain_id = "`+accountID+`"`),
			contains: []string{"Invalid Huawei Cloud Credentials", "STS takes a key", "Give domain_name instead of domain_id, or a key."},
		},
		"no such agency": {
			block: keyArguments(hw("block")) + "assume_role {\n agency_name = \"none\"\n domain_name = \"" + accountName + "\"\n }\n",
			contains: []string{
				"Invalid Huawei Cloud Credentials", `IAM refused to let this identity assume the agency "none" of the account emulator-account. There is no such agency or account.`,
				"Check agency_name and domain_name", "IAM.0004", "404",
			},
		},
		"too long a session": {
			block:    keyArguments(hw("block"+session)) + agencyBlock(`domain_id = "`+accountID+"\"\n duration = 7200"),
			contains: []string{"STS refused to let this identity assume the agency", "A duration over 3600 seconds needs a permanent key"},
		},
		"an agency without a name, nor a variable for it": {
			block:    keyArguments(hw("block")) + "assume_role {\n domain_id = \"x\"\n agency_name = null\n }\n",
			contains: []string{"STS refused to let this identity assume the agency \"cloudstatus-agency\" of the account x"}, // the variable's name
		},
		"a file that is not there": {
			block:    `shared_credentials_file = "{home}/none.ini"`,
			contains: []string{"Invalid Huawei Cloud Credentials", "The credentials file {home}/none.ini does not exist.", "Check shared_credentials_file"},
		},
	}
	for name, r := range rows {
		r.env, r.files = allVariables, allFiles
		rows[name] = r
	}
	huaweicloud.run(t, rows)
}

// project checks the X-Project-Id of each call.
func project(want string) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		for _, call := range server.Journal() {
			if call.ProjectID != want {
				t.Errorf("%s was called with X-Project-Id %q, want %q", call.API, call.ProjectID, want)
			}
		}
	}
}
