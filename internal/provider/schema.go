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
				"`ALICLOUD_REGION`, `ALIBABA_CLOUD_REGION`; then that of the profile that is named or gives the key, then `ALIBABA_CLOUD_REGION_ID`.", statusread.RegionName(alicloud.ExampleRegion)),
			"access_key": text("AccessKey id. Environment: `ALICLOUD_ACCESS_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_ID`, "+
				"`ALIBABACLOUD_ACCESS_KEY_ID`.", token("an AccessKey id")),
			"secret_key": secret("AccessKey secret. Environment: `ALICLOUD_SECRET_KEY`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, "+
				"`ALIBABACLOUD_ACCESS_KEY_SECRET`.", "an AccessKey secret"),
			"security_token": secret("Security token of temporary (STS) keys. Environment: `ALICLOUD_SECURITY_TOKEN`, "+
				"`ALIBABA_CLOUD_SECURITY_TOKEN`, `ALIBABACLOUD_SECURITY_TOKEN`. Read only from the same source as the key.", "a security token"),
			"profile": text("Profile of the Alibaba Cloud CLI. Environment: `ALICLOUD_PROFILE`, `ALIBABA_CLOUD_PROFILE`. Beside keys in the "+
				"environment, a named profile gives the region, and one of the mode RamRoleArn the role that they assume. Default: the "+
				"file's current profile.", statusread.NotBlank("be the name of a CLI profile")),
			"shared_credentials_file": text("The CLI's configuration file (JSON). Environment: `ALICLOUD_SHARED_CREDENTIALS_FILE`, "+
				"`ALIBABA_CLOUD_CREDENTIALS_FILE`, `ALIBABA_CLOUD_CONFIG_FILE`. Default `~/.aliyun/config.json`. "+
				"`ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true` or `ALIBABA_CLOUD_IGNORE_PROFILE=TRUE` leaves the file out, unless this block names it.", statusread.NotBlank("be the path of a file")),
			"ecs_role_name": text("RAM role of the ECS instance that Terraform runs on. The metadata service gives its credentials: by IMDSv2, "+
				"else by v1 unless `ALIBABA_CLOUD_IMDSV1_DISABLED` is `true`. Environment: `ALICLOUD_ECS_ROLE_NAME`, `ALIBABA_CLOUD_ECS_METADATA`, "+
				"neither if `ALIBABA_CLOUD_ECS_METADATA_DISABLED` is `true`.", statusread.NotBlank("be the name of a RAM role")),
			"credentials_uri": text("URL that returns temporary credentials. Environment: `ALICLOUD_CREDENTIALS_URI`, "+
				"`ALIBABA_CLOUD_CREDENTIALS_URI`.", statusread.NotBlank("be a URL")),
			"endpoints": endpointsAttribute(endpoints, alicloudEndpoint, " STS's is also `ALIBABA_CLOUD_STS_ENDPOINT`; without one, it is called in "+
				"the region of `ALIBABA_CLOUD_STS_REGION`, else of the reads, and inside a VPC if `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` is `true`."),
		},
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with the identity that was found; it takes the place of the role of a CLI profile of the mode " +
					"RamRoleArn. What is left out is taken from the environment; without the block, no variable assumes a role.",
				Attributes: map[string]schema.Attribute{
					"role_arn": text("ARN of the role, for example `acs:ram::123456789012****:role/reader`. Environment: `ALICLOUD_ASSUME_ROLE_ARN`, "+
						"`ALIBABA_CLOUD_ROLE_ARN`. Empty: no role.", roleARN()),
					"session_name":       sessionName(" Environment: `ALICLOUD_ASSUME_ROLE_SESSION_NAME`, `ALIBABA_CLOUD_ROLE_SESSION_NAME`."),
					"policy":             text("Policy (JSON) that limits the session beyond the role's own policies.", statusread.NotBlank("be a RAM policy in JSON")),
					"external_id":        text("External id that the role's trust policy requires.", statusread.NotBlank("be an external id")),
					"session_expiration": sessionExpiration(" Environment: `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`."),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with an OIDC token, for example in a pod (RRSA) or a CI system. Environment: " +
					"`ALIBABA_CLOUD_OIDC_PROVIDER_ARN`, `ALIBABA_CLOUD_OIDC_TOKEN` or `ALIBABA_CLOUD_OIDC_TOKEN_FILE`, `ALIBABA_CLOUD_ROLE_ARN`, " +
					"`ALIBABA_CLOUD_ROLE_SESSION_NAME`, all of them without the block.",
				Attributes: map[string]schema.Attribute{
					"oidc_provider_arn":  text("ARN of the OIDC identity provider in RAM.", roleARN()),
					"oidc_token":         secret("OIDC token. For one that is renewed, give `oidc_token_file`.", "an OIDC token"),
					"oidc_token_file":    text("File that contains the OIDC token. Read again for every session.", statusread.NotBlank("be the path of a file")),
					"role_arn":           text("ARN of the role, for example `acs:ram::123456789012****:role/reader`.", roleARN()),
					"role_session_name":  sessionName(""),
					"policy":             text("Policy (JSON) that limits the session beyond the role's own policies.", statusread.NotBlank("be a RAM policy in JSON")),
					"session_expiration": sessionExpiration(""),
				},
			},
		},
	}
}

