// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// unlicensed says in a few words why a package is no valid license at now, or "" if it is one. Without a start time it has
// started, and without an expiration time it does not expire.
func unlicensed(p api.Package, now time.Time) string {
	status := p.ResourceStatus
	start, startWrong := parse("start_time", p.StartTime)
	end, endWrong := parse("expiration_time", p.ExpirationTime)
	switch {
	case p.HasLicense == nil:
		return "does not say whether it has a license"
	case !*p.HasLicense:
		return "has no license"
	case status == "":
		return "has no resource_status"
	case status != "normal":
		return "has resource_status " + statusread.QuoteIfNeeded(status)
	case startWrong != "":
		return startWrong
	case p.StartTime != "" && start.After(now):
		return "starts at " + when(p.StartTime)
	case p.StartTime != "" && !start.Reached(now):
		return fmt.Sprintf("has the start_time %q without a time zone, which is not past in every zone", p.StartTime)
	case endWrong != "":
		return endWrong
	case p.ExpirationTime != "" && end.Reached(now):
		return "expired at " + when(p.ExpirationTime)
	case p.ExpirationTime != "" && !end.After(now):
		return fmt.Sprintf("has the expiration_time %q without a time zone, which is not in the future in every zone", p.ExpirationTime)
	}
	return ""
}

// parse returns a time, and in a few words what is wrong with it, "" if it can be read or is absent.
func parse(name, sent string) (at statusread.Timestamp, wrong string) {
	at, ok := statusread.ParseTimestamp(sent)
	if sent != "" && !ok {
		wrong = fmt.Sprintf("has the %s %q, which cannot be read", name, sent)
	}
	return at, wrong
}

// when shows a time in UTC, or as sent if it has no zone.
func when(sent string) string {
	return cmp.Or(statusread.TimestampOrNull(sent).ValueString(), statusread.QuoteIfNeeded(sent))
}

// notLicensed says in one sentence what is wrong with each package, or "" if one of them is a valid license.
func notLicensed(packages []api.Package, specCode string, now time.Time) string {
	kept := withCode(packages, specCode)
	if len(kept) == 0 && specCode != "" {
		return fmt.Sprintf("There is no package with spec_code %s.", statusread.QuoteIfNeeded(specCode))
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
		reasons = append(reasons, name(p)+" "+reason)
	}
	return list(reasons) + "."
}

// unreadableTimes says which packages have a time that cannot be read, "" if none has.
func unreadableTimes(packages []api.Package, specCode string) string {
	var found []string
	for _, p := range withCode(packages, specCode) {
		_, start := parse("start_time", p.StartTime)
		_, end := parse("expiration_time", p.ExpirationTime)
		for _, wrong := range []string{start, end} {
			if wrong != "" {
				found = append(found, name(p)+" "+wrong)
			}
		}
	}
	return list(found)
}

// name identifies a package in a sentence.
func name(p api.Package) string {
	if code := p.SpecCode; code != "" {
		return statusread.QuoteIfNeeded(code)
	}
	return "a package without spec_code"
}

// list joins clauses in a stable order, each once, and at most five.
func list(clauses []string) string {
	slices.Sort(clauses)
	clauses = slices.Compact(clauses)
	if more := len(clauses) - 5; more > 0 {
		clauses = append(clauses[:5], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(clauses, ", ")
}

// withCode keeps the packages with specCode, or all if that is empty.
func withCode(packages []api.Package, specCode string) []api.Package {
	if specCode == "" {
		return packages
	}
	return slices.DeleteFunc(slices.Clone(packages), func(p api.Package) bool { return p.SpecCode != specCode })
}
