// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import "context"

// Slots bound how many attempts are in flight: each holds one element. Attempts wait for a slot in the order they came. Nil
// is no bound.
type Slots chan struct{}

// take returns when there is a slot, or ctx's error.
func (s Slots) take(ctx context.Context) error {
	if s == nil {
		return nil
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s Slots) release() {
	if s != nil {
		<-s
	}
}
