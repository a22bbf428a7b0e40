// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"maps"
	"strings"
	"testing"
)

// ValidationCase is a block and the expected result of its validation: nothing, or one diagnostic.
type ValidationCase struct {
	// Config is the block without its id.
	Config Object
	// At is the path that the diagnostic points at, Contains are parts of its text, in order.
	At       string
	Contains []string
	Warning  bool
}

// Validates validates each case as a data source, as an ephemeral resource and as an action. The cases are written for the
// data source; the other kinds differ in their name and in that of their timeout.
func (s TypeUnderTest) Validates(t *testing.T, cases map[string]ValidationCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			plugin := NewPlugin(t)
			for _, k := range []struct {
				kind, typ, verb string
				validate        func(typ string, config Object) []Diagnostic
			}{
				{"data source", s.Type, "read", plugin.Validate},
				{"ephemeral resource", s.Type, "open", plugin.ValidateEphemeral},
				{"action", s.Action(), "invoke", plugin.ValidateAction},
			} {
				config := Object{s.ID: s.Good}
				maps.Copy(config, c.Config)
				if timeouts, ok := config["timeouts"].(Object); ok {
					config["timeouts"] = Object{k.verb: timeouts["read"]}
				}
				of := strings.NewReplacer("timeouts.read", "timeouts."+k.verb, "this data source", "this "+k.kind)
				want := ValidationCase{At: of.Replace(c.At), Warning: c.Warning}
				for _, part := range c.Contains {
					want.Contains = append(want.Contains, of.Replace(part))
				}
				want.check(t, k.kind, k.validate(k.typ, config))
			}
		})
	}
}

func (c ValidationCase) check(t *testing.T, kind string, diags []Diagnostic) {
	t.Helper()
	if len(c.Contains) == 0 {
		if len(diags) > 0 {
			t.Errorf("%s: want no diagnostics, got\n%v", kind, diags)
		}
		return
	}
	if len(diags) != 1 {
		t.Fatalf("%s: want one diagnostic, got %d:\n%v", kind, len(diags), diags)
	}
	if d := diags[0]; d.At != c.At || d.Warning != c.Warning || !Contains(c.Contains...).MatchString(d.String()) {
		t.Errorf("%s: want at %s (a warning: %t) %q, got\n%s", kind, c.At, c.Warning, c.Contains, d)
	}
}
