// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package testplanpackages is the state of a tenant's online-test packages in Huawei Cloud CodeArts TestPlan:
// ShowEchoTestPackageUsing, GET /v1/projects/{service_id}/package/status. schema.go has the
// attributes, values.go maps a response to them, api is the wire format.
package testplanpackages

import (
	"context"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// Spec describes the API.
func Spec() *statusread.Spec {
	return &statusread.Spec{
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
		Condition:  licensed,
	}
}

// New makes the API's client. It does no I/O.
func New(c *huaweicloud.Client) statusread.Client { return client{c} }

type client struct{ cloud *huaweicloud.Client }

func (c client) Read(ctx context.Context, req statusread.Request) (statusread.Reading, error) {
	status, err := api.Read(ctx, c.cloud, req.Region, req.ID)
	if err != nil {
		return statusread.Reading{}, err
	}
	code := req.Filters[specCode.Name]
	reading := statusread.Reading{
		Region: status.Region, Endpoint: c.cloud.EndpointElsewhere(api.Product.Service, status.Region), Values: values(status, code, time.Now()),
	}
	if found := unreadableTimes(status.Packages, code); found != "" {
		reading.Warnings = []statusread.Warning{{
			Attribute: "packages",
			Summary:   "Unreadable Time in TestPlan Packages",
			Detail:    found + ". A time that cannot be read does not prove a license, so such a package does not count for licensed.",
		}}
	}
	return reading, nil
}
