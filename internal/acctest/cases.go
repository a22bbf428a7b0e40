// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Case is what a read is given, and what is expected of it.
type Case struct {
	// ID is what is asked about, the Subject's own when empty, and Body the rest of the block.
	ID, Body string
	// Responses are what the API answers to whatever is asked, in order; none leaves it to the emulator's scenarios.
	Responses []emulator.Response
	// Setup changes the provider block; it may be nil.
	Setup Change

	// Want are the values of a read that is good.
	Want Values
	// Says are parts of the error of one that is not, in order, and Calls is how many requests the API gets for it: so
	// many, or, below zero, at least so many, where it is a matter of time.
	Says  []string
	Calls int
}

// id is what the case asks about.
func (s TypeUnderTest) id(c Case) string {
	if c.ID != "" {
		return c.ID
	}
	return s.Good
}

// begin starts an emulator for the case, and gives the provider block.
func (s TypeUnderTest) begin(t *testing.T, c Case) (server *emulator.Server, provider string) {
	t.Helper()
	server = Emulator(t)
	server.Script(s.API, emulator.AnyKey, c.Responses...)
	setup := DefaultSetup(server)
	if c.Setup != nil {
		c.Setup(server, &setup)
	}
	return server, setup.String()
}

// Reads reads each case as a data source and as an ephemeral resource: both must give the wanted values, and a plan
// after it must be empty. One run of the CLI reads all the cases whose provider block is the usual one; a case with
// answers of its own and no id gets an id of its own, by which the emulator knows it.
func (s TypeUnderTest) Reads(t *testing.T, cases map[string]Case) {
	t.Helper()
	server := Emulator(t)
	together := map[string]Case{}
	for i, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		if c.Setup != nil {
			t.Run(name, func(t *testing.T) {
				_, provider := s.begin(t, c)
				s.reads(t, provider, map[string]Case{name: c})
			})
			continue
		}
		if len(c.Responses) > 0 && c.ID == "" {
			c.ID = fmt.Sprintf("%s%02x", s.Good[:len(s.Good)-2], i)
			c.Want = c.Want.With(Values{s.ID: knownvalue.StringExact(c.ID)})
		}
		server.Script(s.API, s.id(c), c.Responses...)
		together[name] = c
	}
	s.reads(t, Provider(server), together)
}

func (s TypeUnderTest) reads(t *testing.T, provider string, cases map[string]Case) {
	t.Helper()
	names := slices.Sorted(maps.Keys(cases))
	var config, results strings.Builder
	for i, name := range names {
		label := fmt.Sprintf("case%d", i)
		for _, kind := range []string{"data", "ephemeral"} {
			config.WriteString(s.block(kind, label, s.id(cases[name]), []string{cases[name].Body}))
		}
		fmt.Fprintf(&results, "    %s = ephemeral.%s.%s\n", label, s.Type, label)
	}
	fmt.Fprintf(&config, "provider \"echo\" {\n  data = {\n%s  }\n}\nresource \"echo\" \"result\" {}\n", results.String())

	var state lastState
	Run(t, resource.TestStep{Config: provider + config.String(), ConfigStateChecks: []statecheck.StateCheck{&state}})
	for i, name := range names {
		label := fmt.Sprintf("case%d", i)
		t.Run(name, func(t *testing.T) {
			for _, check := range []attributes{
				{address: "data." + s.Type + "." + label, want: cases[name].Want},
				{address: "echo.result", within: []string{"data", label}, want: cases[name].Want},
			} {
				var resp statecheck.CheckStateResponse
				check.CheckState(t.Context(), state.req, &resp)
				if resp.Error != nil {
					t.Error(resp.Error)
				}
			}
		})
	}
}

// lastState keeps the state for later.
type lastState struct{ req statecheck.CheckStateRequest }

func (s *lastState) CheckState(_ context.Context, req statecheck.CheckStateRequest, _ *statecheck.CheckStateResponse) {
	s.req = req
}

// Fails reads each case as a data source, which must fail.
func (s TypeUnderTest) Fails(t *testing.T, cases map[string]Case) {
	t.Helper()
	s.fails(t, s.Data, cases)
}

// FailsEphemeral is Fails for the ephemeral resource.
func (s TypeUnderTest) FailsEphemeral(t *testing.T, cases map[string]Case) {
	t.Helper()
	s.fails(t, s.Ephemeral, cases)
}

func (s TypeUnderTest) fails(t *testing.T, block func(id string, body ...string) string, cases map[string]Case) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, provider := s.begin(t, c)
			Run(t, resource.TestStep{Config: provider + block(s.id(c), c.Body), ExpectError: Says(c.Says...)})
			if calls := server.Calls(s.API); calls != c.Calls && (c.Calls >= 0 || calls < -c.Calls) {
				t.Errorf("%s was called %d times, want %d", s.API, calls, c.Calls)
			}
		})
	}
}

// Says matches a text that holds all the parts in this order, however the CLI has wrapped it.
func Says(parts ...string) *regexp.Regexp {
	patterns := make([]string, len(parts))
	for i, part := range parts {
		words := strings.Fields(part)
		for j, word := range words {
			words[j] = regexp.QuoteMeta(word)
		}
		patterns[i] = strings.Join(words, `[\s│]+`)
	}
	return regexp.MustCompile(`(?s)` + strings.Join(patterns, `.*?`))
}
