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

// Case is a read and its expected result.
type Case struct {
	// ID is the required argument, TypeUnderTest.Good if empty, and Body the rest of the block.
	ID, Body string
	// Responses are the API's responses to any request, in order; without any, the emulator's scenarios respond.
	Responses []emulator.Response
	// Setup changes the provider block; it may be nil.
	Setup Change

	// Want are the expected values of a read that succeeds.
	Want Values
	// Contains are parts of the error of a read that fails, in order. Calls is the number of requests that the API gets; a
	// negative number is a minimum, for reads whose number of attempts depends on time.
	Contains []string
	Calls    int
}

// id is the case's required argument.
func (s TypeUnderTest) id(c Case) string {
	if c.ID != "" {
		return c.ID
	}
	return s.Good
}

// start starts an emulator for the case and returns the provider block.
func (s TypeUnderTest) start(t *testing.T, c Case) (server *emulator.Server, provider string) {
	t.Helper()
	server = Emulator(t)
	server.Script(s.API, emulator.AnyKey, c.Responses...)
	setup := DefaultSetup(server)
	if c.Setup != nil {
		c.Setup(server, &setup)
	}
	return server, setup.String()
}

// Reads reads each case as a data source and as an ephemeral resource: both must have the wanted values, and a second
// plan must be empty. One run of the CLI reads all cases with the default provider block; a case with responses of its
// own and no id gets an id, by which the emulator finds them.
func (s TypeUnderTest) Reads(t *testing.T, groups ...map[string]Case) {
	t.Helper()
	server := Emulator(t)
	cases, shared := map[string]Case{}, map[string]Case{}
	for _, group := range groups {
		for name, c := range group {
			if _, ok := cases[name]; ok {
				t.Fatalf("two cases are called %q", name)
			}
			cases[name] = c
		}
	}
	for i, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		if c.Setup != nil {
			t.Run(name, func(t *testing.T) {
				_, provider := s.start(t, c)
				s.reads(t, provider, map[string]Case{name: c})
			})
			continue
		}
		if len(c.Responses) > 0 && c.ID == "" {
			c.ID = fmt.Sprintf("%s%02x", s.Good[:len(s.Good)-2], i)
			c.Want = c.Want.With(Values{s.ID: knownvalue.StringExact(c.ID)})
		}
		server.Script(s.API, s.id(c), c.Responses...)
		shared[name] = c
	}
	s.reads(t, Provider(server), shared)
}

func (s TypeUnderTest) reads(t *testing.T, provider string, cases map[string]Case) {
	t.Helper()
	names := slices.Sorted(maps.Keys(cases))
	var config, results strings.Builder
	for i, name := range names {
		label := fmt.Sprintf("case%d", i)
		body := []string{cases[name].Body}
		config.WriteString(s.block("ephemeral", label, s.id(cases[name]), body))
		if s.Include != "" {
			body = append(body, s.Include+" = true")
		}
		config.WriteString(s.block("data", label, s.id(cases[name]), body))
		fmt.Fprintf(&results, "    %s = ephemeral.%s.%s\n", label, s.Type, label)
	}
	fmt.Fprintf(&config, "provider \"echo\" {\n  data = {\n%s  }\n}\nresource \"echo\" \"result\" {}\n", results.String())

	var state lastState
	Run(t, resource.TestStep{Config: provider + config.String(), ConfigStateChecks: []statecheck.StateCheck{&state}})
	for i, name := range names {
		label := fmt.Sprintf("case%d", i)
		t.Run(name, func(t *testing.T) {
			for _, check := range []attributes{
				{address: "data." + s.Type + "." + label, want: cases[name].Want, include: s.Include},
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

// lastState is a state check that keeps the state.
type lastState struct{ req statecheck.CheckStateRequest }

func (s *lastState) CheckState(_ context.Context, req statecheck.CheckStateRequest, _ *statecheck.CheckStateResponse) {
	s.req = req
}

// Fails reads each case as a data source, which must fail. It calls the provider in process; FailsByCLI proves that a CLI
// shows such errors.
func (s TypeUnderTest) Fails(t *testing.T, cases map[string]Case) {
	t.Helper()
	s.fails(t, "data", cases)
}

// FailsEphemeral is Fails for the ephemeral resource.
func (s TypeUnderTest) FailsEphemeral(t *testing.T, cases map[string]Case) {
	t.Helper()
	s.fails(t, "ephemeral", cases)
}

func (s TypeUnderTest) fails(t *testing.T, kind string, cases map[string]Case) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, provider := s.start(t, c)
			found := NewPlugin(t).ReadConfig(provider + s.block(kind, "test", s.id(c), []string{c.Body}))
			if !Contains(c.Contains...).MatchString(found) {
				t.Errorf("want %q, got\n%s", c.Contains, found)
			}
			if calls := server.Calls(s.API); calls != c.Calls && (c.Calls >= 0 || calls < -c.Calls) {
				t.Errorf("%s was called %d times, want %d", s.API, calls, c.Calls)
			}
		})
	}
}

// FailsByCLI is Fails and FailsEphemeral through the CLI, whose one run shows the errors of all blocks. So the cases fail in
// the same phase, its validation or its plan, and have neither a provider block nor responses of their own.
func (s TypeUnderTest) FailsByCLI(t *testing.T, data, ephemeral map[string]Case) {
	t.Helper()
	t.Run("by CLI", func(t *testing.T) {
		t.Parallel()
		server := Emulator(t)
		config, calls := Provider(server), 0
		want := map[string][]string{} // by the block's header
		add := func(kind string, cases map[string]Case) {
			for _, c := range cases {
				if c.Setup != nil || len(c.Responses) > 0 || c.Calls < 0 {
					t.Fatalf("not a case for FailsByCLI: %+v", c)
				}
				label := fmt.Sprintf("case%d", len(want))
				config += s.block(kind, label, s.id(c), []string{c.Body})
				want[fmt.Sprintf("in %s %q %q:", kind, s.Type, label)] = c.Contains
				calls += c.Calls
			}
		}
		add("data", data)
		add("ephemeral", ephemeral)
		found := PlanErrors(t, config)
		for header, parts := range want {
			if !slices.ContainsFunc(found, func(text string) bool {
				return strings.Contains(text, header) && Contains(parts...).MatchString(text)
			}) {
				t.Errorf("want %s %q, got\n%s", header, parts, strings.Join(found, ""))
			}
		}
		if got := server.Calls(s.API); got != calls {
			t.Errorf("%s was called %d times, want %d", s.API, got, calls)
		}
	})
}

// PlanErrors plans a configuration with the CLI and returns each error.
func PlanErrors(t *testing.T, config string) (found []string) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: Factories(),
		Steps:                    []resource.TestStep{{Config: config, PlanOnly: true}},
		ErrorCheck: func(err error) error {
			found = strings.SplitAfter(err.Error(), "\n\nError: ")
			for i := range found {
				found[i] = "Error: " + strings.TrimSuffix(found[i], "Error: ")
			}
			return nil
		},
	})
	return found
}

// Contains matches text that contains the parts in this order, however the CLI wraps it.
func Contains(parts ...string) *regexp.Regexp {
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

// Respond responds to every request with this JSON.
func Respond(body string) []emulator.Response { return []emulator.Response{emulator.JSON(body)} }

// Refused responds to every request with this error of the gateway.
func Refused(status int, code, message string) []emulator.Response {
	return []emulator.Response{emulator.Refusal(status, code, message)}
}

// WithFault responds to every request as the scenario does, with a fault.
func WithFault(f emulator.Fault) []emulator.Response {
	return []emulator.Response{emulator.Usual().With(f)}
}
