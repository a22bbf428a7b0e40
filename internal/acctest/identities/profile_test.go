// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Each mode of the CLI's profiles works as in the CLI's configuration file.
func TestProfileModes(t *testing.T) {
	t.Parallel()
	assumed := []string{emulator.AssumeRole}
	assume := func(name string, more ...profile) profile {
		p := profile{"name": name, "mode": "RamRoleArn", "ram_role_arn": role, "ram_session_name": "cli-3", "expired_seconds": 1800}
		for _, m := range more {
			for field, value := range m {
				p[field] = value
			}
		}
		return p
	}
	own := profile{"access_key_id": ali("named").AccessKeyID, "access_key_secret": ali("named").Secret}
	ran := filepath.Join(t.TempDir(), "ran")
	rows := map[string]struct {
		profile profile
		others  []profile
		row
	}{
		"AK":       {profile: keyProfile("x", ali("named")), row: row{key: "named"}},
		"StsToken": {profile: keyProfile("x", ali("named"+session)), row: row{key: "named-session", token: "named-session"}},
		"AK with a token left over": {
			profile: keyProfile("x", ali("named"), profile{"sts_token": ali("other" + session).SecurityToken}), row: row{key: "named"},
		},
		"no mode, a key": {profile: keyProfile("x", ali("named"), profile{"mode": ""}), row: row{key: "named"}},
		"RamRoleArn": {
			profile: assume("x", own),
			row:     row{via: assumed, key: "named", check: roleCalled("RoleArn", role, "RoleSessionName", "cli-3", "DurationSeconds", "1800")},
		},
		"RamRoleArn with a session": {
			profile: assume("x", profile{
				"access_key_id": ali("named" + session).AccessKeyID, "access_key_secret": ali("named" + session).Secret,
				"sts_token": ali("named" + session).SecurityToken,
			}),
			row: row{via: assumed, key: "named-session", token: "named-session"},
		},
		"RamRoleArn with an external id and a policy": {
			profile: assume("x", own, profile{"ram_role_arn": guardedRole, "external_id": externalID, "policy": policy}),
			row:     row{via: assumed, key: "named", check: roleCalled("ExternalId", externalID, "Policy", policy)},
		},
		"RamRoleArn of another profile": {
			profile: assume("x", profile{"source_profile": "y"}), others: []profile{keyProfile("y", ali("other"))},
			row: row{via: assumed, key: "other"},
		},
		"ChainableRamRoleArn": {
			profile: assume("x", profile{"mode": "ChainableRamRoleArn", "source_profile": "y"}),
			others:  []profile{assume("y", profile{"source_profile": "z"}), keyProfile("z", ali("other"))},
			row:     row{via: assumed, key: checkedElsewhere, check: chain("other")},
		},
		"EcsRamRole": {
			profile: profile{"name": "x", "mode": "EcsRamRole", "ram_role_name": ecsRole}, row: row{via: []string{emulator.MetadataCredentials}},
		},
		"EcsRamRole, whichever there is": {
			profile: profile{"name": "x", "mode": "EcsRamRole"}, row: row{via: []string{emulator.MetadataCredentials}},
		},
		"OIDC": {
			profile: profile{
				"name": "x", "mode": "OIDC", "oidc_provider_arn": oidcProvider, "oidc_token_file": "{home}/token", "ram_role_arn": role,
				"ram_session_name": "cli-3",
			},
			row: row{via: []string{emulator.AssumeRoleWithOIDC}, check: oidcCalled("cli-3")},
		},
		"CredentialsURI": {
			profile: profile{"name": "x", "mode": "CredentialsURI", "credentials_uri": "{url}/credentials"},
			row:     row{via: []string{emulator.CredentialsURI}},
		},

		"External": {
			profile: profile{"name": "x", "mode": "External", "process_command": "touch " + ran},
			row:     row{contains: []string{`The profile "x" of {home}/config.json has the mode External: it runs a program, which this provider never does.`}},
		},
		"CloudSSO": {
			profile: keyProfile("x", ali("named"+session), profile{"mode": "CloudSSO", "sts_expiration": 4102444800, "access_token": "SECRETofsso"}),
			row:     row{key: "named-session", token: "named-session"},
		},
		"OAuth": {
			profile: keyProfile("x", ali("named"+session), profile{"mode": "OAuth", "sts_expiration": 4102444800, "oauth_refresh_token": "SECRETofoauth"}),
			row:     row{key: "named-session", token: "named-session"},
		},
		"CloudSSO, over": {
			profile: keyProfile("x", ali("named"+session), profile{"mode": "CloudSSO", "sts_expiration": 1700000000}),
			row: row{contains: []string{
				`The session in the profile "x" of {home}/config.json, which has the mode CloudSSO, was over at 2023-11-14T22:13:20Z.`,
				"aliyun sts GetCallerIdentity --profile x", "aliyun configure --profile x",
			}},
		},
		"OAuth, before signing in": {
			profile: profile{"name": "x", "mode": "OAuth"}, row: row{contains: []string{`There is no session in the profile "x"`, "aliyun configure --profile x"}},
		},
		"RamRoleArnWithRoleName": {
			profile: assume("x", profile{"mode": "RamRoleArnWithRoleName", "ram_role_name": ecsRole}),
			row:     row{via: []string{emulator.MetadataCredentials, emulator.AssumeRole}},
		},
		"OIDC by value": {
			profile: profile{"name": "x", "mode": "OIDC", "oidc_provider_arn": oidcProvider, "oidc_token": oidcToken, "ram_role_arn": role, "ram_session_name": "cli-3"},
			row:     row{via: []string{emulator.AssumeRoleWithOIDC}, check: oidcCalled("cli-3")},
		},
		"a source that is not there": {
			profile: assume("x", profile{"source_profile": "y"}), others: []profile{keyProfile("z", ali("other"))},
			row: row{contains: []string{`has no profile "y". It has: "x", "z".`}},
		},
		"a circle": {
			profile: assume("x", profile{"source_profile": "y"}), others: []profile{assume("y", profile{"source_profile": "x"})},
			row: row{contains: []string{"in a circle: x, y, x"}},
		},
		"AK without a secret": {
			profile: keyProfile("x", ali("named"), profile{"access_key_secret": ""}),
			row:     row{contains: []string{`The profile "x" of {home}/config.json has the mode AK and no access_key_secret.`}},
		},
		"a secret with a line break": {
			profile: keyProfile("x", ali("named"), profile{"access_key_secret": "SECRETofnamed\n"}),
			row:     row{contains: []string{`The secret key from the profile "x" of {home}/config.json holds white space`, "line break at its end"}},
		},
	}
	modes := map[string]row{}
	for name, r := range rows {
		r.files = files{"config.json": cli(r.profile, r.others...), "token": oidcToken}
		r.block = `shared_credentials_file = "~/config.json"`
		modes[name] = r.row
	}
	alicloud.run(t, modes)
	t.Cleanup(func() { // after all rows
		if _, err := os.Stat(ran); err == nil {
			t.Error("the profile of mode External ran its program")
		}
	})
}

