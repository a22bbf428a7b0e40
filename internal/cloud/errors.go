// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Both spellings of two errnos: Windows has its own numbers, which mean nothing elsewhere.
const (
	wsaConnReset   = syscall.Errno(10054)
	wsaConnRefused = syscall.Errno(10061)
)

// sendError describes the failure of a request that got no response or, with a status, of a response that had begun. An error
// of net/http is never quoted: it may hold the URL, and with it a signature, or a proxy's password. host is "named x".
func sendError(ctx context.Context, err error, host, peer string, status int) *apierr.Error {
	late, when := "had not responded", "before it had responded"
	if status != 0 {
		late, when = "had begun to respond and not finished", "before the whole response had arrived"
	}
	e := ContextError(ctx, peer+" "+late+" when the time for this attempt was over.")
	var dns *net.DNSError
	switch {
	case e != nil:
	case errors.As(err, &dns) && dns.IsNotFound:
		e = &apierr.Error{
			Kind: apierr.Unreachable, Argument: "region",
			Reason: "There is no host " + host + " (no such host).",
			Advice: "Check the region's spelling.",
		}
	case errors.As(err, &dns):
		e = &apierr.Error{Kind: apierr.Unavailable, Reason: "The name server gave no response about the host " + host + "."}
	case errors.Is(err, errMalformed): // another attempt would get the same
		e = &apierr.Error{
			Kind: apierr.MalformedResponse, Err: errMalformed,
			Reason: fmt.Sprintf("%s sent a malformed HTTP response: it does not speak HTTP there, or the response's header or "+
				"framing is invalid, or its header is larger than %d MiB.", peer, maxHeaderBytes>>20),
			Advice: "Check the endpoint's host and port, and any proxy on the way.",
		}
	default:
		if status == 0 {
			e = tlsError(err, peer)
		}
		if e == nil {
			e = &apierr.Error{Kind: apierr.Unavailable, Reason: connectionFailure(err, peer, when)}
		}
	}
	e.HTTPStatus = status
	return e
}

// errMalformed: what came is not HTTP/1.1.
var errMalformed = errors.New("malformed HTTP response")

// malformed reports whether err is about what was read and not about the connection: net/http has no type for that.
func malformed(err error) bool {
	var (
		network net.Error // a context's end is one too
		errno   syscall.Errno
		record  tls.RecordHeaderError
	)
	return err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) &&
		!errors.Is(err, context.Canceled) &&
		!errors.As(err, &network) && !errors.As(err, &errno) && !errors.As(err, &record)
}

// ContextError tells a timeout from an interrupt by the context, whatever the socket's error says; nil: ctx has not ended.
func ContextError(ctx context.Context, reason string) *apierr.Error {
	cause := context.Cause(ctx)
	if cause == nil {
		// A socket's deadline is the context's, and may fire a moment before the context does.
		if deadline, ok := ctx.Deadline(); !ok || time.Now().Before(deadline) {
			return nil
		}
		cause = context.DeadlineExceeded
	}
	if errors.Is(ctx.Err(), context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		return &apierr.Error{Kind: apierr.Interrupted, Err: context.Canceled}
	}
	return &apierr.Error{Kind: apierr.Timeout, Reason: reason, Err: context.DeadlineExceeded}
}

// connectionFailure describes what happened to a connection.
func connectionFailure(err error, peer, when string) string {
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, wsaConnRefused):
		return fmt.Sprintf("The connection to %s was refused.", peer)
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, wsaConnReset), errors.Is(err, syscall.EPIPE):
		return fmt.Sprintf("The connection to %s was reset %s.", peer, when)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("The connection to %s was closed %s.", peer, when)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fmt.Sprintf("There is no route to %s.", peer)
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("No connection to %s could be made in %d seconds.", peer, int(connectTimeout.Seconds()))
	}
	return fmt.Sprintf("The connection to %s broke %s.", peer, when)
}

const proxyAdvice = "Check HTTPS_PROXY, or name the host in NO_PROXY."

// proxyError describes the failure of a request that did not come past the proxy, whose address is not shown: it may hold a
// password.
func proxyError(ctx context.Context, err error) *apierr.Error {
	e := sendError(ctx, err, "of the proxy's name", "the proxy", 0)
	e.Reason = Capital(e.Reason)
	switch e.Kind {
	case apierr.Unreachable, apierr.MalformedResponse:
		e.Kind, e.Argument, e.Advice = apierr.Unreachable, "", proxyAdvice
	case apierr.Unavailable:
		e.Advice = proxyAdvice
	}
	return e
}

// proxyResponded returns the error of a proxy's response to CONNECT.
func proxyResponded(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	status := response.StatusCode
	e := &apierr.Error{
		Kind: apierr.Unreachable, HTTPStatus: status, Advice: proxyAdvice,
		Reason: fmt.Sprintf("The proxy refused to connect (HTTP %d).", status),
	}
	switch {
	case status == http.StatusOK:
		return nil
	case status == http.StatusProxyAuthRequired:
		e.Reason = "The proxy asks for a user name and a password (HTTP 407)."
		e.Advice = "Give them in HTTPS_PROXY, as http://user:password@host:port, or name the host in NO_PROXY."
	case status >= 500:
		e.Kind = apierr.Unavailable
		e.Reason = fmt.Sprintf("The proxy could not connect (HTTP %d).", status)
	}
	return e
}

// tlsError describes a TLS handshake that failed; nil: err is another.
func tlsError(err error, peer string) *apierr.Error {
	var (
		verify *tls.CertificateVerificationError
		record tls.RecordHeaderError
		op     *net.OpError
	)
	e := &apierr.Error{Kind: apierr.Unreachable}
	switch {
	case errors.As(err, &verify):
		e.Reason = peer + " showed a certificate that cannot be trusted (" + redact.Name(verify.Err.Error()) + ")."
		e.Advice = "Check the endpoint and this machine's clock; behind a proxy that opens TLS, add its authority to the system's trust store"
		// Elsewhere Go does not read the file.
		if file := os.Getenv("SSL_CERT_FILE"); file != "" && runtime.GOOS != "windows" && runtime.GOOS != "darwin" {
			e.Advice += ", or to the file that SSL_CERT_FILE names: " + file
		}
		e.Advice += "."
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		e.Reason = peer + " does not speak TLS there. It is not a TLS endpoint."
		e.Advice = "Check the endpoint's host and port."
	case errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"):
		e.Reason = peer + " and the provider could not agree on TLS 1.2 or newer (TLS handshake failed)."
		e.Advice = "Check the endpoint, and any proxy on the way."
	default:
		return nil
	}
	return e
}

// Capital returns a text as the beginning of a sentence.
func Capital(text string) string {
	return strings.ToUpper(text[:min(1, len(text))]) + text[min(1, len(text)):]
}
