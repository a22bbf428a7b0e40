// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package cloudtest has the checks that the tests of all APIs share.
package cloudtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// CheckStatuses compares an API's status values with those of the vendor's document, in testdata/statuses.txt: one line for
// each value, with the field, a space and the value, in the document's order. Lines that begin with # name the document.
func CheckStatuses(t *testing.T, values map[string][]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "statuses.txt"))
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		field, value, found := strings.Cut(line, " ")
		if !found || value == "" || strings.Contains(value, " ") {
			t.Fatalf("statuses.txt: %q is not a field, a space and a value", line)
		}
		documented[field] = append(documented[field], value)
	}
	for field, want := range documented {
		if got := values[field]; !slices.Equal(got, want) {
			t.Errorf("%s is %q, and the document lists %q", field, got, want)
		}
	}
	for field := range values {
		if documented[field] == nil {
			t.Errorf("statuses.txt has no values of %s", field)
		}
	}
}
