// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package status_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

func TestSpell(t *testing.T) {
	documented := []string{"RUNNING", "SYNC_DONE", "RUNNING_BUT_HAS_ERROR", "normal"}
	tests := map[string]struct {
		want       string
		documented bool
	}{
		"RUNNING":            {"RUNNING", true},
		"Running":            {"RUNNING", true},
		"runningButHasError": {"RUNNING_BUT_HAS_ERROR", true},
		"syncdone":           {"SYNC_DONE", true},
		"Normal":             {"normal", true},
		"DEPLOYING":          {"DEPLOYING", false},
		"Run ning":           {"Run ning", false},
		"":                   {"", false},
	}
	for word, want := range tests {
		if got := status.Spell(documented, word); got != want.want {
			t.Errorf("Spell(%q) = %q, want %q", word, got, want.want)
		}
		if got := status.Documented(documented, word); got != want.documented {
			t.Errorf("Documented(%q) = %t, want %t", word, got, want.documented)
		}
	}
}
