// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

const argument = "app_id"

// failure is the error of a body that reports one: SAE's own, whose Code is an HTTP status as text and whose ErrorCode is
// the code, or the gateway's, whose Code is the code. A field that cannot be read counts as absent.
func (r *response) failure(a cloud.Response) *apierr.Error {
	code, message := r.ErrorCode, r.Message
	if strings.EqualFold(code, "success") {
		code = ""
	}
	claimed := a
	if sent := r.Code; wire.IsDigits(sent) {
		// Three digits of it are a status; more are some code of SAE's own.
		if says, err := strconv.Atoi(sent); err == nil && 300 <= says && says <= 599 {
			claimed.Status = says
		}
		if code == "" {
			code, message = codeOf(message, sent)
		}
	} else if code == "" {
		code = sent
	}
	if code == "" {
		code, message = codeOf(message, "")
	}
	e := alicloud.Failure(claimed, code, message, alicloud.RequestID(a, r.RequestID))
	e.TraceID = r.TraceID
	e.HTTPStatus = a.Status
	if claimed.Status != a.Status {
		e.ReportedStatus = claimed.Status
	}
	known(e, claimed.Status)
	return e
}

// errorCode matches a code: words without spaces, joined by a point or by capital letters, unlike prose ("failed").
var errorCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)+$|^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+$`)

// codeOf returns a message that is itself a code: by the document, Message is "an error code" if the call fails.
func codeOf(message, otherwise string) (code, rest string) {
	if errorCode.MatchString(message) || strings.HasPrefix(message, "Throttling") && !strings.Contains(message, " ") {
		return message, ""
	}
	return otherwise, message
}

// known classifies SAE's own codes, and its bare statuses.
func known(e *apierr.Error, claimed int) {
	reclassify := func(kind apierr.Kind) {
		e.Kind, e.Argument, e.Reason, e.Advice = kind, argument, "", ""
	}
	general := e.Kind == apierr.Rejected || e.Code == "" && e.Kind == apierr.MalformedResponse
	switch {
	case e.Code == "InvalidAppId.NotFound", e.Code == "InvalidApplication.NotFound":
		reclassify(apierr.NotFound)
	case strings.HasPrefix(e.Code, "InvalidAppId"):
		reclassify(apierr.InvalidArgument)
		e.Accepted = true // SAE's own code: the gateway verifies the signature before SAE gets the request
	case e.Kind == apierr.InvalidArgument && e.Argument == "":
		e.Argument = argument // InvalidParameter.NotEmpty and its like: the call has no other
	case !general || e.Code != "" && !wire.IsDigits(e.Code):
	case claimed == http.StatusBadRequest:
		// A bare status is SAE's own, which has seen the call, and not the gateway's, whose codes are words.
		reclassify(apierr.InvalidArgument)
	case claimed == http.StatusNotFound:
		reclassify(apierr.NotFound)
	default:
		e.Kind = apierr.Rejected
		e.Reason = "SAE responded that the call failed, without a reason."
		e.Advice = "Run again later; if the error stays, contact Alibaba Cloud support with the request id."
	}
}
