// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// alicloudBlock is the provider's alicloud block.
type alicloudBlock struct {
	Region                types.String `tfsdk:"region"`
	AccessKey             types.String `tfsdk:"access_key"`
	SecretKey             types.String `tfsdk:"secret_key"`
	SecurityToken         types.String `tfsdk:"security_token"`
	Profile               types.String `tfsdk:"profile"`
	SharedCredentialsFile types.String `tfsdk:"shared_credentials_file"`
	ECSRoleName           types.String `tfsdk:"ecs_role_name"`
	CredentialsURI        types.String `tfsdk:"credentials_uri"`
	Endpoints             types.Map    `tfsdk:"endpoints"`
	AssumeRole            types.Object `tfsdk:"assume_role"`
	AssumeRoleWithOIDC    types.Object `tfsdk:"assume_role_with_oidc"`
}

type assumeRoleBlock struct {
	RoleARN           types.String `tfsdk:"role_arn"`
	SessionName       types.String `tfsdk:"session_name"`
	Policy            types.String `tfsdk:"policy"`
	ExternalID        types.String `tfsdk:"external_id"`
	SessionExpiration types.Number `tfsdk:"session_expiration"`
}

type oidcBlock struct {
	OIDCProviderARN   types.String `tfsdk:"oidc_provider_arn"`
	OIDCToken         types.String `tfsdk:"oidc_token"`
	OIDCTokenFile     types.String `tfsdk:"oidc_token_file"`
	RoleARN           types.String `tfsdk:"role_arn"`
	RoleSessionName   types.String `tfsdk:"role_session_name"`
	Policy            types.String `tfsdk:"policy"`
	SessionExpiration types.Number `tfsdk:"session_expiration"`
}

