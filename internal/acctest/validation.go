// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"strings"
	"testing"
)

// ValidationCase is a block and the expected result of its validation: nothing, or one diagnostic.
type ValidationCase struct {
	// Config is the block without its id.
	Config Object
	// At is the path that the diagnostic points at, Says are parts of its text, in order.
	At      string
	Says    []string
	Warning bool
}

// Validates validates each case as a data source and as an ephemeral resource, for which timeouts.read is timeouts.open.
func (s TypeUnderTest) Validates(t *testing.T, cases map[string]ValidationCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			plugin, config := NewPlugin(t), Object{s.ID: s.Good}
			for name, value := range c.Config {
				config[name] = value
			}
			c.check(t, plugin.Validate(s.Type, config))
			if timeouts, ok := config["timeouts"].(Object); ok {
				config["timeouts"] = Object{"open": timeouts["read"]}
			}
			ephemeral := ValidationCase{At: forEphemeral(c.At), Warning: c.Warning}
			for _, part := range c.Says {
				ephemeral.Says = append(ephemeral.Says, forEphemeral(part))
			}
			ephemeral.check(t, plugin.ValidateEphemeral(s.Type, config))
		})
	}
}

// forEphemeral is text about a data source, as it reads for an ephemeral resource.
func forEphemeral(text string) string {
	return strings.NewReplacer("timeouts.read", "timeouts.open", "this data source", "this ephemeral resource").Replace(text)
}

func (c ValidationCase) check(t *testing.T, diags []Diagnostic) {
	t.Helper()
	if len(c.Says) == 0 {
		if len(diags) > 0 {
			t.Errorf("want no diagnostics, got\n%v", diags)
		}
		return
	}
	if len(diags) != 1 {
		t.Fatalf("want one diagnostic, got %d:\n%v", len(diags), diags)
	}
	if d := diags[0]; d.At != c.At || d.Warning != c.Warning || !Says(c.Says...).MatchString(d.String()) {
		t.Errorf("want at %s (a warning: %t) %q, got\n%s", c.At, c.Warning, c.Says, d)
	}
}
