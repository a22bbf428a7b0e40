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
		files = append(files,
			"docs/data-sources/"+s.Name+".md", "docs/ephemeral-resources/"+s.Name+".md", "docs/actions/"+s.Name+"_check.md",
			"examples/data-sources/cloudstatus_"+s.Name+"/data-source.tf",
			"examples/ephemeral-resources/cloudstatus_"+s.Name+"/ephemeral-resource.tf",
			"examples/actions/cloudstatus_"+s.Name+"_check/action.tf")
	}
	for _, file := range files {
		if info, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil || info.Size() == 0 {
			t.Errorf("%s is not there", file)
		}
	}
}

// TestPages pins what the page of every type says, whatever the API.
func TestPages(t *testing.T) {
	for _, s := range provider.Specs() {
		for kind, name := range map[string]string{
			"data-sources": s.Name, "ephemeral-resources": s.Name, "actions": s.Name + "_check",
		} {
			t.Run(kind+"/"+name, func(t *testing.T) { checkPage(t, s, acctest.Page(t, kind, name)) })
		}
	}
}

func checkPage(t *testing.T, s *statusread.Spec, page string) {
	t.Helper()
	if strings.Contains(page, "subcategory: \"\"\n") || !strings.Contains(page, "\nsubcategory: \""+s.CloudName+" ") {
		t.Errorf("the page's subcategory does not begin with %q", s.CloudName)
	}
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

// checkMeanings compares the page's table of a status with the values that the API documents.
func checkMeanings(t *testing.T, status statusread.StatusAttribute, meanings []acctest.Meaning) {
	t.Helper()
	var values []string
	for _, m := range meanings {
		values = append(values, m.Value)
		if !strings.HasSuffix(m.Text, ".") {
			t.Errorf("%s %s has no sentence that says what it means", status.Name, m.Value)
		}
	}
	if !slices.Equal(values, status.Values) {
		t.Errorf("the table of %s has %q, want %q", status.Name, values, status.Values)
	}
}
