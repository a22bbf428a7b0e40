// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestInferred pins that the page states no meaning as a fact: the vendor's document gives none.
func TestInferred(t *testing.T) {
	t.Parallel()
	page := acctest.Page(t, "data-sources", "alicloud_pts_scene")
	meanings := acctest.Meanings(page, "status")
	if len(meanings) == 0 {
		t.Errorf("the page has no table of status")
	}
	for _, m := range meanings {
		if !strings.HasPrefix(m.Text, "Inferred: ") {
			t.Errorf("%s: %q", m.Value, m.Text)
		}
	}
	for _, want := range []string{"`idle` rests on two inferred meanings", "`require { status = [\"STOPPED\"] }`"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %q", want)
		}
	}
}
