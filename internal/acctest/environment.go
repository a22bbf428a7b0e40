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

// Environment is the environment of a provider under test: variables, home directory and metadata service of its own
// instead of the process's, so that tests of them run in parallel.
type Environment struct {
	Env  map[string]string
	Home string
	// Metadata is the address of the ECS metadata service.
	Metadata string

	mu           sync.Mutex
	blocked      []string
	connections  []net.Conn
	disconnected bool
}

// Factories are the package's Factories with this environment.
func (e *Environment) Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(e.provider)
}

func (e *Environment) provider() provider.Environment {
	return provider.Environment{
		Getenv: func(name string) string { return e.Env[name] },
		Home:   e.Home, Metadata: e.Metadata, Dial: e.dial,
	}
}

// Blocked are the addresses beyond loopback that the provider dialed. Nothing was sent to them.
func (e *Environment) Blocked() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string(nil), e.blocked...)
}

func (e *Environment) dial(ctx context.Context, network, address string) (net.Conn, error) {
	connection, err := dialLoopback(ctx, network, address)
	e.mu.Lock()
	defer e.mu.Unlock()
	if !isLoopback(address) {
		e.blocked = append(e.blocked, address)
	}
	if err == nil && e.disconnected { // net/http may dial a connection that it no longer needs
		_ = connection.Close()
		return nil, net.ErrClosed
	}
	if err == nil {
		e.connections = append(e.connections, connection)
	}
	return connection, err
}

// Disconnect closes all connections and opens none until Reconnect. In a bubble of testing/synctest time does not
// advance while one is open.
func (e *Environment) Disconnect() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, connection := range e.connections {
		_ = connection.Close()
	}
	e.connections, e.disconnected = nil, true
}

// Reconnect allows connections after Disconnect.
func (e *Environment) Reconnect() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.disconnected = false
}

// systemEnvironment is the process's environment and home directory, with a network that ends at loopback.
func systemEnvironment() provider.Environment {
	environment := provider.SystemEnvironment()
	environment.Dial = dialLoopback
	return environment
}

// dialLoopback dials loopback only: to any other address there is no route, and any other host is unknown, without a DNS
// query.
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

// FactoriesWithEnvironment are the package's Factories with an environment of the test's choice.
func FactoriesWithEnvironment(environment provider.Environment) map[string]func() (tfprotov6.ProviderServer, error) {
	return factories(func() provider.Environment { return environment })
}

func factories(environment func() provider.Environment) map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"cloudstatus": func() (tfprotov6.ProviderServer, error) {
			return serve.Server(provider.NewWithEnvironment(Version, environment())), nil
		},
		"echo": echoprovider.NewProviderServer(),
	}
}
