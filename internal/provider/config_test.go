// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

type o = acctest.Object

// validated is a provider block and the expected result of its validation: nothing, or one error at a path.
type validated struct {
	config   o
	at       string
	contains []string
}

func (v validated) check(t *testing.T) {
	t.Helper()
	diags := acctest.NewPlugin(t).ValidateProvider(v.config)
	switch {
	case v.at == "" && len(diags) > 0:
		t.Errorf("want no diagnostics, got\n%v", diags)
	case v.at != "" && (len(diags) != 1 || diags[0].Warning || diags[0].At != v.at || !acctest.Contains(v.contains...).MatchString(diags[0].String())):
		t.Errorf("want one error at %s that contains %q, got\n%v", v.at, v.contains, diags)
	}
}

func TestIncompleteCredentials(t *testing.T) {
	for _, block := range []string{"alicloud", "huaweicloud"} {
		incomplete := func(given, missing string, config o) validated {
			return validated{o{block: config}, block + "." + given, []string{
				"Incomplete Credentials", block + "." + given + " is given and " + block + "." + missing + " is not.",
				"They belong together, and neither is taken from the environment.",
			}}
		}
		for name, tc := range map[string]validated{
			"a key without its secret":   incomplete("access_key", "secret_key", o{"access_key": "key"}),
			"a secret without its key":   incomplete("secret_key", "access_key", o{"secret_key": "secret"}),
			"a token without a key":      incomplete("security_token", "access_key", o{"security_token": "token"}),
			"a key and a token":          incomplete("access_key", "secret_key", o{"access_key": "key", "security_token": "token"}),
			"a pair":                     {config: o{block: o{"access_key": "key", "secret_key": "secret"}}},
			"a pair with a token":        {config: o{block: o{"access_key": "key", "secret_key": "secret", "security_token": "token"}}},
			"a half that is not known":   {config: o{block: o{"access_key": "key", "secret_key": acctest.Unknown}}},
			"only a half, not known":     {config: o{block: o{"access_key": acctest.Unknown}}},
			"only a token, not known":    {config: o{block: o{"security_token": acctest.Unknown}}},
			"a token, its key not known": {config: o{block: o{"security_token": "token", "access_key": acctest.Unknown}}},
			"nothing":                    {config: o{block: o{}}},
			"a block that is not known":  {config: o{block: acctest.Unknown}},
			"no block":                   {config: o{}},
			"members that are not known": {config: o{block: o{"access_key": acctest.Unknown, "secret_key": acctest.Unknown, "endpoints": acctest.Unknown, "region": acctest.Unknown}}},
		} {
			t.Run(block+", "+name, tc.check)
		}
	}
}

