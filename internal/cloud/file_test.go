// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

func writeFile(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFile(t *testing.T) {
	t.Parallel()
	for _, content := range []string{"", "a token\n", strings.Repeat("x", maxFileSize)} {
		got, e := File{Path: writeFile(t, content)}.Read(t.Context(), "The file")
		if e != nil || string(got) != content {
			t.Errorf("%d bytes were read as %d, %v", len(content), len(got), e)
		}
	}
	target := writeFile(t, "behind a link")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(target, link); err != nil {
		t.Fatal(err)
	}
	if got, e := (File{Path: link}).Read(t.Context(), "The file"); e != nil || string(got) != "behind a link" {
		t.Errorf("a symbolic link: %q, %v", got, e)
	}
}

// refusedFile checks the error of a file that cannot be read.
func refusedFile(t *testing.T, path, reason string) *apierr.Error {
	t.Helper()
	// A read that hangs fails the test, and not the whole run.
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	content, e := File{Path: path, Setting: "the setting"}.Read(ctx, "The token file")
	if e == nil {
		t.Fatalf("%s was read: %q", path, content)
	}
	if want := fmt.Sprintf("The token file %s %s.", path, reason); e.Kind != apierr.InvalidCredentials ||
		e.Reason != want || e.Advice != "Check the setting." {
		t.Errorf("got %+v, want %q", e, want)
	}
	return e
}

func TestFileRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if e := refusedFile(t, filepath.Join(dir, "none"), "does not exist"); !errors.Is(e, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", e)
	}
	refusedFile(t, dir, "cannot be read: it is a directory")
	refusedFile(t, writeFile(t, strings.Repeat("x", maxFileSize+1)), "cannot be read: it is larger than 1 MiB")
}

// The text of a system error, without the path, which the message already has.
func TestPlainText(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"permission denied":  &fs.PathError{Op: "open", Path: "/secret", Err: syscall.EACCES},
		"input/output error": &fs.PathError{Op: "read", Path: "/secret", Err: errors.New("input/output error")},
		"no such device":     &fs.PathError{Op: "read", Path: "/secret", Err: errors.New("no such device.")},
		"it is a directory":  errors.New("it is a directory"),
	} {
		if got := plainText(err); got != want {
			t.Errorf("%v gives %q, want %q", err, got, want)
		}
	}
}

// A read from a mount that does not respond ends with its context.
func TestDetachedEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 5*time.Second)
		},
		"interrupt": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(5*time.Second, cancel)
			return ctx, cancel
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				responds := make(chan struct{})
				ctx, cancel := stop(t.Context())
				defer cancel()
				start := time.Now()
				_, err := detached(ctx, func() ([]byte, error) {
					<-responds
					return nil, nil
				})
				if took := time.Since(start); !errors.Is(err, errLeft) || took != 5*time.Second {
					t.Errorf("%v after %v", err, took)
				}
				close(responds)
			})
		})
	}
}

// The error of a read whose context ended names the slow file system, or the interrupt.
func TestFileReadEnded(t *testing.T) {
	t.Parallel()
	file := File{Path: writeFile(t, "x")}
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, e := file.Read(late, "The token file")
	if e == nil || e.Kind != apierr.Timeout || !strings.HasPrefix(e.Reason, "The token file "+file.Path+" had not been read") ||
		e.Peer != "the file system of "+file.Path {
		t.Errorf("late: %+v", e)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, e := file.Read(stopped, "The token file"); e == nil || e.Kind != apierr.Interrupted {
		t.Errorf("stopped: %+v", e)
	}
}

// Reads that hang on a mount use a bounded number of threads, and reading continues when it responds.
func TestDetachedIsBounded(t *testing.T) { // not parallel: it uses up the bound of all reads
	responds := make(chan struct{})
	for range maxFileReads {
		ctx, leave := context.WithCancel(t.Context())
		if _, err := detached(ctx, func() ([]byte, error) {
			leave()
			<-responds
			return nil, nil
		}); !errors.Is(err, errLeft) {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := detached(ctx, func() ([]byte, error) {
		t.Error("one read too many is under way")
		return nil, nil
	}); !errors.Is(err, errLeft) {
		t.Error(err)
	}
	close(responds)
	if _, e := (File{Path: writeFile(t, "x")}).Read(t.Context(), "The file"); e != nil {
		t.Error(e)
	}
}
