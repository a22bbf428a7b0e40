// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import "testing"

// A connection counts from the decision to open it: requests that ask at the same time do not open more than the bound.
func TestPoolBound(t *testing.T) {
	const host, most = "https://127.0.0.1:1", 2
	p := &pool{connections: most}
	p.count(host, most)
	for i := range most + 1 {
		if c, wait := p.take(host); c != nil || wait == 0 != (i < most) {
			t.Errorf("request %d: connection %v, wait %s", i+1, c, wait)
		}
	}
}