// Two identities that exclude each other are an error on the second.
func TestConflictingCredentials(t *testing.T) {
	identities := map[string][]struct {
		argument string
		config   o
	}{
		"alicloud": {
			{"access_key", o{"access_key": "key", "secret_key": "secret"}},
			{"profile", o{"profile": "prod"}},
			{"ecs_role_name", o{"ecs_role_name": "role"}},
			{"credentials_uri", o{"credentials_uri": "http://127.0.0.1/"}},
			{"assume_role_with_oidc", o{"assume_role_with_oidc": o{
				"oidc_provider_arn": "acs:ram::1:oidc-provider/x", "oidc_token_file": "token", "role_arn": "acs:ram::1:role/x",
			}}},
		},
		"huaweicloud": {
			{"access_key", o{"access_key": "key", "secret_key": "secret"}},
			{"auth_token", o{"auth_token": "token"}},
			{"shared_credentials_file", o{"shared_credentials_file": "credentials"}},
		},
	}
	for block, all := range identities {
		for i, first := range all {
			for _, second := range all[i+1:] {
				both := o{}
				for _, from := range []o{first.config, second.config} {
					for name, value := range from {
						both[name] = value
					}
				}
				t.Run(first.argument+" and "+second.argument, validated{o{block: both}, block + "." + second.argument, []string{
					"Conflicting Credentials", fmt.Sprintf("%s.%s and %s.%s name two identities", block, second.argument, block, first.argument),
				}}.check)
			}
			t.Run(first.argument+" alone", validated{config: o{block: first.config}}.check)

			// What is not known may turn out to be null, as a variable's default.
			notKnown := o{}
			for _, identity := range all {
				for name := range identity.config {
					notKnown[name] = acctest.Unknown
				}
			}
			for name, value := range first.config {
				notKnown[name] = value
			}
			t.Run(first.argument+" and all others not known", validated{config: o{block: notKnown}}.check)
		}
		t.Run(block+", a secret, its key not known, and a profile", validated{
			o{block: o{"access_key": acctest.Unknown, "secret_key": "secret", "profile": "prod"}},
			block + ".profile",
			[]string{"Conflicting Credentials", fmt.Sprintf("%[1]s.profile and %[1]s.secret_key name two identities", block)},
		}.check)
	}
	role := o{"role_arn": "acs:ram::1:role/x"}
	for name, tc := range map[string]validated{
		"a profile and its file": {config: o{"alicloud": o{"profile": "prod", "shared_credentials_file": "config.json"}}},
		"a profile, its file and keys not known": {config: o{"alicloud": o{
			"profile": "prod", "shared_credentials_file": acctest.Unknown, "access_key": acctest.Unknown, "secret_key": acctest.Unknown,
		}}},
		"a file, its profile not known, and keys": {
			o{"alicloud": o{"shared_credentials_file": "config.json", "profile": acctest.Unknown, "access_key": "key", "secret_key": "secret"}},
			"alicloud.shared_credentials_file",
			[]string{"Conflicting Credentials", "alicloud.shared_credentials_file and alicloud.access_key"},
		},
		"a file alone": {config: o{"alicloud": o{"shared_credentials_file": "config.json"}}},
		"a file and keys": {
			o{"alicloud": o{"shared_credentials_file": "config.json", "access_key": "key", "secret_key": "secret"}},
			"alicloud.shared_credentials_file",
			[]string{"Conflicting Credentials", "alicloud.shared_credentials_file and alicloud.access_key"},
		},
		"a role over keys":      {config: o{"alicloud": o{"access_key": "key", "secret_key": "secret", "assume_role": role}}},
		"a role over a profile": {config: o{"alicloud": o{"profile": "prod", "assume_role": role}}},
		"a role over nothing":   {config: o{"alicloud": o{"assume_role": role}}},
	} {
		t.Run(name, tc.check)
	}
}

