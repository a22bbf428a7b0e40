// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// invoke invokes a type's action and returns its progress.
func invoke(t *testing.T, ctx context.Context, typ Type, p *Provider, block object) ([]string, diag.Diagnostics) {
	t.Helper()
	var lines []string
	resp := action.InvokeResponse{SendProgress: func(e action.InvokeProgressEvent) { lines = append(lines, e.Message) }}
	(&checkAction{typ: typ, provider: p}).Invoke(ctx, action.InvokeRequest{Config: config(t, typ, actionKind, block)}, &resp)
	return lines, resp.Diagnostics
}

// sameLines compares lines of progress, and shows both when they differ.
func sameLines(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// An action fails as the other kinds do, and reports its progress.
func TestProgress(t *testing.T) {
	throttled := &apierr.Error{Kind: apierr.Throttled, HTTPStatus: 429}
	for name, tc := range map[string]struct {
		script []any
		block  object
		lines  []string
		errors []string // summaries
	}{
		"nothing checked": {
			script: []any{"COLD"}, lines: []string{"status=COLD hot=false (no require: nothing checked)"},
		},
		"satisfied": {
			script: []any{"BOILING"}, block: object{"require": hot}, lines: []string{"status=BOILING hot=true"},
		},
		"an id that is required": {
			script: []any{"BOILING/b-2"}, block: object{"require": object{"batch": []string{"b-2"}}},
			lines: []string{"status=BOILING batch=b-2 hot=true"},
		},
		"not satisfied": {
			script: []any{"COLD"}, block: object{"require": hot}, errors: []string{"Tea Kettle Requirement Not Met"},
		},
		"only what is new, and the last line always": {
			script: []any{"COLD", "COLD", "HEATING", "BOILING"}, block: waits,
			lines: []string{
				"read 1, 0s of 20m: status=COLD hot=false: The kettle is COLD.",
				"read 3, 20s of 20m: status=HEATING hot=false: The kettle is HEATING.",
				"status=BOILING hot=true",
			},
		},
		"nothing new, once a minute": {
			script: slices.Concat(slices.Repeat([]any{"COLD"}, 14), []any{"BOILING"}),
			block:  object{"require": hot, "wait": object{"delay": "5s"}, "timeouts": object{"invoke": "1h"}},
			lines: []string{
				"read 1, 5s of 1h: status=COLD hot=false: The kettle is COLD.",
				"read 7, 1m5s of 1h: status=COLD hot=false: The kettle is COLD.",
				"read 13, 2m5s of 1h: status=COLD hot=false: The kettle is COLD.",
				"status=BOILING hot=true",
			},
		},
		"manual action, each time at once": {
			script: []any{"WAIT_FOR_WATER", "WAIT_FOR_WATER", "HEATING", "WAIT_FOR_WATER", "BOILING"},
			block:  waits,
			lines: []string{
				"manual action required: status=WAIT_FOR_WATER",
				"read 1, 0s of 20m: status=WAIT_FOR_WATER hot=false: The kettle is WAIT_FOR_WATER.",
				"read 3, 20s of 20m: status=HEATING hot=false: The kettle is HEATING.",
				"manual action required: status=WAIT_FOR_WATER",
				"read 4, 30s of 20m: status=WAIT_FOR_WATER hot=false: The kettle is WAIT_FOR_WATER.",
				"status=BOILING hot=true",
			},
		},
		"attempts that can be repeated": {
			script: []any{busy, busy, throttled, "BOILING"}, block: object{"require": hot},
			lines: []string{
				"attempt 1 failed after 0s: Tea Unavailable (Busy)",
				"attempt 3 failed after 0s: Tea Kettle Read Throttled",
				"status=BOILING hot=true",
			},
		},
		"an attempt that cannot": {
			script: []any{forbidden}, errors: []string{"Permission Denied for Tea Kettle"},
		},
		"the time is over": {
			script: []any{"COLD"}, block: object{"require": hot, "wait": object{}, "timeouts": object{"invoke": "15s"}},
			lines:  []string{"read 1, 0s of 15s: status=COLD hot=false: The kettle is COLD."},
			errors: []string{"Wait for Tea Kettle Timed Out"},
		},
		"stable": {
			script: []any{"COLD/b-1", "BOILING/b-2"},
			block:  object{"require": hot, "wait": object{"stable_for": "20s", "after_batch": "b-1"}},
			lines: []string{
				"read 1, 0s of 20m: status=COLD hot=false: no change order after b-1 was seen",
				"read 2, 10s of 20m: hot for 0s of 20s", "read 3, 20s of 20m: hot for 10s of 20s", "status=BOILING hot=true",
			},
		},
		"failed": {
			script: []any{"COLD", "BURNT"},
			block:  object{"require": hot, "wait": object{"fail_on": object{"status": []string{"BURNT"}}}},
			lines:  []string{"read 1, 0s of 20m: status=COLD hot=false: The kettle is COLD."},
			errors: []string{"Wait for Tea Kettle Failed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lines, diags := invoke(t, t.Context(), oneOf(kettle()), configured(&fakeClient{script: tc.script}), tc.block)
				sameLines(t, lines, tc.lines)
				var errors []string
				for _, d := range diags.Errors() {
					errors = append(errors, d.Summary())
				}
				if !slices.Equal(errors, tc.errors) {
					t.Errorf("got the errors %q, want %q", errors, tc.errors)
				}
			})
		})
	}
}

// An interrupted action fails, whether it reads or waits.
func TestInterruptedAction(t *testing.T) {
	for name, script := range map[string][]any{"reading": {time.Hour}, "between two reads": {"COLD"}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				time.AfterFunc(3*time.Second, interrupt)
				start := time.Now()
				_, diags := invoke(t, ctx, oneOf(kettle()), configured(&fakeClient{script: script}), waits)
				if !diags.HasError() || diags.Errors()[0].Summary() != "Wait for Tea Kettle Interrupted" {
					t.Errorf("got %v", diags)
				}
				if took := time.Since(start); took != 3*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

// An action takes what the other kinds take, and its errors name it.
func TestValidateAction(t *testing.T) {
	typ := oneOf(kettle())
	written := object{"wait": object{"interval": "1m"}, "timeouts": object{"invoke": "30s"}}
	same(t, validate(t.Context(), typ, config(t, typ, actionKind, written), actionKind),
		"Error: Missing require Block (wait)\nwait polls until require is satisfied, and this action has no require block. Add one, or remove wait. "+
			"Where require is a dynamic block that can be empty, write wait as one too, over the same for_each; or use count.",
		"Error: Interval Not Below the Timeout (wait.interval)\nwait.interval is 1m and timeouts.invoke is 30s: there would be no second read. "+
			"Shorten the interval or allow more time.")
}
