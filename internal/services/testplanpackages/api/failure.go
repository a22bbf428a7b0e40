// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"net/http"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/huaweicloud"
)

const argument = "service_id"

// failure is the error of an object that does not report success. word is its status, "" if it has none.
func failure(a cloud.Response, word string) *apierr.Error {
	e := huaweicloud.Failure(a)
	switch {
	// With a word that is a success the HTTP status says otherwise, so the word does not count.
	case e.Code == "" && e.Message == "" && (word == "" || succeeded(word)):
		return malformed(a, e.RequestID, errors.New("it has neither a status that is a success nor an error code"))
	case known(e):
		// The gateway verifies the signature before TestPlan gets the request.
		e.Accepted = strings.HasPrefix(e.Code, "CLOUDTEST.")
	case e.Kind == apierr.InvalidArgument && e.Argument == "":
		e.Argument = argument
	case e.Kind == apierr.Rejected && e.Reason == "" && a.Status == http.StatusNotFound:
		// The document lists 404 without a code. The gateway's 404, for a wrong host, has one, which is known by now.
		e.Kind, e.Argument = apierr.NotFound, argument
	case e.Kind == apierr.Rejected && e.Reason == "" && e.Code == "":
		e.Reason = "TestPlan responded that the call failed, without a reason."
		e.Advice = "Run again later; if the error stays, contact Huawei Cloud support with the request id."
	}
	return e
}

// known classifies TestPlan's own codes, and CodeArts' common ones.
func known(e *apierr.Error) bool {
	switch code := e.Code; {
	case code == "DEV.00000001":
		e.Kind = apierr.InvalidCredentials
		e.Reason = "CodeArts found no credentials in the request."
	case code == "DEV.00000002":
		e.Kind = apierr.InvalidCredentials
		e.Reason = "CodeArts does not recognize the credentials."
	case code == "DEV.00000003":
		e.Kind = apierr.InvalidCredentials
		e.Reason = "The credentials have expired."
		e.Advice = "Get new ones: a token of IAM ends after 24 hours, a temporary key when its security token does."
	case code == "CLOUDTEST.00012002":
		e.Kind, e.Argument = apierr.InvalidArgument, argument
		e.Reason = "TestPlan does not take this service_id for the id of a project."
		e.Advice = "service_id is the id of the CodeArts project, not of the IAM project; both have 32 hexadecimal characters."
	case code == "CLOUDTEST.00012003":
		e.Kind, e.Argument = apierr.NotEnabled, argument
	case code == "CLOUDTEST.00010005":
		// Retried although the status is 400: trouble between services usually passes.
		e.Kind = apierr.Unavailable
		e.Reason = "TestPlan reported a communication problem between its own services."
		e.Advice = "Run again later; if the error stays, contact Huawei Cloud support with the request id."
	case verbs[code] != "":
		e.Kind = apierr.PermissionDenied
		e.Reason = "TestPlan rejected the request because the user is not authorized to " + verbs[code] + " test cases of this type."
		e.Advice = "Ask an administrator of the CodeArts project to grant the permission."
	case code == "PM.02177003", strings.HasPrefix(code, "PM.0215"):
		e.Kind = apierr.PermissionDenied
		e.Reason = "The identity's user is not a member of the CodeArts project, or may not see it."
		e.Advice = "Have the identity's user added to the members of the CodeArts project, with a role that may see TestPlan."
	default:
		return false
	}
	return true
}

// verbs are those of the three codes that Huawei Cloud's list of error codes explains alike.
var verbs = map[string]string{"CLOUDTEST.00013024": "add", "CLOUDTEST.00013025": "query", "CLOUDTEST.00013026": "update"}
