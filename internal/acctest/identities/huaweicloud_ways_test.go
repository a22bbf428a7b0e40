// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// The credentials APIs of a way to sign in, in the order of the calls.
var (
	byIAM   = []string{emulator.CreateTemporaryAccessKeyByAgency}
	bySTS   = []string{emulator.AssumeAgency}
	oidcKey = []string{emulator.CreateTokenWithIDToken, emulator.CreateTemporaryAccessKeyByToken}
)

// The variables of an agency, by its account's name and id, and of a job with an OIDC token in the file "token".
var (
	agencyVars   = vars{"HW_ASSUME_ROLE_AGENCY_NAME": agencyName, "HW_ASSUME_ROLE_DOMAIN_NAME": accountName}
	agencyIDVars = vars{"HW_ASSUME_ROLE_AGENCY_NAME": agencyName, "HW_ASSUME_ROLE_DOMAIN_ID": accountID}
	oidcVars     = vars{"HW_ASSUME_ROLE_IDP_ID": "emulator-idp", "HW_ASSUME_ROLE_ID_TOKEN_FILE": "{home}/token"}
	profileVars  = vars{"HW_PROFILE": "named"}
)

func agencyBlock(more string) string {
	return "assume_role {\n agency_name = \"" + agencyName + "\"\n " + more + "\n }\n"
}

// way is a way to sign in that users of the official provider, huaweicloud/huaweicloud, have: what it does (as measured
// with it), and why this provider does not do the same, "" where it does.
type way struct {
	row
	official string
	differs  string
}

// ours words what the row expects as way.official words it: the APIs that issued the caller's key, and the key that signed.
func (r row) ours() string {
	if len(r.contains) > 0 {
		return "error"
	}
	return strings.TrimSpace(strings.Join(append(r.via, r.key), " "))
}

// compare runs each way with a real CLI. A way that differs from the official provider's has a reason, and no other has.
func (c cloud) compare(t *testing.T, ways map[string]way) {
	t.Helper()
	rows := map[string]row{}
	for name, w := range ways {
		rows[name] = w.row
		if (w.official == w.ours()) != (w.differs == "") {
			t.Errorf("%s: the official provider is %q, this one %q, and the reason is %q", name, w.official, w.ours(), w.differs)
		}
	}
	c.runBy(t, rows, readByCLI)
}

const (
	blockExcludes = "what a block names is not overruled by variables"
	notGuessed    = "a setting that cannot be right is an error"
)

