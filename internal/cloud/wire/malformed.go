// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"net/http"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Malformed is the failure of a response whose body says nothing that can be used, why telling what is wrong with it. The
// HTTP status then says the rest: a server or a proxy in trouble, a caller that is too fast, or a response that is not
// what the document promises.
func Malformed(status int, contentType string, retryAfter time.Duration, why error) *apierr.Error {
	e := &apierr.Error{
		Kind: apierr.MalformedResponse, HTTPStatus: status, ContentType: contentType, RetryAfter: retryAfter, Err: why,
	}
	if kind := Passing(status); kind != "" {
		e.Kind = kind
	} else if why != nil {
		e.Reason = "The response cannot be read: " + why.Error() + "."
	}
	return e
}

// Passing gives the kind that an HTTP status alone stands for where another attempt may end better, else "".
func Passing(status int) apierr.Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return apierr.Throttled
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly,
		status >= 500 && status != http.StatusNotImplemented:
		return apierr.Unavailable
	}
	return ""
}
