// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package cloud

import (
	"errors"
	"syscall"
)

// readable reports whether a read of a socket would return at once. The socket does not block, and keeps what there is.
func readable(fd uintptr) bool {
	var b [1]byte
	_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK)
	return !errors.Is(err, syscall.EAGAIN)
}
