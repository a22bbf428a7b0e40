// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// The seeded secrets are in the files and responses of these tests only.
const (
	seededSecret = "plantedSecretKey0123456789abcdef"
	seededToken  = "CAISplanted/token+0123456789=="
)

// leak is a read that could show a secret.
type leak struct {
	name   string
	on     api
	inject func(fx *fixture)
	// more are more arguments of the block.
	more object
	// kind is the kind of the result.
	kind string
}

func leaks() []leak {
	ali := func(fx *fixture) object { return fx.cloudBlock("alicloud") }
	hw := func(fx *fixture) object { return fx.cloudBlock("huaweicloud") }
	// setIdentity replaces the credentials of a cloud's block.
	setIdentity := func(block object, id object) {
		for _, name := range []string{"access_key", "secret_key", "security_token", "auth_token"} {
			delete(block, name)
		}
		for name, value := range id {
			block[name] = value
		}
	}
	keysOf := func(id emulator.Identity) object {
		return object{"access_key": id.AccessKeyID, "secret_key": id.Secret, "security_token": acctest.OrNull(id.SecurityToken)}
	}
	file := func(argument, content string) func(*fixture) {
		return func(fx *fixture) {
			name := filepath.Join(fx.t.TempDir(), "credentials")
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				fx.t.Fatal(err)
			}
			setIdentity(fx.cloudBlock(fx.cloud), object{argument: name})
		}
	}
	oidc := func(token string) func(*fixture) {
		return func(fx *fixture) {
			name := filepath.Join(fx.t.TempDir(), "token")
			if err := os.WriteFile(name, []byte(token), 0o600); err != nil {
				fx.t.Fatal(err)
			}
			setIdentity(ali(fx), object{"assume_role_with_oidc": object{
				"oidc_provider_arn": fx.server.Keys().OIDCProviderArn, "role_arn": fx.server.Keys().RoleArn, "oidc_token_file": name,
			}})
		}
	}
	uri := func(response emulator.Response) func(*fixture) {
		return func(fx *fixture) {
			setIdentity(ali(fx), object{"credentials_uri": fx.server.URL() + "/credentials?token=" + seededToken})
			fx.server.Script(emulator.CredentialsURI, emulator.AnyKey, response)
		}
	}
	given := `{"AccessKeyId":"STS.planted","AccessKeySecret":"` + seededSecret + `","SecurityToken":"` + seededToken + `"`
	const cli = `{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":"LTAIplanted","access_key_secret":"` +
		seededSecret + `","sts_token":"` + seededToken + `"`

	var all []leak
	for _, a := range apis {
		wrong := func(fx *fixture) {
			id := map[string]emulator.Identity{"alicloud": fx.server.Keys().Alibaba, "huaweicloud": fx.server.Keys().Huawei}[fx.cloud]
			fx.cloudBlock(fx.cloud)["access_key"], fx.cloudBlock(fx.cloud)["secret_key"] = id.AccessKeyID, seededSecret
		}
		temporary := func(fx *fixture) {
			id := map[string]emulator.Identity{
				"alicloud": fx.server.Keys().AlibabaSTS, "huaweicloud": fx.server.Keys().HuaweiTemporary,
			}[fx.cloud]
			setIdentity(fx.cloudBlock(fx.cloud), keysOf(id))
		}
		all = append(all,
			leak{name: a.name + ", wrong secret", on: a, inject: wrong, kind: invalidCredentials},
			leak{name: a.name + ", temporary key", on: a, inject: temporary},
			leak{name: a.name + ", wrong token", on: a, kind: invalidCredentials, inject: func(fx *fixture) {
				temporary(fx)
				fx.cloudBlock(fx.cloud)["security_token"] = seededToken
			}},
			leak{name: a.name + ", a message that quotes the token", on: a, kind: kindUnavailable, inject: func(fx *fixture) {
				temporary(fx)
				token, _ := fx.cloudBlock(fx.cloud)["security_token"].(string)
				fx.config["max_retries"] = 0
				fx.respond(emulator.Refusal(500, "Oops", "got "+token+" in X-Security-Token: "+token))
			}},
		)
	}
	return append(all,
		leak{name: "auth token", on: testplan, inject: func(fx *fixture) {
			setIdentity(hw(fx), object{"auth_token": fx.server.Keys().HuaweiToken.AuthToken})
		}},
		leak{name: "auth token, expired", on: testplan, kind: invalidCredentials, inject: func(fx *fixture) {
			setIdentity(hw(fx), object{"auth_token": fx.server.Keys().HuaweiTokenExpired.AuthToken})
		}},
		leak{name: "role", on: sae, inject: func(fx *fixture) {
			ali(fx)["assume_role"] = object{"role_arn": fx.server.Keys().GuardedRoleArn, "external_id": fx.server.Keys().ExternalID}
		}},
		leak{name: "role, refused", on: sae, kind: invalidCredentials, inject: func(fx *fixture) {
			ali(fx)["assume_role"] = object{"role_arn": fx.server.Keys().GuardedRoleArn, "external_id": seededSecret}
		}},
		leak{name: "role, a truncated response", on: pts, kind: kindUnavailable, inject: func(fx *fixture) {
			fx.config["max_retries"] = 0
			ali(fx)["assume_role"] = object{"role_arn": fx.server.Keys().RoleArn}
			fx.server.SetFault("AssumeRole", &emulator.Fault{Break: emulator.Truncate})
		}},
		leak{name: "role, a malformed response", on: pts, kind: invalidCredentials, inject: func(fx *fixture) {
			ali(fx)["assume_role"] = object{"role_arn": fx.server.Keys().RoleArn}
			fx.server.Script("AssumeRole", emulator.AnyKey, emulator.Text(200, `{"Credentials":`+given+`}`))
		}},
		leak{name: "OIDC", on: sae, inject: func(fx *fixture) { oidc(fx.server.Keys().OIDCToken)(fx) }},
		leak{name: "OIDC, refused", on: sae, kind: invalidCredentials, inject: oidc("eyJhbGciOiJub25lIn0." + seededSecret)},
		leak{name: "OIDC, STS is unavailable", on: pts, kind: kindUnavailable, inject: func(fx *fixture) {
			fx.config["max_retries"] = 0
			oidc("eyJhbGciOiJub25lIn0." + seededSecret)(fx)
			fx.server.SetFault("AssumeRoleWithOIDC", &emulator.Fault{Break: emulator.Reset})
		}},
		leak{name: "credentials URI, good", on: pts, kind: invalidCredentials, inject: uri(emulator.Text(200, given+`}`))},
		leak{name: "credentials URI, broken", on: pts, kind: invalidCredentials, inject: uri(emulator.Text(200, given))},
		leak{name: "credentials URI, refuses", on: pts, kind: invalidCredentials, inject: uri(emulator.Text(403, given+`}`))},
		leak{
			name: "credentials URI, moved", on: pts, kind: invalidCredentials,
			inject: uri(emulator.Text(302, given+`}`).Header("Location", "http://127.0.0.1:1/"+seededToken)),
		},
		leak{name: "CLI file, good", on: sae, kind: invalidCredentials, inject: file("shared_credentials_file", cli+`}]}`)},
		leak{name: "CLI file, truncated", on: sae, kind: invalidCredentials, inject: file("shared_credentials_file", cli)},
		leak{
			name: "CLI file, wrong type", on: sae, kind: invalidCredentials,
			inject: file("shared_credentials_file", cli+`,"expired_seconds":"`+seededToken+`"}]}`),
		},
		leak{
			name: "CLI file, unknown mode", on: sae, kind: invalidCredentials,
			inject: file("shared_credentials_file", `{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_secret":"`+seededSecret+`"}]}`),
		},
		leak{
			name: "CLI file that is an ini file", on: sae, kind: invalidCredentials,
			inject: file("shared_credentials_file", "[default]\nsecret = "+seededSecret+"\n"),
		},
		leak{
			name: "ini file, good", on: testplan, kind: invalidCredentials,
			inject: file("shared_credentials_file", "[basic]\nak = HWPLANTED\nsk = "+seededSecret+"\nsecurity_token = "+seededToken+"\n"),
		},
		leak{
			name: "ini file, an invalid line", on: testplan, kind: invalidCredentials,
			inject: file("shared_credentials_file", "[basic]\nak = HWPLANTED\n"+seededSecret+"\n"),
		},
		leak{
			name: "ini file, an open quote", on: testplan, kind: invalidCredentials,
			inject: file("shared_credentials_file", "[basic]\nak = HWPLANTED\nsk = \""+seededSecret+"\n"),
		},
		leak{
			name: "ini file that is JSON", on: testplan, kind: invalidCredentials,
			inject: file("shared_credentials_file", cli+"}]}"),
		},
		leak{name: "license key, as an object", on: sae},
		leak{name: "license key, in malformed JSON", on: sae, inject: func(fx *fixture) {
			fx.respond(emulator.Text(200, fx.within(map[string]any{"ArmsApmInfo": `{"licenseKey":"` + licenseKey})))
		}},
		leak{name: "license key, beside a failure", on: sae, kind: kindRejected, inject: func(fx *fixture) {
			fx.respond(emulator.Text(200, fx.good(map[string]any{"Success": false, "Message": "failed with " + licenseKey})))
		}},
		leak{name: "license key, beside a malformed field", on: sae, kind: malformedResponse, inject: func(fx *fixture) {
			fx.respond(emulator.Text(200, fx.within(map[string]any{"RunningInstances": licenseKey})))
		}},
		leak{
			name: "license key, beside an unsatisfied requirement", on: sae, kind: requirementNotMet,
			more: object{"require": object{"current_status": []any{"STOPPED"}}},
		},
		leak{name: "license key, at the end of a wait", on: sae, kind: waitFailed, more: object{
			"require": object{"current_status": []any{"STOPPED"}},
			"wait":    object{"fail_on": object{"current_status": []any{"RUNNING"}}},
		}},
	)
}

