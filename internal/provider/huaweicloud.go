// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
)

const (
	huaweicloudBlockSource = "the provider's huaweicloud block"
	// huaweiFile is where the SDK looks for its credentials file, kooFile where KooCLI keeps its profiles.
	huaweiFile = "~/.huaweicloud/credentials"
	kooFile    = "~/.hcloud/config.json"
)

var huaweicloudVariables = []variables{
	{"HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"},
	{"OS_ACCESS_KEY", "OS_SECRET_KEY", ""},
	{"HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"},
	{"HUAWEI_CLOUD_ACCESS_KEY_ID", "HUAWEI_CLOUD_SECRET_ACCESS_KEY", ""},
	{"CLOUD_SDK_AK", "CLOUD_SDK_SK", ""},
}

// huaweicloudUnread are variables that other tools sign in by and this provider does not read, with what to do instead.
var huaweicloudUnread = []unread{
	{"HW_USER_NAME", passwordAdvice},
	{"HW_USER_ID", passwordAdvice},
	{"OS_USERNAME", passwordAdvice},
	{"OS_USER_ID", passwordAdvice},
	{"HUAWEICLOUD_SDK_IDP_ID", "set HW_ASSUME_ROLE_IDP_ID and HW_ASSUME_ROLE_ID_TOKEN_FILE"},
	{"HW_ASSUME_ROLE_ID_TOKEN", "set HW_ASSUME_ROLE_IDP_ID too"},
	{"HW_ASSUME_ROLE_ID_TOKEN_FILE", "set HW_ASSUME_ROLE_IDP_ID too"},
	{"HW_SECURITY_TOKEN", tokenAlone},
	{"HUAWEICLOUD_SDK_SECURITY_TOKEN", tokenAlone},
	{"HC_CONTAINER_CREDENTIALS_FULL_URI", "give the pod an OIDC token or a key"},
}

const passwordAdvice = "create an access key for the user, or get a token and set HW_AUTH_TOKEN"

// huaweicloudOIDC are the arguments of an OIDC block that name an identity.
var huaweicloudOIDC = []string{"idp_id", "id_token", "id_token_file", "agency_name", "domain_id"}

// validateHuaweicloud finds identities that exclude each other and blocks with a part missing.
func validateHuaweicloud(b block) diag.Diagnostics {
	at := path.Root("huaweicloud")
	oidc := b.block(oidcBlock)
	namesOIDC := oidc.namesIdentity(huaweicloudOIDC)
	diags := b.checkKeyPair(at)
	diags.Append(b.exclusive(at, namesOIDC,
		[]string{"access_key", "secret_key"},
		[]string{"auth_token"},
		[]string{"shared_credentials_file"},
		[]string{"profile", "shared_config_file"},
		[]string{"ecs_metadata"},
	)...)
	if agency := b.block("assume_role"); agency.isGiven("domain_id") {
		diags.Append(checkSession(at.AtName("assume_role"), agency, longestSession, "domain_id")...)
	}
	if !namesOIDC {
		return diags
	}
	within := at.AtName(oidcBlock)
	diags.Append(oidc.checkOIDC(within, "id_token", "idp_id")...)
	switch {
	case oidc.isSet("agency_name") && !oidc.isSet("domain_id"):
		diags.Append(missingInOIDC(within, "domain_id", ", the id of the account that has the agency"))
	case oidc.isSet("domain_id") && !oidc.isSet("agency_name"):
		diags.Append(missingInOIDC(within, "agency_name", " beside domain_id"))
	}
	if oidc.isGiven("domain_id") {
		diags.Append(checkSession(within, oidc, longestChained, "domain_id")...)
	}
	return diags
}

// checkSession refuses a session that is longer than STS gives, which is asked where setting is given.
func checkSession(at path.Path, b block, most int, setting string) diag.Diagnostics {
	var diags diag.Diagnostics
	if b.number("duration", 0) > most {
		at = at.AtName("duration")
		diags.AddAttributeError(at, "Invalid "+at.String(), fmt.Sprintf("%s must be at most %d where %s is given.", at, most, setting))
	}
	return diags
}

