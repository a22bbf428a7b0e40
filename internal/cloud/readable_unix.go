// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package cloud

import "golang.org/x/sys/unix"

// canPoll: readable knows.
const canPoll = true

// readable reports whether a read of a socket would return at once. An error of the connection, which the system tells only
// once, is left to the read.
func readable(fd uintptr) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}} //nolint:gosec // it is an int32 to the system
	for {
		n, err := unix.Poll(fds, 0)
		if err != unix.EINTR {
			return n != 0
		}
	}
}