func huaweicloudSchema(endpoints []string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Huawei Cloud. An argument that names an identity (`access_key`, `auth_token`, `shared_credentials_file`, " +
			"`shared_config_file`, `profile`, `ecs_metadata`, `assume_role_with_oidc`) makes the provider ignore every identity in the " +
			"environment.",
		Attributes: map[string]schema.Attribute{
			"region": text("Region for all reads that do not set their own, for example `cn-north-4`. Environment: `HW_REGION_NAME`, "+
				"`OS_REGION_NAME`, `HUAWEI_CLOUD_REGION`; then the KooCLI profile's.", statusread.RegionName(huaweicloud.ExampleRegion)),
			"access_key": text("Access key id (AK). Environment: `HW_ACCESS_KEY`, `OS_ACCESS_KEY`, `HUAWEICLOUD_SDK_AK`, "+
				"`HUAWEI_CLOUD_ACCESS_KEY_ID`, `CLOUD_SDK_AK`.", token("an access key id")),
			"secret_key": secret("Secret access key (SK). Environment: `HW_SECRET_KEY`, `OS_SECRET_KEY`, `HUAWEICLOUD_SDK_SK`, "+
				"`HUAWEI_CLOUD_SECRET_ACCESS_KEY`, `CLOUD_SDK_SK`.", "a secret access key"),
			"security_token": secret("Security token of temporary keys. Environment: `HW_SECURITY_TOKEN`, `HUAWEICLOUD_SDK_SECURITY_TOKEN`. "+
				"Read only from the same source as the key.", "a security token"),
			"auth_token": secret("IAM user token, sent as `X-Auth-Token` instead of a signature; valid for 24 hours, in the region that issued "+
				"it. Environment: `HW_AUTH_TOKEN`, `OS_AUTH_TOKEN`.", "an IAM token"),
			"project_id": text("IAM project id, sent as `X-Project-Id`. Optional, never looked up, and not the CodeArts project id. "+
				"Environment: `HW_PROJECT_ID`, `OS_PROJECT_ID`, `HUAWEICLOUD_SDK_PROJECT_ID`, `HUAWEI_CLOUD_PROJECT_ID`; then that of the "+
				"profile or file that gives the key.", token("an IAM project id")),
			"shared_credentials_file": text("The SDK's credentials file (ini, section `[basic]`). Environment: "+
				"`HUAWEICLOUD_SDK_CREDENTIALS_FILE`. Default `~/.huaweicloud/credentials`.", statusread.NotBlank("be the path of a file")),
			"shared_config_file": text("The configuration file of KooCLI (`hcloud`, JSON), with its keys not encrypted "+
				"(`hcloud configure set --cli-auth-encrypt=false`). Environment: `HW_SHARED_CONFIG_FILE`. Read only where this or `profile` is "+
				"set; with `profile` alone it is `~/.hcloud/config.json`.", statusread.NotBlank("be the path of a file")),
			"profile": text("Profile of KooCLI: its key, or the session that signing in by SSO has left, and the agency and region that it "+
				"names. Environment: `HW_PROFILE`. Default: the file's current profile.", statusread.NotBlank("be the name of a KooCLI profile")),
			"ecs_metadata": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Set to `true` to use the key of the agency of the ECS instance that Terraform runs on. Its metadata " +
					"service is asked only then.",
			},
			"cloud": text("Domain of the cloud's hosts. Environment: `HW_CLOUD`. Default `myhuaweicloud.com`, in the regions `eu-west-1xx` "+
				"`myhuaweicloud.eu`.", statusread.NotBlank("be a domain")),
			"endpoints": endpointsAttribute(endpoints, huaweicloudEndpoint, ""),
		},
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "Agency to assume with the identity that was found; it takes the place of the agency that a KooCLI profile " +
					"names. What is left out is taken from `HW_ASSUME_ROLE_AGENCY_NAME`, `HW_ASSUME_ROLE_DOMAIN_NAME`, " +
					"`HW_ASSUME_ROLE_DOMAIN_ID`, `HW_ASSUME_ROLE_DURATION`. Without the block, these variables name an agency where the " +
					"huaweicloud block names no identity.",
				Attributes: map[string]schema.Attribute{
					"agency_name": text("Name of the agency. Environment: `HW_ASSUME_ROLE_AGENCY_NAME`. Empty: no agency.",
						statusread.NotBlank("be the name of an agency")),
					"domain_name": text("Name of the account that has the agency; it is assumed by IAM v3 then, which wants the permission "+
						"`iam:agencies:assume`. Environment: `HW_ASSUME_ROLE_DOMAIN_NAME`.", statusread.NotBlank("be the name of an account")),
					"domain_id": text("Id of the account that has the agency; it is assumed by STS v5 then, which wants the permission "+
						"`sts:agencies:assume`. It has precedence over `domain_name`. Environment: `HW_ASSUME_ROLE_DOMAIN_ID`.", token("the id of an account")),
					"duration": agencyDuration("43200", " Environment: `HW_ASSUME_ROLE_DURATION`."),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "Identity that signs in by the token of an identity provider, for example in a CI job. Without the block, " +
					"`HW_ASSUME_ROLE_IDP_ID` with `HW_ASSUME_ROLE_ID_TOKEN` or `HW_ASSUME_ROLE_ID_TOKEN_FILE` does the same, with the agency " +
					"of `HW_ASSUME_ROLE_AGENCY_NAME`.",
				Attributes: map[string]schema.Attribute{
					"idp_id":        text("Name of the identity provider in IAM.", token("the name of an identity provider")),
					"id_token":      secret("OIDC token. For one that is renewed, give `id_token_file`.", "an OIDC token"),
					"id_token_file": text("File that contains the OIDC token. Read again for every session.", statusread.NotBlank("be the path of a file")),
					"agency_name": text("Name of an agency to assume with the identity, with `domain_id`. Without it, the key is that of the "+
						"identity itself.", statusread.NotBlank("be the name of an agency")),
					"domain_id": text("Id of the account that has the agency.", token("the id of an account")),
					"duration":  agencyDuration("3600", ""),
				},
			},
		},
	}
}