func TestTexts(t *testing.T) {
	invalid := func(config o, at string) validated {
		return validated{config, at, []string{"Invalid " + at, at + " must"}}
	}
	role, oidc := "acs:ram::1:role/x", func(argument, value string) o {
		block := o{"oidc_provider_arn": "acs:ram::1:oidc-provider/x", "oidc_token_file": "token", "role_arn": "acs:ram::1:role/x"}
		block[argument] = value
		return o{"alicloud": o{"assume_role_with_oidc": block}}
	}
	cases := map[string]validated{
		"an empty request_timeout": invalid(o{"request_timeout": ""}, "request_timeout"),
		"a request_timeout of 0s":  invalid(o{"request_timeout": "0s"}, "request_timeout"),
		"a negative one":           invalid(o{"request_timeout": "-5s"}, "request_timeout"),
		"one without a unit":       invalid(o{"request_timeout": "15"}, "request_timeout"),
		"a word for one":           invalid(o{"request_timeout": "soon"}, "request_timeout"),
		"a good one":               {config: o{"request_timeout": "1.5s"}},
		"a region in capitals":     invalid(o{"alicloud": o{"region": "CN-Hangzhou"}}, "alicloud.region"),
		"a region with a path":     invalid(o{"huaweicloud": o{"region": "cn-north-4/x"}}, "huaweicloud.region"),
		"a secret with a break":    invalid(o{"alicloud": o{"access_key": "key", "secret_key": "secret\n"}}, "alicloud.secret_key"),
		"a key with a blank":       invalid(o{"huaweicloud": o{"access_key": " key", "secret_key": "secret"}}, "huaweicloud.access_key"),
		"a token with a break":     invalid(o{"huaweicloud": o{"auth_token": "token\r\n"}}, "huaweicloud.auth_token"),
		"a role that is none":      invalid(o{"alicloud": o{"assume_role": o{"role_arn": "role/x"}}}, "alicloud.assume_role.role_arn"),
		"a role's empty name":      {config: o{"alicloud": o{"assume_role": o{"role_arn": role, "session_name": ""}}}},
		"a role's empty policy":    {config: o{"alicloud": o{"assume_role": o{"role_arn": role, "policy": ""}}}},
		"a role's empty id":        {config: o{"alicloud": o{"assume_role": o{"role_arn": role, "external_id": ""}}}},
		"an empty token file": {
			oidc("oidc_token_file", ""), "alicloud.assume_role_with_oidc.oidc_token_file", []string{"Missing oidc_token_file"},
		},
		"an OIDC role that is none": invalid(oidc("role_arn", "x"),
			"alicloud.assume_role_with_oidc.role_arn"),
		"an OIDC provider that is none": invalid(oidc("oidc_provider_arn", "x"),
			"alicloud.assume_role_with_oidc.oidc_provider_arn"),
	}
	empty := o{"oidc_provider_arn": "", "oidc_token": "", "oidc_token_file": "", "role_arn": ""}
	cases["an OIDC block of empty texts"] = validated{config: o{"alicloud": o{"assume_role_with_oidc": empty}}}
	cases["an OIDC block of empty texts, and a profile"] = validated{config: o{"alicloud": o{"assume_role_with_oidc": empty, "profile": "prod"}}}
	cases["an OIDC block of empty texts and one not known, and a profile"] = validated{config: o{"alicloud": o{
		"assume_role_with_oidc": o{"oidc_provider_arn": "", "oidc_token": acctest.Unknown, "role_arn": ""}, "profile": "prod",
	}}}
	// An empty text is not set: people share a variable with the default "" between providers.
	for block, arguments := range map[string][]string{
		"alicloud": {
			"region", "access_key", "secret_key", "security_token", "profile", "shared_credentials_file", "ecs_role_name", "credentials_uri",
		},
		"huaweicloud": {
			"region", "access_key", "secret_key", "security_token", "auth_token", "project_id", "shared_credentials_file",
			"shared_config_file", "profile", "cloud",
		},
	} {
		empty := o{}
		for _, argument := range arguments {
			empty[argument] = ""
		}
		cases[block+", all empty"] = validated{config: o{block: empty}}
		cases[block+", half a pair"] = validated{
			o{block: o{"access_key": "key", "secret_key": ""}}, block + ".access_key", []string{"Incomplete Credentials"},
		}
	}
	for name, tc := range cases {
		t.Run(name, tc.check)
	}
}

func TestOIDCIsWhole(t *testing.T) {
	for _, missing := range []string{"oidc_provider_arn", "oidc_token_file", "role_arn"} {
		block := o{"oidc_provider_arn": "acs:ram::1:oidc-provider/x", "oidc_token_file": "token", "role_arn": "acs:ram::1:role/x"}
		delete(block, missing)
		t.Run(missing, validated{
			o{"alicloud": o{"assume_role_with_oidc": block}},
			"alicloud.assume_role_with_oidc." + missing,
			[]string{"Missing " + missing, "alicloud.assume_role_with_oidc needs " + missing},
		}.check)
	}
}

