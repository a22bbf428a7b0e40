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

// object is a provider configuration for acctest.Plugin, with this in the cloud's block.
func (c cloud) object(server *emulator.Server, block acctest.Object) acctest.Object {
	endpoints := acctest.Object{"cloudtest": server.URL(), "iam": server.URL(), "sts": server.URL()}
	if c.block == "alicloud" {
		endpoints = acctest.Object{"pts": server.URL(), "sae": server.URL(), "sts": server.URL()}
	}
	all := acctest.Object{"region": c.region, "endpoints": endpoints}
	maps.Copy(all, block)
	return acctest.Object{"max_retries": 0, "request_timeout": "2m", c.block: all} // a slow machine must not fail the test
}

// typ is the type of the data source that the cloud's rows read.
func (c cloud) typ() string { return strings.Split(c.data, `"`)[1] }

// args is the block of that data source.
func (c cloud) args() acctest.Object {
	if c.block == "alicloud" {
		return acctest.Object{"app_id": "7171a6ca-d1cd-4928-8642-7d5cfe697c34"}
	}
	return acctest.Object{"service_id": "0123456789abcdef0123456789abcdef"}
}

// read configures the provider and reads once.
func (c cloud) read(t *testing.T, environment *acctest.Environment, server *emulator.Server, block acctest.Object) []acctest.Diagnostic {
	t.Helper()
	plugin := environment.Plugin(t)
	if diags := plugin.Configure(c.object(server, block)); len(diags) > 0 {
		t.Fatal(diags)
	}
	diags, _ := plugin.Read(c.typ(), c.args())
	return diags
}

// checkError checks that there is one error with these parts; FILE stands for a file's name.
func (c cloud) checkError(t *testing.T, diags []acctest.Diagnostic, file string, parts []string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Warning {
		t.Fatalf("want one error, got %v", diags)
	}
	want := make([]string, len(parts))
	for i, part := range parts {
		want[i] = strings.ReplaceAll(part, "FILE", file)
	}
	if !acctest.Contains(want...).MatchString(diags[0].String()) {
		t.Errorf("want %q, got\n%s", want, diags[0])
	}
}
