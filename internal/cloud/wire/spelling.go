// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"regexp"
	"slices"
	"strings"
)

// Spell returns a status word in the documented spelling where it differs from a documented one only in letter case or
// underscores: the clouds write Running, RUNNING and runningButHasError. Any other word comes back as it is, since clouds add
// new ones. What a practitioner writes is compared by the same rule.
func Spell(documented []string, word string) string {
	for _, d := range documented {
		if strings.EqualFold(strings.ReplaceAll(d, "_", ""), strings.ReplaceAll(word, "_", "")) {
			return d
		}
	}
	return word
}

// Documented reports whether a word, in whatever spelling, is one of the documented ones.
func Documented(documented []string, word string) bool {
	return slices.Contains(documented, Spell(documented, word))
}

var regionID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// RegionForm says in words what IsRegion accepts.
const RegionForm = "at most 63 lower-case letters, digits and single hyphens"

// IsRegion reports whether text can be the id of a region. It becomes part of a host name, so nothing else may pass; whether
// the region exists is for the cloud to say.
func IsRegion(text string) bool { return len(text) <= 63 && regionID.MatchString(text) }
