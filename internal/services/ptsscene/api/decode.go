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
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

const argument = "scene_id"

// decode reads a response. Success is HTTP 2xx with Success true and a Status; or, since older responses lack Success, a
// Status and a Code that is absent or 200. Success false is an error whatever else the body says: the document's own
// sample has it beside a Status.
func decode(a cloud.Response) (Status, error) {
	body, err := wire.Parse(a.Body)
	if err != nil {
		return Status{}, alicloud.Unreadable(a, "", err)
	}
	r := wire.NewFields(body)
	success, code := r.Bool("Success"), r.String("Code")
	st := Status{
		Region:       a.Region,
		Status:       status.Spell(Statuses, r.String("Status")),
		SceneName:    r.String("SceneName"),
		CreateTime:   r.String("CreateTime"),
		ModifiedTime: r.String("ModifiedTime"),
		RequestID:    r.String("RequestId"),
	}
	// Not kept; a value that is no scalar makes the response malformed.
	r.String("Message")
	r.String("HttpStatusCode")
	blank := strings.TrimSpace(st.Status) == ""
	granted := success != nil && *success && !blank && a.OK()
	switch {
	case success != nil && !*success, code != "" && code != "200" && !granted:
		return Status{}, failure(a, r)
	case r.Err() != nil:
		return Status{}, alicloud.Unreadable(a, st.RequestID, r.Err())
	case blank:
		return Status{}, alicloud.Unreadable(a, st.RequestID, errors.New("Status is missing or blank"))
	case !a.OK():
		return Status{}, alicloud.Unreadable(a, st.RequestID, errors.New("its body reports success, and its HTTP status does not"))
	}
	return st, nil
}

// failure is the error of a body that reports one. Its code decides, then the status in the body, then the status line. A
// field that cannot be read counts as absent.
func failure(a cloud.Response, r *wire.Fields) *apierr.Error {
	code := cmp.Or(r.String("ErrorCode"), r.String("Code"))
	claimed := a
	if says := r.Int("HttpStatusCode"); says != nil && 300 <= *says && *says <= 599 {
		claimed.Status = int(*says)
	}
	e := alicloud.Failure(claimed, code, r.String("Message"), alicloud.RequestID(a, r.String("RequestId")))
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
