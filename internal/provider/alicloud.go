// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

const (
	alicloudBlockSource = "the provider's alicloud block"
	// cliFile is where the Alibaba Cloud CLI keeps its profiles.
	cliFile = "~/.aliyun/config.json"
)

// The three families of variables, in the order of the official provider.
var alicloudVariables = []variables{
	{"ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"},
	{"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"},
	{"ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_SECURITY_TOKEN"},
}

// alicloudUnread are variables that other tools sign in by and this provider does not read, with what to do instead.
var alicloudUnread = []unread{
	{"ALICLOUD_ACCESS_KEY_ID", "set ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY"},
	{"ALIBABACLOUD_PROFILE", "set ALIBABA_CLOUD_PROFILE"},
	{"ALICLOUD_ASSUME_ROLE_ARN", "it is the role of an assume_role block, and gives no key"},
	{"ALIBABA_CLOUD_ROLE_ARN", "it is the role of an OIDC token or of an assume_role block, and gives no key"},
	{"ALICLOUD_SECURITY_TOKEN", tokenAlone},
	{"ALIBABA_CLOUD_SECURITY_TOKEN", tokenAlone},
	{"ALIBABACLOUD_SECURITY_TOKEN", tokenAlone},
}

const tokenAlone = "it belongs to a key, which is not set"

// alicloudOIDC are the arguments of an OIDC block that name an identity.
var alicloudOIDC = []string{"oidc_provider_arn", "oidc_token", "oidc_token_file", "role_arn"}

// validateAlicloud finds incomplete key pairs, and credentials that exclude each other.
func validateAlicloud(b block) diag.Diagnostics {
	at := path.Root("alicloud")
	oidc := b.block(oidcBlock)
	namesOIDC := oidc.namesIdentity(alicloudOIDC)
	diags := b.checkKeyPair(at)
	diags.Append(b.exclusive(at, namesOIDC,
		[]string{"access_key", "secret_key"},
		[]string{"profile", "shared_credentials_file"},
		[]string{"ecs_role_name"},
		[]string{"credentials_uri"},
	)...)
	if namesOIDC {
		diags.Append(oidc.checkOIDC(at.AtName(oidcBlock), "oidc_token", "oidc_provider_arn", "role_arn")...)
	}
	return diags
}

// connectAlicloud makes the client. It reads no file and sends nothing.
func connectAlicloud(b block, m Environment, endpointKeys []string, transport *cloud.Transport) (cloudClient, diag.Diagnostics) {
	resolver := alicloud.Resolver{
		Region:   m.region(b.text("region"), alicloudBlockSource, "ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"),
		Fallback: m.region("", "", "ALIBABA_CLOUD_REGION_ID"),
		Endpoints: m.endpoints(b, alicloudBlockSource, alicloud.Settings.EndpointVariable, endpointKeys,
			map[string]string{"sts": "ALIBABA_CLOUD_STS_ENDPOINT"}),
		STSRegion:      m.region("", "", "ALIBABA_CLOUD_STS_REGION"),
		VPC:            m.isTrue("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"),
		Metadata:       m.metadata(),
		IMDSv1Disabled: m.isTrue("ALIBABA_CLOUD_IMDSV1_DISABLED"),
		Transport:      transport,
		Refusals:       &credentials.Refusals{},
	}
	role, diags, e := alicloudRole(b.block("assume_role"), m)
	provider := alicloudCredentials(b, m, resolver, role)
	if e != nil {
		provider = credentials.Misconfigured(e)
	}
	return alicloud.NewClient(resolver, provider, resolved("alicloud")), diags
}

