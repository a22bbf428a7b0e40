// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-cloudstatus is the provider's process: Terraform or OpenTofu starts it, talks to it and
// ends it. What the provider is lives in internal/provider.
package main

import (
	"flag"
	"log"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// version is the release's, set by the linker from its tag.
var version = "dev"

func main() {
	var debug bool
	flag.BoolVar(&debug, "debug", false, "serve until interrupted, for a debugger such as delve to attach to")
	flag.Parse()

	if err := serve.Serve(provider.New(version), debug); err != nil {
		log.Fatal(err)
	}
}
