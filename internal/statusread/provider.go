// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import "time"

// Provider is what the provider's Configure hands to every data source and ephemeral resource.
type Provider struct {
	// Clouds are the configured clouds by the name of their block.
	Clouds map[string]Cloud
	// Retries is how many tries follow a failed first one; AttemptTimeout bounds each.
	Retries        int
	AttemptTimeout time.Duration
}

// Cloud is one configured cloud.
type Cloud struct {
	// Session signs and sends; its type is the cloud's own.
	Session any
	// Unknown names the argument of the provider's configuration whose value is not known yet while planning; then
	// there is no session.
	Unknown string
}