// TestHuaweicloudWays holds the provider to the official one: in one configuration both are the same identity, or there is a
// reason.
func TestHuaweicloudWays(t *testing.T) {
	t.Parallel()
	const byIAMFirst, bySTSFirst = emulator.CreateTemporaryAccessKeyByAgency + " first", emulator.AssumeAgency + " first"
	withAgency := profile{"agencyName": agencyName, "agencyDomainName": accountName}
	ways := map[string]way{
		// Environments in which it was measured which key the official provider sends.
		"HW_* and OS_* keys": {row: row{env: merged(hwVars("first"), osVars("second")), key: "first"}, official: "first"},
		"OS_* keys":          {row: row{env: osVars("second"), key: "second"}, official: "second"},
		"an agency's variables": {
			row: row{env: merged(hwVars("first"), agencyVars), via: byIAM, key: "first", check: duration(3600)}, official: byIAMFirst,
		},
		"an agency's variables, by id": {
			row:      row{env: merged(hwVars("first"), agencyIDVars, vars{"HW_ASSUME_ROLE_DURATION": "1800"}), via: bySTS, key: "first", check: duration(1800)},
			official: bySTSFirst,
		},
		"an agency's variables, keys in the block": {
			row:      row{env: agencyVars, block: keyArguments(hw("block")), key: "block"},
			official: emulator.CreateTemporaryAccessKeyByAgency + " block", differs: blockExcludes,
		},
		"an agency's block, a variable with the id": {
			row: row{
				env: merged(hwVars("first"), vars{"HW_ASSUME_ROLE_DOMAIN_ID": accountID}), block: agencyBlock(`domain_name = "` + accountName + `"`),
				via: bySTS, key: "first",
			}, official: bySTSFirst,
		},
		"a profile and keys": {
			row: row{
				env:   merged(profileVars, hwVars("first"+session), vars{"HW_REGION_NAME": "cn-east-3"}),
				files: files{".hcloud/config.json": koo(kooProfile("other", hw("other")), kooProfile("named", hw("named"), profile{"projectId": "p7"}))},
				key:   "named", check: project("p7"),
			}, official: "named",
		},
		"a profile's variable, keys in the block": {
			row: row{env: profileVars, files: allFiles, block: keyArguments(hw("block")), key: "block"}, official: "named", differs: blockExcludes,
		},
		"a profile with an agency": {
			row: row{
				env: profileVars, files: files{".hcloud/config.json": koo(kooProfile("named", hw("named"), withAgency, profile{"agencyDomainId": "x"}))},
				via: byIAM, key: "named",
			}, official: emulator.CreateTemporaryAccessKeyByAgency + " named",
		},
		"a profile with an agency, and its variables": {
			row: row{
				env:   merged(profileVars, vars{"HW_ASSUME_ROLE_AGENCY_NAME": "none", "HW_ASSUME_ROLE_DOMAIN_NAME": accountName}),
				files: files{".hcloud/config.json": koo(kooProfile("named", hw("named"), withAgency))}, via: byIAM, key: "named",
			}, official: emulator.CreateTemporaryAccessKeyByAgency + " named",
		},
		"a profile with an agency, and a block": {
			row: row{
				env: profileVars, files: files{".hcloud/config.json": koo(kooProfile("named", hw("named"), withAgency))},
				block: agencyBlock(`domain_id = "` + accountID + `"`), via: bySTS, key: "named",
			}, official: emulator.CreateTemporaryAccessKeyByAgency + " named", differs: "a block is not overruled by a file",
		},
		"OIDC and keys": {
			row: row{env: merged(oidcVars, hwVars("first")), files: allFiles, via: oidcKey}, official: strings.Join(oidcKey, " "),
		},
		"OIDC and a profile": {
			row: row{env: merged(oidcVars, profileVars), files: allFiles, via: oidcKey}, official: strings.Join(oidcKey, " "),
		},
		"a token and a profile": {
			row:      row{env: merged(vars{"HW_AUTH_TOKEN": authToken("other")}, profileVars), files: allFiles, key: "other-token", token: "other-token"},
			official: "other-token",
		},
		"a token and OIDC": { // the official provider makes the OIDC calls all the same
			row:      row{env: merged(vars{"HW_AUTH_TOKEN": authToken("other")}, oidcVars), files: allFiles, key: "other-token", token: "other-token"},
			official: "other-token",
		},
		"an empty OIDC block and variables": {
			row: row{
				env: oidcVars, files: allFiles, block: "assume_role_with_oidc {\n }\n",
				contains: []string{"Missing idp_id", "takes nothing of it from the environment"},
			}, official: "error",
		},
		"an OIDC block of empty texts": {
			row: row{env: hwVars("first"), block: "assume_role_with_oidc {\n idp_id = \"\"\n id_token_file = \"\"\n }\n", key: "first"}, official: "first",
		},
		"an OIDC block of empty texts, and variables": {
			row:      row{env: oidcVars, files: allFiles, block: "assume_role_with_oidc {\n idp_id = \"\"\n id_token_file = \"\"\n }\n", via: oidcKey},
			official: "error", differs: "an empty argument does not hide its variable",
		},
		"two agencies": {
			row: row{
				env: hwVars("first"), block: agencyBlock(`domain_name = "a"`) + agencyBlock(`domain_id = "b"`),
				contains: []string{"Duplicate assume_role block"},
			}, official: bySTSFirst, differs: "the official provider signs the second hop by the first key, so that there is no chain",
		},
		"a duration with a unit": {
			row: row{
				env:      merged(hwVars("first"), agencyVars, vars{"HW_ASSUME_ROLE_DURATION": "1h"}),
				contains: []string{"HW_ASSUME_ROLE_DURATION in the environment is no number of seconds", "as in 3600"},
			}, official: byIAMFirst, differs: notGuessed,
		},
		"a duration with a unit, and a block": {
			row: row{
				env:   merged(hwVars("first"), vars{"HW_ASSUME_ROLE_DURATION": "1h"}),
				block: agencyBlock(`domain_name = "` + accountName + `"`), contains: []string{"HW_ASSUME_ROLE_DURATION in the environment is no number"},
			}, official: "error",
		},
		"a duration that STS does not give": {
			row: row{
				env:      merged(hwVars("first"), agencyIDVars, vars{"HW_ASSUME_ROLE_DURATION": "43201"}),
				contains: []string{"HW_ASSUME_ROLE_DURATION in the environment is no number of seconds from 900 to 43200."},
			}, official: "error",
		},
		"a block's duration that STS does not give, and the account's id in a variable": {
			row: row{
				env:      merged(hwVars("first"), vars{"HW_ASSUME_ROLE_DOMAIN_ID": accountID}),
				block:    agencyBlock("domain_name = \"" + accountName + "\"\n duration = 86400"),
				contains: []string{"huaweicloud.assume_role.duration must be at most 43200 where HW_ASSUME_ROLE_DOMAIN_ID is given."},
			}, official: "error",
		},
		"the longest duration that IAM gives": {
			row:      row{env: merged(hwVars("first"), agencyVars, vars{"HW_ASSUME_ROLE_DURATION": "86400"}), via: byIAM, key: "first", check: duration(86400)},
			official: byIAMFirst,
		},

		// The ways to sign in that the official provider has, and those of the SDK.
		"a key":           {row: row{block: keyArguments(hw("block")), key: "block"}, official: "block"},
		"a temporary key": {row: row{env: hwVars("first" + session), key: "first-session", token: "first-session"}, official: "first-session"},
		"a token": { // the official provider exchanges it for one of the same user
			row: row{env: vars{"OS_AUTH_TOKEN": authToken("other")}, key: "other-token", token: "other-token"}, official: "other-token",
		},
		"an AKSK profile": {
			row: row{env: vars{"HW_SHARED_CONFIG_FILE": "~/hcloud.json"}, files: allFiles, key: "other"}, official: "other",
		},
		"an SSO profile": {
			row: row{
				env: profileVars, files: files{".hcloud/config.json": koo(kooProfile("named", hw("named"), kooSSO(hw("other"+session))))},
				key: "other-session", token: "other-session",
			}, official: "other-session",
		},
		"an agency by name": {
			row:      row{block: keyArguments(hw("block")) + agencyBlock(`domain_name = "`+accountName+`"`), via: byIAM, key: "block"},
			official: emulator.CreateTemporaryAccessKeyByAgency + " block",
		},
		"an agency by id": {
			row:      row{block: keyArguments(hw("block")) + agencyBlock(`domain_id = "`+accountID+`"`), via: bySTS, key: "block"},
			official: emulator.AssumeAgency + " block",
		},
		"OIDC, and an agency": {
			row:      row{env: merged(oidcVars, agencyIDVars), files: allFiles, via: append(oidcKey[:2:2], emulator.AssumeAgency)},
			official: strings.Join(oidcKey, " ") + " " + emulator.AssumeAgency,
		},
		"ECS, unasked": {
			row:      row{contains: []string{"Missing Huawei Cloud Credentials"}},
			official: emulator.HuaweiMetadataKey, differs: "no metadata address is asked unless ecs_metadata is true",
		},
		"ECS": {row: row{block: "ecs_metadata = true", via: []string{emulator.HuaweiMetadataKey}}, official: emulator.HuaweiMetadataKey},
		"a password": {
			row: row{
				env: vars{"HW_USER_NAME": "a-user", "HW_USER_PASSWORD": "SECRETofURI"},
				contains: []string{
					"Missing Huawei Cloud Credentials", "HW_USER_NAME (set, and not read: create an access key for the user, or get a token",
				},
			}, official: "token", differs: "passwords are not read",
		},
		"insecure": {
			row:      row{env: hwVars("first"), block: "insecure = true", contains: []string{`An argument named "insecure" is not expected here`}},
			official: "first", differs: "certificates are always verified",
		},
		"the SDK's file": {
			row: row{files: allFiles, key: "current"}, official: "error", differs: "the SDK's users keep their keys there",
		},
		"the variables of the vendor's CI action": {row: row{env: actionVars("second"), key: "second"}, official: "error", differs: "the action's users have no others"},
	}
	huaweicloud.compare(t, ways)
}

