// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import "github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"

// Specs returns the registry's specs, also to the tests that need internal/acctest, which imports this package.
func Specs() []*statusread.Spec {
	var out []*statusread.Spec
	for _, a := range registry() {
		out = append(out, a.spec)
	}
	return out
}
