// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
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
func providerSchema(apis []api) schema.Schema {
	blocks := map[string]schema.Block{}
	for _, c := range cloudBlocks {
		blocks[c.name] = c.schema(c.endpointKeys(apis))
	}
	return schema.Schema{
		MarkdownDescription: "Reads live status from Alibaba Cloud and Huawei Cloud, and fails a plan or an apply unless the status is " +
			"as required.",
		Attributes: map[string]schema.Attribute{
			"max_retries": number("Retries of one read, or poll of a `wait`. 0 to 10, default 4.", 0, 10),
			"request_timeout": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Longest time for one attempt. Default `15s`.",
				Validators:          []validator.String{statusread.PositiveDuration()},
			},
			"max_concurrency": number("Requests in flight of all blocks that read many, per cloud. 1 to 256, default 32.", 1, maxConcurrency),
		},
		Blocks: blocks,
	}
}

func alicloudSchema(endpoints []string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Alibaba Cloud. An identity in it replaces the environment's.",
		Attributes: map[string]schema.Attribute{
			"region":                  text("Region of reads that set none, for example `cn-hangzhou`.", statusread.RegionName(alicloud.ExampleRegion)),
			"access_key":              text("AccessKey id.", token("an AccessKey id")),
			"secret_key":              secret("AccessKey secret.", "an AccessKey secret"),
			"security_token":          secret("Security token of a temporary (STS) key.", "a security token"),
			"profile":                 text("Profile of the Alibaba Cloud CLI. Default: its current one.", statusread.NotBlank("be the name of a CLI profile")),
			"shared_credentials_file": text("Configuration file of the CLI. Default `~/.aliyun/config.json`.", statusread.NotBlank("be the path of a file")),
			"ecs_role_name":           text("RAM role of this ECS instance.", statusread.NotBlank("be the name of a RAM role")),
			"credentials_uri":         text("URL that returns temporary credentials.", statusread.NotBlank("be a URL")),
			"endpoints":               endpointsAttribute(endpoints),
		},
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with that identity.",
				Attributes: map[string]schema.Attribute{
					"role_arn":           text("ARN of the role. Empty: no role.", roleARN()),
					"session_name":       sessionName(),
					"policy":             text("Policy (JSON) that limits the session further.", statusread.NotBlank("be a RAM policy in JSON")),
					"external_id":        text("External id that the role's trust policy requires.", statusread.NotBlank("be an external id")),
					"session_expiration": sessionExpiration(),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "RAM role to assume with an OIDC token.",
				Attributes: map[string]schema.Attribute{
					"oidc_provider_arn":  text("ARN of the OIDC identity provider in RAM.", roleARN()),
					"oidc_token":         secret("OIDC token.", "an OIDC token"),
					"oidc_token_file":    text("File with the OIDC token.", statusread.NotBlank("be the path of a file")),
					"role_arn":           text("ARN of the role.", roleARN()),
					"role_session_name":  sessionName(),
					"policy":             text("Policy (JSON) that limits the session further.", statusread.NotBlank("be a RAM policy in JSON")),
					"session_expiration": sessionExpiration(),
				},
			},
		},
	}
}

