// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package saeapplication is the status of an Alibaba Cloud SAE application: SAE 2019-05-06, DescribeApplicationStatus.
// schema.go says what a practitioner sees, model.go maps a response to it, api is the wire.
package saeapplication

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// Service describes the API to the provider.
func Service() statusread.Spec {
	return statusread.Spec{
		Name:          "alicloud_sae_application",
		Product:       "SAE",
		EndpointKey:   "sae",
		Noun:          "SAE Application",
		API:           "sae:DescribeApplicationStatus",
		Permission:    "the RAM action sae:DescribeApplicationStatus",
		Cloud:         "alicloud",
		CloudName:     "Alibaba Cloud",
		ExampleRegion: alicloud.ExampleRegion,
		Description:   description,
		NotFoundDetail: func(in string) string {
			return "SAE has no application with this app_id" + in + ". Check the id, and the region: an application is visible " +
				"only in its own."
		},
		ID:         appID,
		Attributes: attributes,
		Statuses:   []statusread.StatusAttribute{currentStatus, lastChangeOrderStatus, subStatus, lastChangeOrderID},
		Conditions: []statusread.Condition{ready},
		Waits:      true,
		Connect:    statusread.Over(connect),
	}
}

func connect(session *alicloud.Client) statusread.Client {
	client := api.New(session)
	return statusread.Client{Region: session.Region, Read: func(ctx context.Context, args statusread.Request) (statusread.Reading, error) {
		status, err := client.Status(ctx, args.Region, args.ID)
		if err != nil {
			return statusread.Reading{}, err
		}
		reading := statusread.NewReading(fromStatus(status, args.Region).values(), status.RequestID)
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
