// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-cloudstatus is the provider's process: Terraform or OpenTofu starts it, talks to it and
// ends it. What the provider is lives in internal/provider.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
)

// version is the release's, set by the linker from its tag.
var version = "dev"

func main() {
	var debug bool
	flag.BoolVar(&debug, "debug", false, "serve until interrupted, for a debugger such as delve to attach to")
	flag.Parse()

	ctx := context.Background() //nolint:forbidigo // There is no caller: the process begins here.
	err := providerserver.Serve(ctx, provider.New(version), providerserver.ServeOpts{
		Address: "registry.terraform.io/cloudstatus/cloudstatus",
		Debug:   debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
