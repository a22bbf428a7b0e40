// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package identities

import (
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

const readers = 200

// credentialBlocks are provider blocks for temporary credentials, by the API that issues them.
func credentialBlocks(server *emulator.Server) map[string]acctest.Object {
	return map[string]acctest.Object{
		emulator.AssumeRole: {
			"access_key": ali("block").AccessKeyID, "secret_key": ali("block").Secret, "assume_role": acctest.Object{"role_arn": role},
		},
		emulator.AssumeRoleWithOIDC: {"assume_role_with_oidc": acctest.Object{
			"oidc_provider_arn": oidcProvider, "oidc_token_file": "~/token", "role_arn": role,
		}},
		emulator.MetadataCredentials: {"ecs_role_name": ecsRole},
		emulator.CredentialsURI:      {"credentials_uri": server.URL() + "/credentials"},
	}
}

// TestRefresh makes many reads while a session expires. It is refreshed once, and no read fails.
func TestRefresh(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t, emulator.Options{Sessions: emulator.SessionRules{Lifetime: 6 * time.Second}})
	seedIdentities(server)
	environment, _ := newEnvironment(t, server, row{})
	plugin := environment.Plugin(t)
	if diags := plugin.Configure(alicloud.object(server, credentialBlocks(server)[emulator.AssumeRole])); len(diags) > 0 {
		t.Fatal(diags)
	}
	read := func() bool {
		diags, _ := plugin.Read(alicloud.typ(), alicloud.args())
		if len(diags) > 0 {
			t.Error(diags)
		}
		return len(diags) == 0
	}
	if !read() {
		return
	}
	// The next one lasts, so that another refresh would be an error.
	server.SetSessions(emulator.SessionRules{Lifetime: 12 * time.Hour})
	var group sync.WaitGroup
	for i := range readers {
		group.Go(func() {
			wait := time.Duration(i) * 10 * time.Millisecond // spreads the reads
			for server.Calls(emulator.AssumeRole) < 2 {
				select {
				case <-time.After(wait):
				case <-t.Context().Done():
					return
				}
				wait = 2 * time.Second
				if !read() {
					return
				}
			}
			read()
		})
	}
	group.Wait()
	if calls := server.Calls(emulator.AssumeRole); calls != 2 {
		t.Errorf("STS was called %d times, want 2", calls)
	}
	if used := users(server); len(used) != 2 || used["session-1"] == 0 || used["session-2"] < readers {
		t.Errorf("the calls came from %v", used)
	}
}

// users counts the calls that were let through, by whose they were.
func users(server *emulator.Server) map[string]int {
	used := map[string]int{}
	for _, call := range server.Entries(alicloud.api) {
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
		for _, api := range credentialAPIs {
			if c.early && api != emulator.AssumeRole && api != emulator.CredentialsURI {
				continue // the way is the same for all of them
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
								if diags, _ := plugin.Read(alicloud.typ(), alicloud.args()); len(diags) > 0 {
									t.Error(diags)
								}
							})
						}
						group.Wait()
						environment.Disconnect()
					}
					if diags := plugin.Configure(alicloud.object(server, credentialBlocks(server)[api])); len(diags) > 0 {
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
				used := users(server)
				if used["session-1"]+used["session-2"] != readers+4 || used["session-1"] < 2 || used["session-2"] < 3 {
					t.Errorf("the calls came from %v", used)
				}
				if refused := server.Calls(alicloud.api) - readers - 4; !c.early && refused != 0 || c.early && (refused == 0 || refused > readers) {
					t.Errorf("%d calls were refused", refused)
				}
			})
		}
	}
}
