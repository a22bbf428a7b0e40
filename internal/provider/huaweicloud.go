// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
)

// huaweicloudBlock is the provider's huaweicloud block.
type huaweicloudBlock struct {
	Region                types.String `tfsdk:"region"`
	AccessKey             types.String `tfsdk:"access_key"`
	SecretKey             types.String `tfsdk:"secret_key"`
	SecurityToken         types.String `tfsdk:"security_token"`
	AuthToken             types.String `tfsdk:"auth_token"`
	ProjectID             types.String `tfsdk:"project_id"`
	SharedCredentialsFile types.String `tfsdk:"shared_credentials_file"`
	SharedConfigFile      types.String `tfsdk:"shared_config_file"`
	Profile               types.String `tfsdk:"profile"`
	ECSMetadata           types.Bool   `tfsdk:"ecs_metadata"`
	Cloud                 types.String `tfsdk:"cloud"`
	Endpoints             types.Map    `tfsdk:"endpoints"`
	AssumeRole            types.Object `tfsdk:"assume_role"`
	AssumeRoleWithOIDC    types.Object `tfsdk:"assume_role_with_oidc"`
}

type agencyBlock struct {
	AgencyName types.String `tfsdk:"agency_name"`
	DomainName types.String `tfsdk:"domain_name"`
	DomainID   types.String `tfsdk:"domain_id"`
	Duration   types.Number `tfsdk:"duration"`
}

type idTokenBlock struct {
	IdpID       types.String `tfsdk:"idp_id"`
	IDToken     types.String `tfsdk:"id_token"`
	IDTokenFile types.String `tfsdk:"id_token_file"`
	AgencyName  types.String `tfsdk:"agency_name"`
	DomainID    types.String `tfsdk:"domain_id"`
	Duration    types.Number `tfsdk:"duration"`
}

const (
	huaweicloudBlockSource = "the provider's huaweicloud block"
	// huaweicloudEndpoint begins the variables of endpoints; the product's name in capitals ends them.
	huaweicloudEndpoint = "HW_ENDPOINT_"
	// huaweicloudAgency begins the variables of an agency.
	huaweicloudAgency = "HW_ASSUME_ROLE_"
	// huaweiFile is where the SDK looks for its credentials file, kooFile where KooCLI keeps its profiles.
	huaweiFile = "~/.huaweicloud/credentials"
	kooFile    = "~/.hcloud/config.json"
	// longestSession and longestChained are the longest sessions of an agency that STS gives, in seconds: to a permanent key and
	// to a temporary one.
	longestSession = 43200
	longestChained = 3600
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
	{"HW_SECURITY_TOKEN", "it belongs to a key, which is not set"},
	{"HUAWEICLOUD_SDK_SECURITY_TOKEN", "it belongs to a key, which is not set"},
	{"HC_CONTAINER_CREDENTIALS_FULL_URI", "give the pod an OIDC token or a key"},
}

const passwordAdvice = "create an access key for the user, or get a token and set HW_AUTH_TOKEN"

// validate finds identities that exclude each other and blocks with a part missing.
func (b huaweicloudBlock) validate(ctx context.Context) diag.Diagnostics {
	at := path.Root("huaweicloud")
	diags := checkKeyPair(at, b.AccessKey, b.SecretKey, b.SecurityToken)
	profile := "profile"
	if !isGiven(b.Profile) {
		profile = "shared_config_file" // the two name one identity together
	}
	diags.Append(exclusive(at,
		credentialArgument{"access_key", isGiven(b.AccessKey) || isGiven(b.SecretKey)},
		credentialArgument{"auth_token", isGiven(b.AuthToken)},
		credentialArgument{"shared_credentials_file", isGiven(b.SharedCredentialsFile)},
		credentialArgument{profile, isGiven(b.Profile) || isGiven(b.SharedConfigFile)},
		credentialArgument{"ecs_metadata", b.ECSMetadata.ValueBool()},
		credentialArgument{"assume_role_with_oidc", b.namesOIDC()},
	)...)
	var agency agencyBlock
	if decode(ctx, b.AssumeRole, &agency, &diags) {
		checkSession(at.AtName("assume_role"), "domain_id", agency.DomainID.ValueString(), agency.Duration, longestSession, &diags)
	}
	var oidc idTokenBlock
	if !b.namesOIDC() || !decode(ctx, b.AssumeRoleWithOIDC, &oidc, &diags) {
		return diags
	}
	within := at.AtName("assume_role_with_oidc")
	checkSession(within, "domain_id", oidc.DomainID.ValueString(), oidc.Duration, longestChained, &diags)
	missing := func(name, why string) {
		diags.AddAttributeError(within.AtName(name), "Missing "+name, fmt.Sprintf("%s needs %s%s. A block that names an identity takes "+
			"nothing of it from the environment: give it here, or remove the block to use the environment's.", within, name, why))
	}
	if !isSet(oidc.IdpID) {
		missing("idp_id", "")
	}
	if !isSet(oidc.IDToken) && !isSet(oidc.IDTokenFile) {
		missing("id_token_file", " or id_token")
	}
	diags.Append(exclusiveTokens(within, "id_token", oidc.IDToken, oidc.IDTokenFile)...)
	switch {
	case isSet(oidc.AgencyName) && !isSet(oidc.DomainID):
		missing("domain_id", ", the id of the account that has the agency")
	case isSet(oidc.DomainID) && !isSet(oidc.AgencyName):
		missing("agency_name", " beside domain_id")
	}
	return diags
}

