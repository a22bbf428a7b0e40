// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"fmt"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Region is a region's id, and in words where it is from; Source is "" for the region argument of a read.
type Region struct{ ID, Source string }

// FirstRegion returns the first region that has an id.
func FirstRegion(regions ...Region) Region {
	for _, region := range regions {
		if region.ID != "" {
			return region
		}
	}
	return Region{}
}

// Check refuses what cannot be a region's id: it becomes part of a host name, so nothing else may pass. No region ("")
// passes; whether one is needed is for the API to say. like is an id that the cloud has, for the advice.
func (r Region) Check(like string) *apierr.Error {
	if r.ID == "" || wire.IsRegion(r.ID) {
		return nil
	}
	e := &apierr.Error{
		Kind: apierr.InvalidArgument, Argument: "region",
		Reason: fmt.Sprintf("%q is not the id of a region.", redact.Name(r.ID)),
		Advice: "A region's id is " + wire.RegionForm + ", as in " + like + ".",
	}
	if r.Source != "" { // another place than the argument is wrong
		e.Argument = ""
		e.Reason = fmt.Sprintf("%q, from %s, is not the id of a region.", redact.Name(r.ID), r.Source)
	}
	return e
}
