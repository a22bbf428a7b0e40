// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

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

var alicloudVariables = []variables{
	{"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"},
	{"ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN"},
}

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
		credentialArgument{"assume_role_with_oidc", isGiven(b.AssumeRoleWithOIDC)},
	)...)
	var oidc oidcBlock
	if decode(ctx, b.AssumeRoleWithOIDC, &oidc, &diags) {
		within := at.AtName("assume_role_with_oidc")
		for _, required := range []struct {
			name  string
			value types.String
		}{{"oidc_provider_arn", oidc.OIDCProviderARN}, {"oidc_token_file", oidc.OIDCTokenFile}, {"role_arn", oidc.RoleARN}} {
			if !isSet(required.value) {
				diags.AddAttributeError(within.AtName(required.name), "Missing "+required.name, fmt.Sprintf(
					"%s needs %s. A block that names an identity takes nothing of it from the environment: give it here, "+
						"or remove the block to use the environment's.", within, required.name))
			}
		}
	}
	return diags
}

// client makes the client. It reads no file and sends nothing.
func (b alicloudBlock) client(ctx context.Context, m Environment, endpointKeys []string, transport *cloud.Transport) (*alicloud.Client, diag.Diagnostics) {
	endpoints, endpointErrors := m.endpoints(b.Endpoints, alicloudEndpoint, endpointKeys)
	resolver := alicloud.Resolver{
		Region: m.region(b.Region, alicloudBlockSource,
			"ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_REGION_ID", "ALICLOUD_REGION"),
		Endpoints:      endpoints,
		EndpointErrors: endpointErrors,
		Metadata:       m.metadata(),
		Transport:      transport,
		Refusals:       &credentials.Refusals{},
	}
	provider, diags := b.credentials(ctx, m, resolver)
	return alicloud.NewClient(resolver, provider, resolved("alicloud")), diags
}

// credentials decides which credentials are used, and the role that is assumed with them.
func (b alicloudBlock) credentials(ctx context.Context, m Environment, resolver alicloud.Resolver) (credentials.Provider, diag.Diagnostics) {
	var diags diag.Diagnostics
	var oidc oidcBlock
	decode(ctx, b.AssumeRoleWithOIDC, &oidc, &diags)
	var role assumeRoleBlock
	none := declined(b.AssumeRole, "role_arn")
	assume := decode(ctx, b.AssumeRole, &role, &diags) && !none

	provider := b.own(oidc, m, resolver)
	// An identity in the block keeps the environment out of it altogether, its role too.
	if provider == nil {
		provider = alicloudEnvironment(m, resolver)
		if arn := m.get("ALIBABA_CLOUD_ROLE_ARN"); arn != "" && !none && !oidcOwnsRole(m) {
			if role.RoleARN.IsNull() {
				role.RoleARN = types.StringValue(arn)
			}
			assume = true
		}
		if name := m.get("ALIBABA_CLOUD_ROLE_SESSION_NAME"); name != "" && role.SessionName.IsNull() {
			role.SessionName = types.StringValue(name)
		}
	}
	if !assume {
		return provider, diags
	}
	if role.RoleARN.IsNull() {
		diags.AddAttributeError(path.Root("alicloud").AtName("assume_role").AtName("role_arn"), "Missing role_arn",
			"alicloud.assume_role needs role_arn: give it here, or, for an identity from the environment, by ALIBABA_CLOUD_ROLE_ARN.")
		return provider, diags
	}
	return resolver.AssumeRole(provider, alicloud.Role{
		ARN:         role.RoleARN.ValueString(),
		SessionName: role.SessionName.ValueString(),
		Policy:      role.Policy.ValueString(),
		ExternalID:  role.ExternalID.ValueString(),
		Duration:    seconds(role.SessionExpiration),
	}), diags
}

