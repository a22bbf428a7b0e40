// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package acctest_test

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/serve"
)

// TestFactoriesServeTheShippedServer checks that the server under test is the one that ships.
func TestFactoriesServeTheShippedServer(t *testing.T) {
	want := reflect.TypeOf(serve.Server(provider.New(acctest.Version)()))
	for name, factories := range map[string]map[string]func() (tfprotov6.ProviderServer, error){
		"the process's environment": acctest.Factories(), "its own environment": (&acctest.Environment{}).Factories(),
	} {
		server, err := factories["cloudstatus"]()
		if err != nil || reflect.TypeOf(server) != want {
			t.Errorf("%s: got a %T, want a %s, %v", name, server, want, err)
		}
	}
}
