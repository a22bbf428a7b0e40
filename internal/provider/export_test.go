// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

import "github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"

// Specs exports the registry to the tests that need internal/acctest, which imports this package.
func Specs() []*statusread.Spec { return specs(registry()) }
