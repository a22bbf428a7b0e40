// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package faults holds the provider against everything that can go wrong between it and a cloud: every documented
// code, every way a response can break, load, interrupts, and the question of what is ever shown of a secret. It has no
// code of its own, only tests, which drive the provider as Terraform does and play the clouds with the emulator.
//
// MATRIX.md is what the provider makes of each fault. TestMatrix fails when it is not what happens, and
// `go test ./internal/faults -run TestMatrix -update` writes it anew.
package faults
