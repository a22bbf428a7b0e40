// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Page reads a generated page of the registry, for example Page(t, "data-sources", "alicloud_pts_scene").
func Page(t *testing.T, kind, name string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(Root(t), "docs", kind, name+".md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// Section returns the text of a page below a heading of the second level, or "" when the page has no such heading.
func Section(page, heading string) string {
	_, text, _ := strings.Cut(page, "\n## "+heading+"\n")
	text, _, _ = strings.Cut(text, "\n## ")
	return strings.TrimSpace(text)
}

// Meaning is a row of a table of values: a value, and the sentence with its meaning.
type Meaning struct{ Value, Text string }

// Meanings returns the rows of the table of an attribute's values on a page, in order.
func Meanings(page, attribute string) []Meaning {
	_, rows, _ := strings.Cut(page, "\n| `"+attribute+"` | meaning |\n|---|---|\n")
	rows, _, _ = strings.Cut(rows, "\n\n")
	var out []Meaning
	for row := range strings.Lines(rows) {
		value, text, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(row), " |"), " | ")
		out = append(out, Meaning{strings.Trim(strings.TrimPrefix(value, "| "), "`"), text})
	}
	return out
}