// cloudBlock is a cloud's block of the provider's configuration.
func (fx *fixture) cloudBlock(cloud string) object {
	block, _ := fx.config[cloud].(object)
	return block
}

// TestNothingLeaks makes reads that involve a secret, as every kind, and searches for it in diagnostics and logs. TestMatrix
// does so for its faults.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	for _, l := range leaks() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			fx := newFixture(t, l.on)
			fx.hidden = []string{seededSecret, seededToken}
			fx.respond(emulator.Text(200, fx.good(nil)))
			if l.inject != nil {
				l.inject(fx)
			}
			p := configured(t, fx.config)
			for kind, o := range map[string]outcome{
				"data source":        recordRead(t.Context(), p, fx.typ, fx.block(l.more)),
				"ephemeral resource": call(open).record(t.Context(), p, fx.typ, fx.block(l.more)),
				"action":             call(invoke).record(t.Context(), p, fx.typ, fx.block(l.more)),
				"validation":         call((*acctest.Plugin).Validate).record(t.Context(), p, fx.typ, fx.block(l.more)),
			} {
				fx.checkRead(observation{outcome: o})
				if kind != "validation" && o.kind() != l.kind {
					t.Errorf("the result of the %s is %q:\n%s", kind, o.kind(), o.shown)
				}
			}
		})
	}
}
