// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"cmp"
	"errors"
	"net/http"
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

// failure is the error of a body that reports one. Its code decides, then the status in the body, then the status line. A
// field that cannot be read counts as absent.
func (r *response) failure(a cloud.Response) *apierr.Error {
	code := cmp.Or(r.ErrorCode, r.Code)
	claimed := a
	if reported, _ := wire.ParseInt(r.HTTPStatusCode); 300 <= reported && reported <= 599 {
		claimed.Status = int(reported)
	}
	e := alicloud.Failure(claimed, code, r.Message, alicloud.RequestID(a, r.RequestID))
	e.HTTPStatus = a.Status
	if claimed.Status != a.Status {
		e.ReportedStatus = claimed.Status
	}
	switch code {
	case "GetPtsSceneRunningStatusFail", "SceneNotExist":
		reclassify(e, apierr.NotFound)
	case "MissingSceneId":
		reclassify(e, apierr.InvalidArgument)
	default:
		byStatus(e, claimed.Status)
		// The document's own code, of PTS itself: the gateway verifies the signature before PTS gets the request.
		e.Accepted = code == "4001" && !e.Retryable()
	}
	return e
}

// byStatus classifies by the status what has no documented code: PTS' numeric codes, such as 4001, and no code at all. A
// gateway's codes are words, so this is PTS itself, which has one argument to reject.
func byStatus(e *apierr.Error, claimed int) {
	general := e.Kind == apierr.Rejected || e.Code == "" && e.Kind == apierr.MalformedResponse
	switch {
	case e.Kind == apierr.InvalidArgument && e.Argument == "":
		e.Argument = argument
	case !general || e.Code != "" && !wire.IsDigits(e.Code):
	case claimed == http.StatusBadRequest:
		e.Kind, e.Argument = apierr.InvalidArgument, argument
		e.Reason = "PTS responded that the request is not valid; scene_id is its only argument."
		e.Advice = "Check scene_id."
	case claimed == http.StatusNotFound:
		e.Kind, e.Argument = apierr.NotFound, argument
	default:
		e.Kind = apierr.Rejected
		e.Reason = "PTS responded that the call failed, without a reason."
		e.Advice = "Run again later; if the error stays, contact Alibaba Cloud support with the request id."
	}
}

// reclassify gives e the kind that the API's document gives its code, with that kind's own wording.
func reclassify(e *apierr.Error, kind apierr.Kind) {
	e.Kind, e.Argument, e.Reason, e.Advice = kind, argument, "", ""
}
