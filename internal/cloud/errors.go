// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Both spellings of two errnos: Windows has its own numbers, which mean nothing elsewhere.
const (
	wsaConnReset   = syscall.Errno(10054)
	wsaConnRefused = syscall.Errno(10061)
)

// sendError describes the failure of a request that got no response. An error of net/http is never quoted: it may hold
// the URL, and with it a signature, or a proxy's password.
func sendError(ctx context.Context, err error, host, peer string) *apierr.Error {
	if over := contextErrorAt(ctx, peer+" had not responded when the time for this attempt was over."); over != nil {
		return over
	}
	if e := proxyError(err); e != nil {
		return e
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return hostError(dns, host)
	}
	if e := tlsError(err, peer); e != nil {
		return e
	}
	if errors.Is(err, errMalformed) {
		return notHTTP(peer)
	}
	return &apierr.Error{Kind: apierr.Unavailable, Reason: connectionFailure(err, peer, "before it had responded")}
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

// notHTTP describes errMalformed. Another attempt would get the same.
func notHTTP(peer string) *apierr.Error {
	return &apierr.Error{
		Kind: apierr.MalformedResponse, Err: errMalformed,
		Reason: fmt.Sprintf("%s sent a malformed HTTP response: it does not speak HTTP there, or the response's header or "+
			"framing is invalid, or its header is larger than %d MiB.", peer, maxHeaderBytes>>20),
		Advice: "Check the endpoint's host and port, and any proxy on the way.",
	}
}

// truncatedError describes the failure of a response that had begun.
func truncatedError(ctx context.Context, err error, status int, peer string) *apierr.Error {
	e := contextErrorAt(ctx, peer+" had begun to respond and not finished when the time for this attempt was over.")
	switch {
	case e != nil:
	case errors.Is(err, errMalformed):
		e = notHTTP(peer)
	default:
		e = &apierr.Error{
			Kind:   apierr.Unavailable,
			Reason: connectionFailure(err, peer, "before the whole response had arrived"),
		}
	}
	e.HTTPStatus = status
	return e
}

// contextErrorAt tells a timeout from an interrupt by the context, whatever the socket's error says; nil: ctx has not ended.
func contextErrorAt(ctx context.Context, reason string) *apierr.Error {
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

// ContextError returns the error of a context that has ended, for waits that are not on a socket; nil: it has not ended.
func ContextError(ctx context.Context, reason string) *apierr.Error {
	return contextErrorAt(ctx, reason)
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

// hostError describes the failure of a name lookup.
func hostError(dns *net.DNSError, host string) *apierr.Error {
	if !dns.IsNotFound {
		return &apierr.Error{
			Kind:   apierr.Unavailable,
			Reason: fmt.Sprintf("The name server gave no response about the host %s.", host),
		}
	}
	return &apierr.Error{
		Kind: apierr.Unreachable, Argument: "region",
		Reason: fmt.Sprintf("There is no host named %s (no such host).", host),
		Advice: "Check the region's spelling.",
	}
}

// proxyConnect is the operation of net/http's errors about a proxy.
const proxyConnect = "proxyconnect"

// proxyError describes an error of the proxy, which is never named in full: its address may hold a password.
func proxyError(err error) *apierr.Error {
	if errors.Is(err, errProxySetting) {
		return &apierr.Error{
			Kind:   apierr.Unreachable,
			Reason: "The proxy's address in the environment cannot be read.",
			Advice: "Check HTTPS_PROXY: it is written http://host:port.",
		}
	}
	var refusal *proxyRefusal
	if errors.As(err, &refusal) {
		return proxyRefused(refusal.status)
	}
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != proxyConnect {
		return nil
	}
	const advice = "Check HTTPS_PROXY, or name the host in NO_PROXY."
	if dns := new(net.DNSError); errors.As(err, &dns) && dns.IsNotFound {
		return &apierr.Error{
			Kind: apierr.Unreachable, Reason: "There is no host of the proxy's name.", Advice: advice,
		}
	}
	if e := tlsError(op.Err, "The proxy"); e != nil {
		e.Advice = advice
		return e
	}
	if errors.Is(op.Err, errMalformed) {
		e := notHTTP("The proxy")
		e.Kind, e.Advice = apierr.Unreachable, advice
		return e
	}
	return &apierr.Error{Kind: apierr.Unavailable, Reason: connectionFailure(op.Err, "the proxy", "before it had responded")}
}

// proxyRefused describes a proxy's response to CONNECT.
func proxyRefused(status int) *apierr.Error {
	e := &apierr.Error{
		Kind: apierr.Unreachable, HTTPStatus: status,
		Reason: fmt.Sprintf("The proxy refused to connect (HTTP %d).", status),
		Advice: "Check HTTPS_PROXY, or name the host in NO_PROXY.",
	}
	switch {
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
	const store = "Check the endpoint; behind a proxy that opens TLS, add its authority to the system's trust store"
	const trust = store + "."
	unreachable := func(reason, advice string) *apierr.Error {
		return &apierr.Error{Kind: apierr.Unreachable, Reason: reason, Advice: advice}
	}
	var (
		authority x509.UnknownAuthorityError
		name      x509.HostnameError
		invalid   x509.CertificateInvalidError
		roots     x509.SystemRootsError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		op        *net.OpError
	)
	switch {
	case errors.As(err, &authority):
		return unreachable(peer+" showed a certificate of an authority that this machine does not trust "+
			"(certificate signed by unknown authority).", store+certFile(", or to the file that SSL_CERT_FILE names: ")+".")
	case errors.As(err, &name):
		return unreachable(peer+" showed a certificate that is not for this host name.", trust)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return unreachable(peer+" showed a certificate that has expired or is not valid yet.",
			"Check this machine's clock; if it is right, the certificate is at fault.")
	case errors.As(err, &roots):
		return unreachable("This machine's trust store cannot be read, so no host can be trusted.",
			"Install the system's CA certificates"+certFile(", or correct SSL_CERT_FILE, which names ")+".")
	case errors.As(err, &invalid), errors.As(err, &verify):
		return unreachable(peer+" showed a certificate that cannot be trusted.", trust)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return unreachable(peer+" does not speak TLS there. It is not a TLS endpoint.", "Check the endpoint's host and port.")
	case errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"):
		return unreachable(peer+" and the provider could not agree on TLS 1.2 or newer (TLS handshake failed).",
			"Check the endpoint, and any proxy on the way.")
	}
	return nil
}

// certFile returns clause with the file that SSL_CERT_FILE names, or "" where Go does not read one.
func certFile(clause string) string {
	name := os.Getenv("SSL_CERT_FILE")
	if name == "" || runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return ""
	}
	return clause + name
}
