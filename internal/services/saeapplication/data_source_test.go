// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestMain(m *testing.M) { acctest.RunTests(m) }

var sae = acctest.TypeUnderTest{
	Type:    "cloudstatus_alicloud_sae_application",
	ID:      "app_id",
	API:     "DescribeApplicationStatus",
	Good:    readyID,
	Include: "include_license_key",
}

// The applications that the emulator knows.
const (
	documentID   = "0099b7be-5f5b-4512-a7fc-56049ef1****"
	readyID      = "7171a6ca-d1cd-4928-8642-7d5cfe697c34"
	failedID     = "0a1b2c3d-0000-4000-8000-00000000fa11"
	deployingID  = "0a1b2c3d-0000-4000-8000-00000000de91"
	redeployedID = "0a1b2c3d-0000-4000-8000-0000000001d0"
	stoppedID    = "0a1b2c3d-0000-4000-8000-0000000005ee"
	byHandID     = "0a1b2c3d-0000-4000-8000-00000000ba7c"
	licenseKey   = "emulator0licence@0123456789abcdef"
)

var (
	null      = knownvalue.Null()
	yes       = knownvalue.Bool(true)
	no        = knownvalue.Bool(false)
	exactly   = knownvalue.StringExact
	requestID = knownvalue.StringRegexp(regexp.MustCompile(`^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`))
	traceID   = knownvalue.StringRegexp(regexp.MustCompile(`^[0-9a-f]{32}$`))
)

// arms is the ARMS metadata of one of the emulator's applications.
func arms(id string) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{"app_id": exactly(id), "license_key": exactly(licenseKey)})
}

// withoutKey is ARMS metadata as a data source has it by default.
func withoutKey(id string) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{"app_id": exactly(id), "license_key": null})
}

// bare is what a response gives that holds a status and no more.
var bare = acctest.Values{
	"app_id": exactly(readyID), "region": exactly("cn-hangzhou"),
	"current_status": exactly("RUNNING"), "sub_status": null, "running_instances": null,
	"last_change_order_id": null, "last_change_order_status": null, "last_change_order_running": null,
	"ready": yes, "not_ready_reason": null,
	"arms_advanced_enabled": null, "arms_apm_info": null, "enable_agent": null, "file_size_limit": null,
	"create_time": null, "created_at": null, "request_id": null, "trace_id": null,
}

// full is what the emulator's ready application gives.
var full = acctest.Values{
	"app_id": exactly(readyID), "region": exactly("cn-hangzhou"),
	"current_status": exactly("RUNNING"), "sub_status": exactly("NORMAL"), "running_instances": knownvalue.Int64Exact(2),
	"last_change_order_id":     exactly("7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6"),
	"last_change_order_status": exactly("SUCCESS"), "last_change_order_running": no,
	"ready": yes, "not_ready_reason": null,
	"arms_advanced_enabled": no,
	"arms_apm_info":         arms(readyID),
	"enable_agent":          yes, "file_size_limit": knownvalue.Int64Exact(10240),
	"create_time": exactly("1563373372746"), "created_at": exactly("2019-07-17T14:22:52Z"),
	"request_id": requestID, "trace_id": traceID,
}

// Both kinds have to give the same.
func TestReads(t *testing.T) {
	sae.Reads(t, requireMet, waits, map[string]acctest.Case{
		"full": {Want: full},
		"the document's sample": {
			ID: documentID,
			Want: full.With(acctest.Values{
				"app_id": exactly(documentID), "running_instances": knownvalue.Int64Exact(1),
				"last_change_order_id": exactly("1ccc2339-fc19-49aa-bda0-1e7b8497****"),
				"arms_apm_info": knownvalue.ObjectExact(map[string]knownvalue.Check{
					"app_id": exactly(documentID), "license_key": exactly("d5cgdt5pu0@7303f55292a****"),
				}),
				"enable_agent": no,
				"request_id":   exactly("91F93257-7A4A-4BD3-9A7E-2F6EAE6D****"),
				"trace_id":     exactly("0a98a02315955564772843261e****"),
			}),
		},
		"nothing but the status": {
			Responses: acctest.Respond(`{"Data": {"CurrentStatus": "RUNNING"}}`),
			Want:      bare,
		},
		"its id in another letter case": {
			ID: strings.ToUpper(readyID), Responses: acctest.Respond(`{"Data": {"CurrentStatus": "RUNNING", "AppId": "` + readyID + `"}}`),
			Want: bare.With(acctest.Values{"app_id": exactly(strings.ToUpper(readyID))}),
		},
		"not ready": {
			ID: failedID,
			Want: full.With(acctest.Values{
				"app_id": exactly(failedID), "running_instances": knownvalue.Int64Exact(1),
				"sub_status": exactly("RUNNING_BUT_HAS_ERROR"), "last_change_order_status": exactly("FAIL"), "ready": no,
				"not_ready_reason": exactly("sub_status is RUNNING_BUT_HAS_ERROR: the last change order 7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6 " +
					"met an error and cannot end by itself; roll the application back."),
				"arms_apm_info": arms(failedID),
			}),
		},
		"region of the block before the provider's": {
			Body: `region = "cn-shanghai"`,
			Want: full.With(acctest.Values{"region": exactly("cn-shanghai")}),
		},
		"region of the block alone": {
			Body:  `region = "cn-shanghai"`,
			Setup: func(_ *emulator.Server, s *acctest.Setup) { s.AlibabaRegion = "" },
			Want:  full.With(acctest.Values{"region": exactly("cn-shanghai")}),
		},
	})
}

// What is read is the same at every read, but for the ids of the request: the test framework fails unless the plans after the
// apply are empty. The state marks the license key as sensitive.
func TestDataSourceIsStable(t *testing.T) {
	t.Parallel()
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(acctest.Emulator(t)) + sae.Data(readyID, "include_license_key = true") + `
resource "terraform_data" "user" {
  input = {
    for name, value in data.` + sae.Type + `.test : name => value if !contains(["request_id", "trace_id"], name)
  }
}
`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectSensitiveValue(sae.Address(), tfjsonpath.New("arms_apm_info").AtMapKey("license_key")),
		},
	})
}

// An id that is not known yet defers the read until the apply.
func TestDataSourceReadsAnUnknownIDInTheApply(t *testing.T) {
	t.Parallel()
	address := "data." + sae.Type + ".test"
	acctest.Run(t, resource.TestStep{
		Config: acctest.Provider(acctest.Emulator(t)) + `
resource "terraform_data" "id" {
  input = "` + readyID + `"
}
data "` + sae.Type + `" "test" {
  app_id = terraform_data.id.output
  require {
    ready = true
  }
}
`,
		ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionRead)},
		},
		ConfigStateChecks: []statecheck.StateCheck{sae.Read(full.With(acctest.Values{"arms_apm_info": withoutKey(readyID)}))},
	})
}

// The state has the license key only where it is asked for.
func TestDataSourceKeepsTheLicenseKeyOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		want statecheck.StateCheck
	}{
		"by default": {"", holdsNo(licenseKey)},
		"false":      {"include_license_key = false", holdsNo(licenseKey)},
		"true":       {"include_license_key = true", sae.Read(full)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestStep{
				Config:            acctest.Provider(acctest.Emulator(t)) + sae.Data(readyID, tc.body) + "resource \"terraform_data\" \"guarded\" {}\n",
				ConfigStateChecks: []statecheck.StateCheck{tc.want},
			})
		})
	}
}
