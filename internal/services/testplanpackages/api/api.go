// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api reads a tenant's online-test packages from Huawei Cloud CodeArts TestPlan: one call, and its response in
// plain Go, without Terraform.
package api

import (
	"context"
	"regexp"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// Product is CodeArts TestPlan, which the API calls cloudtest. The regions are those of the SDK's table and of the vendor's
// pages of endpoints (2025-10-17).
var Product = huaweicloud.Product{
	Service: cloud.Service{
		Key: "cloudtest", Name: "CodeArts TestPlan", Host: "cloudtest-ext",
		Regions: []string{
			"cn-north-1", "cn-north-4", "cn-east-2", "cn-east-3", "cn-south-1", "ap-southeast-3", "la-north-2", "sa-brazil-1", "eu-west-101",
		},
	},
	Domains: map[string]string{"cn-east-2": "myhuaweicloud.cn"}, // as in the SDK's table
}

// projectID matches the id of a CodeArts project. It becomes part of the path, so nothing else may pass.
var projectID = regexp.MustCompile(`^[0-9A-Fa-f]{32}$`)

// ResourceStatuses are the documented values of a package's ResourceStatus, in the document's order.
var ResourceStatuses = []string{"normal", "freeze", "close"}

// Status is one response.
type Status struct {
	// Region is the region of the request.
	Region string
	// Packages are in the order of the response.
	Packages []Package
	// RequestID is the header's X-Request-Id, else the body's.
	RequestID string
}

// Package is one package of the tenant. What the response lacks, or gives as null, is "" or nil.
type Package struct {
	SpecCode, ResourceID, TenantID string
	// ResourceStatus is in the documented spelling if it is a documented one, else as sent.
	ResourceStatus string
	HasLicense     *bool
	// PackageUser is true for a package of another tenant.
	PackageUser *bool
	// OriginalAmount and ResourceUsed are decimals exactly as sent.
	OriginalAmount, ResourceUsed *wire.Decimal
	// StartTime and ExpirationTime are exactly as sent. The document says "timestamp" and names no unit.
	StartTime, ExpirationTime string
}

// Read makes one attempt at reading the packages that the tenant has in a CodeArts project. Its error is an
// *apierr.Error.
//
// API: CodeArts TestPlan, cloudtest v1, ShowEchoTestPackageUsing, GET /v1/projects/{service_id}/package/status.
// Document: https://support.huaweicloud.com/api-testman/ShowEchoTestPackageUsing.html (2025-07-24).
func Read(ctx context.Context, c *huaweicloud.Client, region, serviceID string) (Status, error) {
	if !projectID.MatchString(serviceID) {
		return Status{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: argument,
			Reason: "service_id is the id of a CodeArts project: 32 hexadecimal characters without hyphens.",
			Advice: "It is the id of the huaweicloud_codearts_project resource, and stands in the address of the project's pages.",
		}
	}
	return credentials.Do(ctx, c.Call(Product, region, "/v1/projects/"+serviceID+"/package/status"), decode)
}
