// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// What a practitioner writes are blocks, not nested attributes: Terraform silently drops a mistyped name inside a
// nested attribute, and refuses it inside a block.
func providerSchema(services []*statusread.Spec) schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Reads live status from Alibaba Cloud and Huawei Cloud, so that a plan or an apply can be refused " +
			"unless the status is as required. All arguments are optional: each falls back to the environment, and a cloud " +
			"that no block reads needs no credentials.",
		Attributes: map[string]schema.Attribute{
			"max_retries": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: "How many times one read is retried after a failure that may pass: throttling, a 5xx response, a " +
					"broken connection. From 0 to 10, default 4. Inside a `wait` it applies to each poll.",
				Validators: []validator.Number{wholeNumber{least: 0, most: 10}},
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Longest time for one attempt, from connecting to the last byte, as a number with a unit, for " +
					"example `15s`, which is the default. The `timeouts` block of a data source, ephemeral resource or action bounds " +
					"all attempts together.",
				Validators: []validator.String{statusread.PositiveDuration()},
			},
			"max_concurrency": schema.NumberAttribute{
				Optional: true,
				MarkdownDescription: "How many requests the blocks that read many at once have in flight, all of them together, per cloud. " +
					"From 1 to 256, default 32. Other reads run as many as Terraform's `-parallelism` allows.",
				Validators: []validator.Number{wholeNumber{least: 1, most: maxConcurrency}},
			},
		},
		Blocks: map[string]schema.Block{
			"alicloud":    alicloudSchema(endpointKeys(services, "alicloud")),
			"huaweicloud": huaweicloudSchema(endpointKeys(services, "huaweicloud")),
		},
	}
}

func alicloudSchema(endpoints []string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Alibaba Cloud. An argument that names an identity (`access_key`, `profile`, `shared_credentials_file`, " +
			"`ecs_role_name`, `credentials_uri`, `assume_role_with_oidc`) makes the provider ignore every identity in the " +
			"environment.",
		Attributes: map[string]schema.Attribute{
			"region": text("Region for all reads that do not set their own, for example `cn-hangzhou`. Environment: "+
				"`ALIBABA_CLOUD_REGION`, `ALIBABA_CLOUD_REGION_ID`, `ALICLOUD_REGION`; then the profile's.", statusread.RegionName(alicloud.ExampleRegion)),
			"access_key": text("AccessKey id. Environment: `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALICLOUD_ACCESS_KEY`.", token("an AccessKey id")),
			"secret_key": secret("AccessKey secret. Environment: `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, `ALICLOUD_SECRET_KEY`.", "an AccessKey secret"),
			"security_token": secret("Security token of temporary (STS) keys. Environment: `ALIBABA_CLOUD_SECURITY_TOKEN`, "+
				"`ALICLOUD_SECURITY_TOKEN`. Read only from the same source as the key.", "a security token"),
			"profile": text("Profile of the Alibaba Cloud CLI. Environment: `ALIBABA_CLOUD_PROFILE`, `ALICLOUD_PROFILE`. Default: the "+
				"file's current profile.", statusread.NotBlank("be the name of a CLI profile")),
			"shared_credentials_file": text("The CLI's configuration file (JSON). Environment: `ALIBABA_CLOUD_CREDENTIALS_FILE`, "+
				"`ALICLOUD_SHARED_CREDENTIALS_FILE`. Default `~/.aliyun/config.json`.", statusread.NotBlank("be the path of a file")),
			"ecs_role_name": text("RAM role of the ECS instance that Terraform runs on. The metadata service (IMDSv2) gives its credentials. "+
				"Environment: `ALIBABA_CLOUD_ECS_METADATA`, `ALICLOUD_ECS_ROLE_NAME`.", statusread.NotBlank("be the name of a RAM role")),
			"credentials_uri": text("URL that returns temporary credentials. Environment: `ALIBABA_CLOUD_CREDENTIALS_URI`, "+
				"`ALICLOUD_CREDENTIALS_URI`.", statusread.NotBlank("be a URL")),
			"endpoints": endpointsAttribute(endpoints, alicloudEndpoint),
		},
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with the identity that was found. Environment: `ALIBABA_CLOUD_ROLE_ARN`, " +
					"`ALIBABA_CLOUD_ROLE_SESSION_NAME`.",
				Attributes: map[string]schema.Attribute{
					"role_arn":           text("ARN of the role, for example `acs:ram::123456789012****:role/reader`.", roleARN()),
					"session_name":       sessionName(),
					"policy":             text("Policy (JSON) that limits the session beyond the role's own policies.", statusread.NotBlank("be a RAM policy in JSON")),
					"external_id":        text("External id that the role's trust policy requires.", statusread.NotBlank("be an external id")),
					"session_expiration": sessionExpiration(),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with an OIDC token, for example in a pod (RRSA) or a CI system. Environment: " +
					"`ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN_FILE`, `ALIBABA_CLOUD_ROLE_ARN`, " +
					"`ALIBABA_CLOUD_ROLE_SESSION_NAME`.",
				Attributes: map[string]schema.Attribute{
					"oidc_provider_arn":  text("ARN of the OIDC identity provider in RAM.", roleARN()),
					"oidc_token_file":    text("File that contains the OIDC token. Read again for every session.", statusread.NotBlank("be the path of a file")),
					"role_arn":           text("ARN of the role, for example `acs:ram::123456789012****:role/reader`.", roleARN()),
					"role_session_name":  sessionName(),
					"policy":             text("Policy (JSON) that limits the session beyond the role's own policies.", statusread.NotBlank("be a RAM policy in JSON")),
					"session_expiration": sessionExpiration(),
				},
			},
		},
	}
}