func (b huaweicloudBlock) namesOIDC() bool {
	return namesIdentity(b.AssumeRoleWithOIDC, "idp_id", "id_token", "id_token_file", "agency_name", "domain_id")
}

// checkSession refuses a session that is longer than STS gives, which is asked where setting gives a domainID.
func checkSession(block path.Path, setting, domainID string, duration types.Number, most int, diags *diag.Diagnostics) {
	if domainID != "" && seconds(duration) > time.Duration(most)*time.Second {
		at := block.AtName("duration")
		diags.AddAttributeError(at, "Invalid "+at.String(), fmt.Sprintf("%s must be at most %d where %s is given.", at, most, setting))
	}
}

// client makes the client. It reads no file and sends nothing.
func (b huaweicloudBlock) client(
	ctx context.Context, m Environment, endpointKeys []string, transport *cloud.Transport,
) (*huaweicloud.Client, diag.Diagnostics) {
	config := huaweicloud.Config{
		Region:    m.region(b.Region, huaweicloudBlockSource, "HW_REGION_NAME", "OS_REGION_NAME", "HUAWEI_CLOUD_REGION"),
		Cloud:     cmp.Or(b.Cloud.ValueString(), m.get("HW_CLOUD")),
		Metadata:  m.metadata(),
		Endpoints: m.endpoints(b.Endpoints, huaweicloudBlockSource, huaweicloudEndpoint, endpointKeys, nil),
		ProjectID: cmp.Or(b.ProjectID.ValueString(),
			m.first("HW_PROJECT_ID", "OS_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID", "HUAWEI_CLOUD_PROJECT_ID")),
		Transport: transport,
		Refusals:  &credentials.Refusals{},
		Retrieved: resolved("huaweicloud"),
	}
	if name, file := m.get("HW_PROFILE"), m.get("HW_SHARED_CONFIG_FILE"); name != "" || file != "" {
		config.Named = m.profile(name, inEnvironment("HW_PROFILE"), file, inEnvironment("HW_SHARED_CONFIG_FILE"))
	}
	var diags diag.Diagnostics
	config.Provider = b.credentials(ctx, m, config, &diags)
	return huaweicloud.NewClient(config), diags
}

// credentials decides which credentials are used, and the agency that is assumed with them. An identity of the block excludes
// those of the environment altogether.
func (b huaweicloudBlock) credentials(
	ctx context.Context, m Environment, config huaweicloud.Config, diags *diag.Diagnostics,
) credentials.Provider {
	base := b.own(ctx, m, config, diags)
	agency, e := b.agency(ctx, m, base != nil, diags)
	if e != nil {
		return credentials.Misconfigured(e)
	}
	if base == nil {
		base = huaweicloudEnvironment(m, config)
	}
	return huaweicloud.AssumeAgency{Config: config, Base: base, Agency: agency, Fallback: b.AssumeRole.IsNull()}
}

