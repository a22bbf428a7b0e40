// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
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

// ConfiguredEndpoint is an endpoint that the configuration gives, and from where.
type ConfiguredEndpoint struct {
	Endpoint
	// Setting is what gives it. It completes "Check …".
	Setting string
	// Invalid says in whole sentences why the setting gives no endpoint, "" if it gives one.
	Invalid string
}

// ParseConfiguredEndpoint reads an endpoint from a setting. One that is invalid is an error when its service is called, and keeps
// no other service from being called.
func ParseConfiguredEndpoint(text, setting string) ConfiguredEndpoint {
	endpoint, err := ParseEndpoint(text)
	if err != nil {
		return ConfiguredEndpoint{Setting: setting, Invalid: fmt.Sprintf("%s gives no endpoint. %s", setting, err)}
	}
	return ConfiguredEndpoint{Endpoint: endpoint, Setting: setting}
}

// Endpoints are those that the configuration gives, by the keys of their services.
type Endpoints map[string]ConfiguredEndpoint

// Of returns the endpoint of a service, the zero value if none is given.
func (e Endpoints) Of(service Service) (Endpoint, *apierr.Error) {
	given := e[service.Key]
	if given.Invalid != "" {
		return Endpoint{}, &apierr.Error{Kind: apierr.Unreachable, Reason: given.Invalid, Advice: "Correct it, or unset it."}
	}
	return given.Endpoint, nil
}

// hostName is what a DNS name may look like. The SDKs paste the host into URLs, so nothing else passes.
var hostName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$`)

// ParseEndpoint reads an endpoint as a practitioner writes it. The error is a sentence for that practitioner; it
// echoes nothing of the text, which may hold a password by mistake.
func ParseEndpoint(text string) (Endpoint, error) {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		scheme, rest = "https", text
	}
	scheme, rest = strings.ToLower(scheme), strings.TrimSuffix(rest, "/")
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil {
		u = &url.URL{}
	}
	e := Endpoint{Scheme: scheme, Host: u.Hostname(), Port: u.Port()}
	switch {
	case scheme != "https" && scheme != "http", e.HostPort() != rest, !validHost(e.Host), !validPort(e.Port):
		return Endpoint{}, errors.New("An endpoint is written https://host or https://host:port: a host name or an address (IPv6 in " +
			"brackets), a port from 1 to 65535, and no other scheme, user name, password, path, query, fragment or white space.")
	case scheme == "http" && !IsLoopback(e.Host):
		return Endpoint{}, errors.New("An endpoint is written https://host or https://host:port; " +
			"http:// is for a loopback host only, since requests carry signatures and tokens.")
	}
	return e, nil
}

func validHost(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil || len(host) <= 253 && hostName.MatchString(host)
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

// IsLoopback reports whether host can only be this machine.
func IsLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
