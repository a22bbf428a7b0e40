// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// TestSlowCredentialAPIs checks that a timeout names the slow credentials API instead of the API that was never called.
func TestSlowCredentialAPIs(t *testing.T) {
	t.Parallel()
	for api, slow := range map[string]string{
		emulator.AssumeRole: "STS at {addr}", emulator.AssumeRoleWithOIDC: "STS at {addr}",
		emulator.MetadataToken: "the ECS metadata service at {addr}", emulator.CredentialsURI: "the credentials URI at {addr}",
	} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			server := acctest.Emulator(t)
			seedIdentities(server)
			server.SetFault(api, &emulator.Fault{Break: emulator.Stall})
			environment, fill := newEnvironment(t, server, row{files: allFiles})
			blocks := credentialBlocks(server)
			blocks[emulator.MetadataToken] = blocks[emulator.MetadataCredentials]
			plugin := environment.Plugin(t)
			if diags := plugin.Configure(alicloud.object(server, blocks[api])); len(diags) > 0 {
				t.Fatal(diags)
			}
			args := alicloud.args()
			args["timeouts"] = acctest.Object{"read": "2s"}
			diags, _ := plugin.Read(alicloud.typ(), args)
			checkError(t, diags, []string{
				"SAE Application Read Timed Out", fill("There was no response from " + slow + " within 2s"), "Allow more time",
				fill("find out why " + slow + " is slow"),
			})
			if server.Calls(alicloud.api) > 0 || strings.Contains(diags[0].Detail, "why SAE is slow") {
				t.Errorf("SAE was called %d times:\n%s", server.Calls(alicloud.api), diags[0])
			}
		})
	}
}
