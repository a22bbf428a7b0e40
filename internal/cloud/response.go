// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Response is one whole HTTP response: the body has been read to its end.
type Response struct {
	// Region is the region that the request was for, set by who signs the request.
	Region string
	Status int
	Header http.Header
	Body   []byte
}

// OK reports a 2xx status line. It is not success by itself: each API reports errors in the body too.
func (r Response) OK() bool { return r.Status >= 200 && r.Status <= 299 }

// HideSignature keeps the signature of the request out of all texts if the response is an error or quotes it. Other signatures
// are not kept: a call that waits signs thousands of requests.
func (r Response) HideSignature(ctx context.Context, signature string, err *apierr.Error) {
	if err != nil || bytes.Contains(r.Body, []byte(signature)) {
		redact.Hide(ctx, signature)
	}
}

// ContentType returns the response's media type as sent, without parameters.
func (r Response) ContentType() string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(kind)
}

// maxRetryAfter is the upper bound of RetryAfter: no read waits for longer.
const maxRetryAfter = 365 * 24 * time.Hour

// RetryAfter returns how long the response asks to wait: seconds or an HTTP date. It is 0 when the header is absent, in the
// past or neither.
func (r Response) RetryAfter() time.Duration {
	text := strings.TrimSpace(r.Header.Get("Retry-After"))
	var wait time.Duration
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		wait = time.Duration(seconds) * time.Second
	} else if when, err := http.ParseTime(text); err == nil {
		wait = time.Until(when)
	}
	return min(max(0, wait), maxRetryAfter)
}

// Malformed returns the error of a response whose body says nothing that can be used; why tells what is wrong with it. The
// HTTP status then says the rest: a server or a proxy in trouble, a caller that is too fast, or a response that is not what
// the document promises.
func (r Response) Malformed(why error) *apierr.Error {
	e := &apierr.Error{
		Kind: apierr.MalformedResponse, HTTPStatus: r.Status, ContentType: r.ContentType(), RetryAfter: r.RetryAfter(), Err: why,
	}
	if kind := RetryableKind(r.Status); kind != "" {
		e.Kind = kind
	} else if why != nil {
		e.Reason = "The response cannot be read: " + why.Error() + "."
	}
	return e
}

// RetryableKind returns the kind that an HTTP status alone stands for where another attempt may end better, else "".
func RetryableKind(status int) apierr.Kind {
	switch {
	case status == http.StatusTooManyRequests:
		return apierr.Throttled
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly,
		status >= 500 && status != http.StatusNotImplemented:
		return apierr.Unavailable
	}
	return ""
}
