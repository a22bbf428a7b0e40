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

// ContentType gives the response's media type as sent, without parameters.
func (r Response) ContentType() string {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(kind)
}

// MaxRetryAfter is the upper bound of RetryAfter: nobody waits for longer.
const MaxRetryAfter = 365 * 24 * time.Hour

// RetryAfter gives how long the response asks to wait: seconds or an HTTP date. It is 0 when the header is absent, in the
// past or neither.
func (r Response) RetryAfter() time.Duration {
	text := strings.TrimSpace(r.Header.Get("Retry-After"))
	seconds, err := strconv.ParseUint(text, 10, 64)
	switch {
	case err == nil && seconds < uint64(MaxRetryAfter/time.Second):
		return time.Duration(seconds) * time.Second
	case err == nil, errors.Is(err, strconv.ErrRange):
		return MaxRetryAfter
	}
	when, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(0, time.Until(when)), MaxRetryAfter)
}
