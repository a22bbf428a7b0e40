// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"math/big"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread/statustest"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func of(s wire.Decimal) *wire.Decimal { return &s }

// Each field that licensed rests on, in a package that is licensed but for it: documented, unknown, blank, null (which
// stands for absent and "" too). Only what is known to be good leaves it licensed.
func TestLicensedByField(t *testing.T) {
	yes, no := true, false
	unread := func(field, sent string) string { return "has the " + field + " " + sent + ", which cannot be read" }
	start := func(sent string) func(*api.Package) { return func(p *api.Package) { p.StartTime = sent } }
	end := func(sent string) func(*api.Package) { return func(p *api.Package) { p.ExpirationTime = sent } }
	status := func(word string) func(*api.Package) { return func(p *api.Package) { p.ResourceStatus = word } }
	for name, tc := range map[string]struct {
		set    func(*api.Package)
		reason string // without the package's name
	}{
		"all good":                           {func(*api.Package) {}, ""},
		"has_license false":                  {func(p *api.Package) { p.HasLicense = &no }, "has no license"},
		"has_license null":                   {func(p *api.Package) { p.HasLicense = nil }, "does not say whether it has a license"},
		"resource_status freeze":             {status("freeze"), "has resource_status freeze"},
		"resource_status close":              {status("close"), "has resource_status close"},
		"resource_status unknown":            {status("thawing"), "has resource_status thawing"},
		"resource_status blank":              {status(" "), `has resource_status " "`},
		"resource_status empty":              {status(""), "has no resource_status"},
		"resource_status null":               {func(p *api.Package) { p.ResourceStatus = "" }, "has no resource_status"},
		"package_user true":                  {func(p *api.Package) { p.PackageUser = &yes }, ""},
		"package_user null":                  {func(p *api.Package) { p.PackageUser = nil }, ""},
		"start null":                         {func(p *api.Package) { p.StartTime = "" }, ""},
		"start empty":                        {start(""), ""},
		"start blank":                        {start(" "), unread("start_time", `" "`)},
		"start unreadable":                   {start("soon"), unread("start_time", `"soon"`)},
		"start of 11 digits":                 {start("16000000000"), unread("start_time", `"16000000000"`)},
		"start a huge number":                {start("1e999999999"), unread("start_time", `"1e999999999"`)},
		"start past":                         {start("1600000000000"), ""},
		"start past (s, exponent)":           {start("1.6e9"), ""},
		"start past, no zone":                {start("2026-01-01 15:04:05"), ""},
		"start this second":                  {start("2026-01-02T03:04:05Z"), ""},
		"start next month":                   {start("2026-02-02T03:04:05+08:00"), "starts at 2026-02-01T19:04:05Z"},
		"start next month (ms)":              {start("1769958245000"), "starts at 2026-02-01T15:04:05Z"},
		"start next month, no zone":          {start("2026-02-02 03:04:05"), `starts at "2026-02-02 03:04:05"`},
		"start for ever":                     {start("999999999999999"), "starts at 999999999999999"},
		"start past in some zones":           {start("2026-01-02 03:04:05"), `has the start_time "2026-01-02 03:04:05" without a time zone, which is not past in every zone`},
		"end null":                           {func(p *api.Package) { p.ExpirationTime = "" }, ""},
		"end empty":                          {end(""), ""},
		"end blank":                          {end(" "), unread("expiration_time", `" "`)},
		"end unreadable":                     {end("31/12/2099"), unread("expiration_time", `"31/12/2099"`)},
		"end of 0":                           {end("0"), unread("expiration_time", `"0"`)},
		"end of 16 digits":                   {end("1600000000000000"), unread("expiration_time", `"1600000000000000"`)},
		"end a huge number":                  {end("1e999999999"), unread("expiration_time", `"1e999999999"`)},
		"end past (ms)":                      {end("1600000000000"), "expired at 2020-09-13T12:26:40Z"},
		"end past (s)":                       {end("1600000000"), "expired at 2020-09-13T12:26:40Z"},
		"end past, exponent":                 {end("1.6E12"), "expired at 2020-09-13T12:26:40Z"},
		"end past, point":                    {end("1600000000000.0"), "expired at 2020-09-13T12:26:40Z"},
		"end past, blank before":             {end(" 1600000000000"), "expired at 2020-09-13T12:26:40Z"},
		"end past, zone without a colon":     {end("2020-09-13T20:26:40+0800"), "expired at 2020-09-13T12:26:40Z"},
		"end past, no zone":                  {end("2020-09-13T12:26:40"), "expired at 2020-09-13T12:26:40"},
		"end past, no zone, blank for the T": {end("2020-09-13 12:26:40"), `expired at "2020-09-13 12:26:40"`},
		"end this second":                    {end("2026-01-02T03:04:05Z"), "expired at 2026-01-02T03:04:05Z"},
		"end later (ms)":                     {end("1893456000000"), ""},
		"end later (s)":                      {end("1893456000"), ""},
		"end later, a second":                {end("2026-01-02T03:04:06+00:00"), ""},
		"end later, no zone":                 {end("2026-01-02 17:04:06"), ""},
		"end later in some zones":            {end("2026-01-02 17:04:05"), `has the expiration_time "2026-01-02 17:04:05" without a time zone, which is not in the future in every zone`},
		"end for ever":                       {end("253402271999000"), ""},
		"end for ever, of 15 nines":          {end("999999999999999"), ""},
		"both times bad":                     {func(p *api.Package) { p.StartTime, p.ExpirationTime = "soon", "later" }, unread("start_time", `"soon"`)},
	} {
		t.Run(name, func(t *testing.T) {
			p := api.Package{
				SpecCode: "echo", HasLicense: &yes, ResourceStatus: "normal", PackageUser: &no,
				StartTime: "1600000000", ExpirationTime: "4070908800000",
			}
			tc.set(&p)
			got := values(api.Status{Packages: []api.Package{p}}, "", now)
			want := ""
			if tc.reason != "" {
				want = "echo " + tc.reason + "."
			}
			if reason := got["not_licensed_reason"]; !reason.Equal(statusread.StringOrNull(want)) {
				t.Errorf("not_licensed_reason is %s, want %q", reason, want)
			}
			if licensed := got["licensed"]; !licensed.Equal(types.BoolValue(want == "")) {
				t.Errorf("licensed is %s", licensed)
			}
		})
	}
}

