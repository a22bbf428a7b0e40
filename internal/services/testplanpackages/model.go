// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
)

// model is what a practitioner reads.
type model struct {
	Region    types.String   `tfsdk:"region"`
	Licensed  types.Bool     `tfsdk:"licensed"`
	Packages  []packageModel `tfsdk:"packages"`
	RequestID types.String   `tfsdk:"request_id"`
}

type packageModel struct {
	SpecCode       types.String `tfsdk:"spec_code"`
	ResourceID     types.String `tfsdk:"resource_id"`
	ResourceStatus types.String `tfsdk:"resource_status"`
	TenantID       types.String `tfsdk:"tenant_id"`
	HasLicense     types.Bool   `tfsdk:"has_license"`
	PackageUser    types.Bool   `tfsdk:"package_user"`
	OriginalAmount types.Number `tfsdk:"original_amount"`
	ResourceUsed   types.Number `tfsdk:"resource_used"`
	StartTime      types.String `tfsdk:"start_time"`
	StartsAt       types.String `tfsdk:"starts_at"`
	ExpirationTime types.String `tfsdk:"expiration_time"`
	ExpiresAt      types.String `tfsdk:"expires_at"`
}

// fromStatus maps an answer. It keeps the packages with specCode, or all when that is empty, in a stable order; now is
// what a licence's end is held against.
func fromStatus(status api.Status, region, specCode string, now time.Time) (model, error) {
	m := model{Region: live.Text(&region), Packages: []packageModel{}, RequestID: live.Text(status.RequestID)}
	held := false
	for _, p := range withCode(status.Packages, specCode) {
		mapped, err := fromPackage(p)
		if err != nil {
			return model{}, err
		}
		m.Packages = append(m.Packages, mapped)
		held = held || unlicensed(p, now) == ""
	}
	m.Licensed = types.BoolValue(held)
	slices.SortStableFunc(m.Packages, func(a, b packageModel) int {
		return cmp.Or(
			cmp.Compare(a.SpecCode.ValueString(), b.SpecCode.ValueString()),
			cmp.Compare(a.ResourceID.ValueString(), b.ResourceID.ValueString()),
		)
	})
	return m, nil
}

func fromPackage(p api.Package) (packageModel, error) {
	total, err := live.Exact(p.OriginalAmount)
	if err != nil {
		return packageModel{}, fmt.Errorf("original_amount: %w", err)
	}
	used, err := live.Exact(p.ResourceUsed)
	if err != nil {
		return packageModel{}, fmt.Errorf("resource_used: %w", err)
	}
	return packageModel{
		SpecCode:       live.Text(p.SpecCode),
		ResourceID:     live.Text(p.ResourceID),
		ResourceStatus: live.Text(p.ResourceStatus),
		TenantID:       live.Text(p.TenantID),
		HasLicense:     types.BoolPointerValue(p.HasLicense),
		PackageUser:    types.BoolPointerValue(p.PackageUser),
		OriginalAmount: total,
		ResourceUsed:   used,
		StartTime:      live.Text(p.StartTime),
		StartsAt:       live.RFC3339(p.StartTime),
		ExpirationTime: live.Text(p.ExpirationTime),
		ExpiresAt:      live.RFC3339(p.ExpirationTime),
	}, nil
}
