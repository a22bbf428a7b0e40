// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestTimeoutsValidated(t *testing.T) {
	cases := map[string]acctest.ValidationCase{}
	for _, text := range []string{"0s", "-5s", "abc", "", "10", "1d"} {
		cases[text] = acctest.ValidationCase{
			Config: acctest.Object{"timeouts": acctest.Object{"read": text}}, At: "timeouts.read",
			Contains: []string{"Invalid timeouts.read", "timeouts.read must be a duration above zero: a number with a unit (s, m or h)"},
		}
	}
	for _, text := range []any{"1ms", "90s", "1h30m", nil, acctest.Unknown} {
		name, _ := text.(string)
		cases["good "+name] = acctest.ValidationCase{Config: acctest.Object{"timeouts": acctest.Object{"read": text}}}
	}
	sae.Validates(t, cases)
}

func TestTimeouts(t *testing.T) {
	stalled := emulator.Usual().With(emulator.Fault{Break: emulator.Stall})
	busy := emulator.Refusal(503, "ServiceUnavailable", "The service is busy.")
	patient := acctest.With(`request_timeout = "10s"`)
	cases := func(verb string) map[string]acctest.Case {
		within := func(time string) string { return "timeouts {\n " + verb + " = \"" + time + "\"\n}" }
		return map[string]acctest.Case{
			verb + " without a response": {
				Responses: []emulator.Response{stalled}, Setup: patient, Body: within("1s"), Calls: 1,
				Contains: []string{
					"SAE Application Read Timed Out", "There was no response within 1s, after one attempt.", "Allow more time in the timeouts block",
				},
			},
			verb + " with a real error before": {
				Responses: []emulator.Response{busy, stalled}, Setup: patient, Body: within("3s"), Calls: 2,
				Contains: []string{
					"SAE Application Read Timed Out", "There was no response within 3s, after 2 attempts.",
					"The last error before that: SAE could not serve the request.", "Code: ServiceUnavailable", "HTTP status: 503",
					"Attempts: 2", "Message: The service is busy.",
				},
			},
			verb + " with errors all along": {
				Responses: []emulator.Response{busy}, Setup: acctest.With("max_retries = 10"), Body: within("1500ms"), Calls: -1,
				Contains: []string{
					"SAE Application Read Timed Out", "There was no response within 1.5s, after", "The last error before that: SAE could not serve the request",
					"Code: ServiceUnavailable",
				},
			},
			verb + " with half a response": {
				Responses: []emulator.Response{emulator.Usual().With(emulator.Fault{Break: emulator.StallBody})}, Setup: patient,
				Body: within("1s"), Calls: 1, Contains: []string{"SAE Application Read Timed Out", "There was no response within 1s"},
			},
			verb + " of each attempt": {
				Responses: []emulator.Response{stalled}, Setup: acctest.With(`request_timeout = "500ms"`, "max_retries = 1"), Calls: 2,
				Contains: []string{
					"SAE Application Read Timed Out", "had not responded when the time for this attempt was over. Gave up after 2 attempts.",
					"Raise request_timeout in the provider's configuration", "Attempts: 2",
				},
			},
		}
	}
	sae.Fails(t, cases("read"))
	sae.FailsEphemeral(t, cases("open"))
}
