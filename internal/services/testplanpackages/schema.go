// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

const description = "Reads a tenant's packages for online tests in Huawei Cloud CodeArts TestPlan: which are licensed, how " +
	"much of each is used, and when each expires."

var serviceID = statusread.Argument{
	Name: "service_id",
	Description: "Id of the CodeArts project, 32 hexadecimal characters: `huaweicloud_codearts_project.x.id`, or the id in the URL " +
		"of the project's page in the console. Not the IAM project id, which looks the same.",
	Validator: statusread.ID("be the id of a CodeArts project: 32 hexadecimal characters, without hyphens"),
}

var specCode = statusread.Argument{
	Name: "spec_code",
	Description: "Keep only packages with this code, for example `codearts.testplan.china.echotest`. Without it all packages are " +
		"kept, and `licensed` is true when any of them is licensed.",
	Validator: statusread.ID("be the code of a package, such as codearts.testplan.china.echotest"),
}

var licensed = statusread.Condition{
	Name:    "licensed",
	Meaning: "a package is licensed",
	Reason:  "not_licensed_reason",
}

var attributes = map[string]schema.Attribute{
	"licensed": statusread.Bool("Whether some package in `packages` has a license (`has_license`), is `normal`, has a `start_time` " +
		"that is absent or past, and an `expiration_time` that is absent or in the future. A package with a time that cannot be " +
		"read does not count, and a warning says so; a time without a zone has to be past, or in the future, in every zone. " +
		"Never null."),
	"not_licensed_reason": statusread.String("Why no package is licensed, in one sentence. Null when a package is licensed."),
	"packages": schema.ListNestedAttribute{
		Computed: true,
		MarkdownDescription: "The packages, sorted by `spec_code` and `resource_id`, so that the order does not change from plan to " +
			"plan. Empty when there are none.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"spec_code":       statusread.String("Code of the package, for example `codearts.testplan.china.echotest`. Documented length: 200 characters."),
			"resource_id":     statusread.String("Id of the package's resource record. Documented length: 32 characters."),
			"resource_status": statusread.String("`normal`, `freeze` or `close`; see *Status values*. A value that is not documented stays as it was sent."),
			"tenant_id":       statusread.String("Id of the tenant. Documented length: 32 characters."),
			"has_license":     statusread.Bool("Whether there is a license."),
			"package_user":    statusread.Bool("Whether the package belongs to another tenant (`true`) or to this one (`false`)."),
			"original_amount": statusread.Number("Total amount of the package, exactly as sent. 0 need not mean that it is used up: the document's sample has 0 for a licensed package."),
			"resource_used":   statusread.Number("Amount used, exactly as sent. Documented range: 0 to 1000000."),
			"start_time":      statusread.String("When the package starts, as TestPlan sends it: a timestamp whose unit is not documented. Null when TestPlan sends none."),
			"starts_at":       inUTC("starts", "start_time"),
			"expiration_time": statusread.String("When the package expires, as TestPlan sends it: a timestamp whose unit is not documented. Null when TestPlan sends none."),
			"expires_at":      inUTC("expires", "expiration_time"),
		}},
	},
	"request_id": statusread.ReadID("Id of the request, for Huawei Cloud support."),
}

func inUTC(what, sent string) schema.Attribute {
	return statusread.String("When the package " + what + ", in RFC 3339, UTC. Null when `" + sent + "` is neither an integer of 10 digits " +
		"(seconds since 1970) or 12 to 15 (milliseconds), nor RFC 3339 with a zone, and when its 12 or 14 digits are also a " +
		"date, as those of `20200101000000` are.")
}
