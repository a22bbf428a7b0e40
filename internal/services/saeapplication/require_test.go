// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// requireMet are reads that satisfy their require block.
var requireMet = map[string]acctest.Case{
	"each argument": {
		Body: `require {
    current_status           = ["RUNNING"]
    last_change_order_status = ["SUCCESS", "READY"]
    sub_status               = ["NORMAL"]
    ready                    = true
  }`,
		Want: full,
	},
	"the change order": {
		Body: "require {\n last_change_order_id = [\"0000\", \"7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6\"]\n}", Want: full,
	},
	"values in other spellings": {
		Body: `require {
    current_status           = ["running"]
    last_change_order_status = ["Success"]
    sub_status               = ["normal", "runningButHasError"]
  }`,
		Want: full,
	},
	"a response in another spelling": {
		Responses: acctest.Respond(`{"Data": {"CurrentStatus": "Running", "SubStatus": "runningButHasError"}}`),
		Body: `require {
    current_status = ["RUNNING"]
    sub_status     = ["RUNNING_BUT_HAS_ERROR"]
  }`,
		Want: bare.With(acctest.Values{
			"sub_status": exactly("RUNNING_BUT_HAS_ERROR"), "ready": no,
			"not_ready_reason": exactly("sub_status is RUNNING_BUT_HAS_ERROR: the last change order met an error and cannot end by itself; roll the application back."),
		}),
	},
	"a value that no document knows": {
		Responses: acctest.Respond(`{"Data": {"CurrentStatus": "HIBERNATING"}}`),
		Body: `require {
    current_status = ["hibernating", "HIBERNATING"]
  }`,
		Want: bare.With(acctest.Values{
			"current_status": exactly("HIBERNATING"), "ready": no, "not_ready_reason": exactly("current_status is HIBERNATING, not RUNNING."),
		}),
	},
	"the opposite": {
		Responses: acctest.Respond(`{"Data": {"CurrentStatus": "STOPPED"}}`),
		Body: `require {
    ready = false
  }`,
		Want: bare.With(acctest.Values{
			"current_status": exactly("STOPPED"), "ready": no, "not_ready_reason": exactly("current_status is STOPPED, not RUNNING."),
		}),
	},
}

func unmet(id, require string, parts ...string) acctest.Case {
	return acctest.Case{
		ID: id, Body: "require {\n" + require + "\n}", Calls: 1,
		Contains: append([]string{"SAE Application Requirement Not Met"}, parts...),
	}
}

var unmets = map[string]acctest.Case{
	"current_status": unmet(stoppedID, `current_status = ["RUNNING"]`,
		`current_status = ["RUNNING"]`, `SAE Application "`+stoppedID+`" in region cn-hangzhou does not satisfy its require block:`,
		"current_status: required RUNNING, found STOPPED", "Request ID: "),
	"last_change_order_status": unmet(byHandID, `last_change_order_status = ["SUCCESS", "APPROVED", "READY"]`,
		"last_change_order_status: required APPROVED, READY or SUCCESS, found WAIT_BATCH_CONFIRM"),
	"last_change_order_id": unmet(readyID, `last_change_order_id = ["7D1F2A30-5B6C-4D7E-8F90-A1B2C3D4E5F6"]`,
		"last_change_order_id: required 7D1F2A30-5B6C-4D7E-8F90-A1B2C3D4E5F6, found 7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6"),
	"sub_status": unmet(failedID, `sub_status = ["NORMAL"]`, "sub_status: required NORMAL, found RUNNING_BUT_HAS_ERROR"),
	"ready, with the reason": unmet(stoppedID, `ready = true`,
		"ready: required true, found false. current_status is STOPPED, not RUNNING."),
	"not ready": unmet(readyID, `ready = false`, "ready: required false, found true"),
	"several in one error": unmet(failedID, `current_status = ["STOPPED"]
    last_change_order_status = ["SUCCESS"]
    ready = true`,
		"current_status: required STOPPED, found RUNNING", "last_change_order_status: required SUCCESS, found FAIL",
		"ready: required true, found false. sub_status is RUNNING_BUT_HAS_ERROR: the last change order 7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6 met an error"),
}