// alicloudRole is that of the block, with its gaps filled from the environment; nil if there is none to assume.
func alicloudRole(b block, m Environment) (role *alicloud.Role, diags diag.Diagnostics, e *apierr.Error) {
	if b == nil || b.isEmpty("role_arn") {
		return nil, nil, nil
	}
	role = &alicloud.Role{
		ARN:         cmp.Or(b.text("role_arn"), m.first("ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN")),
		SessionName: cmp.Or(b.text("session_name"), m.first("ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME")),
		Policy:      b.text("policy"),
		ExternalID:  b.text("external_id"),
		Duration:    b.seconds("session_expiration"),
	}
	if role.ARN == "" {
		diags.AddAttributeError(path.Root("alicloud").AtName("assume_role").AtName("role_arn"), "Missing role_arn",
			"alicloud.assume_role needs role_arn: give it here, or by ALICLOUD_ASSUME_ROLE_ARN or ALIBABA_CLOUD_ROLE_ARN.")
	}
	if role.Duration == 0 {
		role.Duration, e = m.seconds("ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION", shortestSession, longestSession)
	}
	return role, diags, e
}

// alicloudIdentity is what the block and the environment say about an identity besides its credentials.
type alicloudIdentity struct {
	Environment
	resolver alicloud.Resolver
	role     *alicloud.Role // to assume; nil if there is none
	oidc     alicloud.OIDC  // the block's
	// profile is the CLI's that the environment names; without a name, it is the file's current one. ignored says why its file is not
	// read, and is "" if it is.
	profile alicloud.Profile
	ignored string
}

// alicloudCredentials decides which credentials are used. An identity of the block excludes those of the environment altogether; a
// profile that the environment names beside it gives the region.
func alicloudCredentials(b block, m Environment, resolver alicloud.Resolver, role *alicloud.Role) credentials.Provider {
	oidc := b.block(oidcBlock)
	i := alicloudIdentity{
		Environment: m, resolver: resolver, role: role,
		oidc: alicloud.OIDC{
			Resolver: resolver, ProviderARN: oidc.text("oidc_provider_arn"), Token: oidc.text("oidc_token"),
			TokenFile: m.file(oidc.text("oidc_token_file"), "oidc_token_file in "+alicloudBlockSource, ""),
			Role: alicloud.Role{
				ARN: oidc.text("role_arn"), SessionName: oidc.text("role_session_name"),
				Policy: oidc.text("policy"), Duration: oidc.seconds("session_expiration"),
			},
		},
	}
	i.profile, i.ignored = i.cliProfile()
	switch {
	case b.isGiven("access_key"):
		return i.withProfileAndRole(credentials.Static(credentials.Credentials{
			AccessKeyID: b.text("access_key"), SecretKey: b.text("secret_key"),
			SecurityToken: b.text("security_token"), Source: alicloudBlockSource,
		}), false)
	case b.isGiven("profile"), b.isGiven("shared_credentials_file"):
		return alicloud.Profile{
			Resolver: resolver, Role: role,
			File: m.file(b.text("shared_credentials_file"), "shared_credentials_file in "+alicloudBlockSource, cliFile),
			Name: b.text("profile"), NameSetting: "profile in " + alicloudBlockSource,
		}
	case b.isGiven("ecs_role_name"):
		return i.withProfileAndRole(alicloud.ECSRole{Resolver: resolver, Name: b.text("ecs_role_name")}, false)
	case b.isGiven("credentials_uri"):
		return i.withProfileAndRole(alicloud.URI{Resolver: resolver, Address: b.text("credentials_uri")}, false)
	case oidc.namesIdentity(alicloudOIDC):
		return i.withProfileAndRole(i.oidc, false)
	}
	return i.environment()
}

// withProfileAndRole provides credentials that are not a profile's, with the region of the profile that the environment names beside
// them and, if that is of mode RamRoleArn and keysAssume is true, its role. The block's role is assumed with them.
func (i alicloudIdentity) withProfileAndRole(keys credentials.Provider, keysAssume bool) credentials.Provider {
	switch {
	case i.profile.Name != "" && i.ignored == "":
		i.profile.Keys, i.profile.KeysAssume = keys, keysAssume
		return i.profile
	case i.role != nil:
		return alicloud.AssumeRole{Resolver: i.resolver, Role: *i.role, Base: keys}
	}
	return keys
}

