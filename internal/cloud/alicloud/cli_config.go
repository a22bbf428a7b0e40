// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// iniStart matches a text that begins, after comments, as an ini file: with a section, or a name and its value.
var iniStart = regexp.MustCompile(`^(\s*[#;].*\n)*\s*(\[[^\]"{},]+\]|[A-Za-z_][\w.-]*\s*=)`)

// cliProfile is the part of a profile that is of use here: github.com/aliyun/aliyun-cli, config/profile.go. The CLI writes
// access_key_id for AccessKeyID.
type cliProfile struct {
	Name              string
	Mode              string
	AccessKeyID       string
	AccessKeySecret   string
	STSToken          string
	STSExpiration     *int64
	STSRegion         string
	STSEndpoint       string
	EnableVPC         *bool
	RegionID          string
	RAMRoleName       string
	RAMRoleARN        string
	RAMSessionName    string
	ExternalID        string
	Policy            string
	ExpiredSeconds    *int64
	SourceProfile     string
	OIDCProviderARN   string
	OIDCToken         string
	OIDCTokenFile     string
	CredentialsURI    string
	PrivateKey        string
	KeyPairName       string
	ProcessCommand    string
	CloudSSOSignInURL string
	BearerToken       string
}

type cliConfig struct {
	Current  string
	Profiles []cliProfile
}

// parseCLIConfig reads the CLI's configuration, the JSON as strictly as a response. Names that it does not know are fine: the
// CLI has more of them. An error names the file, what points to it and the place in it, never what stands there.
func parseCLIConfig(content []byte, file cloud.File) (cliConfig, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	var config cliConfig
	unreadable, err := wire.Unmarshal(content, &config)
	err = cmp.Or(err, unreadable)
	if err == nil {
		return config, nil
	}
	if iniStart.Match(content) {
		return cliConfig{}, credentials.Invalid(
			fmt.Sprintf("The file %s is an ini file, as Alibaba Cloud's SDKs use; here the Alibaba Cloud CLI's "+
				"config.json is read.", file.Path),
			"Check "+file.Setting+". Run aliyun configure and name its config.json, or give the key in "+
				"ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.")
	}
	why := strings.Replace(err.Error(), "the body", "it", 1)
	var syntax *wire.TextError
	if errors.As(err, &syntax) {
		before := content[:syntax.Offset]
		why = fmt.Sprintf("it is not JSON at line %d, column %d",
			bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'))
	}
	return cliConfig{}, credentials.Invalid(
		fmt.Sprintf("The Alibaba Cloud CLI's file %s cannot be understood: %s.", file.Path, why),
		"Check "+file.Setting+", or run aliyun configure to write the profile.")
}

func (c cliConfig) profile(name string) (cliProfile, bool) {
	i := slices.IndexFunc(c.Profiles, func(p cliProfile) bool { return p.Name == name })
	if i < 0 {
		return cliProfile{}, false
	}
	return c.Profiles[i], true
}

// unconfigured: the CLI writes a default profile without a key when it is first run.
func (c cliConfig) unconfigured(name string) bool {
	p, found := c.profile(name)
	return !found && len(c.Profiles) == 0 ||
		found && (p.mode() == "" || p.Mode == "AK") && p.AccessKeyID == "" && p.AccessKeySecret == ""
}

// names lists the profiles that there are, for the error of a misspelled one.
func (c cliConfig) names() string {
	var names []string
	for _, p := range c.Profiles {
		names = append(names, fmt.Sprintf("%q", p.Name))
	}
	if len(names) > 10 {
		names = append(names[:10], "…")
	}
	return cmp.Or(strings.Join(names, ", "), "none")
}

// role is the profile's role, or another in its place with the profile's session name and duration where it has none.
func (p cliProfile) role(instead *Role) Role {
	role := Role{ARN: p.RAMRoleARN, Policy: p.Policy, ExternalID: p.ExternalID}
	if instead != nil {
		role = *instead
	}
	role.SessionName = cmp.Or(role.SessionName, p.RAMSessionName)
	if role.Duration == 0 && p.ExpiredSeconds != nil {
		role.Duration = time.Duration(max(0, *p.ExpiredSeconds)) * time.Second
	}
	return role
}

// required are the fields that a profile has to have, by mode. A mode that is not here is not supported.
var required = map[string][]string{
	"AK":                     {"access_key_id", "access_key_secret"},
	"StsToken":               {"access_key_id", "access_key_secret", "sts_token"},
	modeRole:                 {"access_key_id", "access_key_secret", "ram_role_arn"},
	"ChainableRamRoleArn":    {"ram_role_arn", "source_profile"},
	"RamRoleArnWithRoleName": {"ram_role_arn"},
	"EcsRamRole":             nil,
	"OIDC":                   {"oidc_provider_arn", "oidc_token_file", "ram_role_arn"},
	"CredentialsURI":         {"credentials_uri"},
	"CloudSSO":               nil, // the session says what is missing
	"OAuth":                  nil,
}

// guesses are the modes that the CLI takes a profile without one for, in its order, and the fields by which it does.
var guesses = []struct {
	mode   string
	fields []string
}{
	{"StsToken", required["StsToken"]},
	{modeRole, required[modeRole]},
	{"AK", required["AK"]},
	{"RsaKeyPair", []string{"private_key", "key_pair_name"}},
	{"EcsRamRole", []string{"ram_role_name"}},
	{"External", []string{"process_command"}},
	{"OIDC", required["OIDC"]},
	{"CloudSSO", []string{"cloud_sso_sign_in_url"}},
	{"BearerToken", []string{"bearer_token"}},
	{"AK", []string{"access_key_id"}}, // its secret is missing
}

// modeRole is the mode of a profile whose key assumes a role.
const modeRole = "RamRoleArn"

// mode is the profile's mode or, where it has none, what the CLI takes it for; "" if it holds nothing to tell by.
func (p cliProfile) mode() string {
	if p.Mode != "" {
		return p.Mode
	}
	for _, guess := range guesses {
		if p.lacks(guess.fields) == "" {
			return guess.mode
		}
	}
	return ""
}

// lacks returns the first of some fields that the profile does not have, "" if it has them all.
func (p cliProfile) lacks(fields []string) string {
	values := map[string]string{
		"access_key_id": p.AccessKeyID, "access_key_secret": p.AccessKeySecret, "sts_token": p.STSToken,
		"ram_role_arn": p.RAMRoleARN, "ram_role_name": p.RAMRoleName, "source_profile": p.SourceProfile,
		"oidc_provider_arn": p.OIDCProviderARN, "oidc_token_file": p.OIDCTokenFile, "credentials_uri": p.CredentialsURI,
		"private_key": p.PrivateKey, "key_pair_name": p.KeyPairName, "process_command": p.ProcessCommand,
		"cloud_sso_sign_in_url": p.CloudSSOSignInURL, "bearer_token": p.BearerToken,
	}
	if p.Mode == "OIDC" && p.OIDCToken != "" { // the CLI itself knows no token by value
		values["oidc_token_file"] = p.OIDCToken
	}
	for _, field := range fields {
		if values[field] == "" {
			return field
		}
	}
	return ""
}
