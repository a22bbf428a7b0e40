// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api asks Huawei Cloud CodeArts TestPlan about a tenant's online-test packages: one call, and its answer in
// plain Go. It knows the wire and nothing of Terraform.
package api

// ResourceStatuses are the documented values of a package's ResourceStatus, in the document's order.
var ResourceStatuses = []string{"normal", "freeze", "close"}

// Status is one answer.
type Status struct {
	// Packages are in the order of the response.
	Packages []Package
	// RequestID is the header's X-Request-Id, else the body's.
	RequestID *string
}

// Package is one package of the tenant. What the response lacks, or gives as null, is nil.
type Package struct {
	SpecCode, ResourceID, TenantID *string
	// ResourceStatus is in the documented spelling where it is a documented one, else as sent.
	ResourceStatus *string
	HasLicense     *bool
	// PackageUser is true for a package of another tenant.
	PackageUser *bool
	// OriginalAmount and ResourceUsed are decimals exactly as sent.
	OriginalAmount, ResourceUsed *string
	// StartTime and ExpirationTime are exactly as sent. The document says "timestamp" and names no unit.
	StartTime, ExpirationTime *string
}
