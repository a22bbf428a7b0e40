// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// Endpoint is where an API is called: https, or http for a loopback host.
type Endpoint struct {
	Scheme string
	Host   string // without the brackets of an IPv6 address
	Port   string // "" is the scheme's own
}

// HTTPS is the endpoint of a plain host name.
func HTTPS(host string) Endpoint { return Endpoint{Scheme: "https", Host: host} }

// HostPort is the form a URL holds: an IPv6 address in brackets, the port only where one was given.
func (e Endpoint) HostPort() string {
	if e.Port != "" {
		return net.JoinHostPort(e.Host, e.Port)
	}
	if strings.Contains(e.Host, ":") {
		return "[" + e.Host + "]"
	}
	return e.Host
}

func (e Endpoint) String() string { return e.Scheme + "://" + e.HostPort() }

const endpointForm = "An endpoint is written https://host or https://host:port"

// hostName is what a DNS name may look like. The SDKs paste the host into URLs, so nothing else passes.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$`)

// ParseEndpoint reads an endpoint as a practitioner writes it. The error is a sentence for that practitioner; it
// echoes nothing of the text, which may hold a password by mistake.
func ParseEndpoint(text string) (Endpoint, error) {
	if text == "" {
		return Endpoint{}, errors.New(endpointForm + "; this one is empty.")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return Endpoint{}, errors.New(endpointForm + "; this one holds white space.")
	}
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		scheme, rest = "https", text
	}
	scheme = strings.ToLower(scheme)
	if scheme != "https" && scheme != "http" {
		return Endpoint{}, errors.New(endpointForm + "; this one has another scheme.")
	}
	// Looked for before anything is parsed, in the order in which a URL would take the text apart.
	switch rest = strings.TrimSuffix(rest, "/"); {
	case strings.Contains(rest, "#"):
		return Endpoint{}, errors.New(endpointForm + "; this one has a fragment.")
	case strings.Contains(rest, "?"):
		return Endpoint{}, errors.New(endpointForm + "; this one has a query.")
	case strings.ContainsAny(rest, `/\`):
		return Endpoint{}, errors.New(endpointForm + "; this one has a path.")
	case strings.Contains(rest, "@"):
		return Endpoint{}, errors.New(endpointForm + "; this one has a user name or a password in it.")
	case rest == "":
		return Endpoint{}, errors.New(endpointForm + "; this one has no host.")
	}
	parsed, err := url.Parse(scheme + "://" + rest)
	if err != nil || strings.HasSuffix(rest, ":") {
		return Endpoint{}, errors.New(endpointForm +
			", with a port from 1 to 65535 and an IPv6 address in brackets; this one is neither.")
	}
	e := Endpoint{Scheme: scheme, Host: parsed.Hostname(), Port: parsed.Port()}
	address, err := netip.ParseAddr(e.Host)
	isAddress := err == nil && address.Zone() == ""
	switch {
	case e.Host == "":
		return Endpoint{}, errors.New(endpointForm + "; this one has no host.")
	case !isAddress && (len(e.Host) > 253 || !hostName.MatchString(e.Host)):
		return Endpoint{}, errors.New(endpointForm + "; the host of this one is not a host name or an address.")
	case !validPort(e.Port):
		return Endpoint{}, errors.New(endpointForm + "; the port of this one is not a number from 1 to 65535.")
	case scheme == "http" && !loopback(e.Host):
		return Endpoint{}, errors.New(endpointForm +
			"; http:// is for a loopback host only, since requests carry signatures and tokens.")
	}
	return e, nil
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && n > 0
}

// loopback reports whether host can only be this machine.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
