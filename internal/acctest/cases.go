// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// Case is what a read is given, and what is expected of it.
type Case struct {
	// ID is what is asked about, the Subject's own when empty, and Body the rest of the block.
	ID, Body string
	// Answers are what the API answers to whatever is asked, in order; none leaves it to the emulator's scenarios.
	Answers []emulator.Answer
	// Setup changes the provider block; it may be nil.
	Setup Change

	// Want are the values of a read that is good.
	Want Values
	// Says are parts of the error of one that is not, in order, and Calls is how many requests the API gets for it: so
	// many, or, below zero, at least so many, where it is a matter of time.
	Says  []string
	Calls int
}

// begin starts an emulator for the case, and gives the provider block and the id.
func (s Subject) begin(t *testing.T, c Case) (server *emulator.Server, provider, id string) {
	t.Helper()
	server = Emulator(t)
	server.Script(s.API, emulator.AnyKey, c.Answers...)
	setup := For(server)
	if c.Setup != nil {
		c.Setup(server, &setup)
	}
	if id = c.ID; id == "" {
		id = s.Good
	}
	return server, setup.String(), id
}

// Reads reads each case as a data source and as an ephemeral resource: both must give the wanted values, and a plan
// after it must be empty.
func (s Subject) Reads(t *testing.T, cases map[string]Case) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, provider, id := s.begin(t, c)
			Run(t, resource.TestStep{Config: provider + s.Twins(id, c.Body), ConfigStateChecks: s.Read(c.Want)})
		})
	}
}

// Fails reads each case as a data source, which must fail.
func (s Subject) Fails(t *testing.T, cases map[string]Case) {
	t.Helper()
	s.fails(t, s.Data, cases)
}

// FailsEphemeral is Fails for the ephemeral resource.
func (s Subject) FailsEphemeral(t *testing.T, cases map[string]Case) {
	t.Helper()
	s.fails(t, s.Ephemeral, cases)
}

func (s Subject) fails(t *testing.T, block func(id string, body ...string) string, cases map[string]Case) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, provider, id := s.begin(t, c)
			Run(t, resource.TestStep{Config: provider + block(id, c.Body), ExpectError: Says(c.Says...)})
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
