// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// Failure is the error of a refused call. The gateway's own codes are known here, and what is left is told by the HTTP status;
// a service adds what its codes mean.
func Failure(a cloud.Response) *apierr.Error {
	code, message, id := envelope(a.Body)
	e := &apierr.Error{
		Kind: apierr.Rejected, Code: code, Message: message, RequestID: RequestID(a, id),
		HTTPStatus: a.Status, ContentType: a.ContentType(), RetryAfter: a.RetryAfter(),
	}
	if gateway(e) {
		return e
	}
	switch passing := cloud.RetryableKind(a.Status); {
	case passing != "":
		e.Kind = passing
	case code == "" && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden):
		// No code: this was not the API but something on the way, which says nothing about the identity.
		e.Kind = apierr.MalformedResponse
	case a.Status == http.StatusUnauthorized:
		badIdentity(e)
	case a.Status == http.StatusForbidden:
		e.Kind = apierr.PermissionDenied
	}
	return e
}

// RequestID returns the request id of a response's header, else that of its body.
func RequestID(a cloud.Response, body string) string {
	return cmp.Or(a.Header.Get("X-Request-Id"), body)
}

// envelope finds the code and the message of an error body: error_code and error_msg, or code and message, or either
// one level down, as in {"status":"failed","error":{"code":…,"reason":…}}. A field that cannot be read counts as absent.
func envelope(content []byte) (code, message, requestID string) {
	type reason struct{ ErrorCode, Code, ErrorMsg, Message, Reason string }
	var body struct {
		reason
		RequestID string
		Error     wire.Raw
		Others    map[string]wire.Raw `json:",embed"`
	}
	_, _ = wire.Unmarshal(content, &body)
	inner := []wire.Raw{body.Error}
	for _, name := range slices.Sorted(maps.Keys(body.Others)) {
		inner = append(inner, body.Others[name])
	}
	for _, object := range inner {
		if body.reason == (reason{}) && object.Kind() == '{' {
			_, _ = wire.Unmarshal(object, &body.reason)
		}
	}
	code, message = cmp.Or(body.ErrorCode, body.Code), cmp.Or(body.ErrorMsg, body.Message, body.Reason)
	if code == "" && message == "" {
		_, _ = wire.Unmarshal(body.Error, &message) // a few services send {"error":"text"}
	}
	return code, message, body.RequestID
}

// gateway sets what a code of the API gateway means; it calls itself APIGW in some regions and APIG in others.
func gateway(e *apierr.Error) bool {
	gateway, number, _ := strings.Cut(e.Code, ".")
	if gateway != "APIGW" && gateway != "APIG" {
		return false
	}
	switch number {
	case "0301", "0303", "0305":
		badIdentity(e)
	case "0302", "0304", "0306":
		e.Kind = apierr.PermissionDenied
	case "0308":
		e.Kind = apierr.Throttled
	case "0106":
		e.Kind = apierr.InvalidArgument
	case "0101":
		e.Kind, e.Argument = apierr.InvalidArgument, "region"
		e.Reason = "The host that was called does not have this API: the service is not offered in this region, " +
			"or the endpoint is another service's."
		e.Advice = "Check the region, and the provider's endpoints argument if it is set."
	default:
		return false
	}
	return true
}

// badIdentity sets what is wrong with the identity. The gateway answers everything from a wrong secret to a wrong clock
// with one code and only its message tells them apart, so here, and nowhere else, a message is looked at. The code
// alone decides that this is about the identity; a message it does not know leaves the general wording.
func badIdentity(e *apierr.Error) {
	e.Kind = apierr.InvalidCredentials
	message := strings.ToLower(e.Message)
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(message, word) })
	}
	switch {
	case says("reach the limit"):
		e.Reason = "Huawei Cloud has locked the access key because of repeated failures."
		e.Advice = "Correct the secret key, wait five minutes, and run again."
	case says("signature expired", "signature time"):
		e.Kind = apierr.ClockSkew
	case says("verify aksk signature fail", "verify ak sk signature fail"):
		e.Reason = "Huawei Cloud knows the access key and finds the signature wrong."
		e.Advice = "Check the secret key. It is another key's, or a character of it is missing."
	case !says("token") && says("get secretkey failed", "not exist"):
		e.Reason = "Huawei Cloud does not know the access key."
		e.Advice = "Check the access key. A temporary one is known only together with its security token, and only while it lasts."
	case says("token"):
		e.Reason = "Huawei Cloud does not accept the token."
		e.Advice = "Get a new one: a token of IAM ends after 24 hours, a temporary key when its security token does."
	}
}
