// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestEphemeralErrorLocation checks that each error of an ephemeral resource names its type and id: variables are known
// only in the plan, and Terraform shows no address for errors of that kind then. A fleet is named by its first id and the number
// of the others.
func TestEphemeralErrorLocation(t *testing.T) {
	t.Parallel()
	type object = acctest.Object
	const one, many = "cloudstatus_alicloud_sae_application", "cloudstatus_alicloud_sae_applications"
	plugin := acctest.NewPlugin(t)
	for name, tc := range map[string]struct {
		typ             string
		config          object
		summary, within string
	}{
		"an empty require":     {one, object{"app_id": "app-1", "require": object{}}, "Empty require Block", ` with app_id = "app-1"`},
		"wait without require": {one, object{"app_id": "app-1", "wait": object{}}, "Missing require Block", ` with app_id = "app-1"`},
		"a blank id":           {one, object{"app_id": " "}, "Invalid app_id", ` with app_id = " "`},
		"no id":                {one, object{}, "Missing Configuration for Required Attribute", ""},
		"an unknown id":        {one, object{"app_id": acctest.Unknown, "region": "-"}, "Invalid region", ""},
		"a fleet of one":       {many, object{"app_ids": []any{"app-1"}, "require": object{}}, "Empty require Block", ` with app_ids = ["app-1"]`},
		"a fleet": {
			many, object{"app_ids": []any{"app-3", "app-2", "app-1"}, "require": object{}}, "Empty require Block", ` with app_ids = ["app-3" and 2 more]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			diags := plugin.ValidateEphemeral(tc.typ, tc.config)
			location := "\n\n  In ephemeral \"" + tc.typ + "\"" + tc.within
			if len(diags) != 1 || diags[0].Summary != tc.summary || !strings.HasSuffix(diags[0].Detail, location) {
				t.Errorf("want %s, at its end %q, got\n%v", tc.summary, location, diags)
			}
		})
	}
	t.Run("by CLI", func(t *testing.T) {
		f := newGate(t, acctest.Emulator(t), "variable \"ready\" {\n  type    = bool\n  default = null\n}\n"+
			sae.Ephemeral("app-1", "require {\n    ready = var.ready\n  }"))
		f.fail([]string{"plan"}, "Empty require Block", `In ephemeral "cloudstatus_alicloud_sae_application" with app_id = "app-1"`)
	})
}
