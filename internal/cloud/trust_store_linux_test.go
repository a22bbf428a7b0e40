// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// A trust store whose reading may not end is found before a connection is opened. Go passes over others that it cannot read.
func TestEndlessTrustStore(t *testing.T) {
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(pipe, link); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for name, reason := range map[string]string{
		pipe:        "it is a named pipe (FIFO) and not a regular file",
		link:        "it is a named pipe (FIFO) and not a regular file",
		"/dev/zero": "it is a device and not a regular file",
		os.DevNull:  "",
		dir:         "",
		"nowhere":   "",
		"":          "",
	} {
		t.Setenv("SSL_CERT_FILE", name)
		var dialed atomic.Int32
		transport := NewTransportOver("a", 1, func(context.Context, string, string) (net.Conn, error) {
			dialed.Add(1)
			return nil, errors.New("dialed")
		}).Direct()
		for range 2 {
			e := failure(t, ctx, transport, get(t, "https://api.test"))
			if refused := e.Kind == apierr.Unreachable && e.Argument == "" && strings.Contains(e.Advice, "SSL_CERT_FILE") &&
				strings.Contains(e.Reason, "SSL_CERT_FILE names "+name+", which cannot be read as a trust store: "+reason+"."); refused != (reason != "") {
				t.Errorf("%q: got %+v", name, e)
			}
		}
		if open := transport.base.hosts["https://api.test:443"].open; open != 0 {
			t.Errorf("%q: %d connections are counted", name, open)
		}
		failure(t, ctx, transport, get(t, "http://api.test")) // needs no trust store
		want := int32(3)
		if reason != "" {
			want = 1
		}
		if dialed.Load() != want {
			t.Errorf("%q: dialed %d times, want %d", name, dialed.Load(), want)
		}
	}
}
