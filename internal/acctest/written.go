// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"strings"
	"testing"
)

// ValidationCase is a block as it is written, and what validating says of it: nothing, or one diagnostic.
type ValidationCase struct {
	// Config is what the block holds beside a good id.
	Config Object
	// At is the path that the diagnostic points at, Says what it says, in order.
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
			ephemeral := ValidationCase{At: opened(c.At), Warning: c.Warning}
			for _, part := range c.Says {
				ephemeral.Says = append(ephemeral.Says, opened(part))
			}
			ephemeral.check(t, plugin.ValidateEphemeral(s.Type, config))
		})
	}
}

// opened is a text about a data source as it is for an ephemeral resource.
func opened(text string) string {
	return strings.NewReplacer("timeouts.read", "timeouts.open", "this data source", "this ephemeral resource").Replace(text)
}

func (c ValidationCase) check(t *testing.T, said []Diagnostic) {
	t.Helper()
	if len(c.Says) == 0 {
		if len(said) > 0 {
			t.Errorf("nothing is wrong, and this is said:\n%v", said)
		}
		return
	}
	if len(said) != 1 {
		t.Fatalf("want one diagnostic, got %d:\n%v", len(said), said)
	}
	if said[0].At != c.At || said[0].Warning != c.Warning || !Says(c.Says...).MatchString(said[0].String()) {
		t.Errorf("want at %s (a warning: %t) %q, got\n%s", c.At, c.Warning, c.Says, said[0])
	}
}