// duration checks the length of the sessions of an agency that were asked for.
func duration(want int) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		for _, id := range server.Sessions() {
			if id.Via != emulator.CreateTemporaryAccessKeyByAgency && id.Via != emulator.AssumeAgency {
				continue
			}
			if got := time.Until(id.Expires); got > time.Duration(want)*time.Second || got < time.Duration(want-600)*time.Second {
				t.Errorf("a session of %s lasts %s, want %d seconds", id.Via, got, want)
			}
		}
	}
}

// TestKooCLIRefused has profiles of KooCLI that cannot be used, and files that are not KooCLI's.
func TestKooCLIRefused(t *testing.T) {
	t.Parallel()
	config := func(more profile) files {
		return files{".hcloud/config.json": koo(kooProfile("first", hw("first")), kooProfile("named", emulator.Identity{}, more))}
	}
	rows := map[string]row{
		"encrypted": {
			files: files{".hcloud/config.json": strings.Replace(koo(kooProfile("named", hw("named"))), `"authEncrypt": "false"`, `"authEncrypt": "true"`, 1)},
			contains: []string{
				"Invalid Huawei Cloud Credentials", "KooCLI keeps the keys in {home}/.hcloud/config.json encrypted",
				"Run hcloud configure set --cli-auth-encrypt=false",
			},
		},
		"no key":     {files: config(profile{}), contains: []string{`There is no key in the profile "named" of {home}/.hcloud/config.json, which has the mode "AKSK".`}},
		"SSO":        {files: config(profile{"mode": "SSO"}), contains: []string{"There is no key in the SSO session", "hcloud configure sso --cli-profile=named"}},
		"ecsAgency":  {files: config(profile{"mode": "ecsAgency"}), contains: []string{`the mode "ecsAgency"`, "Write ecs_metadata = true instead of the profile"}},
		"AssumeRole": {files: config(profile{"mode": "AssumeRole"}), contains: []string{`the mode "AssumeRole"`, "the agency by an assume_role block"}},
		"token":      {files: config(profile{"mode": "token"}), contains: []string{"Give the token by auth_token or HW_AUTH_TOKEN"}},
		"half a key": {
			files:    config(profile{"accessKeyId": "HWTESTHALF"}),
			contains: []string{`The profile "named" of {home}/.hcloud/config.json gives an access key without its secret key.`},
		},
		"no such profile": {
			files: files{".hcloud/config.json": koo(kooProfile("first", hw("first")), kooProfile("second", hw("second")))},
			contains: []string{
				`KooCLI's file {home}/.hcloud/config.json has no profile "named". It has: "first", "second".`, "Check HW_PROFILE in the environment, or run hcloud",
			},
		},
		"no such profile, named by the block": {
			files: files{".hcloud/config.json": koo(kooProfile("first", hw("first")))}, block: `profile = "none"`,
			contains: []string{`has no profile "none"`, "Check profile in the provider's huaweicloud block, or run hcloud"},
		},
		"no file": {contains: []string{"KooCLI's file {home}/.hcloud/config.json does not exist.", "Or run hcloud configure init to write it."}},
		"an ini file, named by a variable": {
			env: vars{"HW_SHARED_CONFIG_FILE": "~/other.ini"}, files: allFiles,
			contains: []string{"KooCLI's file {home}/other.ini is not the JSON", "Check HW_SHARED_CONFIG_FILE in the environment."},
		},
	}
	for name, r := range rows {
		r.env = merged(profileVars, r.env)
		rows[name] = r
	}
	huaweicloud.run(t, rows)
}

