// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// Options configure the emulator. The zero value listens on a free port of 127.0.0.1.
type Options struct {
	// Addr is the address to listen on, "127.0.0.1:0" if empty. It must be a loopback address.
	Addr string
	// TLS selects https, with a certificate of a CA that is made for this server; see Server.CAPEM.
	TLS bool
	// Scenarios are folders of scenario files (see ScenarioFile) that add to the embedded ones.
	Scenarios []string
	// Clock returns the emulator's time, for timestamps, expiry and locked keys. Nil means time.Now.
	Clock func() time.Time
	// Sessions are the rules for temporary credentials.
	Sessions SessionRules
	// Roles are further roles for AssumeRole and AssumeRoleWithOIDC.
	Roles []Role
	// Delay is the time before each response, as from a distant cloud.
	Delay time.Duration
	// Log, if set, receives each journal entry. It is called by the goroutine of the request.
	Log func(Entry)
}

// loopbackAddr returns addr in a form to listen on, or an error if it is not a loopback address.
func loopbackAddr(addr string) (string, error) {
	if addr == "" {
		return "127.0.0.1:0", nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("the address %q is not host:port: %w", addr, err)
	}
	if host == "localhost" {
		// The name is not resolved, because it could resolve to another address.
		return net.JoinHostPort("127.0.0.1", port), nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return "", errors.New("the emulator listens on loopback only (127.0.0.1, ::1, localhost), not on " + addr)
	}
	return addr, nil
}
