// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

var (
	hot        = object{"hot": true}
	waits      = object{"require": hot, "wait": object{}}
	busy       = &apierr.Error{Kind: apierr.Unavailable, Code: "Busy", HTTPStatus: 503, RequestID: "R-2", Message: "Later."}
	forbidden  = &apierr.Error{Kind: apierr.PermissionDenied, HTTPStatus: 403}
	needsWater = "Warning: Manual Action Required for Tea Kettle (wait)\nstatus of Tea Kettle \"k-1\" in region cn-hangzhou was WAIT_FOR_WATER, which changes only by manual action in the console."
)

// timedOutAfter is the error of a wait that ran out of time after a reading with the lines found, and perhaps one that failed.
func timedOutAfter(within, found string, failed ...string) []string {
	return []string{"Error: Wait for Tea Kettle Timed Out (wait)\nTea Kettle \"k-1\" in region cn-hangzhou did not satisfy its require block within " +
		within + " Last read:\n\n" + found + "\n\n  Request ID: R-1\n\n" + strings.Join(failed, "") + "Allow more time in the timeouts block, or find out why require is not satisfied."}
}

// failedOn is the error of a wait that an argument of fail_on, or fail_fast, ended.
func failedOn(argument, after, found string) []string {
	name, _, _ := strings.Cut(argument, ".")
	return []string{"Error: Wait for Tea Kettle Failed (wait." + argument + ")\nTea Kettle \"k-1\" in region cn-hangzhou matches " + name +
		", which ends the wait, after " + after + ":\n\n" + found + "\n\n  Request ID: R-1"}
}

// after runs a wait in a bubble, where time is exact, and passes on its duration, its attempts and its diagnostics.
func after(t *testing.T, script []any, written object, check func(t *testing.T, took time.Duration, attempts int, got []string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := &fakeClient{region: "cn-hangzhou", script: script}
		start := time.Now()
		diags := readKettle(t, t.Context(), c, written)
		check(t, time.Since(start), len(c.requests), texts(diags))
	})
}

