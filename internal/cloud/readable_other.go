// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package cloud

// canPoll: elsewhere a socket cannot be asked while it is being read.
const canPoll = false

func readable(uintptr) bool { return false }
