// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-cloudstatus is the provider's process: Terraform or OpenTofu starts it, talks to it and
// ends it. What the provider is lives in internal/provider.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// version is the release's, set by the linker from its tag.
var version = "dev"

func main() {
	var debug bool
	flag.BoolVar(&debug, "debug", false, "serve until interrupted, for a debugger such as delve to attach to")
	flag.Parse()

	stderr := os.Stderr // go-plugin puts a pipe to Terraform in its place
	if err := serve.Serve(provider.New(version), debug); err != nil {
		fmt.Fprintln(stderr, "Error: "+err.Error())
		os.Exit(1)
	}
}
