// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command emulator emulates the clouds on loopback until it is interrupted.
//
// It prints where it listens, as lines for a shell that configure the provider for it, then one JSON line per request. The
// made-up credentials in the first lines are the only secrets that it prints.
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

// startLines returns what a shell needs to use the emulator. A script can take all of it, or only the lines with export.
func startLines(s *emulator.Server, region string) string {
	keys, url := s.Keys(), s.URL()
	var b strings.Builder
	fmt.Fprintf(&b, "# The emulator listens on %s. To use it, paste these lines into another terminal:\n", url)
	if ca := s.CAPEM(); ca != nil {
		fmt.Fprintf(&b, "cat >emulator-ca.pem <<'EOF'\n%sEOF\nexport SSL_CERT_FILE=\"$PWD/emulator-ca.pem\"\n", ca)
	}
	for _, variable := range []struct{ name, value string }{
		{"ALIBABA_CLOUD_ACCESS_KEY_ID", keys.Alibaba.AccessKeyID},
		{"ALIBABA_CLOUD_ACCESS_KEY_SECRET", keys.Alibaba.Secret},
		{"ALIBABA_CLOUD_REGION", region},
		{"ALIBABA_CLOUD_ENDPOINT_PTS", url},
		{"ALIBABA_CLOUD_ENDPOINT_SAE", url},
		{"ALIBABA_CLOUD_ENDPOINT_STS", url},
		{"HW_ACCESS_KEY", keys.Huawei.AccessKeyID},
		{"HW_SECRET_KEY", keys.Huawei.Secret},
		{"HW_REGION_NAME", "cn-north-4"},
		{"HW_ENDPOINT_CLOUDTEST", url},
		{"HW_ENDPOINT_IAM", url},
		{"HW_ENDPOINT_STS", url},
	} {
		fmt.Fprintf(&b, "export %s=%s\n", variable.name, variable.value)
	}
	b.WriteString("# The flag -list prints the ids that it knows. From here on, each request is one line of JSON.\n")
	return b.String()
}

// requestLine is the line of one request. It omits what could be a secret: tokens, signatures, headers, parameters.
type requestLine struct {
	Time      time.Time `json:"time"`
	API       string    `json:"api"`
	Method    string    `json:"method"`
	Path      string    `json:"path"`
	Key       string    `json:"key"`
	Identity  string    `json:"identity"`
	Token     string    `json:"token,omitempty"`
	Region    string    `json:"region,omitempty"`
	UserAgent string    `json:"user_agent"`
	Verdict   string    `json:"verdict"`
	Status    int       `json:"status"`
	RequestID string    `json:"request_id"`
}

// run does what the flags say: it prints something, or starts the emulator and serves until ctx ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var (
		list     = flags.Bool("list", false, "print the ids, those of -scenarios too, with what each shows, and exit")
		example  = flags.String("example", "", "print a scenario file for an `API` (-list names them) to begin with, and exit")
		keys     = flags.Bool("keys", false, "print the keys, tokens and roles, which are made up, as JSON, and exit")
		addr     = flags.String("addr", "127.0.0.1:0", "loopback address to listen on; port 0 takes a free one")
		region   = flags.String("region", emulator.DefaultRegion, "region of SAE that this address stands for")
		secure   = flags.Bool("tls", false, "serve https; the first lines save the certificate to trust")
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
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *list:
		text, err := emulator.List(folders)
		return printed(stdout, text, err)
	case *example != "":
		text, err := emulator.Example(*example)
		return printed(stdout, string(text), err)
	case *keys:
		text, err := json.MarshalIndent(emulator.BuiltinKeys(), "", "  ")
		return printed(stdout, string(text)+"\n", err)
	}
	var mu sync.Mutex // guards lines
	lines := json.NewEncoder(stdout)
	lines.SetEscapeHTML(false)
	options := emulator.Options{
		Addr: *addr, Region: *region, TLS: *secure, Delay: *delay, Scenarios: folders,
		Log: func(e emulator.Entry) {
			mu.Lock()
			defer mu.Unlock()
			_ = lines.Encode(requestLine{
				e.Time.UTC(), e.API, e.Method, e.Path, e.Key, e.Identity, e.TokenOf, e.Region, e.UserAgent,
				e.Verdict, e.Status, e.RequestID,
			})
		},
	}
	// Locked until the first lines are printed, because a request can arrive before.
	mu.Lock()
	server, err := emulator.Start(options)
	if err != nil {
		mu.Unlock()
		return err
	}
	defer server.Close()
	server.Throttle("", *throttle)
	server.DropEvery(*drop, *seed)
	err = printed(stdout, startLines(server, *region), nil)
	mu.Unlock()
	if err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// printed writes a text at once, unless there is an error.
func printed(w io.Writer, text string, err error) error {
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}
