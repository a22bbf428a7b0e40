// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// RequiredProviders is what a configuration for Reattach begins with.
const RequiredProviders = "terraform {\n  required_providers {\n    cloudstatus = { source = \"cloudstatus/cloudstatus\" }\n  }\n}\n"

// Reattach serves one of the factories' providers in this process until the end of the test and returns
// TF_REATTACH_PROVIDERS for it, so that a CLI that the test runs needs no `init`.
func Reattach(t *testing.T, factories map[string]func() (tfprotov6.ProviderServer, error)) string {
	t.Helper()
	const source = "registry.terraform.io/cloudstatus/cloudstatus"
	server, err := factories["cloudstatus"]()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ready, over := channelOf(tf6server.WithDebug), make(chan struct{})
	go func() {
		err := tf6server.Serve(source, func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, ready, over), tf6server.WithLoggingSink(t),
			// go-plugin logs the end of a connection as an error.
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()))
		if err != nil {
			t.Error(err)
		}
	}()
	t.Cleanup(func() {
		stop()
		<-over
	})
	found := <-ready
	attach := map[string]any{
		"Protocol": found.Protocol, "ProtocolVersion": found.ProtocolVersion, "Pid": found.Pid, "Test": true,
		"Addr": map[string]string{"Network": found.Addr.Network(), "String": found.Addr.String()},
	}
	text, err := json.Marshal(map[string]any{source: attach, "registry.opentofu.org/cloudstatus/cloudstatus": attach})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// channelOf makes the channel of an option, whose element type is of a module that is not a direct dependency.
func channelOf[T, O any](func(context.Context, chan T, chan struct{}) O) chan T { return make(chan T) }
