// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// A Spec has all that errors, log lines and pages need.
func TestServices(t *testing.T) {
	names := map[string]bool{}
	for _, s := range Specs() {
		if names[s.Name] {
			t.Errorf("%s is registered twice", s.Name)
		}
		names[s.Name] = true
		if !strings.HasPrefix(s.Name, s.Cloud+"_") {
			t.Errorf("%s is not named after its cloud, %s", s.Name, s.Cloud)
		}
		for what, text := range map[string]string{
			"Product": s.Product, "EndpointKey": s.EndpointKey, "Noun": s.Noun, "API": s.API, "Permission": s.Permission,
			"CloudName": s.CloudName, "Description": s.Description, "ID": s.ID.Name, "NotFoundDetail": s.NotFoundDetail(""),
			"ExampleRegion": s.ExampleRegion,
		} {
			if text == "" {
				t.Errorf("%s has no %s", s.Name, what)
			}
		}
		if strings.Contains(s.Description, "\n") || strings.Count(s.Description, ". ") > 2 {
			t.Errorf("%s: its description is longer than three sentences; the rest belongs to templates/types", s.Name)
		}
		if !strings.Contains(s.NotFoundDetail(" in region x"), s.ID.Name) {
			t.Errorf("%s: the not-found detail does not name %s", s.Name, s.ID.Name)
		}
		for _, name := range []string{"request_id", "region"} {
			if _, ok := s.Attributes[name]; ok != (name == "request_id") {
				t.Errorf("%s: %s is among the attributes: %t", s.Name, name, ok)
			}
		}
		if c := s.Condition; s.Attributes[c.Name] == nil || s.Attributes[c.Reason] == nil || c.Meaning == "" {
			t.Errorf("%s: %s or what explains it is no attribute, or has no meaning", s.Name, c.Name)
		}
		for _, status := range s.Statuses {
			checkStatus(t, s, status)
		}
	}
}

func checkStatus(t *testing.T, s *statusread.Spec, status statusread.StatusAttribute) {
	t.Helper()
	if s.Attributes[status.Name] == nil {
		t.Errorf("%s: %s is no attribute", s.Name, status.Name)
	}
	for _, value := range status.Manual {
		if !slices.Contains(status.Values, value) {
			t.Errorf("%s: %s, which a person has to move, is no value of %s", s.Name, value, status.Name)
		}
	}
}

// The pages of a fourth API come from the same templates, so they name no service and no cloud.
func TestNoTemplateNamesAServiceOrACloud(t *testing.T) {
	var names []string
	for _, s := range Specs() {
		names = append(names, s.Cloud, s.CloudName, s.ExampleRegion, s.Product, s.Name)
		names = append(names, strings.Split(s.Name, "_")[1]) // the product; the words after it are everyday ones
	}
	for _, file := range []string{"data-sources", "ephemeral-resources", "parts/page"} {
		template, err := os.ReadFile(filepath.Join("..", "..", "templates", filepath.FromSlash(file)+".md.tmpl"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(name) + `\b`).Match(template) {
				t.Errorf("%s names %s", file, name)
			}
		}
	}
}