// TestHuaweicloudRefused sends credentials that are refused: the error says what they are and where they are from.
func TestHuaweicloudRefused(t *testing.T) {
	t.Parallel()
	notOurs := vars{"HW_ACCESS_KEY": ali("first").AccessKeyID, "HW_SECRET_KEY": ali("first").Secret}
	const beginsWithLTAI = "Huawei Cloud does not accept the access key from HW_ACCESS_KEY and HW_SECRET_KEY. It begins with LTAI"
	over := emulator.Identity{AccessKeyID: "HWTESTOVER", Secret: "SECRETofother", SecurityToken: "TOKENofother"}
	for name, r := range map[string]row{
		"an SSO session that is over": {
			env: profileVars, files: files{".hcloud/config.json": koo(kooProfile("named", emulator.Identity{}, kooSSO(over)))},
			contains: []string{"Invalid Huawei Cloud Credentials", "Sign in again, by hcloud configure sso --cli-profile=named"},
		},
		"a key of Alibaba Cloud":            {env: notOurs, contains: []string{"Invalid Huawei Cloud Credentials", beginsWithLTAI, "belongs in the alicloud block"}},
		"a key of Alibaba Cloud, an agency": {env: merged(notOurs, agencyVars), contains: []string{beginsWithLTAI}},
		"a token":                           {env: vars{"HW_AUTH_TOKEN": "MIIover"}, contains: []string{"does not accept the token", "a token of IAM ends after 24 hours"}},
		"a temporary key without its token": {
			env:      vars{"HW_ACCESS_KEY": hw("first" + session).AccessKeyID, "HW_SECRET_KEY": hw("first" + session).Secret},
			contains: []string{"does not know the access key", "A temporary one is known only together with its security token"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			seedIdentities(server)
			environment, _ := newEnvironment(t, server, r)
			checkError(t, huaweicloud.read(t, environment, server, nil), r.contains)
		})
	}
}

