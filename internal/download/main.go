// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command download gets one program from a zip archive with a known checksum. tools/cli.sh uses it for OpenTofu; it needs
// no curl, unzip or sha256sum.
//
//	download -url https://example.com/tofu.zip -sha256 HEX -program tofu -to /path/of/the/program
package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// maxSize bounds the archive and the program.
const maxSize = 500 << 20

func main() {
	var d download
	flag.StringVar(&d.url, "url", "", "address of the zip archive")
	flag.StringVar(&d.sha256, "sha256", "", "SHA-256 of the archive, in hexadecimal")
	flag.StringVar(&d.program, "program", "", "name of the program in the archive")
	flag.StringVar(&d.to, "to", "", "path that the program gets")
	flag.DurationVar(&d.idle, "idle", 5*time.Second, "longest wait for the next bytes")
	flag.Parse()
	if err := d.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type download struct {
	url, sha256, program, to string
	idle                     time.Duration
}

// run puts the program at its path only if the archive has the checksum. Otherwise it leaves no file behind.
func (d download) run(ctx context.Context) error {
	dir, err := os.MkdirTemp(filepath.Dir(d.to), ".download-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	archive := filepath.Join(dir, "archive.zip")
	sum, err := d.fetch(ctx, archive)
	if err != nil {
		return err
	}
	if sum != d.sha256 {
		return fmt.Errorf("%s has the SHA-256 %s, want %s: the file is deleted", d.url, sum, d.sha256)
	}
	program := filepath.Join(dir, "program")
	if err := d.extract(archive, program); err != nil {
		return fmt.Errorf("%s: %w", d.url, err)
	}
	return os.Rename(program, d.to)
}

// fetch writes the archive to a file and returns its checksum. It gives up when nothing has come for d.idle.
func (d download) fetch(ctx context.Context, file string) (sum string, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silent := time.AfterFunc(d.idle, func() { cancel(fmt.Errorf("%s: nothing came for %s", d.url, d.idle)) })
	defer silent.Stop()
	defer func() {
		if cause := context.Cause(ctx); err != nil && cause != nil {
			err = cause
		}
	}()

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, d.url, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: HTTP status %s", d.url, resp.Status)
	}
	out, err := os.Create(file)
	if err != nil {
		return "", err
	}
	defer out.Close()
	hash := sha256.New()
	body := alive{resp.Body, func() { silent.Reset(d.idle) }}
	if _, err := io.Copy(io.MultiWriter(out, hash), io.LimitReader(body, maxSize)); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), out.Close()
}

// alive is a reader that reports each read.
type alive struct {
	io.Reader

	report func()
}

func (a alive) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	a.report()
	return n, err
}

func (d download) extract(archive, file string) error {
	reader, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer reader.Close()
	in, err := reader.Open(d.program)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o755) //nolint:gosec // It is a program.
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, io.LimitReader(in, maxSize)); err != nil {
		return err
	}
	return out.Close()
}
