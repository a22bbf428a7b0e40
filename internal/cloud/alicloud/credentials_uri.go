// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"net/http"
	"net/netip"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// URI provides the temporary credentials that a service gives, usually one on this machine (credentials_uri).
type URI struct {
	Resolver Resolver
	Address  string
}

const uriAdvice = "Check credentials_uri, ALICLOUD_CREDENTIALS_URI or ALIBABA_CLOUD_CREDENTIALS_URI."

// Retrieve reads the address. Credentials come back, so the way is https, or http where it stays on this machine or
// its link; then no proxy is asked. Neither the address, which may hold a token, nor the response is ever shown.
func (u URI) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.Address, nil)
	if err != nil || request.URL.Hostname() == "" {
		return credentials.Credentials{}, credentials.Invalid("The credentials URI is not a URL.", uriAdvice)
	}
	address := request.URL
	local := isLocal(address.Hostname())
	switch {
	case address.User != nil:
		return credentials.Credentials{}, credentials.Invalid("The credentials URI has a user name or a password in it.", uriAdvice)
	case address.Scheme != "https" && (address.Scheme != "http" || !local):
		return credentials.Credentials{}, credentials.Invalid(
			"The credentials URI is neither https:// nor http:// on this machine or its link: http is for localhost, loopback addresses "+
				"(127.0.0.0/8, ::1), link-local ones (169.254.0.0/16, fe80::/10) and 100.100.100.200.", uriAdvice)
	}
	transport := u.Resolver.Transport
	if local {
		transport = transport.Direct()
	}
	who := "credentials URI at " + address.Host
	credentials.WaitingFor(ctx, "the "+who)
	response, err := transport.Send(ctx, request)
	if err != nil {
		return credentials.Credentials{}, credentials.UnreachableError(err, "the "+who, uriAdvice)
	}
	return readKey(ctx, response, "the "+who, "The "+who, uriAdvice)
}

// isLocal reports whether host is this machine or its link, where the metadata service lives too.
func isLocal(host string) bool {
	address, err := netip.ParseAddr(host)
	address = address.Unmap()
	return cloud.IsLoopback(host) || err == nil && (address.IsLinkLocalUnicast() || address.String() == metadataEndpoint.Host)
}
