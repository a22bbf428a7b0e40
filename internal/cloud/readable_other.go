// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package cloud

// readable: elsewhere a socket cannot be asked while it is being read.
func readable(uintptr) bool { return false }
