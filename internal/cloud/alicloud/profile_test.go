// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

const cliFile = `{
	"current": "plain",
	"profiles": [
		{"name": "plain", "mode": "AK", "access_key_id": "LTAIplain", "access_key_secret": "SECRETSECRET",
		 "sts_token": "", "expired_seconds": 0, "region_id": "cn-hangzhou", "output_format": "json"},
		{"name": "session", "mode": "StsToken", "access_key_id": "STS.x", "access_key_secret": "SECRETSECRET",
		 "sts_token": "TOKENTOKEN"},
		{"name": "role", "mode": "RamRoleArn", "access_key_id": "LTAIplain", "access_key_secret": "SECRETSECRET",
		 "ram_role_arn": "acs:ram::1:role/a", "ram_session_name": "me", "expired_seconds": 900, "external_id": "EXT",
		 "region_id": "cn-beijing"},
		{"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": "acs:ram::1:role/b"},
		{"name": "role by source", "mode": "RamRoleArn", "source_profile": "plain", "ram_role_arn": "acs:ram::1:role/a"},
		{"name": "ecs", "mode": "EcsRamRole", "ram_role_name": "reader", "region_id": "cn-shenzhen"},
		{"name": "oidc", "mode": "OIDC", "oidc_provider_arn": "p", "oidc_token_file": "TOKENFILE",
		 "ram_role_arn": "acs:ram::1:role/a"},
		{"name": "uri", "mode": "CredentialsURI", "credentials_uri": "URI"},
		{"name": "no mode", "access_key_id": "STS.x", "access_key_secret": "SECRETSECRET", "sts_token": "TOKENTOKEN"},

		{"name": "circle", "mode": "ChainableRamRoleArn", "source_profile": "circle 2", "ram_role_arn": "r"},
		{"name": "circle 2", "mode": "ChainableRamRoleArn", "source_profile": "circle", "ram_role_arn": "r"},
		{"name": "lost", "mode": "ChainableRamRoleArn", "source_profile": "nowhere", "ram_role_arn": "r"},
		{"name": "runs", "mode": "External", "process_command": "rm -rf /"},
		{"name": "sso", "mode": "CloudSSO", "access_token": "TOKENTOKEN"},
		{"name": "oauth", "mode": "OAuth"},
		{"name": "no key", "mode": "AK"},
		{"name": "no secret", "mode": "AK", "access_key_id": "LTAIplain"},
		{"name": "no token", "mode": "StsToken", "access_key_id": "x", "access_key_secret": "SECRETSECRET"},
		{"name": "no role", "mode": "RamRoleArn", "access_key_id": "x", "access_key_secret": "SECRETSECRET"},
		{"name": "no source", "mode": "ChainableRamRoleArn", "ram_role_arn": "r"},
		{"name": "no token file", "mode": "OIDC", "oidc_provider_arn": "p", "ram_role_arn": "r"}
	]
}`

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// fileAt is a file that this test names.
func fileAt(path string) cloud.File { return cloud.File{Path: path, Setting: "the test's setting"} }

