// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// Environment is what the provider under test finds around itself. Its environment and home folder are its own and not the
// process's, so that tests about them run side by side.
type Environment struct {
	Env  map[string]string
	Home string
	// Metadata is the host and port at which the ECS metadata service is.
	Metadata string

	mu          sync.Mutex
	outside     []string
	connections []net.Conn
	hungUp      bool
}

// Factories are the package's Factories on this machine.
func (m *Environment) Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(m.provider)
}

func (m *Environment) provider() provider.Environment {
	return provider.Environment{
		Getenv: func(name string) string { return m.Env[name] },
		Home:   m.Home, Metadata: m.Metadata, Dial: m.dial,
	}
}

// Outside are the addresses beyond loopback that were called for. Nothing was sent to them.
func (m *Environment) Outside() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.outside...)
}

func (m *Environment) dial(ctx context.Context, network, address string) (net.Conn, error) {
	connection, err := dialLoopback(ctx, network, address)
	m.mu.Lock()
	defer m.mu.Unlock()
	if !isLoopback(address) {
		m.outside = append(m.outside, address)
	}
	if err == nil && m.hungUp { // net/http opens some that turn out not to be needed, as late as now
		_ = connection.Close()
		return nil, net.ErrClosed
	}
	if err == nil {
		m.connections = append(m.connections, connection)
	}
	return connection, err
}

// HangUp closes all connections and opens none until PickUp. In a bubble of testing/synctest time stands still while
// one is open.
func (m *Environment) HangUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, connection := range m.connections {
		_ = connection.Close()
	}
	m.connections, m.hungUp = nil, true
}

// PickUp ends HangUp.
func (m *Environment) PickUp() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hungUp = false
}

// systemEnvironment is the process's environment and home folder, and no way out of it.
func systemEnvironment() provider.Environment {
	environment := provider.SystemEnvironment()
	environment.Dial = dialLoopback
	return environment
}

// dialLoopback is a network that ends at this machine: no other address has a route, and no name is known, nor asked
// for.
func dialLoopback(ctx context.Context, network, address string) (net.Conn, error) {
	if isLoopback(address) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	host, _, err := net.SplitHostPort(address)
	if err == nil {
		if _, err = netip.ParseAddr(host); err == nil {
			return nil, &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}
		}
	}
	return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

func factories(environment func() provider.Environment) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"cloudstatus": func() (tfprotov6.ProviderServer, error) {
			return serve.Server(provider.NewWithEnvironment(Version, environment())), nil
		},
		"echo": echoprovider.NewProviderServer(),
	}
}
