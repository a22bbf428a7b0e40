// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package examples

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

const saeType = "cloudstatus_alicloud_sae_application"

// TestEphemeralErrorLocation checks that each error of an ephemeral resource names its type and id: variables are known
// only in the plan, and Terraform shows no address for errors of that kind then.
func TestEphemeralErrorLocation(t *testing.T) {
	t.Parallel()
	type object = acctest.Object
	ready := object{"ready": true}
	plugin := acctest.NewPlugin(t)
	for name, tc := range map[string]struct {
		config  object
		summary string
		noID    bool
	}{
		"an empty require": {object{"require": object{}}, "Empty require Block", false},
		"an empty set":     {object{"require": object{"current_status": []any{}}}, "Invalid require.current_status", false},
		"null in a set":    {object{"require": object{"current_status": []any{nil}}}, "Invalid require.current_status", false},
		"a blank in a set": {object{"require": object{"current_status": []any{" "}}}, "Invalid require.current_status", false},
		"an undocumented value": {
			object{"require": object{"current_status": []any{"RUNING"}}}, "Undocumented Value in require.current_status", false,
		},
		"an empty fail_on": {object{"require": ready, "wait": object{"fail_on": object{}}}, "Empty wait.fail_on Block", false},
		"a conflict": {
			object{
				"require": object{"current_status": []any{"RUNNING"}},
				"wait":    object{"fail_on": object{"current_status": []any{"RUNNING"}}},
			}, "Value in Both fail_on and require", false,
		},
		"wait without require": {object{"wait": object{}}, "Missing require Block", false},
		"a long interval":      {object{"require": ready, "wait": object{"interval": "30m"}}, "Interval Not Below the Timeout", false},
		"an interval that is none": {
			object{"require": ready, "wait": object{"interval": "soon"}}, "Invalid wait.interval", false,
		},
		"a timeout that is none": {object{"timeouts": object{"open": "-5s"}}, "Invalid timeouts.open", false},
		"a region that is none":  {object{"region": "CN_HANGZHOU"}, "Invalid region", false},
		"a blank id":             {object{"app_id": " "}, "Invalid app_id", false},
		"an id that is null":     {object{"app_id": nil}, "Missing Configuration for Required Attribute", true},
		"an id that is unknown":  {object{"app_id": acctest.Unknown, "region": "-"}, "Invalid region", true},
	} {
		t.Run(name, func(t *testing.T) {
			config := object{"app_id": "7171a6ca"}
			maps.Copy(config, tc.config)
			location := `  In ephemeral "` + saeType + `" with app_id = "7171a6ca"`
			if id, _ := config["app_id"].(string); tc.noID || id != "7171a6ca" {
				location = strings.Replace(location, "7171a6ca", id, 1)
			}
			if tc.noID {
				location, _, _ = strings.Cut(location, " with")
			}
			diags := plugin.ValidateEphemeral(saeType, config)
			if len(diags) != 1 || diags[0].Summary != tc.summary || !strings.HasSuffix(diags[0].Detail, "\n\n"+location) {
				t.Errorf("want %s, at its end %q, got\n%v", tc.summary, location, diags)
			}
		})
	}
}

// A fleet is told from others of its type by its first id and the number of its ids.
func TestEphemeralFleetErrorLocation(t *testing.T) {
	plugin := acctest.NewPlugin(t)
	const fleet = "cloudstatus_alicloud_sae_applications"
	for ids, want := range map[string]string{
		"app-1":             `with app_ids = ["app-1"]`,
		"app-3 app-2 app-1": `with app_ids = ["app-3" and 2 more]`,
	} {
		var elements []any
		for id := range strings.FieldsSeq(ids) {
			elements = append(elements, id)
		}
		diags := plugin.ValidateEphemeral(fleet, acctest.Object{"app_ids": elements, "require": acctest.Object{}})
		if len(diags) != 1 || !strings.HasSuffix(diags[0].Detail, `In ephemeral "`+fleet+`" `+want) {
			t.Errorf("want %s, got\n%v", want, diags)
		}
	}
}

// TestEphemeralErrorLocationInPlan checks that location as a CLI shows it.
func TestEphemeralErrorLocationInPlan(t *testing.T) {
	t.Parallel()
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(acctest.Emulator(t)) + `
variable "ready" {
  type    = bool
  default = null
}
ephemeral "` + saeType + `" "web" {
  app_id = "7171a6ca"
  require {
    ready = var.ready
  }
}
`,
		ExpectError: acctest.Contains("Empty require Block", `In ephemeral "`+saeType+`" with app_id = "7171a6ca"`),
	})
}
