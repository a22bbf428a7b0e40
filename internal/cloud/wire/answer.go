// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"net/http"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Broken is the failure of an answer whose body says nothing that can be used, why telling what is wrong with it. The
// HTTP status then says the rest: a server or a proxy in trouble, a caller that is too fast, or an answer that is not
// what the document promises.
func Broken(status int, contentType string, retryAfter time.Duration, why error) *apierr.Error {
	e := &apierr.Error{
		Kind: apierr.Undecodable, HTTPStatus: status, ContentType: contentType, RetryAfter: retryAfter, Err: why,
	}
	switch {
	case status == http.StatusTooManyRequests:
		e.Kind = apierr.Throttled
	case status >= 500 && status != http.StatusNotImplemented:
		e.Kind = apierr.Unavailable
	case status >= 300 && status < 400:
		e.Reason = "The answer is a redirect, and redirects are never followed: the request is signed for one host."
	case why != nil:
		e.Reason = "The answer cannot be read: " + why.Error() + "."
	}
	return e
}
