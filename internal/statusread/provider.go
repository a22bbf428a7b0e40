// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

// Provider is what the provider's Configure passes to every data source, ephemeral resource and action. They have none while
// Terraform validates.
type Provider struct {
	// APIs are the configured APIs by the name of their Spec.
	APIs map[string]API
	// Retries is how many attempts follow a failed first one; AttemptTimeout bounds each.
	Retries        int
	AttemptTimeout time.Duration
}

// API is one API as the provider's configuration has it.
type API struct {
	// Client reads it; it is nil if Unknown is set.
	Client Client
	// Unknown names the argument of the provider's configuration whose value is not known yet while planning.
	Unknown string
	// Gate is shared by all reads of the API; nil means that every identity counts as proven.
	Gate *retry.Gate
	// Limiter is shared by all reads of the API; nil means no rate limit.
	Limiter *retry.RateLimiter
	// Slots bound the requests that fleets have in flight. All APIs of a cloud share them.
	Slots retry.Slots
}
