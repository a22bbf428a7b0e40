// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Setup is the content of a provider block.
type Setup struct {
	// Alibaba and Huawei are the identities; an empty one omits its arguments.
	Alibaba, Huawei emulator.Identity
	// AlibabaRegion and HuaweiRegion are the regions; "" omits them.
	AlibabaRegion, HuaweiRegion string
	// URL is the endpoint of every API; "" omits the endpoints.
	URL string
	// More are further arguments of the provider, InAlicloud and InHuaweicloud of its blocks.
	More, InAlicloud, InHuaweicloud []string
}

// DefaultSetup is a setup that works: the emulator's permanent keys and a region for each cloud.
func DefaultSetup(server *emulator.Server) Setup {
	keys := server.Keys()
	return Setup{
		Alibaba: keys.Alibaba, AlibabaRegion: "cn-hangzhou",
		Huawei: keys.Huawei, HuaweiRegion: "cn-north-4",
		URL: server.URL(),
	}
}

// Provider is the provider block of DefaultSetup, with more arguments.
func Provider(server *emulator.Server, more ...string) string {
	setup := DefaultSetup(server)
	setup.More = more
	return setup.String()
}

// String is the provider block.
func (s Setup) String() string {
	block := func(name string, id emulator.Identity, region string, endpoints []string, more []string) string {
		var lines []string
		add := func(argument, value string) {
			if value != "" {
				lines = append(lines, fmt.Sprintf("%s = %q", argument, value))
			}
		}
		add("region", region)
		add("access_key", id.AccessKeyID)
		add("secret_key", id.Secret)
		add("security_token", id.SecurityToken)
		add("auth_token", id.AuthToken)
		if s.URL != "" {
			for i, key := range endpoints {
				endpoints[i] = fmt.Sprintf("%s = %q", key, s.URL)
			}
			lines = append(lines, "endpoints = { "+strings.Join(endpoints, ", ")+" }")
		}
		return fmt.Sprintf("  %s {\n    %s\n  }\n", name, strings.Join(append(lines, more...), "\n    "))
	}
	return fmt.Sprintf("provider \"cloudstatus\" {\n  %s\n%s%s}\n", strings.Join(s.More, "\n  "),
		block("alicloud", s.Alibaba, s.AlibabaRegion, []string{"pts", "sae", "sts"}, s.InAlicloud),
		block("huaweicloud", s.Huawei, s.HuaweiRegion, []string{"cloudtest"}, s.InHuaweicloud))
}

// Change is a change of the provider block.
type Change = func(*emulator.Server, *Setup)

// With adds arguments to the provider block.
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

// RefusingPort is a loopback address on which nothing listens.
func RefusingPort(t *testing.T) Change {
	return func(_ *emulator.Server, setup *Setup) {
		listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // on loopback
		if err != nil {
			t.Fatal(err)
		}
		setup.URL = "http://" + listener.Addr().String()
		if err := listener.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// PlainPort uses https for the emulator's address, which is not a TLS endpoint.
func PlainPort(server *emulator.Server, setup *Setup) { setup.URL = "https://" + server.Addr() }

// All combines several changes.
func All(changes ...Change) Change {
	return func(server *emulator.Server, setup *Setup) {
		for _, change := range changes {
			change(server, setup)
		}
	}
}