func TestUnreadableTimes(t *testing.T) {
	yes := true
	good := api.Package{SpecCode: "echo", HasLicense: &yes, ResourceStatus: "normal", ExpirationTime: "2099-01-01 00:00:00"}
	odd := api.Package{SpecCode: "pro", StartTime: "soon", ExpirationTime: "1e999999999"}
	for name, tc := range map[string]struct {
		packages []api.Package
		specCode string
		want     string
	}{
		"none": {[]api.Package{good, {}, {StartTime: ""}}, "", ""},
		"both of a package": {
			[]api.Package{good, odd},
			"",
			`pro has the expiration_time "1e999999999", which cannot be read, pro has the start_time "soon", which cannot be read`,
		},
		"of another code": {[]api.Package{good, odd}, "echo", ""},
		"without a code": {
			[]api.Package{{ExpirationTime: "x\x1b[2J"}},
			"",
			`a package without spec_code has the expiration_time "x\x1b[2J", which cannot be read`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := unreadableTimes(tc.packages, tc.specCode); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestPackagesAreSortedAndFiltered(t *testing.T) {
	yes := true
	status := api.Status{Packages: []api.Package{
		{SpecCode: "pro", ResourceID: "2"},
		{SpecCode: "echo", ResourceID: "9", HasLicense: &yes, ResourceStatus: "normal"},
		{SpecCode: "pro", ResourceID: "1"},
		{SpecCode: "pro"},
		{},
	}}
	order := func(specCode string) (ids []string, licensed bool) {
		got := values(status, specCode, now)
		for _, p := range got["packages"].(types.List).Elements() {
			members := p.(types.Object).Attributes()
			ids = append(ids, members["spec_code"].(types.String).ValueString()+"/"+members["resource_id"].(types.String).ValueString())
		}
		return ids, got["licensed"].(types.Bool).ValueBool()
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

func TestPackageValue(t *testing.T) {
	yes, no := true, false
	for name, tc := range map[string]struct {
		sent api.Package
		want map[string]attr.Value
	}{
		"full": {
			api.Package{
				SpecCode: "echo", ResourceID: "4f8d", ResourceStatus: "normal", TenantID: "a5e3",
				HasLicense: &yes, PackageUser: &no, OriginalAmount: of("1234.5"), ResourceUsed: of("0"),
				StartTime: "1563373372", ExpirationTime: "1563373372746",
			},
			map[string]attr.Value{
				"spec_code": types.StringValue("echo"), "resource_id": types.StringValue("4f8d"), "resource_status": types.StringValue("normal"),
				"tenant_id": types.StringValue("a5e3"), "has_license": types.BoolValue(true), "package_user": types.BoolValue(false),
				"original_amount": types.NumberValue(big.NewFloat(1234.5)), "resource_used": types.NumberValue(big.NewFloat(0)),
				"start_time": types.StringValue("1563373372"), "starts_at": types.StringValue("2019-07-17T14:22:52Z"),
				"expiration_time": types.StringValue("1563373372746"), "expires_at": types.StringValue("2019-07-17T14:22:52Z"),
			},
		},
		"nothing": {api.Package{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			statustest.EqualValues(t, packageValue(tc.sent).(types.Object).Attributes(), tc.want)
		})
	}
}

func TestNotLicensed(t *testing.T) {
	yes, no := true, false
	good := api.Package{SpecCode: "echo", HasLicense: &yes, ResourceStatus: "normal"}
	bare := api.Package{SpecCode: "pro", HasLicense: &no, ResourceStatus: "normal"}
	frozen := api.Package{SpecCode: "echo", HasLicense: &yes, ResourceStatus: "freeze"}
	expired := api.Package{SpecCode: "echo", HasLicense: &yes, ResourceStatus: "normal", ExpirationTime: "1563373372"}
	none := func(code string) api.Package { return api.Package{SpecCode: code, HasLicense: &no} }
	tests := map[string]struct {
		packages []api.Package
		specCode string
		want     string
	}{
		"one is a license":      {[]api.Package{bare, good}, "", ""},
		"but not of this code":  {[]api.Package{bare, good}, "pro", "pro has no license."},
		"none at all":           {nil, "", "There is no package."},
		"none of this code":     {[]api.Package{good}, "pro", "There is no package with spec_code pro."},
		"none of an odd code":   {[]api.Package{good}, "p ro", `There is no package with spec_code "p ro".`},
		"several reasons":       {[]api.Package{frozen, bare, expired}, "", "echo expired at 2019-07-17T14:22:52Z, echo has resource_status freeze, pro has no license."},
		"the same reason twice": {[]api.Package{bare, bare}, "", "pro has no license."},
		"more than five reasons": {
			[]api.Package{none("g"), none("f"), none("e"), none("d"), none("c"), none("b"), none("a")},
			"",
			"a has no license, b has no license, c has no license, d has no license, e has no license, and 2 more.",
		},
		"no member": {[]api.Package{{}}, "", "a package without spec_code does not say whether it has a license."},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := notLicensed(tc.packages, tc.specCode, now); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}
