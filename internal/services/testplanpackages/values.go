// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"cmp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// values maps a response to the attributes. It keeps the packages with specCode, or all if that is empty; a license is
// valid or not at now.
func values(status api.Status, specCode string, now time.Time) map[string]attr.Value {
	reason := notLicensed(status.Packages, specCode, now)
	return map[string]attr.Value{
		"licensed":            types.BoolValue(reason == ""),
		"not_licensed_reason": statusread.StringOrNull(reason),
		"packages":            packagesValue(withCode(status.Packages, specCode)),
		"request_id":          statusread.StringOrNull(status.RequestID),
	}
}

// packageType is the type that the schema gives one package.
var packageType = attributes["packages"].GetType().(types.ListType).ElemType.(types.ObjectType) //nolint:forcetypeassert // a list of objects

// packagesValue lists packages in a stable order: TestPlan promises none.
func packagesValue(packages []api.Package) attr.Value {
	sorted := slices.Clone(packages)
	slices.SortStableFunc(sorted, func(a, b api.Package) int {
		return cmp.Or(cmp.Compare(a.SpecCode, b.SpecCode), cmp.Compare(a.ResourceID, b.ResourceID))
	})
	out := make([]attr.Value, len(sorted))
	for i, p := range sorted {
		out[i] = packageValue(p)
	}
	return types.ListValueMust(packageType, out)
}

func packageValue(p api.Package) attr.Value {
	return types.ObjectValueMust(packageType.AttrTypes, map[string]attr.Value{
		"spec_code":       statusread.StringOrNull(p.SpecCode),
		"resource_id":     statusread.StringOrNull(p.ResourceID),
		"resource_status": statusread.StringOrNull(p.ResourceStatus),
		"tenant_id":       statusread.StringOrNull(p.TenantID),
		"has_license":     types.BoolPointerValue(p.HasLicense),
		"package_user":    types.BoolPointerValue(p.PackageUser),
		"original_amount": statusread.NumberOrNull(p.OriginalAmount),
		"resource_used":   statusread.NumberOrNull(p.ResourceUsed),
		"start_time":      statusread.StringOrNull(p.StartTime),
		"starts_at":       statusread.TimestampOrNull(p.StartTime),
		"expiration_time": statusread.StringOrNull(p.ExpirationTime),
		"expires_at":      statusread.TimestampOrNull(p.ExpirationTime),
	})
}
