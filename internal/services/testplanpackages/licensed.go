// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
)

// unlicensed says in a few words why a package is no licence at now, or "" when it is one. A time that is no instant is
// not known to be past.
func unlicensed(p api.Package, now time.Time) string {
	status := text(p.ResourceStatus)
	end, known := live.Instant(p.ExpirationTime)
	switch {
	case p.HasLicense == nil || !*p.HasLicense:
		return "has no licence"
	case status == "":
		return "has no resource_status"
	case status != "normal":
		return "is " + status
	case known && !end.After(now):
		return "expired at " + end.Format(time.RFC3339)
	}
	return ""
}

// whyUnlicensed says what is wrong with each package, or "" when one of them is a licence.
func whyUnlicensed(packages []api.Package, specCode string, now time.Time) string {
	kept := withCode(packages, specCode)
	if len(kept) == 0 && specCode != "" {
		return fmt.Sprintf("There is no package with spec_code %s.", specCode)
	}
	if len(kept) == 0 {
		return "There is no package."
	}
	var reasons []string
	for _, p := range kept {
		reason := unlicensed(p, now)
		if reason == "" {
			return ""
		}
		name := text(p.SpecCode)
		if name == "" {
			name = "a package without spec_code"
		}
		reasons = append(reasons, name+" "+reason)
	}
	slices.Sort(reasons)
	reasons = slices.Compact(reasons)
	if more := len(reasons) - 5; more > 0 {
		reasons = append(reasons[:5], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(reasons, ", ") + "."
}

// withCode keeps the packages with specCode, or all when that is empty.
func withCode(packages []api.Package, specCode string) []api.Package {
	if specCode == "" {
		return packages
	}
	return slices.DeleteFunc(slices.Clone(packages), func(p api.Package) bool { return text(p.SpecCode) != specCode })
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
