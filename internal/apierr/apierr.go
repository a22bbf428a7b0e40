// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package apierr is the one way a read fails below Terraform: plain data about what happened, from which the
// rendering room words a diagnostic. Nothing in it is ever a secret; whoever fills it has cleaned the texts first.
package apierr

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Kind says what sort of failure it is; wording and retries follow from it, never from a message's text.
type Kind string

const (
	// InvalidArgument: the API refused a value the practitioner wrote; Argument names it.
	InvalidArgument Kind = "invalid argument"
	// CredentialsMissing: no source gave an identity; Reason lists what was looked at.
	CredentialsMissing Kind = "credentials missing"
	// InvalidCredentials: an identity was found and is not good: unknown, disabled, expired, wrong secret, unreadable source.
	InvalidCredentials Kind = "bad credentials"
	// ClockSkew: the cloud finds the request's time stamp too far from its own.
	ClockSkew Kind = "clock off"
	// PermissionDenied: the identity is known and may not make this call.
	PermissionDenied Kind = "no permission"
	// NotFound: the thing asked about does not exist where it was looked for.
	NotFound Kind = "not found"
	// NotEnabled: the service is not switched on for the project asked about.
	NotEnabled Kind = "not enabled"
	// Throttled: too many calls. Retried.
	Throttled Kind = "throttled"
	// Unavailable: the service or the way to it failed in a manner that passes. Retried.
	Unavailable Kind = "unavailable"
	// Timeout: one attempt, or the whole read, took too long. A try that timed out is retried.
	Timeout Kind = "time-out"
	// Interrupted: the practitioner stopped the run.
	Interrupted Kind = "interrupted"
	// Unreachable: the host is unknown or cannot be trusted; trying again does not help.
	Unreachable Kind = "unreachable"
	// MalformedResponse: a response came that is not what the API's document says.
	MalformedResponse Kind = "undecodable answer"
	// Rejected: the API refused with a code that is none of the above.
	Rejected Kind = "rejected"
)

// Error is one failed call. Empty fields are unknown.
type Error struct {
	Kind Kind
	// Argument is the name of the argument at fault ("app_id", "region"), empty when it is none of them.
	Argument string
	// Reason is what happened in our own words, whole sentences; it replaces the kind's general wording.
	Reason string
	// Advice is what to do about it, whole sentences; it replaces the kind's general advice.
	Advice string
	// Searched is where credentials were looked for, in order, when none were found.
	Searched []string

	// Code and Message are the cloud's own.
	Code    string
	Message string
	// HTTPStatus is the status line's; ReportedStatus is what the body claims, where it differs (0: it does not).
	HTTPStatus     int
	ReportedStatus int
	ContentType    string
	RequestID      string
	TraceID        string

	// Kept: the refusal of these credentials is kept, so that no other request is sent with them in this run.
	Kept bool
	// Peer is who was asked when the time ran out, where it was not the API: "STS at sts.aliyuncs.com".
	Peer string
	// RetryAfter is how long the cloud asked to wait, 0 when it did not.
	RetryAfter time.Duration
	// Attempts is how many attempts were made in all, set by whoever retries.
	Attempts int
	// Last is the failure of the last attempt, for the timeout of a whole read.
	Last *Error
	// Err is the cause, for errors.Is; its text is never shown, since causes of HTTP failures may hold signed URLs.
	Err error
}

// Error gives a short line for logs and tests; practitioners see the rendered diagnostic instead.
func (e *Error) Error() string {
	parts := []string{string(e.Kind)}
	if e.Code != "" {
		parts = append(parts, "code "+e.Code)
	}
	if e.HTTPStatus != 0 {
		parts = append(parts, "HTTP "+strconv.Itoa(e.HTTPStatus))
	}
	if e.Reason != "" {
		parts = append(parts, e.Reason)
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Retryable reports whether another try may end better.
func (e *Error) Retryable() bool {
	return e.Kind == Throttled || e.Kind == Unavailable || e.Kind == Timeout
}

// From finds the Error in err, or makes one of kind Rejected that hides err's text.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Rejected, Reason: "The provider met an error it does not know.", Err: err}
}
