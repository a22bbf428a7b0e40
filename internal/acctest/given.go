// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"net"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Respond is a good answer with this JSON, whenever it is asked.
func Respond(body string) []emulator.Response { return []emulator.Response{emulator.JSON(body)} }

// Refused is one refusal of the gateway, whenever it is asked.
func Refused(status int, code, message string) []emulator.Response {
	return []emulator.Response{emulator.Refusal(status, code, message)}
}

// WithFault is the scenario's answer, to which something happens on its way.
func WithFault(f emulator.Fault) []emulator.Response {
	return []emulator.Response{emulator.Usual().With(f)}
}

// Change is a change of the provider block.
type Change = func(*emulator.Server, *Setup)

// With puts more into the provider block.
func With(more ...string) Change {
	return func(_ *emulator.Server, setup *Setup) { setup.More = more }
}

// AsAlibaba calls Alibaba Cloud as another identity.
func AsAlibaba(pick func(emulator.Keys) emulator.Identity) Change {
	return func(server *emulator.Server, setup *Setup) { setup.Alibaba = pick(server.Keys()) }
}

// AsHuawei calls Huawei Cloud as another identity.
func AsHuawei(pick func(emulator.Keys) emulator.Identity) Change {
	return func(server *emulator.Server, setup *Setup) { setup.Huawei = pick(server.Keys()) }
}

// RefusingPort calls an address of this machine on which nothing listens.
func RefusingPort(t *testing.T) Change {
	return func(_ *emulator.Server, setup *Setup) {
		listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's, on loopback
		if err != nil {
			t.Fatal(err)
		}
		setup.URL = "http://" + listener.Addr().String()
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// PlainPort speaks TLS to the emulator, which does not.
func PlainPort(server *emulator.Server, setup *Setup) { setup.URL = "https://" + server.Addr() }

// All makes one change of several.
func All(changes ...Change) Change {
	return func(server *emulator.Server, setup *Setup) {
		for _, change := range changes {
			change(server, setup)
		}
	}
}

// NoSecrets fails the test when a diagnostic shows one of the secrets.
func NoSecrets(t *testing.T, diags []Diagnostic, secrets ...string) {
	t.Helper()
	for _, said := range diags {
		for _, secret := range secrets {
			if secret != "" && strings.Contains(said.String(), secret) {
				t.Errorf("a secret is shown:\n%s", said)
			}
		}
	}
}

// OrNull is a text of a block, or null where there is none.
func OrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