// TestHuaweicloudAgencyRefused assumes an agency by a key with a wrong secret: five such signatures lock the key, so that one is sent, however many reads
// there are. What IAM refuses for another reason may be allowed a moment later, and is asked again.
func TestHuaweicloudAgencyRefused(t *testing.T) {
	t.Parallel()
	wrong := acctest.Object{"access_key": hw("block").AccessKeyID, "secret_key": "SECRETofanotherkey"}
	for name, r := range map[string]struct {
		api   string
		key   acctest.Object
		role  acctest.Object
		calls int
	}{
		"IAM": {emulator.CreateTemporaryAccessKeyByAgency, wrong, acctest.Object{"agency_name": agencyName, "domain_name": accountName}, 1},
		"STS": {emulator.AssumeAgency, wrong, acctest.Object{"agency_name": agencyName, "domain_id": accountID}, 1},
		"no such agency": {
			emulator.AssumeAgency,
			acctest.Object{"access_key": hw("block").AccessKeyID, "secret_key": hw("block").Secret},
			acctest.Object{"agency_name": "none", "domain_id": accountID},
			3,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			seedIdentities(server)
			environment, _ := newEnvironment(t, server, row{})
			plugin := environment.Plugin(t)
			block := acctest.Object{"assume_role": r.role}
			maps.Copy(block, r.key)
			if diags := plugin.Configure(huaweicloud.object(server, block)); len(diags) > 0 {
				t.Fatal(diags)
			}
			for i := range 3 {
				diags, _ := plugin.Read(huaweicloud.typ(), huaweicloud.args())
				want := []string{"Invalid Huawei Cloud Credentials", "refused to let this identity assume the agency"}
				if i > 0 && r.calls == 1 {
					want = append(want, "not asked again")
				}
				checkError(t, diags, want)
			}
			if calls := server.Calls(r.api); calls != r.calls {
				t.Errorf("%s was called %d times, want %d", r.api, calls, r.calls)
			}
		})
	}
}

