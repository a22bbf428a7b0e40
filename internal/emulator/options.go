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

// Options say how the emulator starts. The zero value listens on a free port of 127.0.0.1 with this module's scenarios.
type Options struct {
	// Addr is where to listen, "127.0.0.1:0" when empty. Anything but a loopback address is refused.
	Addr string
	// TLS serves https with a certificate of a CA made for this server; see Server.CAPEM.
	TLS bool
	// Scenarios are the folders of scenario files. Nil means internal/services/*/testdata/emulator of the module
	// that the working directory is in.
	Scenarios []string
	// Clock is what time it is for the emulator: time stamps, expiry, lock-outs. time.Now when nil.
	Clock func() time.Time
	// Sessions are the rules for the temporary credentials it gives out.
	Sessions SessionRules
	// Roles are added to the roles that AssumeRole and AssumeRoleWithOIDC know.
	Roles []Role
	// Delay is waited before each answer, as a distant cloud would.
	Delay time.Duration
	// Log, when set, gets each journal entry as it is made. It is called by the goroutine of the request.
	Log func(Entry)
}

// loopback returns addr in a form to listen on, or an error when it is not on this machine alone.
func loopback(addr string) (string, error) {
	if addr == "" {
		return "127.0.0.1:0", nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("the address %q is not host:port: %w", addr, err)
	}
	if host == "localhost" {
		// Not looked up: what the name means is the machine's affair, what we listen on is ours.
		return net.JoinHostPort("127.0.0.1", port), nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return "", errors.New("the emulator listens on loopback only (127.0.0.1, ::1, localhost), not on " + addr)
	}
	return addr, nil
}
