// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package apierr has the one error type below Terraform: plain data about what happened, from which a diagnostic is
// written. Its texts may quote what a cloud sent: internal/redact cleans them where they are shown.
package apierr

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Kind is the sort of a failure. Wording and retries follow from it, never from a message's text.
type Kind string

const (
	// InvalidArgument: the API refused a value of the configuration; Argument names it.
	InvalidArgument Kind = "invalid argument"
	// CredentialsMissing: no credentials provider is configured; Searched lists where they were looked for.
	CredentialsMissing Kind = "credentials missing"
	// InvalidCredentials: credentials were found and are invalid: unknown, disabled, expired, wrong secret, unreadable.
	InvalidCredentials Kind = "invalid credentials"
	// ClockSkew: the cloud finds the request's time stamp too far from its own.
	ClockSkew Kind = "clock skew"
	// PermissionDenied: the identity is known and may not make this call.
	PermissionDenied Kind = "permission denied"
	// NotFound: the object does not exist where it was looked for.
	NotFound Kind = "not found"
	// NotEnabled: the service is not enabled for the project.
	NotEnabled Kind = "not enabled"
	// Throttled: too many calls. Retried.
	Throttled Kind = "throttled"
	// Unavailable: the service or the connection to it failed temporarily. Retried.
	Unavailable Kind = "unavailable"
	// Timeout: one attempt, or the whole read, took too long. An attempt that timed out is retried.
	Timeout Kind = "timeout"
	// Interrupted: the user stopped the run.
	Interrupted Kind = "interrupted"
	// Unreachable: the host is unknown or cannot be trusted; another attempt would not help.
	Unreachable Kind = "unreachable"
	// MalformedResponse: a response came that is not what the API's documentation says.
	MalformedResponse Kind = "malformed response"
	// Rejected: the API refused with a code that is none of the above.
	Rejected Kind = "rejected"
)

// Error is one failed call. Empty fields are unknown.
type Error struct {
	Kind Kind
	// Argument is the name of the argument that caused the error ("app_id", "region"), empty when none did.
	Argument string
	// Reason is what happened, in whole sentences; it replaces the kind's general wording.
	Reason string
	// Advice is what to do about it, in whole sentences; it replaces the kind's general advice.
	Advice string
	// Region is the region that the request was for, empty when it needs none or none is known.
	Region string
	// Endpoint is the configured endpoint that was asked about Region, where it may not be one of that region.
	Endpoint string
	// Searched is where credentials were looked for, in order, when none were found.
	Searched []string

	// Code and Message are those of the cloud's response.
	Code    string
	Message string
	// HTTPStatus is that of the status line; ReportedStatus is that of the body, 0 where it does not differ.
	HTTPStatus     int
	ReportedStatus int
	ContentType    string
	RequestID      string
	TraceID        string

	// Accepted reports that the API gives this code only after it has accepted the request's signature. Some kinds, such as
	// NotFound, say so by themselves.
	Accepted bool
	// DeniedByPolicy reports that the cloud's access management has denied the call, and not the service for one object.
	DeniedByPolicy bool
	// Kept reports that the refusal of these credentials is kept: no other request is sent with them in this run.
	// RefusedBefore reports that this is a kept refusal, and so was not sent.
	Kept, RefusedBefore bool
	// Peer is the server that was asked when the time ran out, where it was not the API: "STS at sts.aliyuncs.com".
	Peer string
	// RetryAfter is how long the cloud asked to wait, 0 when it did not.
	RetryAfter time.Duration
	// Attempts is how many attempts were made in all, set by internal/retry.
	Attempts int
	// Last is the failure of the last attempt, for the timeout of a whole read.
	Last *Error
	// Err is the cause, for errors.Is; its text is never shown, since causes of HTTP failures may hold signed URLs.
	Err error
}

// Error returns a short line for logs and tests; users see the diagnostic instead.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (code %q, HTTP %d): %s", e.Kind, e.Code, e.HTTPStatus, e.Reason)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// In returns a copy of e for the region that the request was for: others may hold e too.
func (e *Error) In(region string) *Error {
	located := *e
	located.Region = region
	return &located
}

// Authenticated reports whether the API has accepted the signature of the request that e is the outcome of; a nil e is a
// success. If it reports false, the API may have refused the signature or not looked at it.
func (e *Error) Authenticated() bool {
	if e == nil {
		return true
	}
	switch e.Kind {
	case NotFound, PermissionDenied, NotEnabled:
		return true
	case InvalidCredentials:
		return false
	}
	return e.Accepted
}

// Retryable reports whether another attempt may succeed.
func (e *Error) Retryable() bool {
	return e.Kind == Throttled || e.Kind == Unavailable || e.Kind == Timeout
}

// From finds the Error in err, or makes one: of an ended context's error, or of kind Rejected, which hides err's text.
func From(err error) *Error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Kind: Interrupted, Err: err}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: Timeout, Err: err}
	}
	return &Error{Kind: Rejected, Reason: "The provider met an error it does not know.", Err: err}
}
