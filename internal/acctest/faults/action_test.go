// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import "testing"

// TestActionErrors injects the documented codes, and an action fails with the error of the other kinds. TestMatrix has the
// faults whose result depends on the client alone, which all kinds share.
func TestActionErrors(t *testing.T) {
	t.Parallel()
	for _, r := range codes().rows {
		for _, a := range apis {
			want, ok := r.want[a.name]
			if !ok {
				continue
			}
			t.Run(r.fault+"/"+a.name, func(t *testing.T) {
				fx := newFixture(t, a)
				r.inject(fx)
				fx.config["max_retries"], want.attempts = 0, 1
				o := call(invoke).record(t.Context(), configured(t, fx.config), fx.typ, fx.block())
				fx.checkRead(observation{outcome: o, requests: fx.server.Entries(fx.action)})
				if found := (expected{kind: o.kind(), at: o.at(), attempts: len(o.attempts)}); found != want {
					t.Errorf("the result is %+v, want %+v\n%s", found, want, o.shown)
				}
			})
		}
	}
}
