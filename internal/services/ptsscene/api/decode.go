// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"cmp"
	"errors"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

const argument = "scene_id"

// response is a body: the scene, or what went wrong.
type response struct {
	Status
	Success                                  *bool
	Code, ErrorCode, HTTPStatusCode, Message string
}

// decode reads a response. Success is HTTP 2xx with a Status and without a sign of a failure.
func decode(a cloud.Response) (Status, error) {
	var body response
	unreadable, err := wire.Unmarshal(a.Body, &body)
	if err != nil {
		return Status{}, alicloud.Unreadable(a, "", err)
	}
	st := body.Status
	st.Region, st.Status = a.Region, wire.Spell(Statuses, st.Status)
	switch {
	case body.failed():
		return Status{}, body.failure(a)
	case unreadable != nil:
		return Status{}, alicloud.Unreadable(a, st.RequestID, unreadable)
	case strings.TrimSpace(st.Status) == "":
		return Status{}, alicloud.Unreadable(a, st.RequestID, errors.New("Status is missing or blank"))
	case !a.OK():
		return Status{}, alicloud.Unreadable(a, st.RequestID, errors.New("its body reports success, and its HTTP status does not"))
	}
	return st, nil
}

// failed reports whether the body has a sign of a failure. One is enough whatever else the body says: the document's own
// sample has Success false beside a Status. Older responses lack Success, and may have a Code of 200.
func (r *response) failed() bool {
	reported, isNumber := wire.ParseInt(r.HTTPStatusCode)
	return r.Success != nil && !*r.Success ||
		!alicloud.IsSuccess(r.Code) || r.ErrorCode != "" ||
		r.HTTPStatusCode != "" && (!isNumber || reported != 0 && reported/100 != 2)
}

// failure is the error of a body that reports one. A field that cannot be read counts as absent.
func (r *response) failure(a cloud.Response) *apierr.Error {
	code := cmp.Or(r.ErrorCode, r.Code)
	reported, _ := wire.ParseInt(r.HTTPStatusCode)
	e := product.Refused(a, argument, alicloud.Refusal{
		Status: int(reported), Code: code, Message: r.Message, RequestID: r.RequestID,
	})
	if e.Kind == apierr.InvalidArgument && (code == "" || wire.IsDigits(code)) {
		e.Reason = "PTS responded that the request is not valid; scene_id is its only argument."
		e.Advice = "Check scene_id."
	}
	// The document's own code, of PTS itself: the gateway verifies the signature before PTS gets the request.
	e.Accepted = code == "4001" && !e.Retryable()
	return e
}
