// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package examples holds the tests that run the built provider with a real Terraform or OpenTofu, as users do: the
// examples, the modules, gates, and a search for secrets in all files. It has no code besides tests.
package examples
