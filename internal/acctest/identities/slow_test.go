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

// A timeout names the slow credentials API instead of the API that was never called: a timeout of an attempt, of the read
// and of a wait.
func TestSlowCredentialAPIs(t *testing.T) {
	t.Parallel()
	slow := map[string]string{
		emulator.AssumeRole: "STS at {addr}", emulator.AssumeRoleWithOIDC: "STS at {addr}",
		emulator.MetadataToken: "the ECS metadata service at {addr}", emulator.CredentialsURI: "the credentials URI at {addr}",
	}
	for api, who := range slow {
		for name, r := range map[string]struct {
			provider, read acctest.Object
			contains       []string
		}{
			"attempt": {
				provider: acctest.Object{"request_timeout": "1s"},
				contains: []string{"SAE Application Read Timed Out", "{addr} had not responded", "Raise request_timeout", "find out why {who} is slow"},
			},
			"read": {
				read: acctest.Object{"timeouts": acctest.Object{"read": "2s"}},
				contains: []string{
					"SAE Application Read Timed Out", "There was no response from {who} within 2s", "Allow more time", "find out why {who} is slow",
				},
			},
			"wait": {
				read: acctest.Object{
					"timeouts": acctest.Object{"read": "2s"}, "require": acctest.Object{"ready": true}, "wait": acctest.Object{"interval": "1s"},
				},
				contains: []string{"Wait for SAE Application Timed Out", "Allow more time", "find out why {who} is slow"},
			},
		} {
			t.Run(api+"/"+name, func(t *testing.T) {
				t.Parallel()
				server := acctest.Emulator(t)
				seedIdentities(server)
				server.SetFault(api, &emulator.Fault{Break: emulator.Stall})
				environment, fill := newEnvironment(t, server, row{files: allFiles})
				block := credentialBlocks(server)[api]
				if api == emulator.MetadataToken {
					block = credentialBlocks(server)[emulator.MetadataCredentials]
				}
				config := alicloud.object(server, block)
				maps.Copy(config, r.provider)
				plugin := environment.Plugin(t)
				if diags := plugin.Configure(config); len(diags) > 0 {
					t.Fatal(diags)
				}
				args := alicloud.args()
				maps.Copy(args, r.read)
				diags, _ := plugin.Read(alicloud.typ(), args)
				parts := make([]string, len(r.contains))
				for i, part := range r.contains {
					parts[i] = fill(strings.ReplaceAll(part, "{who}", who))
				}
				alicloud.checkError(t, diags, "", parts)
				if server.Calls(alicloud.api) > 0 || strings.Contains(diags[0].Detail, "why SAE is slow") {
					t.Errorf("SAE was called %d times:\n%s", server.Calls(alicloud.api), diags[0])
				}
			})
		}
	}
}
