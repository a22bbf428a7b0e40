// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package live reads the APIs of real accounts with a real Terraform or OpenTofu, checks what has to be true of any
// response, and can record the responses for the emulator. `make testacc-live` runs it; CONTRIBUTING.md describes how.
//
// Its own tests run it against an emulator over TLS, record that, and read the recording.
package live
