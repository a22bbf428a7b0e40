// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"maps"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// object is the cloud's block of a provider configuration, spoken to without a CLI.
func (c cloud) object(server *emulator.Server, block acctest.Object) acctest.Object {
	endpoints := acctest.Object{"cloudtest": server.URL()}
	if c.block == "alicloud" {
		endpoints = acctest.Object{"pts": server.URL(), "sae": server.URL(), "sts": server.URL()}
	}
	all := acctest.Object{"region": c.region, "endpoints": endpoints}
	maps.Copy(all, block)
	return acctest.Object{"max_retries": 0, "request_timeout": "2m", c.block: all} // a slow machine is no fault
}

// typ and args are what is read.
func (c cloud) typ() string { return strings.Split(c.data, `"`)[1] }

func (c cloud) args() acctest.Object {
	if c.block == "alicloud" {
		return acctest.Object{"app_id": "7171a6ca-d1cd-4928-8642-7d5cfe697c34"}
	}
	return acctest.Object{"service_id": "0123456789abcdef0123456789abcdef"}
}

// read configures the provider and reads the cloud once.
func (c cloud) read(t *testing.T, environment *acctest.Environment, server *emulator.Server, block acctest.Object) []acctest.Diagnostic {
	t.Helper()
	plugin := environment.Plugin(t)
	if said := plugin.Configure(c.object(server, block)); len(said) > 0 {
		t.Fatal(said)
	}
	said, _ := plugin.Read(c.typ(), c.args())
	return said
}

// refused checks that there is one error, and that it says this; FILE stands for a file's name.
func (c cloud) refused(t *testing.T, said []acctest.Diagnostic, file string, says []string) {
	t.Helper()
	if len(said) != 1 || said[0].Warning {
		t.Fatalf("want one error, got %v", said)
	}
	parts := make([]string, len(says))
	for i, part := range says {
		parts[i] = strings.ReplaceAll(part, "FILE", file)
	}
	if !acctest.Says(parts...).MatchString(said[0].String()) {
		t.Errorf("want %q, got\n%s", parts, said[0])
	}
}
