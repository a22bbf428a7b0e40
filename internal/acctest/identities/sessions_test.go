// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

const readers = 200

// credentialBlocks are blocks of a cloud for temporary credentials, by the API that issues them.
func credentialBlocks(server *emulator.Server) map[string]acctest.Object {
	agency := func(account, value string) acctest.Object {
		return acctest.Object{
			"access_key": hw("block").AccessKeyID, "secret_key": hw("block").Secret,
			"assume_role": acctest.Object{"agency_name": agencyName, account: value},
		}
	}
	return map[string]acctest.Object{
		emulator.AssumeRole: {
			"access_key": ali("block").AccessKeyID, "secret_key": ali("block").Secret, "assume_role": acctest.Object{"role_arn": role},
		},
		emulator.AssumeRoleWithOIDC: {"assume_role_with_oidc": acctest.Object{
			"oidc_provider_arn": oidcProvider, "oidc_token_file": "~/token", "role_arn": role,
		}},
		emulator.MetadataCredentials: {"ecs_role_name": ecsRole},
		emulator.CredentialsURI:      {"credentials_uri": server.URL() + "/credentials"},

		emulator.CreateTemporaryAccessKeyByAgency: agency("domain_name", accountName),
		emulator.AssumeAgency:                     agency("domain_id", accountID),
		emulator.CreateTemporaryAccessKeyByToken:  {"assume_role_with_oidc": acctest.Object{"idp_id": "emulator-idp", "id_token": oidcToken}},
		emulator.HuaweiMetadataKey:                {"ecs_metadata": true},
	}
}

// users counts the accepted calls of an API, by the session that signed them.
func users(server *emulator.Server, api string) map[string]int {
	used := map[string]int{}
	for _, call := range server.Entries(api) {
		if call.Accepted() {
			used[call.Identity]++
		}
	}
	return used
}

// TestRefreshes makes two hundred reads at once when a session has to be refreshed, for each credentials API, with a fake
// clock. Credentials without an expiration are taken to last as long as was requested, or 15 minutes if no duration was.
func TestRefreshes(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{emulator.AssumeRole: true, emulator.AssumeRoleWithOIDC: true}
	for name, c := range map[string]struct {
		rules emulator.SessionRules
		// life is how long a session is taken to last, late how long before that the many reads start.
		life  func(api string) time.Duration
		late  time.Duration
		early bool // the session is over before that
	}{
		"expiration": {
			rules: emulator.SessionRules{Lifetime: 30 * time.Minute},
			life:  func(string) time.Duration { return 30 * time.Minute }, late: 4 * time.Minute,
		},
		"no expiration": {
			rules: emulator.SessionRules{NoExpiration: true},
			life: func(api string) time.Duration {
				if asked[api] {
					return time.Hour
				}
				return 15 * time.Minute
			},
			late: 4 * time.Minute,
		},
		"no expiration, and over early": {
			rules: emulator.SessionRules{NoExpiration: true, Lifetime: 2 * time.Minute},
			life:  func(string) time.Duration { return 3 * time.Minute }, early: true,
		},
	} {
		for api := range credentialBlocks(acctest.Emulator(t)) {
			if c.early && api != emulator.AssumeRole && api != emulator.CredentialsURI {
				continue // the way is the same for all of them
			}
			of := alicloud
			if slices.Contains(huaweiAPIs, api) {
				if of = huaweicloud; c.rules.NoExpiration {
					continue // its responses always have one
				}
			}
			t.Run(name+", "+api, func(t *testing.T) {
				t.Parallel()
				var now atomic.Pointer[time.Time]
				server := acctest.Emulator(t, emulator.Options{
					Clock: func() time.Time { return *now.Load() }, Sessions: c.rules,
				})
				seedIdentities(server)
				environment, _ := newEnvironment(t, server, row{files: allFiles})
				synctest.Test(t, func(t *testing.T) {
					plugin := environment.Plugin(t)
					readConcurrently := func(count int) {
						current := time.Now()
						now.Store(&current)
						environment.Reconnect()
						var group sync.WaitGroup
						for range count {
							group.Go(func() {
								if diags, _ := plugin.Read(of.typ(), of.args()); len(diags) > 0 {
									t.Error(diags)
								}
							})
						}
						group.Wait()
						environment.Disconnect()
					}
					if diags := plugin.Configure(of.object(server, credentialBlocks(server)[api])); len(diags) > 0 {
						t.Fatal(diags)
					}
					readConcurrently(2)
					if calls := server.Calls(api); calls != 1 {
						t.Errorf("%s was called %d times for one session", api, calls)
					}
					time.Sleep(c.life(api) - c.late)
					readConcurrently(readers)
					time.Sleep(time.Second)
					readConcurrently(2)
				})
				if calls := server.Calls(api); calls != 2 {
					t.Errorf("%s was called %d times, want 2", api, calls)
				}
				used := users(server, of.api)
				names := slices.Sorted(maps.Keys(used)) // in the order in which they were issued
				if len(used) != 2 || used[names[0]]+used[names[1]] != readers+4 || used[names[0]] < 2 || used[names[1]] < 3 {
					t.Errorf("the calls came from %v", used)
				}
				if refused := server.Calls(of.api) - readers - 4; !c.early && refused != 0 || c.early && (refused == 0 || refused > readers) {
					t.Errorf("%d calls were refused", refused)
				}
			})
		}
	}
}
