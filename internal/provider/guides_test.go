// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

var chineseTitle = regexp.MustCompile(`(?m)^page_title: "\p{Han}.*"$`)

// TestGuidesInBothLanguages compares the outline of each English guide with that of the Chinese one, so that a change to one
// of them cannot miss the other.
func TestGuidesInBothLanguages(t *testing.T) {
	dir := filepath.Join(acctest.Root(t), "templates", "guides")
	files, err := filepath.Glob(filepath.Join(dir, "*.md.tmpl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no guides: %v", dir, err)
	}
	names := map[string]bool{}
	for _, file := range files {
		names[strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".md.tmpl"), ".zh-CN")] = true
	}
	for name := range names {
		t.Run(name, func(t *testing.T) {
			english, chinese := guide(t, dir, name), guide(t, dir, name+".zh-CN")
			if !chineseTitle.MatchString(chinese) {
				t.Error("the Chinese guide has no Chinese page_title")
			}
			if !strings.Contains(english, "\n[中文]("+name+".zh-CN.md)\n") || !strings.Contains(chinese, "\n[English]("+name+".md)\n") {
				t.Error("the two guides do not link to each other")
			}
			compareOutlines(t, outline(english), outline(chinese))
		})
	}
}

// TestChineseHasNoGaps finds lines that end within a paragraph: a page shows such an end as a space, which Chinese does not have.
func TestChineseHasNoGaps(t *testing.T) {
	root := acctest.Root(t)
	files, err := filepath.Glob(filepath.Join(root, "templates", "guides", "*.zh-CN.md.tmpl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no Chinese guides: %v", err)
	}
	for _, file := range append(files, filepath.Join(root, "README.zh-CN.md")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, gap := range lineInParagraph.FindAllString(notProse.ReplaceAllString(string(text), ""), -1) {
			t.Errorf("%s: a line ends within a paragraph: %q", filepath.Base(file), gap)
		}
	}
}

var (
	// notProse is the front matter of a page, and its code.
	notProse = regexp.MustCompile("(?s)\\A---\n.*?\n---\n|\n *```.*?\n *```")
	// lineInParagraph is a line of text that another one follows, which begins no list, table, quotation or template. A line that
	// begins with bold text or with a version begins no list.
	lineInParagraph = regexp.MustCompile(`(?m)^[^|#<{\n].*\n *(?:[^ |#*>{<\n0-9-]|\*\*|[0-9]+(?:\.[0-9]|[^.0-9])).*$`)
)

func guide(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name+".md.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func compareOutlines(t *testing.T, english, chinese []string) {
	t.Helper()
	for i := range min(len(english), len(chinese)) {
		if english[i] != chinese[i] {
			t.Fatalf("the guides differ: %s in English, %s in Chinese", english[i], chinese[i])
		}
	}
	if len(english) != len(chinese) {
		t.Fatalf("the English guide has %d headings, examples, lines of code and rows of tables, the Chinese one %d", len(english), len(chinese))
	}
}

// outline returns what does not depend on a guide's language, in order: the levels of its headings, the examples that it
// includes, its lines of code, and the rows of its tables. Each comes with the section that it is in, by number.
func outline(guide string) []string {
	var items []string
	section, code := 0, false
	for line := range strings.Lines(guide) {
		item := ""
		switch mark, _, _ := strings.Cut(line, " "); {
		case strings.HasPrefix(line, "```"):
			code = !code
			item = line
		case code, strings.HasPrefix(line, "{{"):
			item = line
		case strings.HasPrefix(line, "#"):
			section++
			item = "heading " + mark
		case strings.HasPrefix(line, "|"):
			item = fmt.Sprintf("row with %d columns", strings.Count(line, "|")-1)
		default:
			continue
		}
		items = append(items, fmt.Sprintf("section %d: %q", section, strings.TrimSpace(item)))
	}
	return items
}
