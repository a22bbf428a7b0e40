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

// Region is a region's id, and in words where it is from; Source is "" for the region argument of a read.
type Region struct{ ID, Source string }

// Check refuses what cannot be a region's id: it becomes part of a host name, so nothing else may pass. No region ("")
// passes; whether one is needed is for the API to say. like is an id that the cloud has, for the advice.
func (r Region) Check(like string) *apierr.Error {
	if r.ID == "" || len(r.ID) <= 63 && regionID.MatchString(r.ID) {
		return nil
	}
	e := &apierr.Error{
		Kind: apierr.InvalidArgument, Argument: "region",
		Reason: fmt.Sprintf("%q is not the id of a region.", Redact(r.ID)),
		Advice: "A region's id is lower-case letters, digits and single hyphens, as in " + like + ".",
	}
	if r.Source != "" { // another place than the argument is wrong
		e.Argument = ""
		e.Reason = fmt.Sprintf("%q, from %s, is not the id of a region.", Redact(r.ID), r.Source)
	}
	return e
}
