// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package saeapplication is the status of an Alibaba Cloud SAE application: SAE 2019-05-06, DescribeApplicationStatus.
// schema.go says what a practitioner sees, model.go maps an answer to it, api is the wire.
package saeapplication

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
)

// Service describes the API to the provider.
func Service() live.Service {
	return live.Service{
		Name:           "alicloud_sae_application",
		Product:        "SAE",
		EndpointKey:    "sae",
		Noun:           "SAE Application",
		API:            "sae:DescribeApplicationStatus",
		Permission:     "the RAM action sae:DescribeApplicationStatus",
		Cloud:          "alicloud",
		CloudName:      "Alibaba Cloud",
		ExampleRegion:  alicloud.ExampleRegion,
		Description:    description,
		GatewayCodes:   alicloud.ErrorCodes,
		PermissionText: alicloud.Permission("sae:DescribeApplicationStatus"),
		ProductName:    "SAE",
		Host:           "`sae.<region>.aliyuncs.com`",
		Absent: func(in string) string {
			return "SAE has no application with this app_id" + in + ". Check the id, and the region: an application is visible " +
				"only in its own."
		},
		ID:         appID,
		Attributes: attributes,
		Statuses:   []live.Status{currentStatus, lastChangeOrderStatus, subStatus, lastChangeOrderID},
		Verdicts:   []live.Verdict{ready},
		Waits:      true,
		Connect:    live.Over(connect),
	}
}

func connect(session *alicloud.Session) live.Reader {
	client := api.New(session)
	return live.Reader{Region: session.Region, Try: func(ctx context.Context, args live.Arguments) (live.Reading, error) {
		status, err := client.Status(ctx, args.Region, args.ID)
		if err != nil {
			return live.Reading{}, err
		}
		reading := live.NewReading(fromStatus(status, args.Region).values(), status.RequestID)
		if status.Arms != nil && status.Arms.LicenseKey != nil {
			reading.Secrets = []string{*status.Arms.LicenseKey}
		}
		if status.ArmsUnreadable {
			reading.Warnings = append(reading.Warnings, diag.NewAttributeWarningDiagnostic(path.Root("arms_apm_info"),
				"Unreadable ARMS Metadata", "SAE sent ARMS metadata that is not a JSON object with appId and licenseKey, so "+
					"arms_apm_info is null. It is not shown here, since it may hold the license key."))
		}
		return reading, nil
	}}
}
