// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestProfiles has fields of the CLI's profiles that TestAlicloudWays, whose rows are the modes, does not have.
func TestProfiles(t *testing.T) {
	t.Parallel()
	assumed := []string{emulator.AssumeRole}
	ofRole := profile{"mode": "RamRoleArn", "ram_role_arn": guardedRole, "external_id": externalID, "policy": policy}
	rows := map[string]struct {
		profile profile
		row
	}{
		"a token left over": {
			keyProfile("x", ali("named"), profile{"sts_token": ali("other" + session).SecurityToken}), row{key: "named"},
		},
		"a role, by a session": {
			keyProfile("x", ali("named"+session), profile{"mode": "RamRoleArn", "ram_role_arn": role}),
			row{via: assumed, key: "named-session", token: "named-session"},
		},
		"a role with an external id and a policy": {
			keyProfile("x", ali("named"), ofRole),
			row{via: assumed, key: "named", check: roleCalled("ExternalId", externalID, "Policy", policy)},
		},
		"no mode": {keyProfile("x", ali("named"), profile{"mode": ""}), row{key: "named"}},
		"a credentials URI": {
			profile{"name": "x", "mode": "CredentialsURI", "credentials_uri": "{url}/credentials"}, row{via: []string{emulator.CredentialsURI}},
		},
		"OIDC by value": {
			profile{"name": "x", "mode": "OIDC", "oidc_provider_arn": oidcProvider, "oidc_token": oidcToken, "ram_role_arn": role, "ram_session_name": "cli-3"},
			row{via: []string{emulator.AssumeRoleWithOIDC}, check: oidcCalled("cli-3")},
		},
		"a session that is over": {
			keyProfile("x", ali("named"+session), profile{"mode": "CloudSSO", "sts_expiration": 1700000000}),
			row{contains: []string{
				`The session in the profile "x" of {home}/config.json, which has the mode CloudSSO, was over at 2023-11-14T22:13:20Z.`,
				"aliyun sts GetCallerIdentity --profile x", "aliyun configure --profile x",
			}},
		},
		"a secret with a line break": {
			keyProfile("x", ali("named"), profile{"access_key_secret": "SECRETofnamed\n"}),
			row{contains: []string{`The secret key from the profile "x" of {home}/config.json holds white space`, "line break at its end"}},
		},
	}
	all := map[string]row{}
	for name, r := range rows {
		r.files, r.block = files{"config.json": cli(r.profile)}, `shared_credentials_file = "~/config.json"`
		all[name] = r.row
	}
	alicloud.run(t, all)
}
