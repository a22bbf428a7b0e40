// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// fleet is the type that reads many applications. It has no Good id: each case has a set of them.
var fleet = acctest.TypeUnderTest{Type: "cloudstatus_alicloud_sae_applications", ID: "app_ids", API: sae.API}

// The elements are what the data source of one gives, without what is secret or new at every read.
func TestFleetReads(t *testing.T) {
	element := func(values acctest.Values) knownvalue.Check {
		values = maps.Clone(values)
		for _, name := range []string{"app_id", "region", "arms_apm_info", "request_id", "trace_id"} {
			delete(values, name)
		}
		return knownvalue.ObjectExact(values)
	}
	reason := "current_status is STOPPED, not RUNNING."
	server := acctest.Emulator(t)
	server.Script(fleet.API, stoppedID, acctest.Respond(`{"Data": {"CurrentStatus": "STOPPED"}}`)...)
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(server) + `
data "cloudstatus_alicloud_sae_applications" "test" {
  app_ids = ["` + readyID + `", "` + stoppedID + `"]
}
`,
		ConfigStateChecks: []statecheck.StateCheck{fleet.Read(acctest.Values{
			"app_ids": knownvalue.SetExact([]knownvalue.Check{exactly(readyID), exactly(stoppedID)}), "labels": null,
			"tolerate_unreadable": null, "region": exactly("cn-hangzhou"),
			"applications": knownvalue.MapExact(map[string]knownvalue.Check{
				readyID: element(full),
				stoppedID: element(bare.With(acctest.Values{
					"current_status": exactly("STOPPED"), "ready": no, "not_ready_reason": exactly(reason),
				})),
			}),
			"all_ready": no, "not_ready": knownvalue.MapExact(map[string]knownvalue.Check{stoppedID: exactly(reason)}),
			"unreadable": knownvalue.MapExact(map[string]knownvalue.Check{}),
		})},
	})
}

func TestFleetValidates(t *testing.T) {
	type o = acctest.Object
	ids := []any{"fleet-0001", "fleet-0002"}
	ready := o{"ready": true}
	fleet.Validates(t, map[string]acctest.ValidationCase{
		"ids":                {Config: o{"app_ids": ids, "labels": o{"fleet-0001": "checkout"}}},
		"ids not known":      {Config: o{"app_ids": acctest.Unknown}},
		"an id not known":    {Config: o{"app_ids": []any{"fleet-0001", acctest.Unknown}}},
		"a wait":             {Config: o{"app_ids": ids, "require": ready, "wait": o{}}},
		"an id that is null": {Config: o{"app_ids": []any{"fleet-0001", nil}}, At: "app_ids", Contains: []string{"Invalid app_ids", "contains null"}},
		"null ids":           {Config: o{"app_ids": nil}, At: "app_ids", Contains: []string{"Missing Configuration for Required Attribute"}},
	})
}

// tolerate_unreadable excludes what needs the status of each, in the two kinds that have it.
func TestTolerateUnreadableValidates(t *testing.T) {
	type o = acctest.Object
	plugin := acctest.NewPlugin(t)
	for name, tc := range map[string]struct {
		more    o
		refused bool
	}{
		"alone":                       {o{"tolerate_unreadable": true}, false},
		"false, beside require":       {o{"tolerate_unreadable": false, "require": o{"ready": true}}, false},
		"beside require":              {o{"tolerate_unreadable": true, "require": o{"ready": true}}, true},
		"beside require and wait":     {o{"tolerate_unreadable": true, "require": o{"ready": true}, "wait": o{}}, true},
		"not known yet, with require": {o{"tolerate_unreadable": acctest.Unknown, "require": o{"ready": true}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			tc.more["app_ids"] = []any{"fleet-0001"}
			for _, validate := range []func(string, o) []acctest.Diagnostic{plugin.Validate, plugin.ValidateEphemeral} {
				diags := validate(fleet.Type, tc.more)
				if !tc.refused && len(diags) == 0 {
					continue
				}
				if !tc.refused || len(diags) != 1 || diags[0].At != "tolerate_unreadable" || diags[0].Summary != "Conflicting tolerate_unreadable" {
					t.Errorf("got\n%v", diags)
				}
			}
		})
	}
}