// connectHuaweicloud makes the client. It reads no file and sends nothing.
func connectHuaweicloud(b block, m Environment, endpointKeys []string, transport *cloud.Transport) (cloudClient, diag.Diagnostics) {
	config := huaweicloud.Config{
		Region:    m.region(b.text("region"), huaweicloudBlockSource, "HW_REGION_NAME", "OS_REGION_NAME", "HUAWEI_CLOUD_REGION"),
		Cloud:     cmp.Or(b.text("cloud"), m.get("HW_CLOUD")),
		Metadata:  m.metadata(),
		Endpoints: m.endpoints(b, huaweicloudBlockSource, huaweicloud.Settings.EndpointVariable, endpointKeys, nil),
		ProjectID: cmp.Or(b.text("project_id"),
			m.first("HW_PROJECT_ID", "OS_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID", "HUAWEI_CLOUD_PROJECT_ID")),
		Transport: transport,
		Refusals:  &credentials.Refusals{},
		Retrieved: resolved("huaweicloud"),
	}
	if name, file := m.get("HW_PROFILE"), m.get("HW_SHARED_CONFIG_FILE"); name != "" || file != "" {
		config.Named = m.kooProfile(name, inEnvironment("HW_PROFILE"), file, inEnvironment("HW_SHARED_CONFIG_FILE"))
	}
	// An identity of the block excludes those of the environment altogether.
	base := huaweicloudIdentity(b, m, config)
	agency, diags, e := huaweicloudAgency(b.block("assume_role"), m, base != nil)
	if base == nil {
		base = huaweicloudEnvironment(m, config)
	}
	config.Provider = huaweicloud.AssumeAgency{Config: config, Base: base, Agency: agency, Fallback: b.block("assume_role") == nil}
	if e != nil {
		config.Provider = credentials.Misconfigured(e)
	}
	return huaweicloud.NewClient(config), diags
}

// huaweicloudAgency is that of the block, with its gaps filled from the environment. Without a block it is the environment's, unless
// the huaweicloud block names the identity.
func huaweicloudAgency(b block, m Environment, named bool) (agency huaweicloud.Agency, diags diag.Diagnostics, e *apierr.Error) {
	agency = huaweicloud.Agency{
		Name:       cmp.Or(b.text("agency_name"), m.get("HW_ASSUME_ROLE_AGENCY_NAME")),
		DomainName: cmp.Or(b.text("domain_name"), m.get("HW_ASSUME_ROLE_DOMAIN_NAME")),
		DomainID:   cmp.Or(b.text("domain_id"), m.get("HW_ASSUME_ROLE_DOMAIN_ID")),
		Duration:   b.seconds("duration"),
	}
	if b.isEmpty("agency_name") || b == nil && (named || agency.Name == "") {
		return huaweicloud.Agency{}, nil, nil
	}
	at := path.Root("huaweicloud").AtName("assume_role")
	missing := func(name, detail string) {
		diags.AddAttributeError(at.AtName(name), "Missing "+name, fmt.Sprintf("%s needs %s", at, detail))
	}
	switch domain := agency.DomainName + agency.DomainID; {
	case agency.Name == "":
		missing("agency_name", "agency_name: give it here or by HW_ASSUME_ROLE_AGENCY_NAME.")
	case domain == "" && b != nil:
		missing("domain_name", "domain_name or domain_id, the account that has the agency: give one here, or by "+
			"HW_ASSUME_ROLE_DOMAIN_NAME or HW_ASSUME_ROLE_DOMAIN_ID.")
	case domain == "":
		return agency, nil, credentials.Invalid("HW_ASSUME_ROLE_AGENCY_NAME is set in the environment, and neither HW_ASSUME_ROLE_DOMAIN_NAME nor "+
			"HW_ASSUME_ROLE_DOMAIN_ID.", "Set one of them to the account that has the agency, or unset HW_ASSUME_ROLE_AGENCY_NAME.")
	}
	most := longestIAMSession
	if agency.DomainID != "" { // then STS is asked; the block's own domain_id has been looked at
		most = longestSession
		diags.Append(checkSession(at, b, most, "HW_ASSUME_ROLE_DOMAIN_ID")...)
	}
	if agency.Duration == 0 {
		agency.Duration, e = m.seconds("HW_ASSUME_ROLE_DURATION", shortestSession, most)
	}
	return agency, diags, e
}

