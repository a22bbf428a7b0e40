// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package saeapplication is the status of an Alibaba Cloud SAE application: SAE 2019-05-06, DescribeApplicationStatus.
// schema.go has the attributes, values.go maps a response to them, api is the wire format.
package saeapplication

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/sae"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// Spec describes the API.
func Spec() *statusread.Spec {
	return &statusread.Spec{
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
		Condition:  ready,
		Waits:      true,
		Secret:     licenseKey,
		Plural: &statusread.Plural{
			Name:        "alicloud_sae_applications",
			IDs:         "app_ids",
			Elements:    "applications",
			Description: pluralDescription,
			Omitted:     []string{armsAPMInfo}, // no license key goes into the state of a fleet
		},
	}
}

// New makes the API's client. It does no I/O.
func New(c *alicloud.Client) statusread.Client { return client{c} }

type client struct{ cloud *alicloud.Client }

func (c client) Read(ctx context.Context, req statusread.Request) (statusread.Reading, error) {
	status, err := api.Read(ctx, c.cloud, req.Region, req.ID)
	if err != nil {
		return statusread.Reading{}, err
	}
	reading := statusread.Reading{
		Region: status.Region, Endpoint: c.cloud.EndpointElsewhere(sae.Product.Service, status.Region), Values: values(status),
	}
	if status.ArmsUnreadable {
		reading.Warnings = []statusread.Warning{{
			Attribute: armsAPMInfo,
			Summary:   "Unreadable ARMS Metadata",
			Detail: "SAE sent ARMS metadata that is not a JSON object with appId and licenseKey, so arms_apm_info is null. It is not " +
				"shown here, since it may contain the license key.",
		}}
	}
	return reading, nil
}