func huaweicloudSchema(endpoints []string) schema.Block {
	return schema.SingleNestedBlock{
		MarkdownDescription: "Huawei Cloud. An identity in it replaces the environment's.",
		Attributes: map[string]schema.Attribute{
			"region":                  text("Region of reads that set none, for example `cn-north-4`.", statusread.RegionName(huaweicloud.ExampleRegion)),
			"access_key":              text("Access key id (AK).", token("an access key id")),
			"secret_key":              secret("Secret access key (SK).", "a secret access key"),
			"security_token":          secret("Security token of a temporary key.", "a security token"),
			"auth_token":              secret("IAM token, sent instead of a signature.", "an IAM token"),
			"project_id":              text("IAM project id; not the CodeArts project's.", token("an IAM project id")),
			"shared_credentials_file": text("Credentials file of the SDK. Default `~/.huaweicloud/credentials`.", statusread.NotBlank("be the path of a file")),
			"shared_config_file":      text("Configuration file of KooCLI (`hcloud`). With `profile` alone, `~/.hcloud/config.json`.", statusread.NotBlank("be the path of a file")),
			"profile":                 text("Profile of KooCLI. Default: the file's current one.", statusread.NotBlank("be the name of a KooCLI profile")),
			"ecs_metadata": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Use the agency of this ECS instance.",
			},
			"cloud":     text("Domain of the hosts. Default `myhuaweicloud.com`, in `eu-west-1xx` `myhuaweicloud.eu`.", statusread.NotBlank("be a domain")),
			"endpoints": endpointsAttribute(endpoints),
		},
		Blocks: map[string]schema.Block{
			"assume_role": schema.SingleNestedBlock{
				MarkdownDescription: "Agency to assume with that identity.",
				Attributes: map[string]schema.Attribute{
					"agency_name": text("Name of the agency. Empty: no agency.",
						statusread.NotBlank("be the name of an agency")),
					"domain_name": text("Name of the account that has the agency.", statusread.NotBlank("be the name of an account")),
					"domain_id":   text("Id of the account that has the agency. Overrides `domain_name`.", token("the id of an account")),
					"duration":    agencyDuration("43200"),
				},
			},
			"assume_role_with_oidc": schema.SingleNestedBlock{
				MarkdownDescription: "Identity to assume with an OIDC token.",
				Attributes: map[string]schema.Attribute{
					"idp_id":        text("Name of the identity provider in IAM.", token("the name of an identity provider")),
					"id_token":      secret("OIDC token.", "an OIDC token"),
					"id_token_file": text("File with the OIDC token.", statusread.NotBlank("be the path of a file")),
					"agency_name":   text("Name of an agency to assume then. Needs `domain_id`.", statusread.NotBlank("be the name of an agency")),
					"domain_id":     text("Id of the account that has the agency.", token("the id of an account")),
					"duration":      agencyDuration("3600"),
				},
			},
		},
	}
}

// The limits of a session, in seconds: longestSession and longestChained are what STS gives to a permanent key and to a temporary
// one of Huawei Cloud, longestSession also what STS of Alibaba Cloud gives, longestIAMSession what IAM gives.
const (
	shortestSession   = 900
	longestSession    = 43200
	longestChained    = 3600
	longestIAMSession = 86400
)

func agencyDuration(mostBySTS string) schema.Attribute {
	return number("Seconds that a session lasts, 900 to 86400, with `domain_id` to "+mostBySTS+". Default 3600.", shortestSession, longestIAMSession)
}

func endpointsAttribute(keys []string) schema.Attribute {
	return schema.MapAttribute{
		ElementType:         types.StringType,
		Optional:            true,
		MarkdownDescription: "Hosts that replace the cloud's own: `" + strings.Join(keys, "`, `") + "`.",
		Validators:          []validator.Map{endpoints{keys: keys}},
	}
}

func sessionName() schema.Attribute {
	return text("Session's name in the audit log. Default `"+alicloud.DefaultSessionName+"`.",
		statusread.NotBlank("be the name of a session"))
}

func sessionExpiration() schema.Attribute {
	return number("Seconds that the session lasts, 900 to 43200. Default 3600.", shortestSession, longestSession)
}

func number(description string, least, most int) schema.NumberAttribute {
	return schema.NumberAttribute{
		Optional: true, MarkdownDescription: description, Validators: []validator.Number{wholeNumber(least, most)},
	}
}

// text accepts an empty text too, which is not set.
func text(description string, v statusread.Validator) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{v.OrEmpty()}}
}

func secret(description, what string) schema.StringAttribute {
	attribute := text(description, token(what))
	attribute.Sensitive = true
	return attribute
}
