// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import "testing"

func TestLogsRead(t *testing.T) {
	for name, tc := range map[string]struct {
		variable string
		want     bool
	}{
		"empty":                   {"TF_LOG=", false},
		"off":                     {"TF_LOG_SDK=off", false},
		"of everything":           {"TF_LOG=TRACE", true},
		"of providers":            {"TF_LOG_PROVIDER=DEBUG", true},
		"of the framework":        {"TF_LOG_SDK_FRAMEWORK=TRACE", true},
		"of this provider":        {"TF_LOG_PROVIDER_CLOUDSTATUS=INFO", true},
		"something else is there": {"TF_VAR_log=x", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := logsRead([]string{"HOME=/", tc.variable}); got != tc.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
