// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"context"
	"regexp"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
)

// product is CodeArts TestPlan, which the API calls cloudtest. The regions are those of the SDK's table and of the vendor's
// pages of endpoints (2025-10-17).
var product = huaweicloud.Product{
	Key: "cloudtest", Name: "CodeArts TestPlan", Host: "cloudtest-ext",
	Domains: map[string]string{"cn-east-2": "myhuaweicloud.cn"}, // as in the SDK's table
	Regions: []string{
		"cn-north-1", "cn-north-4", "cn-east-2", "cn-east-3", "cn-south-1", "ap-southeast-3", "la-north-2", "sa-brazil-1", "eu-west-101",
	},
}

// Client reads packages with one identity.
type Client struct{ cloud *huaweicloud.Client }

// New makes a client. It does no I/O.
func New(c *huaweicloud.Client) *Client { return &Client{cloud: c} }

// projectID matches the id of a CodeArts project. It becomes part of the path, so nothing else may pass.
var projectID = regexp.MustCompile(`^[0-9A-Fa-f]{32}$`)

// Status makes one attempt at reading the packages that the tenant has in a CodeArts project. Its error is an
// *apierr.Error.
//
// API: CodeArts TestPlan, cloudtest v1, ShowEchoTestPackageUsing, GET /v1/projects/{service_id}/package/status.
// Document: https://support.huaweicloud.com/api-testman/ShowEchoTestPackageUsing.html (2025-07-24).
func (c *Client) Status(ctx context.Context, region, serviceID string) (Status, error) {
	if !projectID.MatchString(serviceID) {
		return Status{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: argument,
			Reason: "service_id is the id of a CodeArts project: 32 hexadecimal characters without hyphens.",
			Advice: "It is the id of the huaweicloud_codearts_project resource, and stands in the address of the project's pages.",
		}
	}
	call := huaweicloud.Call{Product: product, Region: region, Path: "/v1/projects/" + serviceID + "/package/status"}
	return huaweicloud.Do(ctx, c.cloud, call, decode)
}