const (
	alicloudBlockSource = "the provider's alicloud block"
	// alicloudEndpoint begins the variables of endpoints; the product's name in capitals ends them.
	alicloudEndpoint = "ALIBABA_CLOUD_ENDPOINT_"
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

// validate finds incomplete key pairs, and credentials that exclude each other.
func (b alicloudBlock) validate(ctx context.Context) diag.Diagnostics {
	at := path.Root("alicloud")
	diags := checkKeyPair(at, b.AccessKey, b.SecretKey, b.SecurityToken)
	profile := "profile"
	if !isGiven(b.Profile) {
		profile = "shared_credentials_file" // the two name one identity together
	}
	diags.Append(exclusive(at,
		credentialArgument{"access_key", isGiven(b.AccessKey) || isGiven(b.SecretKey)},
		credentialArgument{profile, isGiven(b.Profile) || isGiven(b.SharedCredentialsFile)},
		credentialArgument{"ecs_role_name", isGiven(b.ECSRoleName)},
		credentialArgument{"credentials_uri", isGiven(b.CredentialsURI)},
		credentialArgument{"assume_role_with_oidc", b.namesOIDC()},
	)...)
	var oidc oidcBlock
	if b.namesOIDC() && decode(ctx, b.AssumeRoleWithOIDC, &oidc, &diags) {
		within := at.AtName("assume_role_with_oidc")
		for _, required := range []struct {
			name  string
			value types.String
		}{{"oidc_provider_arn", oidc.OIDCProviderARN}, {"oidc_token_file", oidc.OIDCTokenFile}, {"role_arn", oidc.RoleARN}} {
			if !isSet(required.value) && (required.name != "oidc_token_file" || !isSet(oidc.OIDCToken)) {
				diags.AddAttributeError(within.AtName(required.name), "Missing "+required.name, fmt.Sprintf(
					"%s needs %s. A block that names an identity takes nothing of it from the environment: give it here, "+
						"or remove the block to use the environment's.", within, required.name))
			}
		}
		diags.Append(exclusiveTokens(within, "oidc_token", oidc.OIDCToken, oidc.OIDCTokenFile)...)
	}
	return diags
}

func (b alicloudBlock) namesOIDC() bool {
	return namesIdentity(b.AssumeRoleWithOIDC, "oidc_provider_arn", "oidc_token", "oidc_token_file", "role_arn")
}

// client makes the client. It reads no file and sends nothing.
func (b alicloudBlock) client(ctx context.Context, m Environment, endpointKeys []string, transport *cloud.Transport) (*alicloud.Client, diag.Diagnostics) {
	endpoints := m.endpoints(b.Endpoints, alicloudBlockSource, alicloudEndpoint, endpointKeys, map[string]string{"sts": "ALIBABA_CLOUD_STS_ENDPOINT"})
	resolver := alicloud.Resolver{
		Region:         m.region(b.Region, alicloudBlockSource, "ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"),
		Fallback:       m.region(types.StringNull(), "", "ALIBABA_CLOUD_REGION_ID"),
		Endpoints:      endpoints,
		STSRegion:      m.region(types.StringNull(), "", "ALIBABA_CLOUD_STS_REGION"),
		VPC:            m.isTrue("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"),
		Metadata:       m.metadata(),
		IMDSv1Disabled: m.isTrue("ALIBABA_CLOUD_IMDSV1_DISABLED"),
		Transport:      transport,
		Refusals:       &credentials.Refusals{},
	}
	provider, diags := b.credentials(ctx, m, resolver)
	return alicloud.NewClient(resolver, provider, resolved("alicloud")), diags
}

// credentials decides which credentials are used, and the role that is assumed with them. An identity of the block excludes
// those of the environment altogether; a profile that the environment names beside it gives the region.
func (b alicloudBlock) credentials(ctx context.Context, m Environment, resolver alicloud.Resolver) (credentials.Provider, diag.Diagnostics) {
	var diags diag.Diagnostics
	role, e := b.role(ctx, m, &diags)
	if e != nil {
		return credentials.Misconfigured(e), diags
	}
	var oidc oidcBlock
	decode(ctx, b.AssumeRoleWithOIDC, &oidc, &diags)
	w := alicloudWays{Environment: m, resolver: resolver, role: role}
	w.named, w.leftOut = w.cliProfile()
	w.oidc = alicloud.OIDC{
		Resolver: resolver, ProviderARN: oidc.OIDCProviderARN.ValueString(), Token: oidc.OIDCToken.ValueString(),
		TokenFile: w.file(oidc.OIDCTokenFile.ValueString(), "oidc_token_file in "+alicloudBlockSource, ""),
		Role: alicloud.Role{
			ARN: oidc.RoleARN.ValueString(), SessionName: oidc.RoleSessionName.ValueString(),
			Policy: oidc.Policy.ValueString(), Duration: seconds(oidc.SessionExpiration),
		},
	}
	if provider := b.own(w); provider != nil {
		return provider, diags
	}
	return w.environment(), diags
}

// role is that of the block, with its gaps filled from the environment; nil if there is none to assume.
func (b alicloudBlock) role(ctx context.Context, m Environment, diags *diag.Diagnostics) (*alicloud.Role, *apierr.Error) {
	var block assumeRoleBlock
	if declined(b.AssumeRole, "role_arn") || !decode(ctx, b.AssumeRole, &block, diags) {
		return nil, nil
	}
	role := alicloud.Role{
		ARN:         cmp.Or(block.RoleARN.ValueString(), m.first("ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN")),
		SessionName: cmp.Or(block.SessionName.ValueString(), m.first("ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME")),
		Policy:      block.Policy.ValueString(),
		ExternalID:  block.ExternalID.ValueString(),
		Duration:    seconds(block.SessionExpiration),
	}
	if role.ARN == "" {
		diags.AddAttributeError(path.Root("alicloud").AtName("assume_role").AtName("role_arn"), "Missing role_arn",
			"alicloud.assume_role needs role_arn: give it here, or by ALICLOUD_ASSUME_ROLE_ARN or ALIBABA_CLOUD_ROLE_ARN.")
	}
	if role.Duration > 0 {
		return &role, nil
	}
	var e *apierr.Error
	role.Duration, e = m.seconds("ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION", shortestSession, longestSession)
	return &role, e
}

// alicloudWays makes the providers of an environment: with the region of the profile that it names, and the role on top.
type alicloudWays struct {
	Environment
	resolver alicloud.Resolver
	role     *alicloud.Role
	named    alicloud.Profile // without a name, none is named
	leftOut  string           // why the CLI's file is not read, "" if it is
	oidc     alicloud.OIDC    // the block's
}

// keys is a provider of other credentials than a profile's. assume: the role of a profile of mode RamRoleArn is assumed by them.
func (w alicloudWays) keys(p credentials.Provider, assume bool) credentials.Provider {
	if w.named.Name == "" || w.leftOut != "" {
		return w.assumed(p)
	}
	beside := w.named
	beside.Keys, beside.KeysAssume = p, assume
	return beside
}

func (w alicloudWays) assumed(p credentials.Provider) credentials.Provider {
	if w.role == nil {
		return p
	}
	return alicloud.AssumeRole{Resolver: w.resolver, Role: *w.role, Base: p}
}

// own provides the credentials that the block itself names. It is nil if the block names none.
func (b alicloudBlock) own(w alicloudWays) credentials.Provider {
	switch {
	case isSet(b.AccessKey):
		return w.keys(credentials.Static(credentials.Credentials{
			AccessKeyID: b.AccessKey.ValueString(), SecretKey: b.SecretKey.ValueString(),
			SecurityToken: b.SecurityToken.ValueString(), Source: alicloudBlockSource,
		}), false)
	case isSet(b.Profile), isSet(b.SharedCredentialsFile):
		return alicloud.Profile{
			Resolver: w.resolver, Role: w.role,
			File: w.file(b.SharedCredentialsFile.ValueString(), "shared_credentials_file in "+alicloudBlockSource, cliFile),
			Name: b.Profile.ValueString(), NameSetting: "profile in " + alicloudBlockSource,
		}
	case isSet(b.ECSRoleName):
		return w.keys(alicloud.ECSRole{Resolver: w.resolver, Name: b.ECSRoleName.ValueString()}, false)
	case isSet(b.CredentialsURI):
		return w.keys(alicloud.URI{Resolver: w.resolver, Address: b.CredentialsURI.ValueString()}, false)
	case b.namesOIDC():
		return w.keys(w.oidc, false)
	}
	return nil
}

// cliProfile is the CLI's file, and the profile of it if the environment names one; leftOut says why the file is not read, and
// is "" if it is.
func (w alicloudWays) cliProfile() (p alicloud.Profile, leftOut string) {
	variable, path := w.lookup("ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_CONFIG_FILE")
	p = alicloud.Profile{
		Resolver: w.resolver, Role: w.role, File: w.file(path, inEnvironment(variable), cliFile), IfPresent: path == "",
	}
	if w.isTrue(metadataDisabled) {
		p.Resolver.MetadataDisabled = metadataDisabled + " is true"
	}
	if name, profile := w.lookup("ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"); profile != "" {
		p.Name, p.NameSetting, p.IfPresent = profile, inEnvironment(name), false
		if path == "" {
			p.File = w.file(cliFile, p.NameSetting+", or name another file by shared_credentials_file", "")
		}
	}
	if w.isTrue("ALIBABA_CLOUD_CLI_PROFILE_DISABLED") {
		return p, "ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true"
	}
	if name, value := w.lookup("ALIBABA_CLOUD_IGNORE_PROFILE", "ALIBABACLOUD_IGNORE_PROFILE"); value == "TRUE" { // as the CLI reads it
		return p, name + " is TRUE"
	}
	return p, ""
}

// environment provides the credentials that the environment names: keys, OIDC, a profile of the CLI, a credentials URI, an ECS
// role, and last the CLI's current profile.
func (w alicloudWays) environment() credentials.Provider {
	s := search{Environment: w.Environment}
	s.skip("%s (names no identity)", alicloudBlockSource)
	if key := s.key(alicloudVariables); key != nil {
		return w.keys(key, true)
	}

	oidc := w.oidc
	oidc.ProviderARN, oidc.Token = w.get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"), w.get("ALIBABA_CLOUD_OIDC_TOKEN")
	oidc.TokenFile = w.fileOf("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "")
	oidc.Role.ARN = w.get("ALIBABA_CLOUD_ROLE_ARN")
	oidc.Role.SessionName = cmp.Or(oidc.Role.SessionName, w.get("ALIBABA_CLOUD_ROLE_SESSION_NAME"))
	if oidc.ProviderARN != "" && oidc.Token+oidc.TokenFile.Path != "" && oidc.Role.ARN != "" {
		return w.keys(oidc, false)
	}
	s.skip("ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN or ALIBABA_CLOUD_OIDC_TOKEN_FILE, and ALIBABA_CLOUD_ROLE_ARN " +
		"(not all set)")

	switch {
	case w.named.Name == "":
		s.skip("ALICLOUD_PROFILE and ALIBABA_CLOUD_PROFILE (not set)")
	case w.leftOut != "":
		s.skip("%s (set, and not read: %s)", w.named.NameSetting, w.leftOut)
	default:
		return w.named
	}
	if _, uri := s.find("ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"); uri != "" {
		return w.assumed(alicloud.URI{Resolver: w.resolver, Address: uri})
	}
	if name, role := s.find("ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"); role != "" {
		if !w.isTrue(metadataDisabled) {
			return w.assumed(alicloud.ECSRole{Resolver: w.resolver, Name: role})
		}
		s.skip("%s (set, and not read: %s is true)", name, metadataDisabled)
	}

	switch {
	case w.leftOut != "":
		s.skip("%s (not read: %s)", w.named.File.Path, w.leftOut)
	case w.named.IfPresent && w.Home == "":
		s.skip("%s (HOME is not set)", cliFile)
	default:
		s.places = append(s.places, w.named)
	}
	s.unread(alicloudUnread)
	ini := w.path("~/.alibabacloud/credentials")
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

func seconds(n types.Number) time.Duration {
	if n.IsNull() || n.IsUnknown() {
		return 0
	}
	whole, _ := n.ValueBigFloat().Int64()
	return time.Duration(whole) * time.Second
}