func TestHuaweicloudIdentities(t *testing.T) {
	const oidc, role = "huaweicloud.assume_role_with_oidc.", "huaweicloud.assume_role."
	withOIDC := func(block o) o { return o{"huaweicloud": o{"assume_role_with_oidc": block}} }
	withRole := func(block o) o {
		return o{"huaweicloud": o{"access_key": "key", "secret_key": "secret", "assume_role": block}}
	}
	for name, tc := range map[string]validated{
		"a profile and its file": {config: o{"huaweicloud": o{"profile": "ci", "shared_config_file": "config.json"}}},
		"a profile and keys": {
			o{"huaweicloud": o{"profile": "ci", "access_key": "key", "secret_key": "secret"}},
			"huaweicloud.profile",
			[]string{"Conflicting Credentials", "huaweicloud.profile and huaweicloud.access_key"},
		},
		"a file of profiles and metadata": {
			o{"huaweicloud": o{"shared_config_file": "config.json", "ecs_metadata": true}},
			"huaweicloud.ecs_metadata",
			[]string{"Conflicting Credentials", "huaweicloud.ecs_metadata and huaweicloud.shared_config_file"},
		},
		"no metadata and keys": {config: o{"huaweicloud": o{"ecs_metadata": false, "access_key": "key", "secret_key": "secret"}}},
		"metadata and OIDC": {
			o{"huaweicloud": o{"ecs_metadata": true, "assume_role_with_oidc": o{"idp_id": "idp", "id_token": "token"}}},
			"huaweicloud.assume_role_with_oidc",
			[]string{"Conflicting Credentials"},
		},
		"OIDC, all empty, and keys": {config: o{"huaweicloud": o{
			"access_key": "key", "secret_key": "secret", "assume_role_with_oidc": o{"idp_id": "", "id_token": "", "agency_name": "", "duration": 900},
		}}},
		"OIDC, empty or not known, and a profile": {config: o{"huaweicloud": o{
			"profile": "ci", "assume_role_with_oidc": o{"idp_id": "", "id_token": acctest.Unknown},
		}}},
		"OIDC, with an empty name": {withOIDC(o{"idp_id": "", "id_token": "t"}), oidc + "idp_id", []string{"Missing idp_id"}},
		"OIDC":                     {config: withOIDC(o{"idp_id": "idp", "id_token_file": "token"})},
		"OIDC without a token":     {withOIDC(o{"idp_id": "idp"}), oidc + "id_token_file", []string{"Missing id_token_file", "or id_token"}},
		"OIDC without a name":      {withOIDC(o{"id_token": "token"}), oidc + "idp_id", []string{"Missing idp_id"}},
		"OIDC with two tokens":     {withOIDC(o{"idp_id": "idp", "id_token": "t", "id_token_file": "t"}), oidc + "id_token_file", []string{"two tokens"}},
		"OIDC and an agency":       {config: withOIDC(o{"idp_id": "idp", "id_token": "t", "agency_name": "a", "domain_id": "d"})},
		"OIDC and half a one":      {withOIDC(o{"idp_id": "idp", "id_token": "t", "agency_name": "a"}), oidc + "domain_id", []string{"Missing domain_id"}},
		"OIDC and an account":      {withOIDC(o{"idp_id": "idp", "id_token": "t", "domain_id": "d"}), oidc + "agency_name", []string{"Missing agency_name"}},
		"OIDC, an agency for too long": {
			withOIDC(o{"idp_id": "idp", "id_token": "t", "agency_name": "a", "domain_id": "d", "duration": 3601}), oidc + "duration",
			[]string{"must be at most 3600 where domain_id is given"},
		},
		"an agency for a day":    {config: withRole(o{"agency_name": "a", "domain_name": "d", "duration": 86400})},
		"an agency for too long": {withRole(o{"agency_name": "a", "domain_name": "d", "duration": 86401}), role + "duration", []string{"from 900 to 86400"}},
		"one of STS for a day": {
			withRole(o{"agency_name": "a", "domain_id": "d", "duration": 86400}), role + "duration",
			[]string{"Invalid huaweicloud.assume_role.duration", "must be at most 43200 where domain_id is given"},
		},
	} {
		t.Run(name, tc.check)
	}
}