// TestHuaweicloudPlaces has what else the environment can name, and the places that an error lists.
func TestHuaweicloudPlaces(t *testing.T) {
	t.Parallel()
	huaweicloud.run(t, map[string]row{
		"OIDC without a token": {
			env:      vars{"HW_ASSUME_ROLE_IDP_ID": "emulator-idp"},
			contains: []string{"HW_ASSUME_ROLE_IDP_ID is set in the environment, and neither HW_ASSUME_ROLE_ID_TOKEN nor HW_ASSUME_ROLE_ID_TOKEN_FILE."},
		},
		"OIDC, a value before a file": {
			env: merged(oidcVars, vars{"HW_ASSUME_ROLE_ID_TOKEN": oidcToken, "HW_ASSUME_ROLE_ID_TOKEN_FILE": "{home}/none"}), via: oidcKey,
		},
		"an agency without an account": {
			env:      merged(hwVars("first"), vars{"HW_ASSUME_ROLE_AGENCY_NAME": agencyName}),
			contains: []string{"HW_ASSUME_ROLE_AGENCY_NAME is set in the environment, and neither HW_ASSUME_ROLE_DOMAIN_NAME nor HW_ASSUME_ROLE_DOMAIN_ID."},
		},
		"an agency's block without a name": {
			env: hwVars("first"), block: "assume_role {\n domain_name = \"x\"\n }\n", contains: []string{"Missing agency_name", "HW_ASSUME_ROLE_AGENCY_NAME"},
		},
		"an agency's block without an account": {
			env: hwVars("first"), block: agencyBlock(""), contains: []string{"Missing domain_name", "HW_ASSUME_ROLE_DOMAIN_NAME or HW_ASSUME_ROLE_DOMAIN_ID"},
		},
		"an empty agency, whatever the variables say": {
			env: merged(hwVars("first"), agencyVars), block: "assume_role {\n agency_name = \"\"\n }\n", key: "first",
		},
		"a broken file of the SDK, named by a variable": {
			env: vars{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "~/bad.ini"}, files: files{"bad.ini": "ak = a\n"},
			contains: []string{"{home}/bad.ini has neither a section [basic]", "HUAWEICLOUD_SDK_CREDENTIALS_FILE in the environment"},
		},
		"tokens without what they belong to": {
			env: vars{"HW_ASSUME_ROLE_ID_TOKEN_FILE": "{home}/token", "HW_SECURITY_TOKEN": "TOKENofother"}, files: files{"token": oidcToken},
			contains: []string{
				"HW_ASSUME_ROLE_ID_TOKEN_FILE (set, and not read: set HW_ASSUME_ROLE_IDP_ID too)",
				"HW_SECURITY_TOKEN (set, and not read: it belongs to a key, which is not set)",
			},
		},
		"other tools' variables": {
			env:      vars{"OS_USERNAME": "x", "HUAWEICLOUD_SDK_IDP_ID": "x"},
			contains: []string{"OS_USERNAME (set, and not read", "HUAWEICLOUD_SDK_IDP_ID (set, and not read: set HW_ASSUME_ROLE_IDP_ID"},
		},
	})
	// Without a home folder.
	for name, r := range map[string]row{
		"nothing":   {contains: []string{"Missing Huawei Cloud Credentials", "~/.huaweicloud/credentials (HOME is not set)"}},
		"a profile": {env: profileVars, contains: []string{"KooCLI's file ~/.hcloud/config.json does not exist.", "HOME is not set, so ~ is not known"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			environment := &acctest.Environment{Env: r.env}
			checkError(t, huaweicloud.read(t, environment, server, nil), r.contains)
		})
	}
}