func TestWaitEnds(t *testing.T) {
	tests := map[string]struct {
		script   []any
		written  object
		took     time.Duration
		attempts int
		want     []string
	}{
		"at once, when it holds":  {script: []any{"BOILING"}, written: waits, attempts: 1},
		"by the default interval": {script: []any{"COLD", "HEATING", "BOILING"}, written: waits, took: 20 * time.Second, attempts: 3},
		"by an interval of its own": {
			script: []any{"COLD", "HEATING", "BOILING"}, written: object{"require": hot, "wait": object{"interval": "3s"}},
			took: 6 * time.Second, attempts: 3,
		},
		"after the default 20 minutes": {
			script: []any{"COLD"}, written: object{"require": hot, "wait": object{"interval": "7m"}}, took: 14 * time.Minute, attempts: 3,
			want: timedOutAfter("20m, after 3 reads in 14m; the next read would have been too late.", "hot: required true, found false. The kettle is COLD."),
		},
		"after the time in timeouts": {
			script: []any{"COLD"}, took: 20 * time.Second, attempts: 3,
			written: object{"require": object{"hot": true, "status": []string{"BOILING", "heating"}}, "wait": object{}, "timeouts": object{"read": "25s"}},
			want: timedOutAfter("25s, after 3 reads in 20s; the next read would have been too late.", "status: required BOILING or HEATING, found COLD\n"+
				"hot: required true, found false. The kettle is COLD."),
		},
		"after a response that never came": {
			script: []any{"COLD", time.Hour}, written: object{"require": hot, "wait": object{}, "timeouts": object{"read": "15s"}},
			took: 15 * time.Second, attempts: 2,
			want: timedOutAfter("15s, after 2 reads in 15s.", "hot: required true, found false. The kettle is COLD."),
		},
		"on an error for good": {
			script: []any{"COLD", forbidden}, written: waits, took: 10 * time.Second, attempts: 2,
			want: []string{"Error: Permission Denied for Tea Kettle\nThe credentials are valid, and their identity has no permission for this call. Grant it the RAM " +
				"action tea:DescribeKettle.\n\n  kettle_id:   \"k-1\"\n  HTTP status: 403"},
		},
		"on fail_on": {
			script: []any{"HEATING", "BURNT"}, took: 10 * time.Second, attempts: 2,
			written: object{"require": hot, "wait": object{"fail_on": object{"status": []string{"burnt", "COLD"}}}},
			want:    failedOn("fail_on.status", "2 reads in 10s", "status: fails on BURNT or COLD, found BURNT. The kettle is BURNT."),
		},
		"on fail_on, before require": {
			script: []any{"BOILING"}, attempts: 1,
			written: object{"require": hot, "wait": object{"fail_on": object{"status": []string{"BOILING"}}}},
			want:    failedOn("fail_on.status", "1 read in 0s", "status: fails on BOILING, found BOILING"),
		},
		"on fail_fast": {
			script: []any{"BURNT"}, attempts: 1, written: object{"require": hot, "wait": object{"fail_fast": true}},
			want: failedOn("fail_fast", "1 read in 0s", "status: fails on BURNT, found BURNT. The kettle is BURNT."),
		},
		"on fail_on, which adds to fail_fast": {
			script: []any{"COLD"}, attempts: 1,
			written: object{"require": hot, "wait": object{"fail_fast": true, "fail_on": object{"status": []string{"COLD"}}}},
			want:    failedOn("fail_on.status", "1 read in 0s", "status: fails on COLD, found COLD. The kettle is COLD."),
		},
		"after the batch from before": {
			script: []any{"BOILING/b-1", "BURNT/b-1", "BOILING", "BOILING/b-2"}, took: 30 * time.Second, attempts: 4,
			written: object{"require": hot, "wait": object{"fail_fast": true, "after_batch": "b-1"}},
		},
		"after any batch, when none is given": {
			script: []any{"BOILING/b-1"}, attempts: 1, written: object{"require": hot, "wait": object{"after_batch": ""}},
		},
		"after the batch from before, with a line break": { // which no id has; a read skips what validation refuses
			script: []any{"BOILING/b-1", "BOILING/b-2"}, took: 10 * time.Second, attempts: 2,
			written: object{"require": hot, "wait": object{"after_batch": "B-1\n"}},
		},
		"when the last read hangs": {
			script: []any{"BOILING", "BOILING", time.Hour}, took: 22 * time.Second, attempts: 3,
			written: object{"require": hot, "wait": object{"stable_for": "20s"}, "timeouts": object{"read": "22s"}},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\nTea Kettle \"k-1\" in region cn-hangzhou satisfied its require block for 10s, and not for 20s (wait.stable_for), within 22s, after 3 reads in 22s.\n\n" +
				"Allow more time in the timeouts block, or shorten stable_for."},
		},
		"for a batch that never comes": {
			script: []any{"BOILING/b-1"}, written: object{"require": hot, "wait": object{"after_batch": "b-1"}, "timeouts": object{"read": "15s"}},
			took: 10 * time.Second, attempts: 2,
			want: timedOutAfter("15s, after 2 reads in 10s; the next read would have been too late.", "no change order after b-1 was seen"),
		},
		"when it has held for long enough": {
			script: []any{"BOILING", "BOILING", "COLD", "BOILING"}, written: object{"require": hot, "wait": object{"stable_for": "20s"}},
			took: 50 * time.Second, attempts: 6,
		},
		"before it has held for long enough": {
			script: []any{"COLD", "BOILING"}, took: 20 * time.Second, attempts: 3,
			written: object{"require": hot, "wait": object{"stable_for": "20s"}, "timeouts": object{"read": "25s"}},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\nTea Kettle \"k-1\" in region cn-hangzhou satisfied its require block for 10s, and not for 20s (wait.stable_for), within 25s, after 3 reads in 20s; the next read would have been too late.\n\n" +
				"Allow more time in the timeouts block, or shorten stable_for."},
		},
		"well, with a warning once": {
			script: []any{"WAIT_FOR_WATER", "WAIT_FOR_WATER", "HEATING", "WAIT_FOR_WATER", "BOILING"}, written: waits,
			took: 40 * time.Second, attempts: 5, want: []string{needsWater},
		},
		"after a delay and an interval": {
			script: []any{"COLD", "BOILING"}, written: object{"require": hot, "wait": object{"delay": "30s"}}, took: 40 * time.Second, attempts: 2,
		},
		"after a delay that the timeout counts": {
			script: []any{"COLD"}, took: 50 * time.Second, attempts: 3,
			written: object{"require": hot, "wait": object{"delay": "30s"}, "timeouts": object{"read": "1m"}},
			want:    timedOutAfter("1m, after 3 reads in 50s; the next read would have been too late.", "hot: required true, found false. The kettle is COLD."),
		},
		"before the first read, when the delay is all the time": {
			script: []any{"BOILING"}, written: object{"require": hot, "wait": object{"delay": "30s"}, "timeouts": object{"read": "30s"}},
			want: []string{"Error: Wait for Tea Kettle Timed Out (wait)\nTea Kettle \"k-1\" was not read: timeouts allows 30s, which ended before the first read (wait.delay is 30s)."},
		},
		"when it is the required one": {
			script: []any{"BOILING/b-1", "HEATING/b-2", "BOILING/b-2"}, took: 20 * time.Second, attempts: 3,
			written: object{"require": object{"hot": true, "batch": []string{"b-2"}}, "wait": object{}},
		},
		"on fail_on, not of the one before": {
			script: []any{"BURNT/b-1", "BURNT/b-2"}, took: 10 * time.Second, attempts: 2,
			written: object{
				"require": object{"hot": true, "batch": []string{"b-2"}}, "wait": object{"fail_on": object{"status": []string{"BURNT"}}},
			},
			want: failedOn("fail_on.status", "2 reads in 10s", "status: fails on BURNT, found BURNT. The kettle is BURNT. Its batch is b-2."),
		},
		"well, in the state that a person moves": {
			script: []any{"WAIT_FOR_WATER"}, written: object{"require": object{"status": []string{"WAIT_FOR_WATER"}}, "wait": object{}}, attempts: 1,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			after(t, tc.script, tc.written, func(t *testing.T, took time.Duration, attempts int, got []string) {
				if took != tc.took || attempts != tc.attempts {
					t.Errorf("%d attempts in %s, want %d in %s", attempts, took, tc.attempts, tc.took)
				}
				sameTexts(t, got, tc.want)
			})
		})
	}
}

