// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package status compares status words. The clouds do not spell them the same way everywhere (Running, RUNNING,
// runningButHasError, RUNNING_BUT_HAS_ERROR), so what a response holds and what a practitioner writes are both brought
// to the documented spelling by the one rule here.
package status

import (
	"slices"
	"strings"
)

// Spell gives word in the documented spelling where it differs from a documented one only in letter case or
// underscores; any other word comes back as it is, since clouds add new ones.
func Spell(documented []string, word string) string {
	for _, d := range documented {
		if fold(d) == fold(word) {
			return d
		}
	}
	return word
}

// Documented reports whether word, in whatever spelling, is one of the documented ones.
func Documented(documented []string, word string) bool {
	return slices.Contains(documented, Spell(documented, word))
}

func fold(word string) string {
	return strings.ToLower(strings.ReplaceAll(word, "_", ""))
}
