// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// URI is a local service that gives temporary credentials to whoever asks (credentials_uri).
func URI(address string) Source { return uri(address) }

type uri string

const uriAdvice = "Check credentials_uri, or ALIBABA_CLOUD_CREDENTIALS_URI."

// Resolve reads the address. Credentials come back, so the way is https, or http where it stays on this machine or
// its link; then no proxy is asked. Neither the address, which may hold a token, nor the response is ever shown.
func (u uri) Resolve(ctx context.Context, reach Reach) (Credentials, error) {
	address, err := url.Parse(string(u))
	local := err == nil && isLocal(address.Hostname())
	switch {
	case err != nil || address.Host == "" || address.Hostname() == "":
		return Credentials{}, badCredentials("The credentials URI is not a URL.", uriAdvice)
	case address.User != nil:
		return Credentials{}, badCredentials("The credentials URI has a user name or a password in it.", uriAdvice)
	case address.Scheme != "https" && (address.Scheme != "http" || !local):
		return Credentials{}, badCredentials(
			"The credentials URI is neither https:// nor http:// on this machine or its link.", uriAdvice)
	}
	transport := reach.Transport
	if local {
		transport = transport.Direct()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return Credentials{}, badCredentials("The credentials URI is not a URL.", uriAdvice)
	}
	who := "credentials URI at " + address.Host
	response, err := transport.Send(ctx, request)
	if err != nil {
		return Credentials{}, unreached(err, "the "+who, uriAdvice)
	}
	if response.Status != http.StatusOK {
		return Credentials{}, refused(response, "The "+who, uriAdvice)
	}
	c, e := readTemporary(response, "The "+who)
	if e != nil {
		return Credentials{}, e
	}
	c.Source = "the " + who
	return c, nil
}

// isLocal reports whether host is this machine or its link, where the metadata service lives too.
func isLocal(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	address = address.Unmap()
	return address.IsLoopback() || address.IsLinkLocalUnicast() || address.String() == metadata.Host
}
