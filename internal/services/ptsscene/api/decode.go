// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"net/http"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

const argument = "scene_id"

// decode reads a response. Success is HTTP 2xx with Success true and a Status; or, since older answers lack Success, a
// Status and a Code that is absent or 200. Success false is a failure whatever else the body says: the document's own
// sample has it beside a Status.
func decode(a cloud.Response) (Status, error) {
	body, err := wire.Parse(a.Body)
	if err != nil {
		return Status{}, alicloud.Unreadable(a, nil, err)
	}
	r := wire.NewFields(body)
	success, code, word := r.Bool("Success"), r.Text("Code"), r.Word("Status")
	st := Status{
		SceneName:    r.Text("SceneName"),
		CreateTime:   r.Text("CreateTime"),
		ModifiedTime: r.Text("ModifiedTime"),
		RequestID:    r.Text("RequestId"),
	}
	// Nothing of these is kept; what is no scalar makes them undecodable like any other.
	r.Text("Message")
	r.Text("HttpStatusCode")
	refused := code != nil && *code != "200"
	granted := success != nil && *success && word != nil && a.OK()
	switch {
	case success != nil && !*success, refused && !granted:
		return Status{}, failure(a, r)
	case r.Err() != nil:
		return Status{}, alicloud.Unreadable(a, st.RequestID, r.Err())
	case word == nil:
		return Status{}, alicloud.Unreadable(a, st.RequestID, errors.New("Status is missing or blank"))
	case !a.OK():
		return Status{}, alicloud.Unreadable(a, st.RequestID, errors.New("its body tells of a success, and its HTTP status does not"))
	}
	st.Status = status.Spell(Statuses, *word)
	return st, nil
}

// failure is the error of a body that says it is one. Its own code decides, then the status that the body claims, then
// the status line. A field of it that cannot be read is as good as absent.
func failure(a cloud.Response, r *wire.Fields) *apierr.Error {
	code := text(r.Text("ErrorCode"))
	if code == "" {
		code = text(r.Text("Code"))
	}
	claimed := a
	if says := r.Int("HttpStatusCode"); says != nil && 300 <= *says && *says <= 599 {
		claimed.Status = int(*says)
	}
	e := alicloud.Failure(claimed, code, text(r.Text("Message")), alicloud.RequestID(a, r.Text("RequestId")))
	e.HTTPStatus = a.Status
	if claimed.Status != a.Status {
		e.ReportedStatus = claimed.Status
	}
	switch code {
	case "GetPtsSceneRunningStatusFail", "SceneNotExist":
		*e = told(e, apierr.NotFound, argument)
	case "MissingSceneId":
		*e = told(e, apierr.InvalidArgument, argument)
	default:
		byStatus(e, claimed.Status)
	}
	return e
}

// byStatus is for PTS' numeric codes, as 4001, which are documented nowhere, and for no code at all: the status that
// comes with one says what it means. A gateway's codes are words, so this is PTS itself, which has seen the call and
// judges its one argument.
func byStatus(e *apierr.Error, claimed int) {
	general := e.Kind == apierr.Rejected || e.Code == "" && e.Kind == apierr.MalformedResponse
	switch {
	case e.Kind == apierr.InvalidArgument && e.Argument == "":
		e.Argument = argument
	case !general || e.Code != "" && !wire.IsDigits(e.Code):
	case claimed == http.StatusBadRequest:
		e.Kind, e.Argument = apierr.InvalidArgument, argument
		e.Reason = "PTS answered that the request is not valid, and scene_id is all there is in it."
		e.Advice = "Check scene_id."
	case claimed == http.StatusNotFound:
		e.Kind, e.Argument = apierr.NotFound, argument
	default:
		e.Kind = apierr.Rejected
		e.Reason = "PTS answered that the call failed, and did not say why."
		e.Advice = "Run again later; if it stays so, ask Alibaba Cloud's support with the request id."
	}
}

// told gives e a kind that this API's document knows better, and lets go of the words of the one it had.
func told(e *apierr.Error, kind apierr.Kind, argument string) apierr.Error {
	better := *e
	better.Kind, better.Argument, better.Reason, better.Advice = kind, argument, "", ""
	return better
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
