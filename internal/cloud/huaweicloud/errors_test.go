// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

func TestFailure(t *testing.T) {
	t.Parallel()
	const incorrect = "Incorrect IAM authentication information: "
	for _, row := range []struct {
		status        int
		code, message string
		kind          apierr.Kind
		argument      string
		contains      string
	}{
		{status: 401, code: "APIGW.0301", message: incorrect + "verify aksk signature fail", kind: apierr.InvalidCredentials, contains: "finds the signature wrong"},
		{status: 401, code: "APIG.0301", message: incorrect + "verify aksk signature fail, canonicalRequest:GET", kind: apierr.InvalidCredentials, contains: "finds the signature wrong"},
		{status: 401, code: "APIGW.0301", message: incorrect + "Get secretKey failed,ak:AAA,err:ak not exist", kind: apierr.InvalidCredentials, contains: "does not know the access key"},
		{status: 401, code: "APIGW.0301", message: incorrect + "ak AAA not exist", kind: apierr.InvalidCredentials, contains: "does not know the access key"},
		{status: 401, code: "APIGW.0301", message: incorrect + "decrypt token fail", kind: apierr.InvalidCredentials, contains: "does not accept the token"},
		{status: 401, code: "APIGW.0301", message: incorrect + "signature expired, signature time:20261121T205118Z,server time:…", kind: apierr.ClockSkew},
		{status: 401, code: "APIGW.0303", message: "Incorrect app authentication information: signature expired", kind: apierr.ClockSkew},
		{status: 401, code: "APIGW.0301", message: incorrect + "AK access failed to reach the limit,forbidden", kind: apierr.InvalidCredentials, contains: "five minutes"},
		{status: 401, code: "APIGW.0301", message: "", kind: apierr.InvalidCredentials},
		{status: 401, code: "APIGW.0303", message: "", kind: apierr.InvalidCredentials},
		{status: 401, code: "APIGW.0305", message: "", kind: apierr.InvalidCredentials},
		{status: 403, code: "APIGW.0302", kind: apierr.PermissionDenied},
		{status: 403, code: "APIG.0304", kind: apierr.PermissionDenied},
		{status: 403, code: "APIGW.0306", kind: apierr.PermissionDenied},
		{status: 429, code: "APIGW.0308", kind: apierr.Throttled},
		{status: 429, code: "APIG.0308", kind: apierr.Throttled},
		{status: 400, code: "APIGW.0308", kind: apierr.Throttled}, // the code wins
		{status: 404, code: "APIGW.0101", kind: apierr.InvalidArgument, argument: "region", contains: "does not have this API"},
		{status: 404, code: "APIG.0101", kind: apierr.InvalidArgument, argument: "region", contains: "region"},
		{status: 400, code: "APIGW.0106", kind: apierr.InvalidArgument},
		{status: 401, code: "NEW.1", message: "认证信息过期", kind: apierr.InvalidCredentials},
		{status: 403, code: "NEW.1", kind: apierr.PermissionDenied},
		{status: 401, code: "", message: "Login required", kind: apierr.MalformedResponse},
		{status: 401, code: "", message: incorrect + "decrypt token fail", kind: apierr.MalformedResponse},
		{status: 403, code: "", message: "Blocked by the web filter", kind: apierr.MalformedResponse},
		{status: 404, code: "NEW.1", kind: apierr.Rejected},
		{status: 400, code: "APIGW.9999", kind: apierr.Rejected},
		{status: 400, code: "XAPIGW.0308", kind: apierr.Rejected},
		{status: 429, code: "NEW.1", kind: apierr.Throttled},
		{status: 500, code: "NEW.1", kind: apierr.Unavailable},
		{status: 503, code: "", kind: apierr.Unavailable},
		{status: 408, code: "", kind: apierr.Unavailable},
		{status: 425, code: "NEW.1", kind: apierr.Unavailable},
		{status: 501, code: "NEW.1", kind: apierr.Rejected},
		{status: 200, code: "NEW.1", kind: apierr.Rejected},
	} {
		header := http.Header{"Retry-After": {"7"}, "Content-Type": {"application/json; charset=utf-8"}}
		body := fmt.Appendf(nil, `{"error_code":%q,"error_msg":%q,"request_id":"rid"}`, row.code, row.message)
		e := Failure(cloud.Response{Status: row.status, Header: header, Body: body})
		if e.Kind != row.kind || e.Argument != row.argument || !strings.Contains(e.Reason+e.Advice, row.contains) {
			t.Errorf("%d %s %q: %+v", row.status, row.code, row.message, e)
		}
		if e.Code != row.code || e.Message != row.message || e.RequestID != "rid" || e.HTTPStatus != row.status ||
			e.RetryAfter != 7*time.Second {
			t.Errorf("%d %s: facts are lost: %+v", row.status, row.code, e)
		}
		if row.code == "" && (e.Kind == apierr.InvalidCredentials || e.Authenticated()) {
			t.Errorf("%d %q is about the identity without a code, so it may not be the API's: %+v", row.status, row.message, e)
		}
		if e.ContentType != "application/json" {
			t.Errorf("%d %s: content type %q", row.status, row.code, e.ContentType)
		}
		if e.Kind == apierr.InvalidCredentials && e.Retryable() {
			t.Errorf("%s would be retried, which locks the key", row.code)
		}
	}
}
