// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package provider

// Services exports the registry to the tests that need internal/acctest, which imports this package.
var Services = services
