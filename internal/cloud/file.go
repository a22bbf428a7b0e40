// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const (
	// maxFileSize is far above any credentials, configuration or token file.
	maxFileSize = 1 << 20
	// maxFileReads bounds the files being read at once: a read that hangs holds a thread until its mount responds.
	maxFileReads = 16
)

// File is a file with credentials or a token in it.
type File struct {
	Path string
	// Setting is what gives the path. It completes "Check …": "oidc_token_file in the provider's alicloud block".
	Setting string
}

// Peer names who is slow when the file is not read in time.
func (f File) Peer() string { return "the file system of " + f.Path }

// Read reads the whole of a regular file, within ctx. what names the file where an error begins: "The OIDC token
// file". An error about a file that does not exist is fs.ErrNotExist for errors.Is.
func (f File) Read(ctx context.Context, what string) ([]byte, *apierr.Error) {
	content, err := detached(ctx, func() ([]byte, error) { return readRegular(f.Path) })
	switch {
	case err == nil:
		return content, nil
	case errors.Is(err, errLeft):
		e := contextErrorAt(ctx, fmt.Sprintf("%s %s had not been read when the time for this attempt was over.", what, f.Path))
		e.Peer = f.Peer()
		return nil, e
	}
	e := &apierr.Error{
		Kind: apierr.InvalidCredentials, Err: err,
		Reason: fmt.Sprintf("%s %s cannot be read: %s.", what, f.Path, plainText(err)),
		Advice: fmt.Sprintf("Check %s.", f.Setting),
	}
	if errors.Is(err, fs.ErrNotExist) {
		e.Reason = fmt.Sprintf("%s %s does not exist.", what, f.Path)
	}
	return nil, e
}

var (
	fileReads = make(chan struct{}, maxFileReads)
	errLeft   = errors.New("left behind")
)

// detached runs read in a goroutine of its own, which the caller leaves when ctx ends: no context interrupts a system
// call on a mount that does not respond, such as an NFS server that is gone. The goroutine ends when the mount responds.
func detached(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, errLeft
	}
	select {
	case fileReads <- struct{}{}:
	case <-ctx.Done():
		return nil, errLeft
	}
	type result struct {
		content []byte
		err     error
	}
	done := make(chan result, 1) // buffered, since the caller may have left
	go func() {
		defer func() { <-fileReads }()
		content, err := read()
		done <- result{content, err}
	}()
	select {
	case r := <-done:
		return r.content, r.err
	case <-ctx.Done():
		return nil, errLeft
	}
}

// readRegular reads a regular file and refuses any other. It looks before it opens, since whoever holds the other end of
// a pipe or a device notices an open. It opens without blocking and looks again, since the file may have been replaced.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if err := checkRegular(info); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // O_NONBLOCK means nothing on Windows
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return nil, err
	}
	if err := checkRegular(info); err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	if err == nil && len(content) > maxFileSize {
		return nil, errTooLarge
	}
	return content, err
}

var errTooLarge = fmt.Errorf("it is larger than %d MiB", maxFileSize>>20)

func checkRegular(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsRegular() && info.Size() > maxFileSize:
		return errTooLarge
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return errors.New("it is a directory")
	case mode&fs.ModeNamedPipe != 0:
		return errors.New("it is a named pipe (FIFO) and not a regular file")
	case mode&fs.ModeSocket != 0:
		return errors.New("it is a socket and not a regular file")
	case mode&fs.ModeDevice != 0:
		return errors.New("it is a device and not a regular file")
	}
	return errors.New("it is not a regular file")
}

// plainText is the text of an error without the path: the system's own words, which people search for.
func plainText(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "permission denied"
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return strings.TrimSuffix(err.Error(), ".")
}
