// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"errors"
	"time"
)

// attempt is the context of one attempt. It ends with the context of the read or by the attempt's timeout.
// A deadline cannot be moved, so a timer of its own takes its place.
type attempt struct {
	context.Context
	cancel  context.CancelCauseFunc
	read    context.Context
	timeout time.Duration
	timer   *time.Timer // nil without a timeout
	started time.Time
	// unsent is set when the read ended while the attempt was still in a queue.
	unsent bool
}

// newAttempt starts an attempt; 0 is no timeout. Its end must be called.
func newAttempt(read context.Context, timeout time.Duration) *attempt {
	a := &attempt{read: read, timeout: timeout, started: time.Now()}
	a.Context, a.cancel = context.WithCancelCause(read)
	if timeout > 0 {
		a.timer = time.AfterFunc(timeout, func() { a.cancel(context.DeadlineExceeded) })
	}
	return a
}

func (a *attempt) end() {
	if a.timer != nil {
		a.timer.Stop()
	}
	a.cancel(nil)
}

// Err is context.DeadlineExceeded after a timeout, as with a deadline.
func (a *attempt) Err() error {
	if errors.Is(context.Cause(a.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return a.Context.Err()
}

type attemptKey struct{}

// Value gives the attempt to Queue.
func (a *attempt) Value(key any) any {
	if key == (attemptKey{}) {
		return a
	}
	return a.Context.Value(key)
}

// Queue calls wait, which returns when the attempt that ctx belongs to may send its request. The wait is not part of the
// attempt: wait is bounded by the read alone, and the attempt's timeout starts when it returns. A read that ends in the
// queue has made no attempt.
func Queue(ctx context.Context, wait func(context.Context) error) error {
	a, ok := ctx.Value(attemptKey{}).(*attempt)
	if !ok {
		return wait(ctx)
	}
	if a.timer != nil {
		a.timer.Stop()
	}
	err := wait(a.read)
	a.unsent = err != nil && a.read.Err() != nil
	a.started = time.Now()
	if a.timer != nil {
		a.timer.Reset(a.timeout)
	}
	return err
}

// Detach returns a context with the values of ctx that does not end with it and belongs to no attempt.
func Detach(ctx context.Context) context.Context {
	return context.WithValue(context.WithoutCancel(ctx), attemptKey{}, nil)
}
