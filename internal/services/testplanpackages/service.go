// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package testplanpackages is the state of a tenant's online-test packages in Huawei Cloud CodeArts TestPlan:
// ShowEchoTestPackageUsing, GET /v1/projects/{service_id}/package/status. schema.go says what a practitioner sees,
// model.go maps a response to it, api is the wire.
package testplanpackages

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// Service describes the API to the provider.
func Service() statusread.Spec {
	return statusread.Spec{
		Name:          "huaweicloud_codearts_testplan_packages",
		Product:       "TestPlan",
		EndpointKey:   "cloudtest",
		Noun:          "TestPlan Project",
		API:           "cloudtest:ShowEchoTestPackageUsing",
		Permission:    "read access to CodeArts TestPlan, and make it a member of the CodeArts project",
		Cloud:         "huaweicloud",
		CloudName:     "Huawei Cloud",
		ExampleRegion: huaweicloud.ExampleRegion,
		Description:   description,
		NotFoundDetail: func(in string) string {
			return "TestPlan has no project with this service_id" + in + ". Check that it is the id of the CodeArts project " +
				"(not the IAM project id, which looks the same), and the region."
		},
		ID:         serviceID,
		Filters:    []statusread.Argument{specCode},
		Attributes: attributes,
		Conditions: []statusread.Condition{licensed},
		Connect:    statusread.Over(connect),
	}
}

func connect(session *huaweicloud.Client) statusread.Client {
	client := api.New(session)
	return statusread.Client{Region: session.Region, Read: func(ctx context.Context, args statusread.Request) (statusread.Reading, error) {
		status, err := client.Status(ctx, args.Region, args.ID)
		if err != nil {
			return statusread.Reading{}, err
		}
		code := args.Filters[specCode.Name]
		m, err := fromStatus(status, args.Region, code, time.Now())
		if err != nil {
			return statusread.Reading{}, err
		}
		reading := statusread.NewReading(m.values(), status.RequestID)
		if found := unreadableTimes(status.Packages, code); found != "" {
			reading.Warnings = append(reading.Warnings, diag.NewAttributeWarningDiagnostic(path.Root("packages"),
				"Unreadable Time in TestPlan Packages", found+". What cannot be read is no proof of a license, so such a package "+
					"does not count for licensed."))
		}
		return reading, nil
	}}
}