func TestProfile(t *testing.T) {
	token := writeFile(t, "token", "OIDCTOKENOIDC")
	asked := make(chan string, 10)
	resolver := serving(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case q.Get("Action") == "AssumeRole":
			want := map[string]credentials.Credentials{
				"LTAIplain": {AccessKeyID: "LTAIplain", SecretKey: "SECRETSECRET"},
				"STS.new":   {AccessKeyID: "STS.new", SecretKey: "NEWSECRET", SecurityToken: "NEWTOKEN"},
			}[q.Get("AccessKeyId")]
			if err := verify(r, want); err != nil {
				t.Error(err)
			}
			asked <- q.Get("RoleArn") + " " + q.Get("RoleSessionName") + " " + q.Get("DurationSeconds") + " " + q.Get("ExternalId")
			fmt.Fprintf(w, stsResponse, "")
		case q.Get("Action") == "AssumeRoleWithOIDC":
			asked <- r.FormValue("OIDCToken")
			fmt.Fprintf(w, stsResponse, "")
		case r.URL.Path == "/uri":
			fmt.Fprint(w, flatResponse)
		default:
			instance(t, "reader", flatResponse)(w, r)
		}
	})
	file := writeFile(t, "config.json", strings.NewReplacer(
		"TOKENFILE", token, `"URI"`, `"`+resolver.Metadata.String()+`/uri"`).Replace(cliFile))

	tests := map[string]struct {
		key, region string
		asked       []string
	}{
		"":               {"LTAIplain", "cn-hangzhou", nil},
		"plain":          {"LTAIplain", "cn-hangzhou", nil},
		"session":        {"STS.x", "", nil},
		"no mode":        {"STS.x", "", nil},
		"role":           {"STS.new", "cn-beijing", []string{"acs:ram::1:role/a me 900 EXT"}},
		"chain":          {"STS.new", "", []string{"acs:ram::1:role/a me 900 EXT", "acs:ram::1:role/b " + DefaultSessionName + "  "}},
		"role by source": {"STS.new", "", []string{"acs:ram::1:role/a " + DefaultSessionName + "  "}},
		"ecs":            {"STS.new", "cn-shenzhen", nil},
		"oidc":           {"STS.new", "", []string{"OIDCTOKENOIDC"}},
		"uri":            {"STS.new", "", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := resolver.Profile(ProfileSettings{File: fileAt(file), Name: name}).Retrieve(t.Context())
			if err != nil || c.AccessKeyID != test.key || c.Region != test.region ||
				c.Source != fmt.Sprintf("the profile %q of %s", cmp.Or(name, "plain"), file) {
				t.Errorf("got %#v, %s, %v", c, c.AccessKeyID, err)
			}
			if strings.HasPrefix(test.key, "STS.x") && c.SecurityToken != "TOKENTOKEN" ||
				test.key == "LTAIplain" && c.SecurityToken != "" || test.key == "STS.new" && c.Expires.IsZero() {
				t.Error("wrong token or end")
			}
			for _, want := range test.asked {
				if got := <-asked; got != want {
					t.Errorf("STS was asked %q, want %q", got, want)
				}
			}
		})
	}
	bad := map[string]string{
		"nowhere":       `no profile "nowhere". It has: "plain"`,
		"circle":        "in a circle: circle, circle 2, circle.",
		"lost":          `no profile "nowhere"`,
		"runs":          "runs a program, which this provider never does",
		"sso":           "There is no session in the profile",
		"oauth":         "There is no session in the profile",
		"no key":        "no access_key_id",
		"no secret":     "no access_key_secret",
		"no token":      "no sts_token",
		"no role":       "no ram_role_arn",
		"no source":     "no source_profile",
		"no token file": "no oidc_token_file",
	}
	for name, reason := range bad {
		_, err := resolver.Profile(ProfileSettings{File: fileAt(file), Name: name}).Retrieve(t.Context())
		e := apierr.From(err)
		if e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, reason) || !strings.Contains(e.Reason, file) ||
			e.Advice == "" || shows(err, "SECRETSECRET") || shows(err, "TOKENTOKEN") || shows(err, "rm -rf") {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

func TestGuessedMode(t *testing.T) {
	for want, p := range map[string]cliProfile{
		"AK":          {AccessKeyID: "x", AccessKeySecret: "x"},
		"StsToken":    {AccessKeyID: "x", AccessKeySecret: "x", STSToken: "x", RAMRoleARN: "x"},
		"RamRoleArn":  {AccessKeyID: "x", AccessKeySecret: "x", RAMRoleARN: "x", RAMRoleName: "x"},
		"RsaKeyPair":  {PrivateKey: "x", KeyPairName: "x", RAMRoleName: "x"},
		"EcsRamRole":  {RAMRoleName: "x", ProcessCommand: "x"},
		"External":    {ProcessCommand: "x", CloudSSOSignInURL: "x"},
		"OIDC":        {OIDCProviderARN: "x", OIDCTokenFile: "x", RAMRoleARN: "x", CloudSSOSignInURL: "x"},
		"CloudSSO":    {OIDCProviderARN: "x", CloudSSOSignInURL: "x", BearerToken: "x"},
		"BearerToken": {BearerToken: "x"},
		"":            {},
	} {
		if got := p.mode(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestInvalidFiles(t *testing.T) {
	tests := map[string]struct{ content, reason string }{
		"a comma too many": {
			"{\"current\":\"x\",\n \"profiles\":[{\"access_key_secret\":\"SECRETSECRET\",}]}", "not JSON at line 2, column 49",
		},
		"cut off":         {`{"access_key_secret":"SECRETSECRET`, "not JSON at line 1"},
		"empty":           {"", "not JSON at line 1"},
		"a wrong type":    {"{\"profiles\":[\n{\"expired_seconds\":\"SECRETSECRET\"}]}", "profiles[0].expired_seconds should be a whole number"},
		"a list":          {`["SECRETSECRET"]`, "it is not a JSON object"},
		"a name twice":    {`{"profiles":[{"access_key_secret":"SECRETSECRET","access_key_secret":"SECRETSECRET"}]}`, "it gives one name twice in the same object"},
		"goes on":         {`{"profiles":[]} {"access_key_secret":"SECRETSECRET"}`, "not JSON at line 1, column 17"},
		"not UTF-8":       {"{\"profiles\":[{\"access_key_secret\":\"SECRETSECRET\xff\"}]}", "it is not valid UTF-8"},
		"an object":       {`{"profiles":[{"access_key_secret":{"SECRETSECRET":1}}]}`, "profiles[0].access_key_secret should be text"},
		"an ini file":     {"# keys\n\n[default]\ntype = access_key\naccess_key_secret = SECRETSECRET\n", "is an ini file"},
		"an ini file too": {"access_key_id = SECRETSECRET\n", "is an ini file"},
		"no profiles":     {`{}`, `no profile "default". It has: none.`},
	}
	for name, test := range tests {
		file := writeFile(t, "config.json", test.content)
		_, err := Resolver{}.Profile(ProfileSettings{File: fileAt(file)}).Retrieve(t.Context())
		e := apierr.From(err)
		if e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, test.reason) ||
			!strings.Contains(e.Reason, file) || shows(err, "SECRET") && name != "an ini file" && name != "an ini file too" ||
			shows(err, "SECRETSECRET") {
			t.Errorf("%s: got %+v", name, e)
		}
	}
	for file, reason := range map[string]string{
		filepath.Join(t.TempDir(), "none"): "does not exist",
		t.TempDir():                        "it is a directory",
		writeFile(t, "config.json", strings.Repeat(" ", 1<<20+1)): "larger than 1 MiB",
	} {
		_, err := Resolver{}.Profile(ProfileSettings{File: fileAt(file)}).Retrieve(t.Context())
		if e := apierr.From(err); e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, reason) ||
			!strings.Contains(e.Reason, file) || !strings.Contains(e.Advice, "Check the test's setting.") {
			t.Errorf("got %+v", e)
		}
	}
	file := writeFile(t, "config.json", "\xef\xbb\xbf"+cliFile)
	if c, err := (Resolver{}).Profile(ProfileSettings{File: fileAt(file)}).Retrieve(t.Context()); err != nil || c.AccessKeyID != "LTAIplain" {
		t.Errorf("a byte order mark: got %v, %v", c, err)
	}
}

func TestProfileIfPresent(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".aliyun", "config.json")
	source := Resolver{}.Profile(ProfileSettings{File: fileAt(file), IfPresent: true})
	missing := func(reason string) {
		t.Helper()
		_, err := source.Retrieve(t.Context())
		if e := apierr.From(err); e.Kind != apierr.CredentialsMissing || !strings.Contains(e.Reason, reason) ||
			!strings.Contains(e.Reason, file) {
			t.Errorf("got %+v", e)
		}
	}
	write := func(content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	missing("(does not exist)")
	for _, content := range []string{
		`{"current":"default","profiles":[{"name":"default","mode":"AK"}]}`,
		`{"current":"default","profiles":[{"name":"default"}]}`,
		`{"profiles":[]}`,
	} {
		write(content)
		missing("(holds no key)")
	}
	write(`{`)
	if _, err := source.Retrieve(t.Context()); kind(t, err) != apierr.InvalidCredentials {
		t.Errorf("an invalid file was skipped: got %v", err)
	}
	write(cliFile)
	if c, err := source.Retrieve(t.Context()); err != nil || c.AccessKeyID != "LTAIplain" {
		t.Errorf("got %v, %v", c, err)
	}
	named := Resolver{}.Profile(ProfileSettings{File: fileAt(file), IfPresent: true, Name: "nowhere"})
	if _, err := named.Retrieve(t.Context()); kind(t, err) != apierr.InvalidCredentials {
		t.Errorf("a profile that was set: got %v", err)
	}
}
