// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// model is what a practitioner reads.
type model struct {
	Region            types.String
	Licensed          types.Bool
	NotLicensedReason types.String
	Packages          []packageModel
	RequestID         types.String
}

type packageModel struct {
	SpecCode       types.String
	ResourceID     types.String
	ResourceStatus types.String
	TenantID       types.String
	HasLicense     types.Bool
	PackageUser    types.Bool
	OriginalAmount types.Number
	ResourceUsed   types.Number
	StartTime      types.String
	StartsAt       types.String
	ExpirationTime types.String
	ExpiresAt      types.String
}

// packageType is what the schema says of one package.
var packageType = attributes["packages"].GetType().(types.ListType).ElemType //nolint:forcetypeassert // it is a list

// values are the model by the names of its attributes.
func (m model) values() map[string]attr.Value {
	packages := make([]attr.Value, len(m.Packages))
	for i, p := range m.Packages {
		packages[i] = p.value()
	}
	return map[string]attr.Value{
		"region":              m.Region,
		"licensed":            m.Licensed,
		"not_licensed_reason": m.NotLicensedReason,
		"packages":            types.ListValueMust(packageType, packages),
		"request_id":          m.RequestID,
	}
}

func (p packageModel) value() attr.Value {
	members := packageType.(types.ObjectType).AttrTypes //nolint:forcetypeassert // of objects
	return types.ObjectValueMust(members, map[string]attr.Value{
		"spec_code":       p.SpecCode,
		"resource_id":     p.ResourceID,
		"resource_status": p.ResourceStatus,
		"tenant_id":       p.TenantID,
		"has_license":     p.HasLicense,
		"package_user":    p.PackageUser,
		"original_amount": p.OriginalAmount,
		"resource_used":   p.ResourceUsed,
		"start_time":      p.StartTime,
		"starts_at":       p.StartsAt,
		"expiration_time": p.ExpirationTime,
		"expires_at":      p.ExpiresAt,
	})
}

// fromStatus maps a response. It keeps the packages with specCode, or all when that is empty, in a stable order; now is
// what a license's times are held against.
func fromStatus(status api.Status, region, specCode string, now time.Time) (model, error) {
	m := model{Region: statusread.StringOrNull(&region), Packages: []packageModel{}, RequestID: statusread.StringOrNull(status.RequestID)}
	for _, p := range withCode(status.Packages, specCode) {
		mapped, err := fromPackage(p)
		if err != nil {
			return model{}, err
		}
		m.Packages = append(m.Packages, mapped)
	}
	reason := notLicensed(status.Packages, specCode, now)
	m.Licensed, m.NotLicensedReason = types.BoolValue(reason == ""), statusread.StringOrNull(&reason)
	slices.SortStableFunc(m.Packages, func(a, b packageModel) int {
		return cmp.Or(
			cmp.Compare(a.SpecCode.ValueString(), b.SpecCode.ValueString()),
			cmp.Compare(a.ResourceID.ValueString(), b.ResourceID.ValueString()),
		)
	})
	return m, nil
}

func fromPackage(p api.Package) (packageModel, error) {
	total, err := statusread.NumberFromDecimal(p.OriginalAmount)
	if err != nil {
		return packageModel{}, fmt.Errorf("original_amount: %w", err)
	}
	used, err := statusread.NumberFromDecimal(p.ResourceUsed)
	if err != nil {
		return packageModel{}, fmt.Errorf("resource_used: %w", err)
	}
	return packageModel{
		SpecCode:       statusread.StringOrNull(p.SpecCode),
		ResourceID:     statusread.StringOrNull(p.ResourceID),
		ResourceStatus: statusread.StringOrNull(p.ResourceStatus),
		TenantID:       statusread.StringOrNull(p.TenantID),
		HasLicense:     types.BoolPointerValue(p.HasLicense),
		PackageUser:    types.BoolPointerValue(p.PackageUser),
		OriginalAmount: total,
		ResourceUsed:   used,
		StartTime:      statusread.StringOrNull(p.StartTime),
		StartsAt:       statusread.TimestampOrNull(p.StartTime),
		ExpirationTime: statusread.StringOrNull(p.ExpirationTime),
		ExpiresAt:      statusread.TimestampOrNull(p.ExpirationTime),
	}, nil
}
