// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/testplanpackages/api"
)

// TestInferred pins that the page separates the documented words from their inferred meanings, and has each of them.
func TestInferred(t *testing.T) {
	t.Parallel()
	documented := map[string]string{"normal": "Normal. Inferred: ", "freeze": "Frozen. Inferred: ", "close": "Closed. Inferred: "}
	page := acctest.Page(t, "data-sources", "huaweicloud_codearts_testplan_packages")
	var values []string
	for _, m := range acctest.Meanings(page, "packages[*].resource_status") {
		values = append(values, m.Value)
		if want := documented[m.Value]; want == "" || !strings.HasPrefix(m.Text, want) {
			t.Errorf("%s: %q does not begin with %q", m.Value, m.Text, want)
		}
	}
	if !slices.Equal(values, api.ResourceStatuses) {
		t.Errorf("the table has %q, want %q", values, api.ResourceStatuses)
	}
	if !strings.Contains(page, "`licensed` rests on ") {
		t.Errorf("the page does not name what licensed rests on")
	}
}
