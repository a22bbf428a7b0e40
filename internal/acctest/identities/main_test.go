// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"os"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// TestMain runs the tests, or serves the provider if a CLI starts this executable as a plugin.
func TestMain(m *testing.M) {
	if os.Getenv("TF_PLUGIN_MAGIC_COOKIE") == "" {
		acctest.RunTests(m)
	}
	if err := serve.Serve(provider.New(acctest.Version), false); err != nil {
		panic(err)
	}
}
