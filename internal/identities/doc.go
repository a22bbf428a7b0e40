// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package identities holds the tests of how the provider comes by an identity: blocks, environment variables, files,
// roles, tokens, the metadata service. Each row of its tables is a configuration and a machine to run it on, goes
// through a real CLI, and is judged by which key and which token reached the emulator, and from where. There is no code
// here but tests: what decides about identities is in internal/provider, what fetches them in internal/cloud.
package identities