// huaweicloudIdentity provides the credentials that the block itself names. It is nil if the block names none.
func huaweicloudIdentity(b block, m Environment, config huaweicloud.Config) credentials.Provider {
	oidc := b.block(oidcBlock)
	switch {
	case b.isGiven("auth_token"), b.isGiven("access_key"):
		return credentials.Static(credentials.Credentials{
			AccessKeyID: b.text("access_key"), SecretKey: b.text("secret_key"), SecurityToken: b.text("security_token"),
			AuthToken: b.text("auth_token"), Source: huaweicloudBlockSource,
		})
	case b.isGiven("shared_credentials_file"):
		return huaweicloud.CredentialsFile{File: m.file(
			b.text("shared_credentials_file"), "shared_credentials_file in "+huaweicloudBlockSource, "")}
	case b.isGiven("profile"), b.isGiven("shared_config_file"):
		return m.kooProfile(b.text("profile"), "profile in "+huaweicloudBlockSource,
			b.text("shared_config_file"), "shared_config_file in "+huaweicloudBlockSource)
	case b.isGiven("ecs_metadata"):
		return huaweicloud.ECSAgency{Config: config}
	case oidc.namesIdentity(huaweicloudOIDC):
		return huaweicloud.OIDC{
			Config: config, IdpID: oidc.text("idp_id"), Token: oidc.text("id_token"),
			TokenFile: m.file(oidc.text("id_token_file"), "id_token_file in "+huaweicloudBlockSource, ""),
			Agency: huaweicloud.Agency{
				Name: oidc.text("agency_name"), DomainID: oidc.text("domain_id"), Duration: oidc.seconds("duration"),
			},
		}
	}
	return nil
}

// kooProfile is a profile of KooCLI, of which its name or its file is set, where the settings say.
func (m Environment) kooProfile(name, nameSetting, file, fileSetting string) huaweicloud.Profile {
	if name == "" {
		nameSetting = fileSetting
	}
	if file == "" {
		file, fileSetting = kooFile, nameSetting+", or name another file by "+fileSetting
	}
	return huaweicloud.Profile{File: m.file(file, fileSetting, ""), Name: name, NameSetting: nameSetting}
}

// huaweicloudEnvironment provides the credentials that the environment names: a token, OIDC, a profile of KooCLI, keys, the
// SDK's file.
func huaweicloudEnvironment(m Environment, config huaweicloud.Config) credentials.Provider {
	s := search{Environment: m}
	s.skip("%s (names no identity)", huaweicloudBlockSource)
	if variable, token := s.find("HW_AUTH_TOKEN", "OS_AUTH_TOKEN"); token != "" {
		return credentials.Static(credentials.Credentials{AuthToken: token, Source: variable})
	}

	if idp := m.get("HW_ASSUME_ROLE_IDP_ID"); idp != "" {
		token, file := m.get("HW_ASSUME_ROLE_ID_TOKEN"), m.fileOf("HW_ASSUME_ROLE_ID_TOKEN_FILE", "")
		if token == "" && file.Path == "" {
			return credentials.Misconfigured(credentials.Invalid(
				"HW_ASSUME_ROLE_IDP_ID is set in the environment, and neither HW_ASSUME_ROLE_ID_TOKEN nor HW_ASSUME_ROLE_ID_TOKEN_FILE.",
				"Set one of them to the identity provider's token, or unset HW_ASSUME_ROLE_IDP_ID."))
		}
		return huaweicloud.OIDC{Config: config, IdpID: idp, Token: token, TokenFile: file}
	}
	s.skip("HW_ASSUME_ROLE_IDP_ID, with HW_ASSUME_ROLE_ID_TOKEN or HW_ASSUME_ROLE_ID_TOKEN_FILE (not set)")

	if config.Named.Path != "" {
		return config.Named
	}
	s.skip("HW_PROFILE and HW_SHARED_CONFIG_FILE (not set, so no profile of KooCLI in %s is read)", kooFile)

	if key := s.key(huaweicloudVariables); key != nil {
		return key
	}
	const variable = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
	file := huaweicloud.CredentialsFile{File: m.fileOf(variable, huaweiFile), IfPresent: m.get(variable) == ""}
	switch {
	case !file.IfPresent:
		return file
	case m.Home == "":
		s.skip("%s (HOME is not set)", huaweiFile)
	default:
		s.places = append(s.places, file)
	}
	s.unread(huaweicloudUnread)
	return credentials.Chain{
		Cloud: "Huawei Cloud", Providers: s.places,
		Advice: "Set the environment variables HW_ACCESS_KEY and HW_SECRET_KEY, " +
			"or write access_key and secret_key in the provider's huaweicloud block.",
	}
}