func huaweicloudSchema(endpoints []string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Huawei Cloud. An argument that names an identity (`access_key`, `auth_token`, `shared_credentials_file`) " +
			"makes the provider ignore every identity in the environment.",
		Attributes: map[string]schema.Attribute{
			"region": text("Region for all reads that do not set their own, for example `cn-north-4`. Environment: `HW_REGION_NAME`.",
				statusread.RegionName(huaweicloud.ExampleRegion)),
			"access_key": text("Access key id (AK). Environment: `HW_ACCESS_KEY`, `HUAWEICLOUD_SDK_AK`, `CLOUD_SDK_AK`.", token("an access key id")),
			"secret_key": secret("Secret access key (SK). Environment: `HW_SECRET_KEY`, `HUAWEICLOUD_SDK_SK`, `CLOUD_SDK_SK`.", "a secret access key"),
			"security_token": secret("Security token of temporary keys. Environment: `HW_SECURITY_TOKEN`, `HUAWEICLOUD_SDK_SECURITY_TOKEN`. "+
				"Read only from the same source as the key.", "a security token"),
			"auth_token": secret("IAM user token, sent as `X-Auth-Token` instead of a signature; valid for 24 hours. Environment: "+
				"`HW_AUTH_TOKEN`.", "an IAM token"),
			"project_id": text("IAM project id, sent as `X-Project-Id`. Optional, never looked up, and not the CodeArts project id. "+
				"Environment: `HW_PROJECT_ID`, `HUAWEICLOUD_SDK_PROJECT_ID`.", token("an IAM project id")),
			"shared_credentials_file": text("The SDK's credentials file (ini, section `[basic]`). Environment: "+
				"`HUAWEICLOUD_SDK_CREDENTIALS_FILE`. Default `~/.huaweicloud/credentials`.", statusread.NotBlank("be the path of a file")),
			"endpoints": endpointsAttribute(endpoints, huaweicloudEndpoint),
		},
	}
}

// endpointKeys are the names that a cloud's endpoints argument takes: its services', and for Alibaba Cloud the STS
// that roles are assumed with.
func endpointKeys(services []*statusread.Spec, cloud string) []string {
	var keys []string
	for _, s := range services {
		if s.Cloud == cloud {
			keys = append(keys, s.EndpointKey)
		}
	}
	if cloud == "alicloud" {
		keys = append(keys, "sts")
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func endpointsAttribute(keys []string, variable string) schema.Attribute {
	return schema.MapAttribute{
		ElementType: types.StringType,
		Optional:    true,
		MarkdownDescription: "Endpoints that replace the cloud's own, by name: `" + strings.Join(keys, "`, `") + "`. Each is " +
			"`https://host` or `https://host:port`; `http://` is allowed only for loopback addresses. Environment: `" + variable +
			"` followed by the name in capitals.",
		Validators: []validator.Map{endpoints{keys: keys}},
	}
}

func sessionName() schema.Attribute {
	return text("Name of the session, shown in the audit log. Default `"+alicloud.DefaultSessionName+"`.",
		statusread.NotBlank("be the name of a session"))
}

func sessionExpiration() schema.Attribute {
	return schema.NumberAttribute{
		Optional:            true,
		MarkdownDescription: "How long the session lasts, in seconds, from 900 to 43200. Default 3600.",
		Validators:          []validator.Number{wholeNumber{least: 900, most: 43200}},
	}
}

func text(description string, v validator.String) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{unlessEmpty{v}}}
}

func secret(description, what string) schema.StringAttribute {
	attribute := text(description, token(what))
	attribute.Sensitive = true
	return attribute
}