// chain checks that one role was assumed by a key and then another by that role.
func chain(key string) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		calls := server.Entries(emulator.AssumeRole)
		for i, call := range calls {
			switch {
			case i%2 == 0 && (call.Identity != key || call.TokenOf != ""),
				i%2 == 1 && (call.TokenOf != call.Identity || call.Identity == key):
				t.Errorf("call %d of %d was by %s with a token of %q", i, len(calls), call.Identity, call.TokenOf)
			}
		}
		if len(calls)%2 != 0 {
			t.Errorf("STS was called %d times", len(calls))
		}
	}
}

// An error about an invalid file has the file's name and the line, and none of its content.
func TestInvalidFiles(t *testing.T) {
	t.Parallel()
	const hidden = "HIDDENhiddenHIDDEN"
	for name, r := range map[string]struct {
		cloud    cloud
		content  string
		contains []string
	}{
		"ini for config.json": {
			alicloud, "[default]\ntype = access_key\naccess_key_id = " + hidden + "\naccess_key_secret = " + hidden + "\n",
			[]string{"The file FILE is an ini file", "Alibaba Cloud CLI's config.json is read", "aliyun configure"},
		},
		"a comma too many": {
			alicloud, "{\n  \"current\": \"x\",\n  \"profiles\": [{\"access_key_secret\": \"" + hidden + "\",}]\n}",
			[]string{"The Alibaba Cloud CLI's file FILE cannot be understood", "not JSON at line 3, column 58"},
		},
		"cut off": {
			alicloud, "{\n  \"profiles\": [{\"access_key_secret\": \"" + hidden, []string{"FILE cannot be understood", "not JSON at line 2"},
		},
		"a type that is another": {
			alicloud, "{\n  \"profiles\": {\"access_key_secret\": \"" + hidden + "\"}\n}",
			[]string{"FILE cannot be understood: profiles should be an array."},
		},
		"no profile": {alicloud, "{}", []string{"The file FILE has no profile", `"default"`, "It has: none."}},
		"empty":      {alicloud, "", []string{"FILE cannot be understood", "not JSON at line 1"}},

		"JSON for ini": {
			huaweicloud, "{\n  \"ak\": \"" + hidden + "\", \"sk\": \"" + hidden + "\"\n}",
			[]string{"FILE holds JSON, and the credentials file of the SDK is an ini file", "[basic]"},
		},
		"a line that is none": {huaweicloud, "[basic]\nak = a\n" + hidden + "\n", []string{"Line 3 of the credentials file FILE is neither a [section] nor key = value"}},
		"an open quote":       {huaweicloud, "[basic]\nak = a\nsk = \"" + hidden + "\n", []string{"Line 3 of the credentials file FILE has a quote that is not closed"}},
		"half":                {huaweicloud, "[basic]\nsk = " + hidden + "\n", []string{"Section [basic] of FILE gives a secret key without its access key"}},
		"no section":          {huaweicloud, "ak = " + hidden + "\nsk = " + hidden + "\n", []string{"FILE has neither a section [basic] nor a section [global]"}},
		"no key":              {huaweicloud, "[basic]\nproject_id = " + hidden + "\n", []string{"Section [basic] of FILE has no ak and no sk."}},
		"a secret with a space": {
			huaweicloud, "[basic]\nak = a\nsk = \"" + hidden + " " + hidden + "\"\n",
			[]string{"The secret key from section [basic] of FILE holds white space"},
		},
		"not text": {huaweicloud, "[basic]\nak = \xff" + hidden + "\n", []string{"FILE is no UTF-8 text"}},
		"another login": {
			huaweicloud, "[basic]\nidp_id = x\nid_token_file = " + hidden + "\n", []string{"logs in by an identity provider", "does not support"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			environment, _ := newEnvironment(t, server, row{files: files{"file": r.content}})
			file := filepath.Join(environment.Home, "file")
			diags := r.cloud.read(t, environment, server, acctest.Object{"shared_credentials_file": file})
			r.cloud.checkError(t, diags, file, r.contains)
			acctest.NoSecrets(t, diags, hidden)
			if calls := server.Journal(); len(calls) > 0 {
				t.Errorf("%s was called", calls[0].Path)
			}
		})
	}
}
