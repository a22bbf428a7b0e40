// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"context"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
)

const address = "registry.terraform.io/cloudstatus/cloudstatus"

// TestMain runs the tests, or is the provider: a CLI that finds this program under the provider's name starts it so.
func TestMain(m *testing.M) {
	if os.Getenv("TF_PLUGIN_MAGIC_COOKIE") == "" {
		acctest.Main(m)
	}
	err := providerserver.Serve(context.Background(), provider.New(acctest.Version), providerserver.ServeOpts{Address: address})
	if err != nil {
		panic(err)
	}
}