// A transient error that outlasts its retries costs one poll and does not end the wait.
func TestWaitOutlastsErrors(t *testing.T) {
	script := []any{"COLD"}
	for range 5 { // the first attempt and its four retries
		script = append(script, busy)
	}
	after(t, append(script, "BOILING"), waits, func(t *testing.T, took time.Duration, attempts int, got []string) {
		sameTexts(t, got, nil)
		if attempts != 7 || took < 20*time.Second || took > time.Minute {
			t.Errorf("%d attempts in %s", attempts, took)
		}
	})
}

// A timeout reports both the last status and the last error.
func TestWaitReportsTheLastError(t *testing.T) {
	after(t, []any{"COLD", busy}, object{"require": hot, "wait": object{"interval": "1m"}, "timeouts": object{"read": "90s"}},
		func(t *testing.T, _ time.Duration, _ int, got []string) {
			sameTexts(t, got, timedOutAfter("1m30s, after 2 reads in "+lengthOf(got)+"; the next read would have been too late.",
				"hot: required true, found false. The kettle is COLD.", "The last read failed: Tea could not serve the request, after 5 attempts.\n\n"+
					"  Code:        Busy\n  HTTP status: 503\n  Request ID:  R-2\n  Attempts:    5\n  Message:     Later.\n\n"))
		})
	// Here each read stops short, as the cloud asks for more time than there is.
	later := *busy
	later.RetryAfter = time.Minute
	after(t, []any{"COLD", &later}, object{"require": hot, "wait": object{}, "timeouts": object{"read": "30s"}},
		func(t *testing.T, _ time.Duration, _ int, got []string) {
			sameTexts(t, got, timedOutAfter("30s, after 3 reads in 20s; the next read would have been too late.",
				"hot: required true, found false. The kettle is COLD.", "The last read failed: Tea could not serve the request, after one attempt.\n\n"+
					"  Code:        Busy\n  HTTP status: 503\n  Request ID:  R-2\n  Retry-After: 1m\n  Message:     Later.\n\n"))
		})
}

// lengthOf finds the duration in the diagnostic of a wait, which depends on jitter if there were retries.
func lengthOf(texts []string) string {
	found := regexp.MustCompile(`reads? in ([0-9.ms]+);`).FindStringSubmatch(strings.Join(texts, ""))
	if found == nil {
		return "no time"
	}
	return found[1]
}

// An interrupt ends a wait at once, in each of its stages.
func TestWaitIsInterrupted(t *testing.T) {
	for name, tc := range map[string]struct {
		script []any
		wait   object
		want   string
	}{
		"in the delay": {[]any{"COLD"}, object{"delay": "30s"}, "Error: Wait for Tea Kettle Interrupted (wait)\nTea Kettle \"k-1\" was not read: " +
			"the run was interrupted before the first read (wait.delay is 30s)."},
		"between two reads": {[]any{"COLD"}, object{}, "Error: Wait for Tea Kettle Interrupted (wait)\nTea Kettle \"k-1\" in region cn-hangzhou did not satisfy its require block before the run was interrupted, after 1 read in 4s. Last read:\n\n" +
			"hot: required true, found false. The kettle is COLD.\n\n  Request ID: R-1"},
		"in a read": {[]any{time.Hour}, object{}, "Error: Wait for Tea Kettle Interrupted (wait)\nTea Kettle \"k-1\" in region cn-hangzhou did not satisfy its require block before the run was interrupted, after 1 read in 4s."},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				time.AfterFunc(4*time.Second, interrupt)
				start := time.Now()
				diags := readKettle(t, ctx, &fakeClient{region: "cn-hangzhou", script: tc.script}, object{"require": hot, "wait": tc.wait})
				if took := time.Since(start); took != 4*time.Second {
					t.Errorf("it took %s", took)
				}
				same(t, diags, tc.want)
			})
		})
	}
}

// The diagnostic of a wait without a delay that is interrupted before it starts does not mention a delay.
func TestWaitIsInterruptedBefore(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	same(t, readKettle(t, ctx, &fakeClient{region: "cn-hangzhou", script: []any{"BOILING"}}, waits),
		"Error: Wait for Tea Kettle Interrupted (wait)\nTea Kettle \"k-1\" was not read: the run was interrupted before the first read.")
}
