// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const content = "the program"

// archive is a zip with one program, and its checksum.
func archive(t *testing.T, name string) (body []byte, sum string) {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(hash[:])
}

func TestDownload(t *testing.T) {
	t.Parallel()
	body, sum := archive(t, "tofu")
	other, otherSum := archive(t, "other")
	send := func(b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
	}
	hang := func(_ http.ResponseWriter, req *http.Request) { <-req.Context().Done() }
	for name, c := range map[string]struct {
		serve    http.HandlerFunc
		sum      string
		idle     time.Duration
		contains string // part of the error, "" if it succeeds
	}{
		"good":           {serve: send(body), sum: sum},
		"wrong checksum": {serve: send(other), sum: sum, contains: "has the SHA-256 " + otherSum + ", want " + sum},
		"truncated": {serve: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(body)
		}, sum: sum, contains: "EOF"},
		"no such program": {serve: send(other), sum: otherSum, contains: "tofu: file does not exist"},
		"no such file":    {serve: http.NotFound, sum: sum, contains: "HTTP status 404"},
		"no response":     {serve: hang, sum: sum, idle: 100 * time.Millisecond, contains: "nothing came for 100ms"},
		"hangs in between": {idle: 300 * time.Millisecond, sum: sum, contains: "nothing came for 300ms", serve: func(w http.ResponseWriter, req *http.Request) {
			_, _ = w.Write(body[:10])
			_ = http.NewResponseController(w).Flush()
			<-req.Context().Done()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(c.serve)
			defer server.Close()
			to := filepath.Join(t.TempDir(), "tofu")
			d := download{url: server.URL + "/tofu.zip", sha256: c.sum, program: "tofu", to: to, idle: c.idle}
			if d.idle == 0 {
				d.idle = time.Minute
			}
			err := d.run(t.Context())
			if c.contains != "" {
				if err == nil || !strings.Contains(err.Error(), c.contains) {
					t.Errorf("error %v does not contain %q", err, c.contains)
				}
				files, err := os.ReadDir(filepath.Dir(to))
				if err != nil || len(files) > 0 {
					t.Errorf("left behind: %v, %v", files, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(to)
			if err != nil || string(got) != content {
				t.Errorf("the program is %q, %v", got, err)
			}
		})
	}
}
