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

// failure is the error of a body that says it is one: SAE's own, whose Code is an HTTP status as text and whose
// ErrorCode is the code, or the gateway's, whose Code is the code. A field that cannot be read is as good as absent.
func failure(a cloud.Response, body wire.Value) *apierr.Error {
	r := wire.NewFields(body)
	code, message := text(r.Text("ErrorCode")), text(r.Text("Message"))
	if strings.EqualFold(code, "success") {
		code = ""
	}
	claimed := a
	if sent := text(r.Text("Code")); wire.IsDigits(sent) {
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
	e := alicloud.Failure(claimed, code, message, alicloud.RequestID(a, r.Text("RequestId")))
	e.TraceID = text(r.Text("TraceId"))
	e.HTTPStatus = a.Status
	if claimed.Status != a.Status {
		e.ReportedStatus = claimed.Status
	}
	known(e, claimed.Status)
	data, _ := r.Object("Data")
	arms, _ := decodeArms(data)
	return without(arms, e)
}

// without takes the license key out of an error: any field of the response may echo it.
func without(arms *ArmsApmInfo, e *apierr.Error) *apierr.Error {
	if arms == nil {
		return e
	}
	return cloud.RedactError(e, text(arms.LicenseKey))
}

// errorCode is what a code looks like: words without spaces, of which a point or a second capital letter shows that it
// is no prose ("failed").
var errorCode = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)+$|^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+$`)

// codeOf takes a message that is a code for one: by the document, Message is "an error code: if the call fails".
func codeOf(message, otherwise string) (code, rest string) {
	if errorCode.MatchString(message) || strings.HasPrefix(message, "Throttling") && !strings.Contains(message, " ") {
		return message, ""
	}
	return otherwise, message
}

// known tells what SAE's own codes mean, and its bare statuses.
func known(e *apierr.Error, claimed int) {
	become := func(kind apierr.Kind) {
		e.Kind, e.Argument, e.Reason, e.Advice = kind, argument, "", ""
	}
	general := e.Kind == apierr.Rejected || e.Code == "" && e.Kind == apierr.MalformedResponse
	switch {
	case e.Code == "InvalidAppId.NotFound", e.Code == "InvalidApplication.NotFound":
		become(apierr.NotFound)
	case strings.HasPrefix(e.Code, "InvalidAppId"):
		become(apierr.InvalidArgument)
	case e.Kind == apierr.InvalidArgument && e.Argument == "":
		e.Argument = argument // InvalidParameter.NotEmpty and its like: the call has no other
	case !general || e.Code != "" && !wire.IsDigits(e.Code):
	case claimed == http.StatusBadRequest:
		// A bare status is SAE's own, which has seen the call, and not the gateway's, whose codes are words.
		become(apierr.InvalidArgument)
	case claimed == http.StatusNotFound:
		become(apierr.NotFound)
	default:
		e.Kind = apierr.Rejected
		e.Reason = "SAE answered that the call failed, and did not say why."
		e.Advice = "Run again later; if it stays so, ask Alibaba Cloud's support with the request id."
	}
}
