// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"os"
	"strings"
	"testing"
)

func TestHush(t *testing.T) {
	for name, tc := range map[string]struct {
		variable, value string
		hushed          bool
	}{
		"nobody listens":          {"TF_LOG", "", true},
		"to everything":           {"TF_LOG", "TRACE", false},
		"to providers":            {"TF_LOG_PROVIDER", "DEBUG", false},
		"to the framework":        {"TF_LOG_SDK_FRAMEWORK", "TRACE", false},
		"to this provider":        {"TF_LOG_PROVIDER_CLOUDSTATUS", "INFO", false},
		"something else is there": {"TF_VAR_log", "x", true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range os.Environ() {
				if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TF_LOG") {
					t.Setenv(name, "")
				}
			}
			for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_CLOUDSTATUS"} {
				t.Setenv(name, "") // put back afterwards
			}
			t.Setenv(tc.variable, tc.value)
			hush()
			if got := os.Getenv("TF_LOG_SDK") == "off"; got != tc.hushed {
				t.Errorf("hushed: %t", got)
			}
		})
	}
}
