// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
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
				env: vars{"HW_USER_NAME": "somebody", "HW_USER_PASSWORD": "SECRETofURI"},
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
	rows := map[string]row{}
	for name, w := range ways {
		rows[name] = w.row
		if (w.official == w.ours()) != (w.differs == "") {
			t.Errorf("%s: the official provider is %q, this one %q, and the reason is %q", name, w.official, w.ours(), w.differs)
		}
	}
	huaweicloud.run(t, rows)
}

// duration checks the length of the sessions of an agency that were asked for.
func duration(want int) func(*testing.T, *emulator.Server) {
	return func(t *testing.T, server *emulator.Server) {
		t.Helper()
		for _, id := range server.Sessions() {
			if got := time.Until(id.Expires); got > time.Duration(want)*time.Second || got < time.Duration(want-600)*time.Second {
				t.Errorf("a session of %s lasts %s, want %d seconds", id.Via, got, want)
			}
		}
	}
}

// Profiles of KooCLI that cannot be used, and files that are none.
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
		"an SSO session that is over": {
			files:    config(kooSSO(emulator.Identity{AccessKeyID: "HWTESTOVER", Secret: "SECRETofURI", SecurityToken: "TOKENofother"})),
			check:    func(*testing.T, *emulator.Server) {},
			contains: []string{"Invalid Huawei Cloud Credentials", "Sign in again, by hcloud configure sso --cli-profile=named"},
		},
		"no such profile": {
			files:    files{".hcloud/config.json": koo(kooProfile("first", hw("first")), kooProfile("second", hw("second")))},
			contains: []string{`KooCLI's file {home}/.hcloud/config.json has no profile "named". It has: "first", "second".`},
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
	over := rows["an SSO session that is over"]
	delete(rows, "an SSO session that is over")
	huaweicloud.run(t, rows)
	refusedByTestPlan(t, over)
	refusedByTestPlan(t, row{
		env: vars{"HW_ACCESS_KEY": ali("first").AccessKeyID, "HW_SECRET_KEY": ali("first").Secret},
		contains: []string{
			"Invalid Huawei Cloud Credentials", "Huawei Cloud does not accept the access key from HW_ACCESS_KEY and HW_SECRET_KEY. It begins with LTAI",
			"belongs in the alicloud block",
		},
	})
	refusedByTestPlan(t, row{
		env:      merged(vars{"HW_ACCESS_KEY": ali("first").AccessKeyID, "HW_SECRET_KEY": ali("first").Secret}, agencyVars),
		contains: []string{"Huawei Cloud does not accept the access key from HW_ACCESS_KEY and HW_SECRET_KEY. It begins with LTAI"},
	})
}

// refusedByTestPlan runs a row whose credentials are sent and refused.
func refusedByTestPlan(t *testing.T, r row) {
	t.Helper()
	server := acctest.Emulator(t)
	seedIdentities(server)
	environment, fill := newEnvironment(t, server, r)
	want := strings.Split(fill(strings.Join(r.contains, "\x00")), "\x00")
	huaweicloud.checkError(t, huaweicloud.read(t, environment, server, nil), "", want)
}

// Files of the environment, and places that were looked at.
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
			huaweicloud.checkError(t, huaweicloud.read(t, environment, server, nil), "", r.contains)
		})
	}
}