// cliProfile is the CLI's file, and the profile of it if the environment names one; ignored says why the file is not read, and
// is "" if it is.
func (i alicloudIdentity) cliProfile() (p alicloud.Profile, ignored string) {
	variable, path := i.lookup("ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_CONFIG_FILE")
	p = alicloud.Profile{
		Resolver: i.resolver, Role: i.role, File: i.file(path, inEnvironment(variable), cliFile), IfPresent: path == "",
	}
	if i.isTrue(metadataDisabled) {
		p.Resolver.MetadataDisabled = metadataDisabled + " is true"
	}
	if name, profile := i.lookup("ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"); profile != "" {
		p.Name, p.NameSetting, p.IfPresent = profile, inEnvironment(name), false
		if path == "" {
			p.File = i.file(cliFile, p.NameSetting+", or name another file by shared_credentials_file", "")
		}
	}
	if i.isTrue("ALIBABA_CLOUD_CLI_PROFILE_DISABLED") {
		return p, "ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true"
	}
	if name, value := i.lookup("ALIBABA_CLOUD_IGNORE_PROFILE", "ALIBABACLOUD_IGNORE_PROFILE"); value == "TRUE" { // as the CLI reads it
		return p, name + " is TRUE"
	}
	return p, ""
}

// environment provides the credentials that the environment names: keys, OIDC, a profile of the CLI, a credentials URI, an ECS
// role, and last the CLI's current profile.
func (i alicloudIdentity) environment() credentials.Provider {
	s := search{Environment: i.Environment}
	s.skip("%s (names no identity)", alicloudBlockSource)
	if key := s.key(alicloudVariables); key != nil {
		return i.withProfileAndRole(key, true)
	}

	oidc := i.oidc
	oidc.ProviderARN, oidc.Token = i.get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"), i.get("ALIBABA_CLOUD_OIDC_TOKEN")
	oidc.TokenFile = i.fileOf("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "")
	oidc.Role.ARN = i.get("ALIBABA_CLOUD_ROLE_ARN")
	oidc.Role.SessionName = cmp.Or(oidc.Role.SessionName, i.get("ALIBABA_CLOUD_ROLE_SESSION_NAME"))
	if oidc.ProviderARN != "" && oidc.Token+oidc.TokenFile.Path != "" && oidc.Role.ARN != "" {
		return i.withProfileAndRole(oidc, false)
	}
	s.skip("ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN or ALIBABA_CLOUD_OIDC_TOKEN_FILE, and ALIBABA_CLOUD_ROLE_ARN " +
		"(not all set)")

	switch {
	case i.profile.Name == "":
		s.skip("ALICLOUD_PROFILE and ALIBABA_CLOUD_PROFILE (not set)")
	case i.ignored != "":
		s.skip("%s (set, and not read: %s)", i.profile.NameSetting, i.ignored)
	default:
		return i.profile
	}
	if _, uri := s.find("ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"); uri != "" {
		return i.withProfileAndRole(alicloud.URI{Resolver: i.resolver, Address: uri}, false)
	}
	if name, role := s.find("ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"); role != "" {
		if !i.isTrue(metadataDisabled) {
			return i.withProfileAndRole(alicloud.ECSRole{Resolver: i.resolver, Name: role}, false)
		}
		s.skip("%s (set, and not read: %s is true)", name, metadataDisabled)
	}

	switch {
	case i.ignored != "":
		s.skip("%s (not read: %s)", i.profile.File.Path, i.ignored)
	case i.profile.IfPresent && i.Home == "":
		s.skip("%s (HOME is not set)", cliFile)
	default:
		s.places = append(s.places, i.profile)
	}
	s.unread(alicloudUnread)
	ini := i.path("~/.alibabacloud/credentials")
	if _, err := os.Stat(ini); err == nil {
		s.skip("%s (the SDKs' ini file, not read: run aliyun configure, or set the key's variables)", ini)
	}
	return credentials.Chain{
		Cloud: "Alibaba Cloud", Providers: s.places,
		Advice: "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment, or run " +
			"aliyun configure to write a profile.",
	}
}

// metadataDisabled keeps the environment's ECS roles from being used.
const metadataDisabled = "ALIBABA_CLOUD_ECS_METADATA_DISABLED"
