// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func of(s string) *string { return &s }

func TestLicensed(t *testing.T) {
	yes, no := true, false
	tests := map[string]struct {
		p    api.Package
		want bool
	}{
		"licensed, no end":        {api.Package{HasLicense: &yes, ResourceStatus: of("normal")}, true},
		"ends later (ms)":         {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("1893456000000")}, true},
		"ends later (s)":          {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("1893456000")}, true},
		"has ended (ms)":          {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("1563373372746")}, false},
		"has ended (RFC 3339)":    {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("2026-01-02T03:04:04+00:00")}, false},
		"ends this second":        {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("2026-01-02T03:04:05Z")}, false},
		"an end nobody can read":  {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("2020-01-01 00:00:00")}, true},
		"no licence":              {api.Package{HasLicense: &no, ResourceStatus: of("normal")}, false},
		"licence not said":        {api.Package{ResourceStatus: of("normal")}, false},
		"frozen":                  {api.Package{HasLicense: &yes, ResourceStatus: of("freeze")}, false},
		"closed":                  {api.Package{HasLicense: &yes, ResourceStatus: of("close")}, false},
		"status not said":         {api.Package{HasLicense: &yes}, false},
		"a status nobody knows":   {api.Package{HasLicense: &yes, ResourceStatus: of("thawing")}, false},
		"another tenant's serves": {api.Package{HasLicense: &yes, ResourceStatus: of("normal"), PackageUser: &yes}, true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := unlicensed(tc.p, now); (got == "") != tc.want {
				t.Errorf("got %q", got)
			}
			m, err := fromStatus(api.Status{Packages: []api.Package{tc.p}}, "cn-north-4", "", now)
			if err != nil || m.Licensed.IsNull() || m.Licensed.ValueBool() != tc.want {
				t.Errorf("licensed = %s, %v", m.Licensed, err)
			}
		})
	}
}

func TestPackagesAreSortedAndFiltered(t *testing.T) {
	yes := true
	status := api.Status{Packages: []api.Package{
		{SpecCode: of("pro"), ResourceID: of("2")},
		{SpecCode: of("echo"), ResourceID: of("9"), HasLicense: &yes, ResourceStatus: of("normal")},
		{SpecCode: of("pro"), ResourceID: of("1")},
		{SpecCode: of("pro")},
		{},
	}}
	order := func(specCode string) (ids []string, licensed bool) {
		m, err := fromStatus(status, "", specCode, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Packages {
			ids = append(ids, p.SpecCode.ValueString()+"/"+p.ResourceID.ValueString())
		}
		return ids, m.Licensed.ValueBool()
	}
	tests := map[string]struct {
		want     []string
		licensed bool
	}{
		"":     {[]string{"/", "echo/9", "pro/", "pro/1", "pro/2"}, true},
		"pro":  {[]string{"pro/", "pro/1", "pro/2"}, false},
		"echo": {[]string{"echo/9"}, true},
		"none": {nil, false},
	}
	for specCode, tc := range tests {
		got, licensed := order(specCode)
		if len(got) != len(tc.want) || licensed != tc.licensed {
			t.Errorf("%q: got %v, licensed %t", specCode, got, licensed)
			continue
		}
		for i := range got {
			if got[i] != tc.want[i] {
				t.Errorf("%q: got %v, want %v", specCode, got, tc.want)
				break
			}
		}
	}
}

func TestFromPackage(t *testing.T) {
	yes, no := true, false
	t.Run("full", func(t *testing.T) {
		got, err := fromPackage(api.Package{
			SpecCode: of("echo"), ResourceID: of("4f8d"), ResourceStatus: of("normal"), TenantID: of("a5e3"),
			HasLicense: &yes, PackageUser: &no, OriginalAmount: of("1234.5"), ResourceUsed: of("0"),
			StartTime: of("1563373372"), ExpirationTime: of("1563373372746"),
		})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			`"echo"`: got.SpecCode.String(), `"4f8d"`: got.ResourceID.String(), `"normal"`: got.ResourceStatus.String(),
			`"a5e3"`: got.TenantID.String(), "true": got.HasLicense.String(), "false": got.PackageUser.String(),
			"1234.5": got.OriginalAmount.String(), "0": got.ResourceUsed.String(), `"1563373372"`: got.StartTime.String(),
			`"1563373372746"`: got.ExpirationTime.String(),
		}
		for w, g := range want {
			if g != w {
				t.Errorf("got %s, want %s", g, w)
			}
		}
		if got.StartsAt.ValueString() != "2019-07-17T14:22:52Z" || got.ExpiresAt.ValueString() != "2019-07-17T14:22:52Z" {
			t.Errorf("instants: %s, %s", got.StartsAt, got.ExpiresAt)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		got, err := fromPackage(api.Package{})
		if err != nil {
			t.Fatal(err)
		}
		if !got.SpecCode.IsNull() || !got.OriginalAmount.IsNull() || !got.HasLicense.IsNull() || !got.ExpiresAt.IsNull() {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("no number", func(t *testing.T) {
		if _, err := fromPackage(api.Package{OriginalAmount: of("many")}); err == nil {
			t.Error("an amount that is no number was accepted")
		}
	})
}

func TestWhyUnlicensed(t *testing.T) {
	yes, no := true, false
	good := api.Package{SpecCode: of("echo"), HasLicense: &yes, ResourceStatus: of("normal")}
	bare := api.Package{SpecCode: of("pro"), HasLicense: &no, ResourceStatus: of("normal")}
	frozen := api.Package{SpecCode: of("echo"), HasLicense: &yes, ResourceStatus: of("freeze")}
	expired := api.Package{SpecCode: of("echo"), HasLicense: &yes, ResourceStatus: of("normal"), ExpirationTime: of("1563373372")}
	tests := map[string]struct {
		packages []api.Package
		specCode string
		want     string
	}{
		"one is a licence":      {[]api.Package{bare, good}, "", ""},
		"but not of this code":  {[]api.Package{bare, good}, "pro", "pro has no licence."},
		"none at all":           {nil, "", "There is no package."},
		"none of this code":     {[]api.Package{good}, "pro", "There is no package with spec_code pro."},
		"several reasons":       {[]api.Package{frozen, bare, expired}, "", "echo expired at 2019-07-17T14:22:52Z, echo is freeze, pro has no licence."},
		"the same reason twice": {[]api.Package{bare, bare}, "", "pro has no licence."},
		"nothing is said":       {[]api.Package{{}}, "", "a package without spec_code has no licence."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := whyUnlicensed(tc.packages, tc.specCode, now); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}