func TestRequireUnmet(t *testing.T) {
	sae.FailsByCLI(t, unmets, unmets)
	sae.Fails(t, map[string]acctest.Case{
		"what the response lacks": {
			Responses: acctest.Respond(`{"Data": {"CurrentStatus": "RUNNING"}}`), Calls: 1,
			Body:     "require {\n sub_status = [\"NORMAL\"]\n}",
			Contains: []string{"SAE Application Requirement Not Met", "sub_status: required NORMAL, found none"},
		},
		"only what does not hold": {
			ID: stoppedID, Calls: 1,
			Body:     "require {\n sub_status = [\"NORMAL\"]\n current_status = [\"RUNNING\"]\n}",
			Contains: []string{"Requirement Not Met", "block:\n\ncurrent_status: required RUNNING, found STOPPED\n\n  Request ID"},
		},
	})
}

// A mistyped name is the CLI's own error, since these are blocks.
func TestMistypedNames(t *testing.T) {
	mistyped := func(body, want string) acctest.Case {
		return acctest.Case{Body: body, Contains: []string{"Unsupported argument", want}}
	}
	cases := func(verb, other string) map[string]acctest.Case {
		return map[string]acctest.Case{
			"require":  mistyped("require {\n redy = true\n}", `An argument named "redy" is not expected here. Did you mean "ready"?`),
			"wait":     mistyped("require {\n ready = true\n}\nwait {\n intervall = \"1s\"\n}", `Did you mean "interval"?`),
			"fail_on":  mistyped("require {\n ready = true\n}\nwait {\n fail_on {\n sub_state = [\"NORMAL\"]\n}\n}", `An argument named "sub_state"`),
			"timeouts": mistyped("timeouts {\n create = \"1m\"\n}", `An argument named "create"`),
			"top":      mistyped(`application = "x"`, `An argument named "application"`),
			// The other kind's timeout.
			other: {
				Body:     "timeouts {\n " + other + " = \"1m\"\n}",
				Contains: []string{"Invalid timeouts." + other, "timeouts." + other + " must not be set: the timeout of this", "timeouts." + verb + "."},
			},
			// An error of the provider's validation comes in the same run.
			verb: {
				Body:     "timeouts {\n " + verb + " = \"0s\"\n}",
				Contains: []string{"Invalid timeouts." + verb, verb + ` = "0s"`, "timeouts." + verb + " must be a duration above zero"},
			},
		}
	}
	sae.FailsByCLI(t, cases("read", "open"), cases("open", "read"))
}

// An invalid argument is reported at its path before anything is read.
func TestRequireValidated(t *testing.T) {
	type o = acctest.Object
	sae.Validates(t, map[string]acctest.ValidationCase{
		"nothing required": {Config: o{"require": o{}}, At: "require", Contains: []string{
			"Empty require Block", "require needs at least one argument: current_status, last_change_order_status, sub_status, last_change_order_id, ready.",
		}},
		"an empty set": {Config: o{"require": o{"sub_status": []any{}}}, At: "require.sub_status", Contains: []string{
			"Invalid require.sub_status", "is an empty set, which no response can satisfy.", "The documented values are NORMAL, RUNNING_BUT_HAS_ERROR.",
		}},
		"any ids": {Config: o{"require": o{"last_change_order_id": []any{"success", "x"}}}},
		"a value that no document knows": {
			Config: o{"require": o{"current_status": []any{"RUNING", "running"}}}, At: "require.current_status", Warning: true,
			Contains: []string{
				"Undocumented Value in require.current_status", `"RUNING" is not among the values that SAE documents: RUNNING, STOPPED, UNKNOWN. Did you mean RUNNING?`,
				"If it is a new value, ignore this warning; if it is a typo,",
			},
		},
		"a value not known yet": {Config: o{"require": o{"sub_status": []any{acctest.Unknown}}}},
		"all unknown": {Config: o{
			"app_id": acctest.Unknown, "region": acctest.Unknown, "require": acctest.Unknown, "wait": acctest.Unknown, "timeouts": acctest.Unknown,
		}},
		"an empty id":             {Config: o{"app_id": ""}, At: "app_id", Contains: []string{"Invalid app_id", "it must not be empty, nor have blanks or line breaks around it (trimspace() removes them)."}},
		"an id with a line break": {Config: o{"app_id": readyID + "\n"}, At: "app_id", Contains: []string{"Invalid app_id", "it must not be empty, nor have blanks or line breaks around it"}},
		"a value that is nearly a documented one": {
			Config: o{"require": o{"last_change_order_status": []any{"FAILED"}}}, At: "require.last_change_order_status", Warning: true,
			Contains: []string{`"FAILED" is not among the values that SAE documents`, "Did you mean FAIL?"},
		},
		"a bad region": {Config: o{"region": "Hangzhou"}, At: "region", Contains: []string{
			"Invalid region", "region must be a region id such as cn-hangzhou",
		}},
	})
}
