// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"strings"
	"testing"
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
		if got := Spell(documented, word); got != want.want {
			t.Errorf("Spell(%q) = %q, want %q", word, got, want.want)
		}
		if got := Documented(documented, word); got != want.documented {
			t.Errorf("Documented(%q) = %t, want %t", word, got, want.documented)
		}
	}
}

func TestIsRegion(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"cn-hangzhou", "ap-southeast-1", "cn-beijing-finance-1", "x", strings.Repeat("a", 63)} {
		if !IsRegion(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range []string{
		"", "CN-hangzhou", "cn hangzhou", "cn--hangzhou", "-cn", "cn-", "x.evil.test/", "cn_hangzhou", "cn-hangzhou\n", "北京",
		strings.Repeat("a", 64),
	} {
		if IsRegion(bad) {
			t.Errorf("%q is accepted", bad)
		}
	}
}
