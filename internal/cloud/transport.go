// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package cloud is the provider's HTTP transport: it sends the requests that the clouds' SDKs have built and signed, and
// reads each response whole. The SDKs never send: their clients follow redirects with the session token, print errors that
// hold signed URLs, and take no context and no trust store. Here the caller's context reaches the socket, a redirect is an
// error, a body is bounded, and every failure is an apierr.Error that follows from an error's type, never from its text.
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
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const (
	// maxBody is far above any documented response (a few kilobytes).
	maxBody        = 4 << 20
	maxHeaderBytes = 1 << 20
	connectTimeout = 10 * time.Second
)

// Transport sends signed requests. One serves both clouds and any number of goroutines.
type Transport struct {
	userAgent string
	base      *pool
	direct    *pool
	observer  Observer
}

// Observer receives each request as it was sent, signature included, with its whole response.
type Observer func(r *http.Request, response Response)

// Dial opens a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// NewTransport makes a transport that introduces itself as userAgent. It opens nothing until something is sent.
func NewTransport(userAgent string) *Transport {
	return NewTransportOver(userAgent, defaultConnections, nil)
}

// NewTransportOver is NewTransport with spare connections only up to a number of connections to one host, and with every
// connection, a proxy's too, opened by dial; nil opens them as usual.
func NewTransportOver(userAgent string, connections int, dial Dial) *Transport {
	return &Transport{
		userAgent: userAgent,
		base:      newPool(connections, dial, http.ProxyFromEnvironment),
		direct:    newPool(connections, dial, nil),
	}
}

// newPool makes connections that never see an http.Client: so no redirects, no cookies, no Referer.
func newPool(connections int, dial Dial, proxy func(*http.Request) (*url.URL, error)) *pool {
	if dial == nil {
		dial = (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext
	}
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			s := newSocket(c)
			if d := dialingOf(ctx); d != nil {
				d.socket = s
			}
			return s, nil
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    connectTimeout,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true,
		IdleConnTimeout:        idleTimeout, // of HTTP/2 connections
		MaxResponseHeaderBytes: maxHeaderBytes,
		// A dead HTTP/2 connection is found out, or each retry would be sent into it.
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 5 * time.Second},
		GetProxyConnectHeader:  proxyAsked,
		OnProxyConnectResponse: proxyAnswered,
	}
	if proxy != nil {
		transport.Proxy = func(r *http.Request) (*url.URL, error) {
			if d := dialingOf(r.Context()); d != nil {
				r.URL = d.url // r is made up, and its URL has no port
			}
			u, err := proxy(r)
			if err != nil {
				return nil, errProxySetting // the error's text is the setting, password and all
			}
			return u, nil
		}
	}
	return &pool{http: transport, connections: connections}
}

// Observe has observer called for each response; nil is nobody, as usual. It is called before anything is sent.
func (t *Transport) Observe(observer Observer) { t.observer = observer }

// UserAgent is what the transport sets on requests that have none of their own.
func (t *Transport) UserAgent() string { return t.userAgent }

// Direct is the same transport without a proxy, for addresses that mean this machine or its link.
func (t *Transport) Direct() *Transport {
	return &Transport{userAgent: t.userAgent, base: t.direct, direct: t.direct, observer: t.observer}
}

// CloseIdleConnections closes what no request is using.
func (t *Transport) CloseIdleConnections() {
	t.base.closeIdle()
	t.direct.closeIdle()
}

// Send sends r once and reads the whole response, whatever its status, but for a redirect, which is an error. It is
// bounded by ctx alone. The error is an *apierr.Error: Unavailable, Unreachable, Timeout, Interrupted or MalformedResponse.
func (t *Transport) Send(ctx context.Context, r *http.Request) (Response, error) {
	r = r.WithContext(ctx)
	if r.Header.Get("User-Agent") == "" {
		r.Header = r.Header.Clone() // the caller's request stays as it is
		if r.Header == nil {
			r.Header = http.Header{}
		}
		r.Header.Set("User-Agent", t.userAgent)
	}
	if !writable(r.Header) {
		return Response{}, &apierr.Error{
			Kind:   apierr.InvalidCredentials,
			Reason: "A key or a token holds a line break or another control character, so no request can carry it.",
			Advice: "Check the value for a stray character, often at its end.",
		}
	}
	if r.Method == http.MethodGet && (r.Body == nil || r.Body == http.NoBody) {
		r.Body, r.GetBody = nonReplayableBody{}, nil // r is a copy by now
	}
	peer := hostPort(r.URL)
	c, err := t.base.get(r)
	if err != nil {
		return Response{}, sendError(ctx, err, r.URL.Hostname(), peer)
	}
	defer t.base.release(c)
	response, err := c.roundTrip(r)
	if err != nil {
		return Response{}, sendError(ctx, err, r.URL.Hostname(), peer)
	}
	defer response.Body.Close()
	status := response.StatusCode
	if status < 200 || status >= 300 && status <= 399 {
		return Response{}, unexpectedStatus(status, peer)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	if err != nil {
		return Response{}, truncatedError(ctx, c.explain(err, true), status, peer)
	}
	whole := Response{Status: status, Header: response.Header, Body: body}
	if len(body) > maxBody {
		return Response{}, &apierr.Error{
			Kind: apierr.MalformedResponse, HTTPStatus: status, ContentType: whole.ContentType(),
			Reason: fmt.Sprintf("%s sent a response of more than %d MiB, which is not read.", peer, maxBody>>20),
		}
	}
	if t.observer != nil {
		t.observer(r, whole)
	}
	return whole, nil
}

// nonReplayableBody is an empty body that cannot be sent again. When a connection breaks that had been used before, net/http sends a
// GET a second time of its own accord: with the same signature, past the rate limit, and unseen. It does not do so
// with a body that cannot be read again. On the wire there is none either way.
type nonReplayableBody struct{}

func (nonReplayableBody) Read([]byte) (int, error) { return 0, io.EOF }
func (nonReplayableBody) Close() error             { return nil }

// writable reports whether the header's values may stand on one line each; of ours only credentials could fail it.
func writable(header http.Header) bool {
	for _, values := range header {
		for _, value := range values {
			if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				return false
			}
		}
	}
	return true
}

func unexpectedStatus(status int, peer string) *apierr.Error {
	reason := fmt.Sprintf("%s responded with a redirect (HTTP %d), which is never followed: "+
		"it would hand the signed request to another host.", peer, status)
	if status < 200 {
		reason = fmt.Sprintf("%s responded with HTTP %d, which is no response to a request.", peer, status)
	}
	return &apierr.Error{Kind: apierr.MalformedResponse, HTTPStatus: status, Reason: reason}
}

// hostPort names the peer in errors: host and port, nothing else of the URL.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}

var errProxySetting = errors.New("the proxy's address cannot be read")

// proxyRefusal is a proxy's response to CONNECT that is not a success.
type proxyRefusal struct{ status int }

func (p *proxyRefusal) Error() string {
	return fmt.Sprintf("the proxy responded with HTTP %d", p.status)
}

func proxyAsked(ctx context.Context, _ *url.URL, _ string) (http.Header, error) {
	if d := dialingOf(ctx); d != nil {
		d.asksProxy = true
	}
	return nil, nil
}

func proxyAnswered(ctx context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if d := dialingOf(ctx); d != nil {
		d.asksProxy = false
	}
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{status: response.StatusCode}
}
