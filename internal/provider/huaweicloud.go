// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
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

var huaweiFamilies = []variables{
	{"HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"},
	{"HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"},
	{"CLOUD_SDK_AK", "CLOUD_SDK_SK", ""},
}

// validate finds halves, and identities that exclude each other.
func (b huaweicloudBlock) validate() diag.Diagnostics {
	at := path.Root("huaweicloud")
	diags := checkKeyPair(at, b.AccessKey, b.SecretKey, b.SecurityToken)
	diags.Append(exclusive(at,
		credentialArgument{"access_key", isSet(b.AccessKey) || isSet(b.SecretKey)},
		credentialArgument{"auth_token", isSet(b.AuthToken)},
		credentialArgument{"shared_credentials_file", isSet(b.SharedCredentialsFile)},
	)...)
	return diags
}

// session makes the session. It reads no file and sends nothing.
func (b huaweicloudBlock) session(m Environment, endpointKeys []string, transport *cloud.Transport) *huaweicloud.Client {
	endpoints, faults := m.endpoints(b.Endpoints, huaweicloudEndpoint, endpointKeys)
	return huaweicloud.NewClient(huaweicloud.Config{
		Region:    m.region(b.Region, "the provider's huaweicloud block", "HW_REGION_NAME"),
		Endpoints: endpoints,
		Faults:    faults,
		ProjectID: firstText(b.ProjectID.ValueString(), m.first("HW_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID")),
		Source:    b.source(m),
		Transport: transport,
		Resolved:  resolved("huaweicloud"),
	})
}

// source decides which identity is used. An identity in the block keeps the environment out of it altogether.
func (b huaweicloudBlock) source(m Environment) huaweicloud.Source {
	switch {
	case isSet(b.AuthToken):
		return huaweicloud.Static(huaweicloud.Credentials{AuthToken: b.AuthToken.ValueString(), Source: huaweicloudBlockSource})
	case isSet(b.AccessKey):
		return huaweicloud.Static(huaweicloud.Credentials{
			AccessKey: b.AccessKey.ValueString(), SecretKey: b.SecretKey.ValueString(),
			SecurityToken: b.SecurityToken.ValueString(), Source: huaweicloudBlockSource,
		})
	case isSet(b.SharedCredentialsFile):
		return huaweicloud.CredentialsFile(m.file(
			b.SharedCredentialsFile.ValueString(), "shared_credentials_file in "+huaweicloudBlockSource, huaweiFile))
	}

	sources := []huaweicloud.Source{huaweicloud.Absent(huaweicloudBlockSource + " (no access_key, auth_token or shared_credentials_file)")}
	if token := m.get("HW_AUTH_TOKEN"); token != "" {
		return huaweicloud.Static(huaweicloud.Credentials{AuthToken: token, Source: "HW_AUTH_TOKEN"})
	}
	sources = append(sources, huaweicloud.Absent("HW_AUTH_TOKEN (not set)"))
	if p, ok := m.pair(huaweiFamilies...); ok {
		if _, unset := p.missing(); unset != "" {
			return huaweicloud.Broken(p.half())
		}
		return huaweicloud.Static(huaweicloud.Credentials{
			AccessKey: p.keyValue, SecretKey: p.secretValue, SecurityToken: p.tokenValue,
			Source: fmt.Sprintf("%s and %s", p.key, p.secret),
		})
	}
	for _, f := range huaweiFamilies {
		sources = append(sources, huaweicloud.Absent(fmt.Sprintf("%s and %s (not set)", f.key, f.secret)))
	}
	const variable = "HUAWEICLOUD_SDK_CREDENTIALS_FILE"
	path := m.get(variable)
	file := m.file(path, inEnvironment(variable), huaweiFile)
	if path != "" {
		return huaweicloud.CredentialsFile(file)
	}
	if m.Home != "" {
		sources = append(sources, huaweicloud.CredentialsFileIfPresent(file))
	} else {
		sources = append(sources, huaweicloud.Absent(huaweiFile+" (no home folder is known)"))
	}
	return huaweicloud.FirstOf(sources...)
}
