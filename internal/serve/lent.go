// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package serve

import (
	"context"
	"sync/atomic"
	"time"
)

// lent is a context that can be taken back from whoever keeps it.
type lent struct {
	behind atomic.Pointer[context.Context]
}

func lend(ctx context.Context) *lent {
	l := new(lent)
	l.behind.Store(&ctx)
	return l
}

func (l *lent) takeBack() { l.behind.Store(&over) }

// over is what is behind a context that was taken back.
var over = ended()

func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // It belongs to no call.
	cancel()
	return ctx
}

func (l *lent) Deadline() (time.Time, bool) { return (*l.behind.Load()).Deadline() }
func (l *lent) Done() <-chan struct{}       { return (*l.behind.Load()).Done() }
func (l *lent) Err() error                  { return (*l.behind.Load()).Err() }
func (l *lent) Value(key any) any           { return (*l.behind.Load()).Value(key) }
