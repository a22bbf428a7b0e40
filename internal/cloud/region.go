// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"fmt"
	"regexp"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// regionID is what a region's id may look like.
var regionID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CheckRegion refuses what cannot be a region's id: it becomes part of a host name, so nothing else may pass. No region
// ("") passes; whether one is needed is for the API to say. like is an id that the cloud has, for the advice.
func CheckRegion(region, like string) *apierr.Error {
	if region == "" || len(region) <= 63 && regionID.MatchString(region) {
		return nil
	}
	return &apierr.Error{
		Kind: apierr.InvalidArgument, Argument: "region",
		Reason: fmt.Sprintf("%q is not the id of a region.", Redact(region)),
		Advice: "A region's id is lower-case letters, digits and single hyphens, as in " + like + ".",
	}
}
