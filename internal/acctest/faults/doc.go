// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package faults tests the provider against everything that can go wrong between it and a cloud: every documented error
// code, malformed responses, broken connections, load, interrupts, and secrets in output. It has no code besides tests,
// which call the provider as Terraform does and inject faults with the emulator.
//
// MATRIX.md lists the result of each fault. TestMatrix fails if it is out of date;
// `go test ./internal/acctest/faults -run TestMatrix -update` rewrites it.
package faults
