// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

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
	Endpoints             types.Map    `tfsdk:"endpoints"`
}

const (
	huaweicloudBlockSource = "the provider's huaweicloud block"
	// huaweicloudEndpoint begins the variables of endpoints; the product's name in capitals ends them.
	huaweicloudEndpoint = "HW_ENDPOINT_"
	// huaweiFile is where the SDK looks for its credentials file.
	huaweiFile = "~/.huaweicloud/credentials"
)

var huaweicloudVariables = []variables{
	{"HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"},
	{"HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"},
	{"CLOUD_SDK_AK", "CLOUD_SDK_SK", ""},
}

// validate finds incomplete key pairs, and credentials that exclude each other.
func (b huaweicloudBlock) validate() diag.Diagnostics {
	at := path.Root("huaweicloud")
	diags := checkKeyPair(at, b.AccessKey, b.SecretKey, b.SecurityToken)
	diags.Append(exclusive(at,
		credentialArgument{"access_key", isGiven(b.AccessKey) || isGiven(b.SecretKey)},
		credentialArgument{"auth_token", isGiven(b.AuthToken)},
		credentialArgument{"shared_credentials_file", isGiven(b.SharedCredentialsFile)},
	)...)
	return diags
}

// client makes the client. It reads no file and sends nothing.
func (b huaweicloudBlock) client(m Environment, endpointKeys []string, transport *cloud.Transport) *huaweicloud.Client {
	endpoints, endpointErrors := m.endpoints(b.Endpoints, huaweicloudEndpoint, endpointKeys)
	return huaweicloud.NewClient(huaweicloud.Config{
		Region:         m.region(b.Region, huaweicloudBlockSource, "HW_REGION_NAME"),
		Endpoints:      endpoints,
		EndpointErrors: endpointErrors,
		ProjectID:      cmp.Or(b.ProjectID.ValueString(), m.first("HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID")),
		Provider:       b.credentials(m),
		Transport:      transport,
		Retrieved:      resolved("huaweicloud"),
	})
}

// credentials decides which credentials are used. Those of the block exclude the environment altogether.
func (b huaweicloudBlock) credentials(m Environment) credentials.Provider {
	switch {
	case isSet(b.AuthToken):
		return credentials.Static(credentials.Credentials{AuthToken: b.AuthToken.ValueString(), Source: huaweicloudBlockSource})
	case isSet(b.AccessKey):
		return credentials.Static(credentials.Credentials{
			AccessKeyID: b.AccessKey.ValueString(), SecretKey: b.SecretKey.ValueString(),
			SecurityToken: b.SecurityToken.ValueString(), Source: huaweicloudBlockSource,
		})
	case isSet(b.SharedCredentialsFile):
		return huaweicloud.CredentialsFile(m.file(
			b.SharedCredentialsFile.ValueString(), "shared_credentials_file in "+huaweicloudBlockSource, huaweiFile))
	}

	providers := []credentials.Provider{credentials.NotConfigured(huaweicloudBlockSource + " (no access_key, auth_token or shared_credentials_file)")}
	if token := m.get("HW_AUTH_TOKEN"); token != "" {
		return credentials.Static(credentials.Credentials{AuthToken: token, Source: "HW_AUTH_TOKEN"})
	}
	providers = append(providers, credentials.NotConfigured("HW_AUTH_TOKEN (not set)"))
	if p, ok := m.pair(huaweicloudVariables...); ok {
		if !p.complete() {
			return credentials.Misconfigured(p.incomplete())
		}
		return credentials.Static(credentials.Credentials{
			AccessKeyID: p.keyValue, SecretKey: p.secretValue, SecurityToken: p.tokenValue,
			Source: fmt.Sprintf("%s and %s", p.key, p.secret),
		})
	}
	for _, f := range huaweicloudVariables {
		providers = append(providers, credentials.NotConfigured(fmt.Sprintf("%s and %s (not set)", f.key, f.secret)))
	}
	const variable = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
	path := m.get(variable)
	file := m.file(path, inEnvironment(variable), huaweiFile)
	if path != "" {
		return huaweicloud.CredentialsFile(file)
	}
	if m.Home != "" {
		providers = append(providers, huaweicloud.CredentialsFileIfPresent(file))
	} else {
		providers = append(providers, credentials.NotConfigured(huaweiFile+" (no home folder is known)"))
	}
	return huaweicloud.Chain(providers...)
}
