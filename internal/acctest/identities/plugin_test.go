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
	return map[string]acctest.Object{
		alicloud.api:    {"app_id": "7171a6ca-d1cd-4928-8642-7d5cfe697c34"},
		pts.api:         {"scene_id": "RUN7NG"},
		huaweicloud.api: {"service_id": "0123456789abcdef0123456789abcdef"},
	}[c.api]
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

// checkError checks that there is one error with these parts.
func checkError(t *testing.T, diags []acctest.Diagnostic, parts []string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Warning || !acctest.Contains(parts...).MatchString(diags[0].String()) {
		t.Fatalf("want one error with %q, got\n%v", parts, diags)
	}
}
