// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

func TestPoll(t *testing.T) {
	const second = time.Second
	fail := func(kind apierr.Kind) error {
		return &apierr.Error{Kind: kind, Attempts: 9, Last: &apierr.Error{Kind: apierr.Throttled}}
	}

	tests := []struct {
		name     string
		delay    time.Duration
		interval time.Duration
		deadline time.Duration
		cancel   time.Duration
		polls    []step // the last repeats
		done     int    // the poll that reports done; 0: none
		kind     apierr.Kind
		attempts int
		last     apierr.Kind
		at       string // when each poll began
		value    int    // what Until returns: the number of the last poll that gave a value
		took     time.Duration
	}{
		{name: "done at once", interval: 10 * second, polls: []step{{}}, done: 1, at: "[0s]", value: 1},
		{
			name: "the interval begins when a poll ends", interval: 10 * second, polls: []step{{took: 3 * second}}, done: 3,
			at: "[0s 13s 26s]", value: 3, took: 29 * second,
		},
		{
			name: "the delay comes before the first poll alone", delay: 30 * second, interval: 10 * second, polls: []step{{}}, done: 3,
			at: "[30s 40s 50s]", value: 3, took: 50 * second,
		},
		{
			name: "interrupted in the delay", delay: time.Minute, interval: 10 * second, cancel: 5 * second, polls: []step{{}},
			kind: apierr.Interrupted, at: "[]", took: 5 * second,
		},
		{
			name: "a first poll after the deadline is not waited for", delay: time.Minute, interval: 10 * second, deadline: time.Minute,
			polls: []step{{}}, kind: apierr.Timeout, at: "[]",
		},
		{
			name: "an error ends it as it is", interval: 10 * second, polls: []step{{}, {err: fail(apierr.NotFound)}},
			kind: apierr.NotFound, attempts: 9, last: apierr.Throttled, at: "[0s 10s]", value: 1, took: 10 * second,
		},
		{
			name: "a poll's own timeout is its caller's business", interval: 10 * second, deadline: time.Hour,
			polls: []step{{err: fail(apierr.Timeout)}}, kind: apierr.Timeout, attempts: 9, last: apierr.Throttled, at: "[0s]",
		},
		{
			name: "a poll after the deadline is not waited for", interval: 10 * second, deadline: 25 * second,
			polls: []step{{took: second}}, kind: apierr.Timeout, attempts: 3, at: "[0s 11s 22s]", value: 3, took: 23 * second,
		},
		{
			name: "the deadline ends a poll", interval: 10 * second, deadline: 25 * second,
			polls: []step{{took: second}, {took: time.Hour}}, kind: apierr.Timeout, attempts: 2, at: "[0s 11s]", value: 1,
			took: 25 * second,
		},
		{
			name: "interrupted before", interval: 10 * second, cancel: -1, polls: []step{{}},
			kind: apierr.Interrupted, at: "[]",
		},
		{
			name: "interrupted in a poll", interval: 10 * second, cancel: 5 * second, polls: []step{{took: time.Hour}},
			kind: apierr.Interrupted, attempts: 1, at: "[0s]", took: 5 * second,
		},
		{
			name: "interrupted between polls", interval: time.Minute, cancel: 5 * second, polls: []step{{}},
			kind: apierr.Interrupted, attempts: 1, at: "[0s]", value: 1, took: 5 * second,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.deadline != 0 {
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				switch {
				case tt.cancel < 0:
					cancel()
				case tt.cancel > 0:
					time.AfterFunc(tt.cancel, cancel)
				}
				start := time.Now()
				at := []time.Duration{}
				value, err := Poll(ctx, tt.delay, tt.interval, func(ctx context.Context) (int, bool, error) {
					s := tt.polls[min(len(at), len(tt.polls)-1)]
					at = append(at, time.Since(start))
					if err := s.run(ctx); err != nil {
						return 0, false, err
					}
					return len(at), len(at) == tt.done, nil
				})
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				if fmt.Sprint(at) != tt.at {
					t.Errorf("polled at %v, want %v", at, tt.at)
				}
				if value != tt.value {
					t.Errorf("returned poll %d's value, want %d's", value, tt.value)
				}
				if tt.kind == "" {
					if err != nil {
						t.Error(err)
					}
					return
				}
				check(t, err, tt.kind, tt.attempts, tt.last)
			})
		})
	}
}

// If the deadline ends a Do inside a poll, the timeout is that of Until, with the number of polls and the last error.
func TestPollKeepsTheLastFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := Poll(ctx, 0, time.Second, func(ctx context.Context) (int, bool, error) {
			attempts := 0
			value, err := Do(ctx, Policy{Retries: 4}, func(ctx context.Context) (int, error) {
				if attempts++; attempts == 1 {
					return 0, &apierr.Error{Kind: apierr.Unavailable, HTTPStatus: 502}
				}
				return 0, step{took: time.Hour}.run(ctx)
			})
			return value, false, err
		})
		check(t, err, apierr.Timeout, 1, apierr.Unavailable)
	})
}
