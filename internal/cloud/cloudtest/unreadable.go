// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloudtest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Secret is in a body that no error may show.
const Secret = "S3CRET"

// CheckUnreadable checks the error of a response whose body cannot be used: its kind, its facts from the header, and that the
// body is not shown. idHeader is the header that has the request id.
func CheckUnreadable(t *testing.T, response cloud.Response, idHeader string, kind apierr.Kind, refused func(*testing.T, cloud.Response) *apierr.Error) {
	t.Helper()
	response.Header = http.Header{"Content-Type": {"text/html"}, "Retry-After": {"3"}, idHeader: {"head"}}
	e := refused(t, response)
	if e.Kind != kind || e.HTTPStatus != response.Status || e.ContentType != "text/html" || e.RequestID != "head" ||
		e.RetryAfter != 3*time.Second {
		t.Errorf("%+v", e)
	}
	if strings.Contains(e.Reason+e.Advice+e.Message+e.Error()+e.Err.Error(), Secret) {
		t.Errorf("%+v shows the body", e)
	}
}
