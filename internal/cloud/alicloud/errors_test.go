// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"net/http"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// The kinds of the documented codes, through the whole provider, are in the fault matrix.
func TestFailure(t *testing.T) {
	tests := []struct {
		code   string
		status int
		kind   apierr.Kind
		reason string
	}{
		{"Request.Throttling", 400, apierr.Throttled, ""},
		{"OperationFailed.RPCError", 200, apierr.Unavailable, ""},
		{"OperationFailed.RPCError", 400, apierr.Unavailable, ""},
		{"ServiceUnavailable", 400, apierr.Unavailable, ""},
		{"InvalidAccessKeyId.NotFound", 404, apierr.InvalidCredentials, "Alibaba Cloud does not know this access key."},
		{"InvalidAccessKeyId.Inactive", 400, apierr.InvalidCredentials, "The access key is disabled."},
		{"InvalidAccessKeyId", 400, apierr.InvalidCredentials, "Alibaba Cloud does not accept this access key."},
		{
			"SignatureDoesNotMatch", 400, apierr.InvalidCredentials,
			"The signature does not match: the secret key is not the one of this access key.",
		},
		{"IncompleteSignature", 400, apierr.InvalidCredentials, "Alibaba Cloud finds the signature malformed."},
		{"InvalidSecurityToken.Expired", 403, apierr.InvalidCredentials, "The security token has expired."},
		{"InvalidSecurityToken.Malformed", 400, apierr.InvalidCredentials, "The security token is malformed."},
		{
			"InvalidSecurityToken.MismatchWithAccessKey", 400, apierr.InvalidCredentials,
			"The security token does not belong to this access key.",
		},
		{
			"MissingSecurityToken", 400, apierr.InvalidCredentials,
			"The access key is a temporary one (STS.…) and came without its security token.",
		},
		{
			"SignatureNonceUsed", 400, apierr.Unavailable,
			"Alibaba Cloud has seen this very request before: something on the way sent it twice.",
		},
		{"Forbidden", 404, apierr.PermissionDenied, ""},
		{"MissingSceneId", 400, apierr.InvalidArgument, ""},
		{"InvalidParameter.NotEmpty", 400, apierr.InvalidArgument, ""},
		{"InvalidAction.NotFound", 404, apierr.Rejected, "This endpoint does not serve the API."},
		{"UnsupportedOperation", 400, apierr.Rejected, "This endpoint does not serve the API."},
		{"Something.New", 404, apierr.Rejected, ""},
		{"Something.New", 400, apierr.Rejected, ""},
		{"Something.New", 401, apierr.InvalidCredentials, ""},
		{"Something.New", 403, apierr.PermissionDenied, ""},
		{"Something.New", 429, apierr.Throttled, ""},
		{"Something.New", 500, apierr.Unavailable, ""},
		{"Something.New", 599, apierr.Unavailable, ""},
		{"Something.New", 501, apierr.Rejected, ""},
		{"Something.New", 200, apierr.Rejected, ""},
		{"", 404, apierr.MalformedResponse, ""},
		{"", 403, apierr.MalformedResponse, ""},
		{"", 200, apierr.MalformedResponse, ""},
		{"", 501, apierr.MalformedResponse, ""},
		{"", 429, apierr.Throttled, ""},
		{"", 502, apierr.Unavailable, ""},
		{"", 408, apierr.Unavailable, ""},
		{"Something.New", 425, apierr.Unavailable, ""},
	}
	for _, test := range tests {
		response := cloud.Response{Status: test.status, Header: http.Header{
			"Retry-After": {"4"}, "Content-Type": {"text/html; charset=utf-8"},
		}}
		e := Failure(response, test.code, "the message", "the id")
		if e.Kind != test.kind || e.Reason != test.reason || e.Code != test.code || e.Message != "the message" ||
			e.RequestID != "the id" || e.HTTPStatus != test.status || e.RetryAfter != 4*time.Second {
			t.Errorf("%q, %d: got %+v", test.code, test.status, e)
		}
		if e.Kind == apierr.MalformedResponse && e.ContentType != "text/html" {
			t.Errorf("a response that is not the API's: got %+v", e)
		}
		if e.Reason != "" && e.Advice == "" {
			t.Errorf("%q: no advice", test.code)
		}
	}
}

// TestRefusalOfSTS: a part of a refusal that is not there, or cannot be read, is empty.
func TestRefusalOfSTS(t *testing.T) {
	header := http.Header{"X-Acs-Request-Id": {"head"}}
	for body, want := range map[string][3]string{
		`{"Code":"A.B","Message":"m","RequestId":"r","HostId":"h"}`: {"A.B", "m", "r"},
		`{"Code":404,"Message":{"a":1},"RequestId":5}`:              {"404", "", "5"},
		`{"Code":"A.B","Code":"C.D","RequestId":"r"}`:               {"", "", "head"},
		`{"code":"x","request_id":"r"}`:                             {"x", "", "r"},
		`{"Code":"x","code":"y"}`:                                   {"", "", "head"},
		`[]`:                                                        {"", "", "head"},
		``:                                                          {"", "", "head"},
	} {
		_, e := readSTS(t.Context(), cloud.Response{Status: http.StatusForbidden, Header: header, Body: []byte(body)}, 0, "do it", "Do it.")
		if got := [3]string{e.Code, e.Message, e.RequestID}; got != want {
			t.Errorf("%s: got %q", body, got)
		}
	}
}
