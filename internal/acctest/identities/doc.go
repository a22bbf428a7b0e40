// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package identities tests how the provider finds credentials: blocks, environment variables, files, roles, tokens, the
// metadata service. Each row of its tables is a configuration and an environment, read in process or, where it is compared
// with the official provider, by a real CLI, and is checked by which key and token reached the emulator. It has no code
// besides tests: internal/provider chooses the credentials, internal/cloud gets them.
package identities
