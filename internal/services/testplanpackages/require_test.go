// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// requireMet are reads that satisfy their require block.
var requireMet = map[string]acctest.Case{
	"licensed": {Body: "require {\n licensed = true\n}", Want: full},
	"not licensed, for one code": {
		Body: "spec_code = \"" + pro + "\"\nrequire {\n licensed = false\n}",
		Want: read(licensedID, no, unlicensedPro).With(acctest.Values{"spec_code": exactly(pro)}),
	},
}

func TestRequireUnmet(t *testing.T) {
	cases := map[string]acctest.Case{
		"licensed": {
			ID: expiredID, Body: "require {\n licensed = true\n}", Calls: 1,
			Contains: []string{
				"Requirement Not Met", "licensed = true", expiredID, "does not satisfy its require block:",
				"licensed: required true, found false. codearts.testplan.china.echotest has resource_status freeze.", "Request ID: ",
			},
		},
	}
	testplan.FailsByCLI(t, cases, cases)
}

func TestInvalidArguments(t *testing.T) {
	cases := map[string]acctest.Case{
		"a wait, which there is none of": {
			Body:     "require {\n licensed = true\n}\nwait {\n}",
			Contains: []string{"Unsupported block type", `Blocks of type "wait" are not expected here.`},
		},
	}
	testplan.FailsByCLI(t, cases, cases)
}

func TestValidated(t *testing.T) {
	type o = acctest.Object
	invalidID := []string{
		"Invalid service_id", "service_id must be the id of a CodeArts project: 32 hexadecimal characters, without hyphens; it must not be empty, nor " +
			"have blanks or line breaks around it (trimspace() removes them).",
	}
	testplan.Validates(t, map[string]acctest.ValidationCase{
		"an id of a mock":    {Config: o{"service_id": "0123"}}, // its form is a matter of the read
		"a blank id":         {Config: o{"service_id": " "}, At: "service_id", Contains: invalidID},
		"an id with a break": {Config: o{"service_id": licensedID + "\n"}, At: "service_id", Contains: invalidID},
		"an empty code":      {Config: o{"spec_code": ""}, At: "spec_code", Contains: []string{"Invalid spec_code", "it must not be empty, nor have blanks or line breaks around it (trimspace() removes them)."}},
	})
}
