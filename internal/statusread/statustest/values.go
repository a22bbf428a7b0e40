// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package statustest helps to test the mapping of a response to attributes.
package statustest

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
)

// EqualValues reports each attribute that differs. An attribute that want leaves out must be null.
func EqualValues(t *testing.T, got, want map[string]attr.Value) {
	t.Helper()
	for name, value := range got {
		expected, ok := want[name]
		switch {
		case ok && !value.Equal(expected):
			t.Errorf("%s is %s, want %s", name, value, expected)
		case !ok && !value.IsNull():
			t.Errorf("%s is %s, want null", name, value)
		}
	}
	for name := range want {
		if got[name] == nil {
			t.Errorf("%s has no value", name)
		}
	}
}
