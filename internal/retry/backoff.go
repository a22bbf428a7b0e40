// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 8 * time.Second
)

// backoff returns how long to wait after the n-th attempt: anything up to a bound that doubles. The full jitter spreads out
// reads that failed together, so that they do not fail together again.
func backoff(n int) time.Duration {
	bound := firstBackoff
	for i := 1; i < n && bound < maxBackoff; i++ {
		bound *= 2
	}
	return rand.N(min(bound, maxBackoff)) + 1
}

// sleep waits for d or until ctx ends, and then returns ctx's error. Where ctx's deadline would come first it returns
// context.DeadlineExceeded at once, since the end is already known.
func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
