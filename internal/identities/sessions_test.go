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

// TestRefreshes has two hundred read at once when a session has to be renewed, for each giver of sessions. The clock is
// one that jumps. Where a response does not say when its credentials end, they are taken to last as long as was
// asked for, or a quarter of an hour where nothing was.
func TestRefreshes(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{emulator.AssumeRole: true, emulator.AssumeRoleWithOIDC: true}
	for name, c := range map[string]struct {
		rules emulator.SessionRules
		// life is how long a session is taken to last, late how long before that the crowd comes.
		life  func(giver string) time.Duration
		late  time.Duration
		early bool // the session is over before that
	}{
		"said": {
			rules: emulator.SessionRules{Lifetime: 30 * time.Minute},
			life:  func(string) time.Duration { return 30 * time.Minute }, late: 4 * time.Minute,
		},
		"not said": {
			rules: emulator.SessionRules{NoExpiration: true},
			life: func(giver string) time.Duration {
				if asked[giver] {
					return time.Hour
				}
				return 15 * time.Minute
			},
			late: 4 * time.Minute,
		},
		"not said, and over early": {
			rules: emulator.SessionRules{NoExpiration: true, Lifetime: 2 * time.Minute},
			life:  func(string) time.Duration { return 3 * time.Minute }, early: true,
		},
	} {
		for _, giver := range credentialAPIs {
			if c.early && giver != emulator.AssumeRole && giver != emulator.CredentialsURI {
				continue // the way is the same for all of them
			}
			t.Run(name+", "+giver, func(t *testing.T) {
				t.Parallel()
				var now atomic.Pointer[time.Time]
				server := acctest.Emulator(t, emulator.Options{
					Clock: func() time.Time { return *now.Load() }, Sessions: c.rules,
				})
				seedIdentities(server)
				environment, _ := newEnvironment(t, server, row{files: allFiles})
				synctest.Test(t, func(t *testing.T) {
					plugin := environment.Plugin(t)
					crowd := func(people int) {
						n := time.Now()
						now.Store(&n)
						environment.Reconnect()
						var group sync.WaitGroup
						for range people {
							group.Go(func() {
								if diags, _ := plugin.Read(alicloud.typ(), alicloud.args()); len(diags) > 0 {
									t.Error(diags)
								}
							})
						}
						group.Wait()
						environment.Disconnect()
					}
					if diags := plugin.Configure(alicloud.object(server, credentialBlocks(server)[giver])); len(diags) > 0 {
						t.Fatal(diags)
					}
					crowd(2)
					if calls := server.Calls(giver); calls != 1 {
						t.Errorf("%s was called %d times for one session", giver, calls)
					}
					time.Sleep(c.life(giver) - c.late)
					crowd(readers)
					time.Sleep(time.Second)
					crowd(2)
				})
				if calls := server.Calls(giver); calls != 2 {
					t.Errorf("%s was called %d times, want 2", giver, calls)
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
