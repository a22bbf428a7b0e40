// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

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

// A profile that lacks what its mode needs is refused in words that name the file, the profile and the field.
func TestProfileLacks(t *testing.T) {
	file := writeFile(t, "config.json", `{"profiles": [
		{"name": "no key", "mode": "AK"},
		{"name": "no secret", "mode": "AK", "access_key_id": "LTAIplain"},
		{"name": "no token", "mode": "StsToken", "access_key_id": "x", "access_key_secret": "SECRETSECRET"},
		{"name": "no role", "mode": "RamRoleArn", "access_key_id": "x", "access_key_secret": "SECRETSECRET"},
		{"name": "no key for a role", "mode": "RamRoleArn", "ram_role_arn": "r"},
		{"name": "no role of a source", "mode": "RamRoleArn", "source_profile": "no key"},
		{"name": "no source", "mode": "ChainableRamRoleArn", "ram_role_arn": "r"},
		{"name": "no role of ECS", "mode": "RamRoleArnWithRoleName"},
		{"name": "no provider", "mode": "OIDC", "oidc_token_file": "f", "ram_role_arn": "r"},
		{"name": "no token file", "mode": "OIDC", "oidc_provider_arn": "p", "ram_role_arn": "r"},
		{"name": "no role for a token", "mode": "OIDC", "oidc_provider_arn": "p", "oidc_token": "TOKENTOKEN"},
		{"name": "no URI", "mode": "CredentialsURI"},
		{"name": "nothing"}
	]}`)
	for name, reason := range map[string]string{
		"no key":              "has the mode AK and no access_key_id.",
		"no secret":           "has the mode AK and no access_key_secret.",
		"no token":            "has the mode StsToken and no sts_token.",
		"no role":             "has the mode RamRoleArn and no ram_role_arn.",
		"no key for a role":   "has the mode RamRoleArn and no access_key_id.",
		"no role of a source": "has the mode RamRoleArn and no ram_role_arn.",
		"no source":           "has the mode ChainableRamRoleArn and no source_profile.",
		"no role of ECS":      "has the mode RamRoleArnWithRoleName and no ram_role_arn.",
		"no provider":         "has the mode OIDC and no oidc_provider_arn.",
		"no token file":       "has the mode OIDC and no oidc_token_file.",
		"no role for a token": "has the mode OIDC and no ram_role_arn.",
		"no URI":              "has the mode CredentialsURI and no credentials_uri.",
		"nothing":             "holds no key.",
	} {
		_, err := Profile{File: fileAt(file), Name: name}.Retrieve(t.Context())
		if e := apierr.From(err); e.Kind != apierr.InvalidCredentials || e.Reason != fmt.Sprintf("The profile %q of %s %s", name, file, reason) ||
			e.Advice == "" || shows(err, "SECRETSECRET") || shows(err, "TOKENTOKEN") {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

// A profile takes the key of another one, which may itself assume a role by the key of a third.
func TestSourceProfile(t *testing.T) {
	var asked []string
	resolver := serving(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.FormValue("AccessKeyId")+" "+r.FormValue("RoleArn"))
		fmt.Fprintf(w, stsResponse, "")
	})
	file := fileAt(writeFile(t, "config.json", `{"profiles": [
		{"name": "key", "mode": "AK", "access_key_id": "LTAIplain", "access_key_secret": "SECRETSECRET"},
		{"name": "one", "mode": "RamRoleArn", "source_profile": "key", "ram_role_arn": "a"},
		{"name": "two", "mode": "ChainableRamRoleArn", "source_profile": "one", "ram_role_arn": "b"},
		{"name": "circle", "mode": "ChainableRamRoleArn", "source_profile": "back", "ram_role_arn": "a"},
		{"name": "back", "mode": "ChainableRamRoleArn", "source_profile": "circle", "ram_role_arn": "a"},
		{"name": "lost", "mode": "ChainableRamRoleArn", "source_profile": "nowhere", "ram_role_arn": "a"}
	]}`))
	_, err := Profile{Resolver: resolver, File: file, Name: "two"}.Retrieve(t.Context())
	if want := []string{"LTAIplain a", "STS.new b"}; err != nil || !slices.Equal(asked, want) {
		t.Errorf("asked %q, want %q, %v", asked, want, err)
	}
	for name, part := range map[string]string{
		"circle": "take each other as source_profile in a circle: circle, back, circle.", "lost": `has no profile "nowhere". It has: "key", "one", `,
	} {
		_, err := Profile{Resolver: resolver, File: file, Name: name, NameSetting: "the name"}.Retrieve(t.Context())
		if e := apierr.From(err); e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, part) || strings.Contains(e.Advice, "the name") {
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

// An error about a file says where in it, and shows nothing of it.
func TestInvalidFiles(t *testing.T) {
	for name, tt := range map[string]struct{ content, reason string }{
		"a list":          {`["SECRETSECRET"]`, "it is not a JSON object"},
		"a name twice":    {`{"profiles":[{"access_key_secret":"SECRETSECRET","access_key_secret":"SECRETSECRET"}]}`, "it gives one name twice in the same object"},
		"goes on":         {`{"profiles":[]} {"access_key_secret":"SECRETSECRET"}`, "not JSON at line 1, column 17"},
		"not UTF-8":       {"{\"profiles\":[{\"access_key_secret\":\"SECRETSECRET\xff\"}]}", "it is not valid UTF-8"},
		"an object":       {`{"profiles":[{"access_key_secret":{"SECRETSECRET":1}}]}`, "profiles[0].access_key_secret should be text"},
		"a list of lists": {"[\n[1,]\n]\nx = SECRETSECRET", "not JSON at line 2"},
		"an ini file":     {"# keys = {}\n ; \n\n[default]\ntype = access_key\naccess_key_secret = SECRETSECRET\n", "is an ini file"},
		"an ini file too": {"access_key_id = SECRETSECRET\n", "is an ini file"},
	} {
		_, err := parseCLIConfig([]byte(tt.content), fileAt("FILE"))
		if e := apierr.From(err); e.Kind != apierr.InvalidCredentials || !strings.Contains(e.Reason, tt.reason) || shows(err, "SECRETSECRET") {
			t.Errorf("%s: got %+v", name, e)
		}
	}
	if _, err := parseCLIConfig([]byte("\xef\xbb\xbf{}"), fileAt("FILE")); err != nil {
		t.Errorf("a byte order mark: %v", err)
	}
}

// What the CLI writes when it is first run is no error where the configuration does not ask for the file.
func TestUnconfigured(t *testing.T) {
	for _, content := range []string{
		`{"current":"default","profiles":[{"name":"default","mode":"AK"}]}`, `{"current":"default","profiles":[{"name":"default"}]}`, `{"profiles":[]}`,
	} {
		file := fileAt(writeFile(t, "config.json", content))
		if _, err := (Profile{File: file, IfPresent: true}).Retrieve(t.Context()); kind(t, err) != apierr.CredentialsMissing ||
			!strings.Contains(apierr.From(err).Reason, file.Path+" (holds no key)") {
			t.Errorf("%s: got %v", content, err)
		}
		if _, err := (Profile{File: file}).Retrieve(t.Context()); kind(t, err) != apierr.InvalidCredentials {
			t.Errorf("%s, asked for: got %v", content, err)
		}
	}
}
