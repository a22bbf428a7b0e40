// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package cloud is the provider's HTTP transport: it sends the requests that the clouds' SDKs have built and signed, and
// reads each response whole. The SDKs never send: their clients follow redirects with the session token, print errors that
// hold signed URLs, and take no context and no trust store. Here the caller's context reaches the socket, a redirect is an
// error, a body is bounded, and every failure is an apierr.Error that follows from an error's type, never from its text.
package cloud

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const (
	// maxBody is far above any documented response (a few kilobytes).
	maxBody        = 4 << 20
	maxHeaderBytes = 1 << 20
	connectTimeout = 10 * time.Second
	// maxIdle is above max_concurrency, so that as many parallel reads find their connections again.
	maxIdle = 512
)

// Transport sends signed requests. One serves both clouds and any number of goroutines.
type Transport struct {
	// Observer is called for each response. It may be nil, and is set before anything is sent.
	Observer Observer

	userAgent string
	base      *http.Transport
	direct    *http.Transport
}

// Observer receives each request as it was sent, signature included, with its whole response.
type Observer func(r *http.Request, response Response)

// Dial opens a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// NewTransport makes a transport that introduces itself as userAgent, with every connection, a proxy's too, opened by dial; nil opens
// them as usual. It opens nothing until something is sent.
func NewTransport(userAgent string, dial Dial) *Transport {
	return &Transport{
		userAgent: userAgent,
		base:      newHTTPTransport(dial, http.ProxyFromEnvironment),
		direct:    newHTTPTransport(dial, nil),
	}
}

// newHTTPTransport makes a transport that never sees an http.Client: so no redirects, no cookies, no Referer.
func newHTTPTransport(dial Dial, proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	if dial == nil {
		dial = (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext
	}
	transport := &http.Transport{
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connectTimeout,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		MaxIdleConnsPerHost:    maxIdle,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: maxHeaderBytes,
		// A dead HTTP/2 connection is found out, or each retry would be sent into it.
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 5 * time.Second},
		OnProxyConnectResponse: proxyResponded,
	}
	if proxy != nil {
		transport.Proxy = func(r *http.Request) (*url.URL, error) {
			u, err := proxy(r)
			if err != nil { // its text is the setting, password and all
				return nil, &apierr.Error{
					Kind:   apierr.Unreachable,
					Reason: "The proxy's address in the environment cannot be read.",
					Advice: "Check HTTPS_PROXY: it is written http://host:port.",
				}
			}
			return u, nil
		}
	}
	return transport
}

// Direct is the same transport without a proxy, for addresses that mean this machine or its link.
func (t *Transport) Direct() *Transport {
	return &Transport{userAgent: t.userAgent, base: t.direct, direct: t.direct, Observer: t.Observer}
}

// CloseIdleConnections closes what no request is using.
func (t *Transport) CloseIdleConnections() {
	t.base.CloseIdleConnections()
	t.direct.CloseIdleConnections()
}

// Send sends r once and reads the whole response, whatever its status, but for a redirect, which is an error. It is
// bounded by ctx alone. The error is an *apierr.Error: Unavailable, Unreachable, Timeout, Interrupted or MalformedResponse.
func (t *Transport) Send(ctx context.Context, r *http.Request) (Response, error) {
	var connected, responded atomic.Bool
	r = r.Clone(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{ // the caller's request stays as it is
		TLSHandshakeStart:    func() { connected.Store(true) }, // a proxy has connected
		GotConn:              func(httptrace.GotConnInfo) { connected.Store(true) },
		GotFirstResponseByte: func() { responded.Store(true) },
	}))
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", t.userAgent)
	}
	r.Header.Set("Cache-Control", "no-cache") // neither cloud signs it
	if r.Method == http.MethodGet && (r.Body == nil || r.Body == http.NoBody) {
		// When a connection that was used before breaks, net/http sends a GET again by itself: with the same nonce and past the
		// rate limit. It does not where it cannot read the body again. On the wire there is none either way.
		r.Body, r.GetBody = io.NopCloser(strings.NewReader("")), nil
	}
	// All that an error names of the URL.
	peer := net.JoinHostPort(r.URL.Hostname(), cmp.Or(r.URL.Port(), map[string]string{"https": "443", "http": "80"}[r.URL.Scheme]))
	response, err := t.base.RoundTrip(r)
	if err != nil {
		if e := new(apierr.Error); errors.As(err, &e) { // a function of the transport made it
			return Response{}, e
		}
		var op *net.OpError
		atProxy := errors.As(err, &op) && op.Op == "proxyconnect" || !connected.Load() && t.hasProxy(r)
		if (atProxy || responded.Load()) && malformed(err) {
			err = errMalformed
		}
		if atProxy {
			return Response{}, proxyError(ctx, err)
		}
		return Response{}, sendError(ctx, err, "named "+r.URL.Hostname(), peer, 0)
	}
	defer response.Body.Close()
	status := response.StatusCode
	if status < 200 || status >= 300 && status <= 399 {
		e := &apierr.Error{Kind: apierr.MalformedResponse, HTTPStatus: status}
		e.Reason = fmt.Sprintf("%s responded with HTTP %d, which is no response to a request.", peer, status)
		if status >= 300 {
			e.Reason = fmt.Sprintf("%s responded with a redirect (HTTP %d), which is never followed: "+
				"it would hand the signed request to another host.", peer, status)
		}
		return Response{}, e
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		if response.ProtoMajor == 1 && malformed(err) { // HTTP/2 has errors of its own for a response that breaks off
			err = errMalformed
		}
		return Response{}, sendError(ctx, err, "", peer, status)
	}
	whole := Response{Status: status, Header: response.Header, Body: body}
	if len(body) > maxBody {
		return Response{}, &apierr.Error{
			Kind: apierr.MalformedResponse, HTTPStatus: status, ContentType: whole.ContentType(),
			Reason: fmt.Sprintf("%s sent a response of more than %d MiB, which is not read.", peer, maxBody>>20),
		}
	}
	if coding := response.Header.Get("Content-Encoding"); coding != "" && !utf8.Valid(body) {
		e := whole.Malformed(
			fmt.Errorf("%s sent its body encoded (Content-Encoding: %s), although no encoding was asked for", peer, coding))
		e.Advice = "Check any proxy on the way to " + peer + "."
		return Response{}, e
	}
	if t.Observer != nil {
		t.Observer(r, whole)
	}
	return whole, nil
}

// hasProxy reports whether a request goes through a proxy.
func (t *Transport) hasProxy(r *http.Request) bool {
	if t.base.Proxy == nil {
		return false
	}
	proxy, err := t.base.Proxy(r)
	return err == nil && proxy != nil
}
