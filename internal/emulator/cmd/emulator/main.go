// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command emulator emulates the clouds on loopback until it is interrupted.
//
// It prints one JSON line with its address, its credentials and its ids, then one JSON line per request. The made-up
// credentials in the first line are the only secrets that it prints.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "emulator:", err)
		os.Exit(1)
	}
}

// startLine is the first line.
type startLine struct {
	URL     string         `json:"url"`
	Addr    string         `json:"addr"`
	CA      string         `json:"ca_pem,omitempty"`
	Keys    emulator.Keys  `json:"keys"`
	Project string         `json:"project"`
	APIs    []emulator.API `json:"apis"`
}

// requestLine is the line of one request. It omits what could be a secret: tokens, signatures, headers, parameters.
type requestLine struct {
	Time       time.Time `json:"time"`
	API        string    `json:"api"`
	Method     string    `json:"method"`
	Path       string    `json:"path"`
	Key        string    `json:"key"`
	Identity   string    `json:"identity"`
	Token      string    `json:"token,omitempty"`
	Region     string    `json:"region,omitempty"`
	UserAgent  string    `json:"user_agent"`
	Verdict    string    `json:"verdict"`
	Status     int       `json:"status"`
	RequestID  string    `json:"request_id"`
}

// run starts the emulator with the given flags and serves until ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		addr     = flags.String("addr", "127.0.0.1:0", "loopback address to listen on; port 0 takes a free one")
		secure   = flags.Bool("tls", false, "serve https; the first line holds the CA to trust")
		delay    = flags.Duration("delay", 0, "wait before each response")
		throttle = flags.Float64("throttle", 0, "refuse more than this many calls per second, for all APIs together")
		drop     = flags.Int("drop-every", 0, "drop one request in every N")
		seed     = flags.Uint64("seed", 1, "seed that decides which requests -drop-every drops")
		folders  []string
	)
	flags.Func("scenarios", "comma-separated `folders` of scenario files that add to the built-in ones", func(value string) error {
		folders = append(folders, strings.Split(value, ",")...)
		return nil
	})
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	var mu sync.Mutex // guards lines
	lines := json.NewEncoder(stdout)
	lines.SetEscapeHTML(false)
	options := emulator.Options{Addr: *addr, TLS: *secure, Delay: *delay, Scenarios: folders, Log: func(e emulator.Entry) {
		mu.Lock()
		defer mu.Unlock()
		_ = lines.Encode(requestLine{
			e.Time.UTC(), e.API, e.Method, e.Path, e.Key, e.Identity, e.TokenOf, e.Region, e.UserAgent,
			e.Verdict, e.Status, e.RequestID,
		})
	}}
	// Locked until the first line is printed, because a request can arrive before.
	mu.Lock()
	server, err := emulator.Start(options)
	if err != nil {
		mu.Unlock()
		return err
	}
	defer server.Close()
	server.Throttle("", *throttle)
	server.DropEvery(*drop, *seed)
	err = lines.Encode(startLine{
		URL: server.URL(), Addr: server.Addr(), CA: string(server.CAPEM()), Keys: server.Keys(),
		Project: server.Keys().HuaweiProjectID, APIs: server.APIs(),
	})
	mu.Unlock()
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}
