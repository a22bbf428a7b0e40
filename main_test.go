// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

const (
	// childVar makes the test's own program a provider: "main", or "control", which only does what main's process does.
	childVar = "CLOUDSTATUS_TEST_CHILD"
	// peerVar has the address of the peer.
	peerVar = "CLOUDSTATUS_TEST_PEER"

	bodySecret = "licenseKeyInABodyThatWasNotAskedFor"
)

func TestMain(m *testing.M) {
	switch os.Getenv(childVar) {
	case "main":
		if os.Getenv(peerVar) != "" {
			go func() {
				// Long enough to see that the log is never turned off.
				for start := time.Now(); log.Writer() != io.Discard && time.Since(start) < 10*time.Second; {
					time.Sleep(time.Millisecond)
				}
				read()
			}()
		}
		main()
	case "control":
		read()
	default:
		os.Exit(m.Run())
	}
}

// read does what makes net/http log, and ends the process.
func read() {
	for _, path := range []string{"/twice", "/closed"} {
		transport := cloud.NewTransport("agent/1", nil) // with connections of its own
		request, err := http.NewRequest(http.MethodGet, os.Getenv(peerVar)+path, nil)
		if err == nil {
			_, err = transport.Send(request.Context(), request)
		}
		if err != nil {
			fmt.Fprintln(os.Stdout, "failed:", err)
			os.Exit(2)
		}
	}
	os.Exit(0)
}

// child runs the test's own program as a provider. It closes shaken at the handshake.
func child(t *testing.T, shaken chan struct{}, env []string, arguments ...string) (stdout, stderr string, code int) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], arguments...)
	command.Env = append(os.Environ(), env...)
	var errs bytes.Buffer
	out := &handshake{shaken: shaken}
	command.Stdout, command.Stderr = out, &errs
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.output.String(), errs.String(), command.ProcessState.ExitCode()
}

// handshake is the standard output of a provider.
type handshake struct {
	output bytes.Buffer // not embedded: it would be filled without Write
	shaken chan struct{}
}

func (h *handshake) Write(p []byte) (int, error) {
	n, err := h.output.Write(p)
	if h.shaken != nil && bytes.Contains(h.output.Bytes(), []byte("|grpc|")) {
		close(h.shaken)
		h.shaken = nil
	}
	return n, err
}

// peer is a server that sends more than it was asked for. It holds a child until its handshake is over.
func peer(t *testing.T, shaken <-chan struct{}) (url string) {
	t.Helper()
	closed := make(chan struct{}, 1)
	twice := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/twice" {
			<-closed // the client has closed the connection and logged why
			<-shaken
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"+bodySecret)
		io.Copy(io.Discard, conn)
		conn.Close()
		closed <- struct{}{}
	}))
	t.Cleanup(twice.Close)
	return twice.URL
}

// cookie is the environment in which Terraform starts a provider.
var cookie = []string{
	"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
	"PLUGIN_PROTOCOL_VERSIONS=6",
}

// TestOnlyTheProviderWritesToStandardError: net/http would write to it what a peer sends unasked.
func TestOnlyTheProviderWritesToStandardError(t *testing.T) {
	run := func(t *testing.T, shaken chan struct{}, as string, more ...string) (stdout, stderr string, code int) {
		t.Helper()
		url := peer(t, shaken)
		if as == "control" {
			close(shaken)
			shaken = nil
		}
		return child(t, shaken, append([]string{childVar + "=" + as, peerVar + "=" + url}, more...))
	}
	out, stderr, code := run(t, make(chan struct{}), "control")
	if code != 0 || !strings.Contains(stderr, bodySecret) {
		t.Fatalf("the library does not log what this test is about: %d, %s\n%s", code, out, stderr)
	}
	for _, level := range []string{"", "TRACE"} {
		t.Run("TF_LOG="+level, func(t *testing.T) {
			out, stderr, code := run(t, make(chan struct{}), "main", append(cookie, "TF_LOG="+level)...)
			if code != 0 || !strings.HasPrefix(out, "1|6|") {
				t.Errorf("exit code %d, the handshake is %q", code, out)
			}
			if stderr == "" {
				t.Error("the log that Terraform reads is gone")
			}
			for line := range strings.Lines(stderr) {
				if !json.Valid([]byte(line)) {
					t.Errorf("this line is not from the provider's log: %s", line)
				}
			}
			if strings.Contains(out+stderr, bodySecret) {
				t.Errorf("%q is shown: %s", bodySecret, stderr)
			}
		})
	}
}

// TestFailedServe: the provider's own last error arrives.
func TestFailedServe(t *testing.T) {
	// There is no place for the socket.
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	_, stderr, code := child(t, nil, append([]string{
		childVar + "=main", "TMPDIR=" + nowhere, "TMP=" + nowhere, "TEMP=" + nowhere,
	}, cookie...), "-debug")
	if code != 1 || !strings.Contains(stderr, "Error: ") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}
