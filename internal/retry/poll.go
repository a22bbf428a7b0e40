// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package retry

import (
	"context"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Poll polls after delay, then again whenever interval has passed since the end of the last poll, until poll reports
// done or an error, or ctx ends. It returns the last value polled, with an error too, so that the caller can tell what was
// seen last. An error of poll is returned as it is; when ctx ends, or its deadline would pass before the next poll, the
// error is as Do's, with Attempts the number of polls.
func Poll[T any](
	ctx context.Context, delay, interval time.Duration, poll func(context.Context) (value T, done bool, err error),
) (T, error) {
	var seen T
	pause := delay
	for n := 1; ; n++ {
		if err := sleep(ctx, pause); err != nil {
			return seen, contextError(err, n-1, nil)
		}
		pause = interval
		value, done, err := poll(ctx)
		if err != nil {
			failure := apierr.From(err)
			if e := ended(ctx, failure, n, failure.Last); e != nil {
				return seen, e
			}
			return seen, failure
		}
		seen = value
		if done {
			return seen, nil
		}
	}
}
