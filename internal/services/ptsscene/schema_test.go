// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"strings"
	"testing"
)

// TestInferred pins that no meaning is stated as a fact: the vendor's document gives none.
func TestInferred(t *testing.T) {
	t.Parallel()
	for value, meaning := range sceneStatus.Meanings {
		if !strings.HasPrefix(meaning, "Inferred: ") {
			t.Errorf("%s: %q", value, meaning)
		}
	}
	for _, want := range []string{"`idle` rests on two inferred meanings", "`require { status = [\"STOPPED\"] }`"} {
		if !strings.Contains(description, want) {
			t.Errorf("the description does not contain %q", want)
		}
	}
}
