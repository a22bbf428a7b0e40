// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"fmt"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Setup is what a provider block says.
type Setup struct {
	// Alibaba and Huawei are the identities; an empty one leaves its arguments out.
	Alibaba, Huawei emulator.Identity
	// AlibabaRegion and HuaweiRegion are the regions; "" leaves them out.
	AlibabaRegion, HuaweiRegion string
	// URL is where all APIs are; "" leaves the endpoints out.
	URL string
	// More are arguments of the provider itself, InAlicloud and InHuaweicloud of the blocks.
	More, InAlicloud, InHuaweicloud []string
}

// DefaultSetup is the setup that works: the emulator's permanent keys, a region for each cloud, and quick failure, since a test
// that is about retries says so.
func DefaultSetup(server *emulator.Server) Setup {
	keys := server.Keys()
	return Setup{
		Alibaba: keys.Alibaba, AlibabaRegion: "cn-hangzhou",
		Huawei: keys.Huawei, HuaweiRegion: "cn-north-4",
		URL: server.URL(),
	}
}

// Provider is the provider block of the setup that works; more stands in it.
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