// TestHuaweicloudHosts reads without configured endpoints: each API has its region's host, in the cloud's domain. An error
// about the host of IAM or STS names that service and says nothing about TestPlan.
func TestHuaweicloudHosts(t *testing.T) {
	t.Parallel()
	agency := func(more acctest.Object) acctest.Object {
		more["agency_name"] = agencyName
		return acctest.Object{"assume_role": more}
	}
	for name, r := range map[string]struct {
		env   vars
		block acctest.Object
		host  string
		parts []string
	}{
		"the known region": {block: acctest.Object{"region": "cn-north-4"}, host: "cloudtest-ext.cn-north-4.myhuaweicloud.com", parts: []string{
			"no such host", "CodeArts TestPlan is offered in cn-north-4", "HTTPS_PROXY",
		}},
		"Europe": {block: acctest.Object{"region": "eu-west-101"}, host: "cloudtest-ext.eu-west-101.myhuaweicloud.eu", parts: []string{"is offered in eu-west-101"}},
		"not offered": {block: acctest.Object{"region": "af-south-1"}, host: "cloudtest-ext.af-south-1.myhuaweicloud.com", parts: []string{
			"Check the region's spelling", "cn-north-1", "eu-west-101", "endpoints = { cloudtest = ", "HW_ENDPOINT_CLOUDTEST",
		}},
		"a cloud of its own": {
			env: vars{"HW_CLOUD": "example.com"}, block: acctest.Object{"region": "cn-east-2"}, host: "cloudtest-ext.cn-east-2.example.com",
			parts: []string{"no such host"},
		},
		"the block's cloud": {
			env: vars{"HW_CLOUD": "example.com"}, block: acctest.Object{"region": "cn-east-2", "cloud": "myhuaweicloud.com"},
			host: "cloudtest-ext.cn-east-2.myhuaweicloud.com", parts: []string{"no such host"},
		},
		"a cloud that is none": {
			env: vars{"HW_CLOUD": "https://example.com/"}, block: acctest.Object{"region": "cn-east-2"},
			parts: []string{"is not the domain of a cloud's hosts", "HW_CLOUD"},
		},
		"OS_REGION_NAME":      {env: vars{"OS_REGION_NAME": "cn-east-3"}, host: "cloudtest-ext.cn-east-3.myhuaweicloud.com", parts: []string{"no such host"}},
		"HUAWEI_CLOUD_REGION": {env: vars{"HUAWEI_CLOUD_REGION": "cn-east-3"}, host: "cloudtest-ext.cn-east-3.myhuaweicloud.com", parts: []string{"no such host"}},
		"the profile's": {
			env: vars{"HW_PROFILE": "named"}, host: "cloudtest-ext.cn-north-4.myhuaweicloud.com", parts: []string{"no such host"},
		},
		"IAM": {
			env: vars{"HW_REGION_NAME": "cn-north-4"}, block: agency(acctest.Object{"domain_name": "a"}), host: "iam.cn-north-4.myhuaweicloud.com",
			parts: []string{"no such host", "HTTPS_PROXY", `the endpoint of "iam"`, "HW_ENDPOINT_IAM"},
		},
		"STS": {
			env: vars{"HW_REGION_NAME": "eu-west-101"}, block: agency(acctest.Object{"domain_id": "a"}), host: "sts.eu-west-101.myhuaweicloud.eu",
			parts: []string{"no such host", `the endpoint of "sts"`, "HW_ENDPOINT_STS"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment, _ := newEnvironment(t, acctest.Emulator(t), row{env: merged(hwVars("first"), r.env), files: allFiles})
			plugin := environment.Plugin(t)
			config := acctest.Object{"max_retries": 0}
			if r.block != nil {
				config["huaweicloud"] = r.block
			}
			if diags := plugin.Configure(config); len(diags) > 0 {
				t.Fatal(diags)
			}
			diags, _ := plugin.Read(huaweicloud.typ(), huaweicloud.args())
			huaweicloud.checkError(t, diags, "", r.parts)
			if blocked := environment.Blocked(); r.host == "" && len(blocked) > 0 ||
				r.host != "" && (len(blocked) != 1 || blocked[0] != r.host+":443") {
				t.Errorf("dialed %q, want %q", blocked, r.host)
			}
			if !strings.HasPrefix(r.host, "cloudtest") && strings.Contains(diags[0].String(), "CodeArts TestPlan is") {
				t.Errorf("TestPlan is blamed: %s", diags[0])
			}
		})
	}
}

// TestHuaweicloudRenewal reads once more after a temporary key has ended. The emulator's clock stands still, so that it accepts
// a key however slow the machine is.
func TestHuaweicloudRenewal(t *testing.T) {
	t.Parallel()
	key := acctest.Object{"access_key": hw("block").AccessKeyID, "secret_key": hw("block").Secret}
	with := func(block acctest.Object, name string, value any) acctest.Object {
		out := acctest.Object{name: value}
		for k, v := range block {
			out[k] = v
		}
		return out
	}
	for api, block := range map[string]acctest.Object{
		emulator.CreateTemporaryAccessKeyByAgency: with(key, "assume_role", acctest.Object{"agency_name": agencyName, "domain_name": accountName}),
		emulator.AssumeAgency:                     with(key, "assume_role", acctest.Object{"agency_name": agencyName, "domain_id": accountID}),
		emulator.CreateTemporaryAccessKeyByToken:  {"assume_role_with_oidc": acctest.Object{"idp_id": "emulator-idp", "id_token": oidcToken}},
		emulator.HuaweiMetadataKey:                {"ecs_metadata": true},
	} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			now := time.Now()
			server := acctest.Emulator(t, emulator.Options{
				Clock: func() time.Time { return now }, Sessions: emulator.SessionRules{Lifetime: time.Second},
			})
			seedIdentities(server)
			environment, _ := newEnvironment(t, server, row{})
			plugin := environment.Plugin(t)
			if diags := plugin.Configure(huaweicloud.object(server, block)); len(diags) > 0 {
				t.Fatal(diags)
			}
			for i := range 2 {
				time.Sleep(time.Until(now.Add(time.Duration(i) * time.Second)))
				if diags, _ := plugin.Read(huaweicloud.typ(), huaweicloud.args()); len(diags) > 0 {
					t.Fatal(diags)
				}
			}
			calls := server.Entries(huaweicloud.api)
			if server.Calls(api) != 2 || len(calls) != 2 || calls[0].Identity == calls[1].Identity {
				t.Errorf("%s was called %d times, for %d reads", api, server.Calls(api), len(calls))
			}
		})
	}
}
