// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package cloud

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A file that is not regular is refused at once, with or without a peer at its other end.
func TestFileNotRegular(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "cs") //nolint:usetesting // t.TempDir's names are too long for a socket.
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "socket")
	listener, err := new(net.ListenConfig).Listen(t.Context(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	link, loop, below := filepath.Join(dir, "link"), filepath.Join(dir, "loop"), filepath.Join(dir, "file", "below")
	for name, target := range map[string]string{link: pipe, loop: loop} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Dir(below), nil, 0o600); err != nil {
		t.Fatal(err)
	}

	refusedFile(t, pipe, "cannot be read: it is a named pipe (FIFO) and not a regular file")
	refusedFile(t, link, "cannot be read: it is a named pipe (FIFO) and not a regular file")
	refusedFile(t, socket, "cannot be read: it is not a regular file")
	refusedFile(t, os.DevNull, "cannot be read: it is not a regular file")
	refusedFile(t, loop, "cannot be read: too many levels of symbolic links")
	refusedFile(t, below, "cannot be read: not a directory")
}
