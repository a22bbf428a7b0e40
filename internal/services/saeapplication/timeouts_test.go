// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
)

// TestTimeoutOfAnotherKind writes a timeout by the name that it has in another kind.
func TestTimeoutOfAnotherKind(t *testing.T) {
	plugin := acctest.NewPlugin(t)
	for kind, row := range map[string]struct {
		right, typ string
		validate   func(typ string, config acctest.Object) []acctest.Diagnostic
	}{
		"data source":        {"read", sae.Type, plugin.Validate},
		"ephemeral resource": {"open", sae.Type, plugin.ValidateEphemeral},
		"action":             {"invoke", sae.Action(), plugin.ValidateAction},
	} {
		for _, other := range []string{"read", "open", "invoke"} {
			if other == row.right {
				continue
			}
			diags := row.validate(row.typ, acctest.Object{"app_id": sae.Good, "timeouts": acctest.Object{other: "1m"}})
			want := "timeouts." + other + " must not be set: the timeout of this " + kind + " is timeouts." + row.right + "."
			if len(diags) != 1 || diags[0].Warning || !strings.Contains(diags[0].Detail, want) {
				t.Errorf("%s with %s: want %q, got %v", kind, other, want, diags)
			}
		}
	}
}