func TestNumbers(t *testing.T) {
	role := func(seconds any) o {
		return o{"alicloud": o{"assume_role": o{"role_arn": "acs:ram::1:role/x", "session_expiration": seconds}}}
	}
	const expiration = "alicloud.assume_role.session_expiration"
	for name, tc := range map[string]validated{
		"no retries":     {config: o{"max_retries": 0}},
		"most retries":   {config: o{"max_retries": 10}},
		"unknown":        {config: o{"max_retries": acctest.Unknown}},
		"half a retry":   {o{"max_retries": 2.5}, "max_retries", []string{"Invalid max_retries", "max_retries must be a whole number from 0 to 10."}},
		"many retries":   {o{"max_retries": 11}, "max_retries", []string{"max_retries must be a whole number from 0 to 10."}},
		"less than none": {o{"max_retries": -1}, "max_retries", []string{"max_retries must be a whole number from 0 to 10."}},
		"beyond counting": {o{"max_retries": 1e30}, "max_retries", []string{
			"max_retries must be a whole number from 0 to 10.",
		}},
		"one at once":     {config: o{"max_concurrency": 1}},
		"most at once":    {config: o{"max_concurrency": 256}},
		"none at once":    {o{"max_concurrency": 0}, "max_concurrency", []string{"Invalid max_concurrency", "from 1 to 256."}},
		"many at once":    {o{"max_concurrency": 257}, "max_concurrency", []string{"Invalid max_concurrency", "from 1 to 256."}},
		"half a request":  {o{"max_concurrency": 2.5}, "max_concurrency", []string{"max_concurrency must be a whole number from 1 to 256."}},
		"unknown at once": {config: o{"max_concurrency": acctest.Unknown}},
		"a session":       {config: role(900)},
		"a long session":  {config: role(43200)},
		"a short session": {role(899), expiration, []string{expiration + " must be a whole number from 900 to 43200."}},
		"too long a one":  {role(43201), expiration, []string{"from 900 to 43200"}},
		"half a second":   {role(900.5), expiration, []string{"from 900 to 43200"}},
	} {
		t.Run(name, tc.check)
	}
}

func TestEndpoints(t *testing.T) {
	for block, key := range map[string]string{"alicloud": "sae", "huaweicloud": "cloudtest"} {
		at := fmt.Sprintf("%s.endpoints[%q]", block, key)
		const form = "An endpoint is written https://host or https://host:port: a host name or an address (IPv6 in brackets), a port from 1 to 65535, and " +
			"no other scheme, user name, password, path, query, fragment or white space."
		for text, want := range map[string]string{
			"https://example.com/path":            form,
			"https://user:hunter2@example.com":    form,
			"http://example.com":                  "http:// is for a loopback host only",
			"https://user:hunter2@example.com/?x": form,
		} {
			tc := validated{o{block: o{"endpoints": o{key: text}}}, at, []string{"Invalid Endpoint", at + ": ", want}}
			t.Run(block+", "+text, func(t *testing.T) {
				tc.check(t)
				acctest.NoSecrets(t, acctest.NewPlugin(t).ValidateProvider(tc.config), "hunter2")
			})
		}
		for _, text := range []any{
			"https://example.com", "example.com:8443", "", "http://127.0.0.1:8080", acctest.Unknown,
		} {
			t.Run(fmt.Sprintf("%s, good %v", block, text), validated{config: o{block: o{"endpoints": o{key: text}}}}.check)
		}
		t.Run(block+", null", validated{o{block: o{"endpoints": o{key: nil}}}, at, []string{"Invalid Endpoint", "is null."}}.check)
		t.Run(block+", none", validated{config: o{block: o{"endpoints": o{}}}}.check)
	}
	for name, tc := range map[string]validated{
		"a key of no API": {o{"alicloud": o{"endpoints": o{"ecs": "https://example.com"}}}, `alicloud.endpoints["ecs"]`, []string{
			"Unknown Endpoint", `alicloud.endpoints has no key "ecs". The keys are pts, sae, sts.`,
		}},
		"a key of the other cloud": {o{"huaweicloud": o{"endpoints": o{"sae": "https://example.com"}}}, `huaweicloud.endpoints["sae"]`, []string{
			"Unknown Endpoint", `huaweicloud.endpoints has no key "sae". The keys are cloudtest, iam, sts.`,
		}},
		"a key in capitals": {o{"alicloud": o{"endpoints": o{"SAE": "https://example.com"}}}, `alicloud.endpoints["SAE"]`, []string{"Unknown Endpoint"}},
	} {
		t.Run(name, tc.check)
	}
}
