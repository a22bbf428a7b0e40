// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api reads a tenant's online-test packages from Huawei Cloud CodeArts TestPlan: one call, and its response in
// plain Go, without Terraform.
package api

import "github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"

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
