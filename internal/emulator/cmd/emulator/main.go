// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command emulator runs the clouds on loopback until it is interrupted.
//
// It prints one JSON line with its address, the credentials and the ids it knows, then one JSON line per request.
// No secret is printed but the made-up ones of the first line.
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

// greeting is the first line.
type startLine struct {
	URL     string         `json:"url"`
	Addr    string         `json:"addr"`
	CA      string         `json:"ca_pem,omitempty"`
	Keys    emulator.Keys  `json:"keys"`
	Project string         `json:"project"`
	APIs    []emulator.API `json:"apis"`
}

// line is one request. It leaves out whatever could be a secret: tokens, signatures, headers, parameters.
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
	Connection int       `json:"connection"`
	Verdict    string    `json:"verdict"`
	Status     int       `json:"status"`
	RequestID  string    `json:"request_id"`
}

// run starts the emulator as the flags say and serves until ctx ends.
func run(ctx context.Context, args []string, out, complain io.Writer) error {
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.SetOutput(complain)
	var (
		addr      = flags.String("addr", "127.0.0.1:0", "loopback address to listen on; port 0 takes a free one")
		scenarios = flags.String("scenarios", "", "comma-separated scenario folders (default: those of this module)")
		secure    = flags.Bool("tls", false, "serve https; the first line holds the CA to trust")
		delay     = flags.Duration("delay", 0, "wait before each answer")
		throttle  = flags.Float64("throttle", 0, "refuse more than this many calls a second, all APIs together")
		drop      = flags.Int("drop-every", 0, "drop one request in every so many")
		seed      = flags.Uint64("seed", 1, "which requests -drop-every drops")
	)
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	var mu sync.Mutex // one line at a time
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	options := emulator.Options{Addr: *addr, TLS: *secure, Delay: *delay, Log: func(e emulator.Entry) {
		mu.Lock()
		defer mu.Unlock()
		_ = lines.Encode(requestLine{
			e.Time.UTC(), e.API, e.Method, e.Path, e.Key, e.Identity, e.TokenOf, e.Region, e.UserAgent, e.Connection,
			e.Verdict, e.Status, e.RequestID,
		})
	}}
	if *scenarios != "" {
		options.Scenarios = strings.Split(*scenarios, ",")
	}
	// Held until the first line is out: a request may come before.
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