const (
	// shortestSession and longestIAMSession bound the session of an agency, in seconds.
	shortestSession   = 900
	longestIAMSession = 86400
)

func agencyDuration(mostBySTS, environment string) schema.Attribute {
	return schema.NumberAttribute{
		Optional: true,
		MarkdownDescription: "How long a session lasts, in seconds, from 900 to 86400, with `domain_id` to " + mostBySTS +
			". Default 3600. It is renewed before its end." + environment,
		Validators: []validator.Number{wholeNumber{least: shortestSession, most: longestIAMSession}},
	}
}

// endpointKeys are the names that a cloud's endpoints argument takes: its services', and those that issue credentials.
func endpointKeys(services []*statusread.Spec, cloud string) []string {
	var keys []string
	for _, s := range services {
		if s.Cloud == cloud {
			keys = append(keys, s.EndpointKey)
		}
	}
	keys = append(keys, "sts")
	if cloud == "huaweicloud" {
		keys = append(keys, "iam")
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func endpointsAttribute(keys []string, variable, more string) schema.Attribute {
	return schema.MapAttribute{
		ElementType: types.StringType,
		Optional:    true,
		MarkdownDescription: "Endpoints that replace the cloud's own, by name: `" + strings.Join(keys, "`, `") + "`. Each is " +
			"`https://host` or `https://host:port`; `http://` is allowed only for loopback addresses. Environment: `" + variable +
			"` followed by the name in capitals." + more,
		Validators: []validator.Map{endpoints{keys: keys}},
	}
}

func sessionName(environment string) schema.Attribute {
	return text("Name of the session, shown in the audit log. Default `"+alicloud.DefaultSessionName+"`."+environment,
		statusread.NotBlank("be the name of a session"))
}

func sessionExpiration(environment string) schema.Attribute {
	return schema.NumberAttribute{
		Optional:            true,
		MarkdownDescription: "How long the session lasts, in seconds, from 900 to 43200. Default 3600." + environment,
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