// agency is that of the block, with its gaps filled from the environment. Without a block it is the environment's, if the
// huaweicloud block does not name the identity.
func (b huaweicloudBlock) agency(ctx context.Context, m Environment, named bool, diags *diag.Diagnostics) (huaweicloud.Agency, *apierr.Error) {
	var block agencyBlock
	inBlock := decode(ctx, b.AssumeRole, &block, diags)
	name := cmp.Or(block.AgencyName.ValueString(), m.get(huaweicloudAgency+"AGENCY_NAME"))
	if declined(b.AssumeRole, "agency_name") || !inBlock && (named || name == "") {
		return huaweicloud.Agency{}, nil
	}
	agency := huaweicloud.Agency{
		Name:       name,
		DomainName: cmp.Or(block.DomainName.ValueString(), m.get(huaweicloudAgency+"DOMAIN_NAME")),
		DomainID:   cmp.Or(block.DomainID.ValueString(), m.get(huaweicloudAgency+"DOMAIN_ID")),
		Duration:   seconds(block.Duration),
	}
	at := path.Root("huaweicloud").AtName("assume_role")
	missing := func(name, detail string) {
		diags.AddAttributeError(at.AtName(name), "Missing "+name, fmt.Sprintf("%s needs %s", at, detail))
	}
	switch domain := agency.DomainName + agency.DomainID; {
	case name == "":
		missing("agency_name", "agency_name: give it here or by HW_ASSUME_ROLE_AGENCY_NAME.")
	case domain == "" && inBlock:
		missing("domain_name", "domain_name or domain_id, the account that has the agency: give one here, or by "+
			"HW_ASSUME_ROLE_DOMAIN_NAME or HW_ASSUME_ROLE_DOMAIN_ID.")
	case domain == "":
		return agency, credentials.Invalid("HW_ASSUME_ROLE_AGENCY_NAME is set in the environment, and neither HW_ASSUME_ROLE_DOMAIN_NAME nor "+
			"HW_ASSUME_ROLE_DOMAIN_ID.", "Set one of them to the account that has the agency, or unset HW_ASSUME_ROLE_AGENCY_NAME.")
	}
	most := longestIAMSession
	if agency.DomainID != "" { // then STS is asked
		most = longestSession
	}
	// The block's own domain_id has been looked at.
	checkSession(at, huaweicloudAgency+"DOMAIN_ID", agency.DomainID, block.Duration, longestSession, diags)
	var e *apierr.Error
	if agency.Duration == 0 {
		agency.Duration, e = m.seconds(huaweicloudAgency+"DURATION", shortestSession, most)
	}
	return agency, e
}

// own provides the credentials that the block itself names. It is nil if the block names none.
func (b huaweicloudBlock) own(ctx context.Context, m Environment, config huaweicloud.Config, diags *diag.Diagnostics) credentials.Provider {
	var oidc idTokenBlock
	switch {
	case isSet(b.AuthToken), isSet(b.AccessKey):
		return credentials.Static(credentials.Credentials{
			AccessKeyID: b.AccessKey.ValueString(), SecretKey: b.SecretKey.ValueString(), SecurityToken: b.SecurityToken.ValueString(),
			AuthToken: b.AuthToken.ValueString(), Source: huaweicloudBlockSource,
		})
	case isSet(b.SharedCredentialsFile):
		return huaweicloud.CredentialsFile{File: m.file(
			b.SharedCredentialsFile.ValueString(), "shared_credentials_file in "+huaweicloudBlockSource, "")}
	case isSet(b.Profile), isSet(b.SharedConfigFile):
		return m.profile(b.Profile.ValueString(), "profile in "+huaweicloudBlockSource,
			b.SharedConfigFile.ValueString(), "shared_config_file in "+huaweicloudBlockSource)
	case b.ECSMetadata.ValueBool():
		return huaweicloud.ECSAgency{Config: config}
	case b.namesOIDC() && decode(ctx, b.AssumeRoleWithOIDC, &oidc, diags):
		return huaweicloud.OIDC{
			Config: config, IdpID: oidc.IdpID.ValueString(), Token: oidc.IDToken.ValueString(),
			TokenFile: m.file(oidc.IDTokenFile.ValueString(), "id_token_file in "+huaweicloudBlockSource, ""),
			Agency: huaweicloud.Agency{
				Name: oidc.AgencyName.ValueString(), DomainID: oidc.DomainID.ValueString(), Duration: seconds(oidc.Duration),
			},
		}
	}
	return nil
}

// profile is a profile of KooCLI, of which its name or its file is set, where the settings say.
func (m Environment) profile(name, nameSetting, file, fileSetting string) huaweicloud.Profile {
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

	if idp := m.get(huaweicloudAgency + "IDP_ID"); idp != "" {
		token, file := m.get(huaweicloudAgency+"ID_TOKEN"), m.fileOf(huaweicloudAgency+"ID_TOKEN_FILE", "")
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
