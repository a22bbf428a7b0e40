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

// TestPages checks what the page of every type has in common.
func TestPages(t *testing.T) {
	for _, s := range provider.Specs() {
		for kind, name := range pages(s.Name) {
			t.Run(kind+"/"+name, func(t *testing.T) { checkPage(t, s, acctest.Page(t, kind, name)) })
		}
		if s.Plural == nil {
			continue
		}
		for kind, name := range pages(s.Plural.Name) {
			t.Run(kind+"/"+name, func(t *testing.T) { checkPluralPage(t, s, acctest.Page(t, kind, name), kind) })
		}
	}
}

func checkPage(t *testing.T, s *statusread.Spec, page string) {
	t.Helper()
	checkSubcategory(t, s, page)
	for _, heading := range []string{"Response fields that are not attributes", "Permission"} {
		if acctest.Section(page, heading) == "" {
			t.Errorf("the page has no section %q", heading)
		}
	}
	codes := acctest.Section(page, "Error codes")
	if !strings.HasPrefix(codes, "| code | meaning | what to do |\n|---|---|---|\n| ") {
		t.Error("the page has no table of error codes")
	}
	for row := range strings.Lines(codes) {
		if !strings.HasPrefix(row, "|") || strings.Count(row, "|") != 4 {
			t.Errorf("not a row of the table of error codes: %q", row)
		}
	}
	if call := acctest.Section(page, "API"); !strings.HasPrefix(call, "Each read calls `"+s.API+"` of "+s.CloudName+" ") {
		t.Errorf("the page does not say that a read calls %s of %s: %q", s.API, s.CloudName, call)
	}
	for _, status := range s.Statuses {
		checkMeanings(t, status, acctest.Meanings(page, status.Name))
	}
}

// checkPluralPage expects what is special about reading many, and for the rest a link to the page of the type that reads one.
func checkPluralPage(t *testing.T, s *statusread.Spec, page, kind string) {
	t.Helper()
	checkSubcategory(t, s, page)
	for heading, anchor := range map[string]string{
		"Status values": "status-values", "Error codes": "error-codes", "Permission": "permission",
	} {
		if link := "(../data-sources/" + s.Name + ".md#" + anchor + ")"; !strings.Contains(acctest.Section(page, heading), link) {
			t.Errorf("the section %q does not have the link %s", heading, link)
		}
		if acctest.Section(acctest.Page(t, "data-sources", s.Name), heading) == "" {
			t.Errorf("the page of the type that reads one has no section %q", heading)
		}
	}
	many := acctest.Section(page, "Many at once")
	mentioned := []string{"`" + s.Plural.IDs + "`", "`max_concurrency`"}
	if kind == "data-sources" {
		condition := s.Conditions[0].Name
		mentioned = append(mentioned, "`all_"+condition+"`", "`not_"+condition+"`", "`"+s.Plural.Elements+"`")
	}
	for _, text := range mentioned {
		if !strings.Contains(many, text) {
			t.Errorf("the section \"Many at once\" does not mention %s", text)
		}
	}
	if call := acctest.Section(page, "API"); !strings.HasPrefix(call, "Each id is read by a call of `"+s.API+"` of "+s.CloudName+" ") {
		t.Errorf("the page does not say that each id is read by %s of %s: %q", s.API, s.CloudName, call)
	}
}

func checkSubcategory(t *testing.T, s *statusread.Spec, page string) {
	t.Helper()
	if !strings.Contains(page, "\nsubcategory: \""+s.CloudName+" ") {
		t.Errorf("the page's subcategory does not begin with %q", s.CloudName)
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
