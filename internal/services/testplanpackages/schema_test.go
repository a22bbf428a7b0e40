// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// TestDocumentedRanges pins the ranges that the vendor's document gives.
func TestDocumentedRanges(t *testing.T) {
	t.Parallel()
	packages, ok := attributes["packages"].(schema.ListNestedAttribute)
	if !ok {
		t.Fatalf("packages is a %T", attributes["packages"])
	}
	for name, want := range map[string]string{
		"resource_used": "0 to 1000000", "resource_id": "32 characters", "tenant_id": "32 characters", "spec_code": "200 characters",
	} {
		if got := packages.NestedObject.Attributes[name].GetMarkdownDescription(); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !strings.Contains(serviceID.Description, "32 hexadecimal characters") {
		t.Errorf("service_id: %q", serviceID.Description)
	}
}
