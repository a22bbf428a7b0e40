// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
)

const description = "Reads the packages that a tenant holds for online tests in Huawei Cloud CodeArts TestPlan: which are " +
	"licensed, how much of each is used, and when it expires.\n\n" +
	"The identity needs read access to CodeArts TestPlan and has to be a member of the CodeArts project.\n\n" +
	"A tenant can hold several packages, some of them another tenant's. Set `spec_code` to gate on the one that matters.\n\n" +
	"## Status values\n\n" +
	"| `packages[*].resource_status` | meaning |\n|---|---|\n" +
	"| `normal` | The package can be used. |\n" +
	"| `freeze` | The package is frozen, for example after it expired or for want of payment: it is kept and cannot be used. |\n" +
	"| `close` | The package is closed. |\n\n" +
	"## Error codes\n\n" +
	"| code | meaning | what to do |\n|---|---|---|\n" +
	"| `CLOUDTEST.00012002` (400) | This is not the id of a CodeArts project. | Do not use the IAM project id, which looks the same. |\n" +
	"| `CLOUDTEST.00012003` (400) | TestPlan is not enabled in the project. | Enable it in the project's services. |\n" +
	"| `CLOUDTEST.00010005` (400) | Passing trouble inside TestPlan, after all retries. | Run again later. |\n" +
	"| `PM.02177003`, `PM.0215…`, `CLOUDTEST.00013024` to `CLOUDTEST.00013026` | The user is not a member of the project, or may " +
	"not see TestPlan. | Add the user to the project with a role that may. |\n"

var projectID = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)

var serviceID = live.Argument{
	Name: "service_id",
	Description: "Id of the CodeArts project, 32 hexadecimal characters: `huaweicloud_codearts_project.x.id`, or what the address " +
		"of the project's page shows. Not the IAM project id, which looks the same.",
	Validators: []live.Validator{live.Must(
		"be the id of a CodeArts project: 32 hexadecimal characters, without hyphens", projectID.MatchString)},
}

var specCode = live.Argument{
	Name: "spec_code",
	Description: "Keep only packages with this code, for example `codearts.testplan.china.echotest`. Without it every package is " +
		"kept, and `licensed` is true when any of them is licensed.",
	Validators: []live.Validator{live.NotBlank("be the code of a package, such as codearts.testplan.china.echotest")},
}

var licensed = live.Verdict{
	Name:    "licensed",
	Meaning: "a package is licensed",
}

var attributes = map[string]schema.Attribute{
	"licensed": schema.BoolAttribute{
		Computed: true,
		MarkdownDescription: "Whether some package in `packages` has a licence (`has_license`), is `normal`, and has no `expires_at` " +
			"in the past. Never null.",
	},
	"packages": schema.ListNestedAttribute{
		Computed: true,
		MarkdownDescription: "The packages, sorted by `spec_code` and `resource_id`, so that the order does not change from plan to " +
			"plan. Empty when there are none.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"spec_code": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Code of the package, for example `codearts.testplan.china.echotest`.",
			},
			"resource_id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the package's record.",
			},
			"resource_status": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "`normal`, `freeze` or `close`; see the table above. A value that TestPlan adds later is given as sent.",
			},
			"tenant_id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the tenant that holds the package.",
			},
			"has_license": schema.BoolAttribute{
				Computed:            true,
				MarkdownDescription: "Whether there is a licence.",
			},
			"package_user": schema.BoolAttribute{
				Computed:            true,
				MarkdownDescription: "Whether the package is another tenant's (`true`) or this tenant's own (`false`).",
			},
			"original_amount": schema.NumberAttribute{
				Computed:            true,
				MarkdownDescription: "Amount that the package holds in all, exactly as sent. 0 does not mean that it is used up.",
			},
			"resource_used": schema.NumberAttribute{
				Computed:            true,
				MarkdownDescription: "Amount used, exactly as sent.",
			},
			"start_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the package starts, as TestPlan sends it. Null when it sends none.",
			},
			"starts_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "When the package starts, in RFC 3339, UTC. Null when `start_time` is not 10 digits (seconds since " +
					"1970), 13 digits (milliseconds), or RFC 3339 with a zone.",
			},
			"expiration_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the package expires, as TestPlan sends it. Null when it sends none.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "When the package expires, in RFC 3339, UTC. Null when `expiration_time` is not 10 digits (seconds " +
					"since 1970), 13 digits (milliseconds), or RFC 3339 with a zone.",
			},
		}},
	},
	"request_id": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Id that Huawei Cloud gave the request, for its support. New at every read: an output that holds it, " +
			"or the whole object, changes in every plan.",
	},
}
