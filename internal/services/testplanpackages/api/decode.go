// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// decode reads a response. Success is HTTP 2xx with status ok or success and a result that is an array, null or absent;
// or, as an older edition of the document has it, a bare array of packages.
func decode(a cloud.Response) (Status, error) {
	var body struct {
		Status, RequestID string
		Result            []Package
	}
	var unreadable, err error
	bare := wire.Raw(a.Body).Kind() == '['
	if bare {
		unreadable, err = wire.Unmarshal(a.Body, &body.Result)
	} else {
		unreadable, err = wire.Unmarshal(a.Body, &body)
	}
	switch {
	case err != nil:
		return Status{}, malformed(a, "", err)
	case !bare && (!succeeded(body.Status) || !a.OK()):
		return Status{}, failure(a, body.Status)
	case unreadable != nil:
		return Status{}, malformed(a, body.RequestID, unreadable)
	case !a.OK():
		return Status{}, malformed(a, body.RequestID, errors.New("its body reports success, and its HTTP status does not"))
	}
	for i := range body.Result {
		p := &body.Result[i]
		p.ResourceStatus = wire.Spell(ResourceStatuses, p.ResourceStatus)
	}
	return Status{Region: a.Region, RequestID: huaweicloud.RequestID(a, body.RequestID), Packages: body.Result}, nil
}

// succeeded accepts both vocabularies of TestPlan's documents: ok or failed, success or error.
func succeeded(word string) bool {
	return strings.EqualFold(word, "ok") || strings.EqualFold(word, "success")
}

func malformed(a cloud.Response, requestID string, why error) *apierr.Error {
	e := a.Malformed(why)
	e.RequestID = huaweicloud.RequestID(a, requestID)
	return e
}