// own provides the credentials that the block itself names. It is nil if the block names none.
func (b alicloudBlock) own(oidc oidcBlock, m Environment, resolver alicloud.Resolver) credentials.Provider {
	switch {
	case isSet(b.AccessKey):
		return credentials.Static(credentials.Credentials{
			AccessKeyID: b.AccessKey.ValueString(), SecretKey: b.SecretKey.ValueString(),
			SecurityToken: b.SecurityToken.ValueString(), Source: alicloudBlockSource,
		})
	case isSet(b.Profile), isSet(b.SharedCredentialsFile):
		return resolver.Profile(alicloud.ProfileSettings{
			File: m.file(b.SharedCredentialsFile.ValueString(), "shared_credentials_file in "+alicloudBlockSource, cliFile),
			Name: b.Profile.ValueString(),
		})
	case isSet(b.ECSRoleName):
		return resolver.ECSRole(b.ECSRoleName.ValueString())
	case isSet(b.CredentialsURI):
		return resolver.URI(b.CredentialsURI.ValueString())
	case !b.AssumeRoleWithOIDC.IsNull():
		return resolver.OIDC(alicloud.OIDCRole{
			ProviderARN: oidc.OIDCProviderARN.ValueString(),
			TokenFile: cloud.File{
				Path: m.path(oidc.OIDCTokenFile.ValueString()), Setting: "oidc_token_file in " + alicloudBlockSource,
			},
			RoleARN:     oidc.RoleARN.ValueString(),
			SessionName: oidc.RoleSessionName.ValueString(),
			Policy:      oidc.Policy.ValueString(),
			Duration:    seconds(oidc.SessionExpiration),
		})
	}
	return nil
}

// oidcOwnsRole reports whether ALIBABA_CLOUD_ROLE_ARN is the role of the environment's OIDC token, as in every pod with
// RRSA, and so not one to assume with anything else.
func oidcOwnsRole(m Environment) bool {
	return m.get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN") != "" && m.get("ALIBABA_CLOUD_OIDC_TOKEN_FILE") != ""
}

// alicloudEnvironment provides the credentials that the environment names: keys, OIDC, the CLI's file, an ECS role, a
// credentials URI.
func alicloudEnvironment(m Environment, resolver alicloud.Resolver) credentials.Provider {
	if p, ok := m.pair(alicloudVariables...); ok {
		if !p.complete() {
			return credentials.Misconfigured(p.incomplete())
		}
		return credentials.Static(credentials.Credentials{
			AccessKeyID: p.keyValue, SecretKey: p.secretValue, SecurityToken: p.tokenValue,
			Source: fmt.Sprintf("%s and %s", p.key, p.secret),
		})
	}
	providers := []credentials.Provider{
		credentials.NotConfigured(alicloudBlockSource + " (names no identity)"),
	}
	for _, f := range alicloudVariables {
		providers = append(providers, credentials.NotConfigured(fmt.Sprintf("%s and %s (not set)", f.key, f.secret)))
	}

	role := m.get("ALIBABA_CLOUD_ROLE_ARN")
	if oidcOwnsRole(m) && role != "" {
		return resolver.OIDC(alicloud.OIDCRole{
			ProviderARN: m.get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
			TokenFile: cloud.File{
				Path: m.path(m.get("ALIBABA_CLOUD_OIDC_TOKEN_FILE")), Setting: inEnvironment("ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
			},
			RoleARN:     role,
			SessionName: m.get("ALIBABA_CLOUD_ROLE_SESSION_NAME"),
		})
	}
	providers = append(providers, credentials.NotConfigured(
		"ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE and ALIBABA_CLOUD_ROLE_ARN (not all set)"))

	name := m.first("ALIBABA_CLOUD_PROFILE", "ALICLOUD_PROFILE")
	variable, path := m.lookup("ALIBABA_CLOUD_CREDENTIALS_FILE", "ALICLOUD_SHARED_CREDENTIALS_FILE")
	file := m.file(path, inEnvironment(variable), cliFile)
	if name != "" || path != "" {
		return resolver.Profile(alicloud.ProfileSettings{File: file, Name: name})
	}
	if m.Home != "" {
		providers = append(providers, resolver.Profile(alicloud.ProfileSettings{File: file, IfPresent: true}))
	} else {
		providers = append(providers, credentials.NotConfigured(cliFile+" (no home folder is known)"))
	}

	if name := m.first("ALIBABA_CLOUD_ECS_METADATA", "ALICLOUD_ECS_ROLE_NAME"); name != "" {
		providers = append(providers, resolver.ECSRole(name))
	} else {
		providers = append(providers, credentials.NotConfigured("ALIBABA_CLOUD_ECS_METADATA (not set)"))
	}
	if uri := m.first("ALIBABA_CLOUD_CREDENTIALS_URI", "ALICLOUD_CREDENTIALS_URI"); uri != "" {
		providers = append(providers, resolver.URI(uri))
	} else {
		providers = append(providers, credentials.NotConfigured("ALIBABA_CLOUD_CREDENTIALS_URI (not set)"))
	}
	return alicloud.Chain(providers...)
}

func seconds(n types.Number) time.Duration {
	if n.IsNull() || n.IsUnknown() {
		return 0
	}
	whole, _ := n.ValueBigFloat().Int64()
	return time.Duration(whole) * time.Second
}
