// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestInferred pins which meanings the vendor's document does not give.
func TestInferred(t *testing.T) {
	t.Parallel()
	inferred := map[string]bool{
		"current_status RUNNING": true, "current_status STOPPED": true, "current_status UNKNOWN": true, "sub_status NORMAL": true,
	}
	page := acctest.Page(t, "data-sources", "alicloud_sae_application")
	for _, status := range []string{"current_status", "last_change_order_status", "sub_status"} {
		meanings := acctest.Meanings(page, status)
		if len(meanings) == 0 {
			t.Errorf("the page has no table of %s", status)
		}
		for _, m := range meanings {
			name := status + " " + m.Value
			if strings.HasPrefix(m.Text, "Inferred: ") != inferred[name] {
				t.Errorf("%s: %q", name, m.Text)
			}
		}
	}
	if want := "`require { last_change_order_status = [\"SUCCESS\"] }`"; !strings.Contains(page, want) {
		t.Errorf("the page does not contain %q", want)
	}
}
