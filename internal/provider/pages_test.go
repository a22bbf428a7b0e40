// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

func TestPagesAndExamples(t *testing.T) {
	root := acctest.Root(t)
	files := []string{"docs/index.md", "examples/provider/provider.tf"}
	for _, s := range provider.Specs() {
		for _, name := range names(s) {
			for kind, page := range pages(name) {
				files = append(files, "docs/"+kind+"/"+page+".md",
					"examples/"+kind+"/cloudstatus_"+page+"/"+strings.TrimSuffix(kind, "s")+".tf")
			}
		}
	}
	for _, file := range files {
		if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil || info.Size() == 0 {
			t.Errorf("%s is not there", file)
		}
	}
}

// names are those of a Spec's types.
func names(s *statusread.Spec) []string {
	if s.Plural == nil {
		return []string{s.Name}
	}
	return []string{s.Name, s.Plural.Name}
}

// pages are the names of a type's pages by kind.
func pages(name string) map[string]string {
	return map[string]string{"data-sources": name, "ephemeral-resources": name, "actions": name + "_check"}
}

// sections is the order in which a reader finds what a page has.
var sections = []string{
	"Example Usage", "Schema", "Many at once", "Status values", "Error codes", "Status values, errors and permission", "Permission",
	"Troubleshooting", "More examples",
}

// TestPages checks what the page of every type has in common.
func TestPages(t *testing.T) {
	for _, s := range provider.Specs() {
		for _, name := range names(s) {
			for kind, title := range pages(name) {
				t.Run(kind+"/"+title, func(t *testing.T) {
					page := acctest.Page(t, kind, title)
					checkPage(t, s, page)
					switch {
					case name != s.Name:
						checkPluralPage(t, s, page, kind)
						checkLinks(t, s, page)
					case kind == "data-sources":
						checkReference(t, s, page)
					default:
						checkLinks(t, s, page)
					}
				})
			}
		}
	}
}

// checkPage checks what all pages have: the call that a read makes, and the order of the sections.
func checkPage(t *testing.T, s *statusread.Spec, page string) {
	t.Helper()
	if !strings.Contains(page, "\nsubcategory: \""+s.CloudName+" ") {
		t.Errorf("the page's subcategory does not begin with %q", s.CloudName)
	}
	introduction, _, _ := strings.Cut(page, "\n## ")
	if call := "`" + s.API + "` of " + s.CloudName + " "; !strings.Contains(introduction, call) {
		t.Errorf("the page does not begin with the call: %s", call)
	}
	last := 0
	for _, heading := range sections {
		at := strings.Index(page, "\n## "+heading+"\n")
		if at >= 0 && at < last {
			t.Errorf("the section %q comes too early", heading)
		}
		last = max(last, at)
	}
	for _, heading := range sections[:2] {
		if acctest.Section(page, heading) == "" {
			t.Errorf("the page has no section %q", heading)
		}
	}
}

// checkReference checks the page that has what the others link to.
func checkReference(t *testing.T, s *statusread.Spec, page string) {
	t.Helper()
	for _, heading := range []string{"Permission", "Troubleshooting"} {
		if acctest.Section(page, heading) == "" {
			t.Errorf("the page has no section %q", heading)
		}
	}
	codes, _, _ := strings.Cut(acctest.Section(page, "Error codes"), "\n\n")
	if !strings.HasPrefix(codes, "| code | meaning | what to do |\n|---|---|---|\n| ") {
		t.Error("the page has no table of error codes")
	}
	for row := range strings.Lines(codes) {
		if !strings.HasPrefix(row, "|") || strings.Count(row, "|") != 4 {
			t.Errorf("not a row of the table of error codes: %q", row)
		}
	}
	for _, status := range s.Statuses {
		checkMeanings(t, status, acctest.Meanings(page, status.Name))
	}
}

// checkLinks expects links to that page.
func checkLinks(t *testing.T, s *statusread.Spec, page string) {
	t.Helper()
	for _, anchor := range []string{"status-values", "error-codes", "permission", "troubleshooting"} {
		if link := "(../data-sources/" + s.Name + ".md#" + anchor + ")"; !strings.Contains(page, link) {
			t.Errorf("the page does not have the link %s", link)
		}
	}
}

// checkPluralPage expects what is special about reading many.
func checkPluralPage(t *testing.T, s *statusread.Spec, page, kind string) {
	t.Helper()
	many := acctest.Section(page, "Many at once")
	mentioned := []string{"`" + s.Plural.IDs + "`", "`max_concurrency`"}
	if kind == "data-sources" {
		condition := s.Condition.Name
		mentioned = append(mentioned, "`all_"+condition+"`", "`not_"+condition+"`", "`"+s.Plural.Elements+"`")
	}
	for _, text := range mentioned {
		if !strings.Contains(many, text) {
			t.Errorf("the section \"Many at once\" does not mention %s", text)
		}
	}
}

// checkMeanings compares the page's table of a status with the values that the API documents.
func checkMeanings(t *testing.T, status statusread.StatusAttribute, meanings []acctest.Meaning) {
	t.Helper()
	var values []string
	for _, m := range meanings {
		values = append(values, m.Value)
		if !strings.HasSuffix(m.Text, ".") {
			t.Errorf("%s %s has no sentence with its meaning", status.Name, m.Value)
		}
	}
	if !slices.Equal(values, status.Values) {
		t.Errorf("the table of %s has %q, want %q", status.Name, values, status.Values)
	}
}
