// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"maps"
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
	file := func(argument, content string) func(*fixture) {
		return func(fx *fixture) { fx.setIdentity(object{argument: fx.file(content)}) }
	}
	role := func(fx *fixture, more object) {
		block := object{"role_arn": fx.server.Keys().RoleArn}
		maps.Copy(block, more)
		fx.cloudBlock()["assume_role"] = block
	}
	oidc := func(fx *fixture, token string) {
		fx.setIdentity(object{"assume_role_with_oidc": object{
			"oidc_provider_arn": fx.server.Keys().OIDCProviderArn, "role_arn": fx.server.Keys().RoleArn, "oidc_token_file": fx.file(token),
		}})
	}
	uri := func(response emulator.Response) func(*fixture) {
		return func(fx *fixture) {
			fx.setIdentity(object{"credentials_uri": fx.server.URL() + "/credentials?token=" + seededToken})
			fx.server.Script(emulator.CredentialsURI, emulator.AnyKey, response)
		}
	}
	given := `{"AccessKeyId":"STS.planted","AccessKeySecret":"` + seededSecret + `","SecurityToken":"` + seededToken + `"`
	const cli = `{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":"LTAIplanted","access_key_secret":"` +
		seededSecret + `","sts_token":"` + seededToken + `"`

	var all []leak
	for _, a := range apis {
		temporary := func(fx *fixture) emulator.Identity {
			return map[string]emulator.Identity{
				"alicloud": fx.server.Keys().AlibabaSTS, "huaweicloud": fx.server.Keys().HuaweiTemporary,
			}[fx.cloud]
		}
		all = append(all,
			leak{name: a.name + ", wrong secret", on: a, kind: invalidCredentials, inject: func(fx *fixture) { fx.cloudBlock()["secret_key"] = seededSecret }},
			leak{name: a.name + ", temporary key", on: a, inject: func(fx *fixture) { fx.setKey(temporary(fx)) }},
			leak{name: a.name + ", wrong token", on: a, kind: invalidCredentials, inject: func(fx *fixture) {
				fx.setKey(temporary(fx))
				fx.cloudBlock()["security_token"] = seededToken
			}},
			leak{name: a.name + ", a message that quotes the token", on: a, kind: kindUnavailable, inject: func(fx *fixture) {
				fx.setKey(temporary(fx))
				token := temporary(fx).SecurityToken
				fx.config["max_retries"] = 0
				fx.respond(emulator.Refusal(500, "Oops", "got "+token+" in X-Security-Token: "+token))
			}},
		)
	}
	return append(all,
		leak{name: "auth token", on: testplan, inject: func(fx *fixture) { fx.setKey(fx.server.Keys().HuaweiToken) }},
		leak{name: "auth token, expired", on: testplan, kind: invalidCredentials, inject: func(fx *fixture) { fx.setKey(fx.server.Keys().HuaweiTokenExpired) }},
		leak{name: "role", on: sae, inject: func(fx *fixture) {
			role(fx, object{"role_arn": fx.server.Keys().GuardedRoleArn, "external_id": fx.server.Keys().ExternalID})
		}},
		leak{name: "role, refused", on: sae, kind: invalidCredentials, inject: func(fx *fixture) {
			role(fx, object{"role_arn": fx.server.Keys().GuardedRoleArn, "external_id": seededSecret})
		}},
		leak{name: "role, a malformed response", on: pts, kind: invalidCredentials, inject: func(fx *fixture) {
			role(fx, nil)
			fx.server.Script(emulator.AssumeRole, emulator.AnyKey, emulator.Text(200, `{"Credentials":`+given+`}`))
		}},
		leak{name: "OIDC", on: sae, inject: func(fx *fixture) { oidc(fx, fx.server.Keys().OIDCToken) }},
		leak{name: "OIDC, refused", on: sae, kind: invalidCredentials, inject: func(fx *fixture) { oidc(fx, "eyJhbGciOiJub25lIn0."+seededSecret) }},
		leak{name: "OIDC, STS is unavailable", on: pts, kind: kindUnavailable, inject: func(fx *fixture) {
			fx.config["max_retries"] = 0
			oidc(fx, "eyJhbGciOiJub25lIn0."+seededSecret)
			fx.server.SetFault(emulator.AssumeRoleWithOIDC, &emulator.Fault{Break: emulator.Reset})
		}},
		leak{name: "credentials URI, unknown key", on: pts, kind: invalidCredentials, inject: uri(emulator.Text(200, given+`}`))},
		leak{name: "credentials URI, broken", on: pts, kind: invalidCredentials, inject: uri(emulator.Text(200, given))},
		leak{
			name: "credentials URI, moved", on: pts, kind: invalidCredentials,
			inject: uri(emulator.Text(302, given+`}`).Header("Location", "http://127.0.0.1:1/"+seededToken)),
		},
		leak{name: "CLI file, unknown key", on: sae, kind: invalidCredentials, inject: file("shared_credentials_file", cli+`}]}`)},
		leak{name: "CLI file, truncated", on: sae, kind: invalidCredentials, inject: file("shared_credentials_file", cli)},
		leak{
			name: "ini file, unknown key", on: testplan, kind: invalidCredentials,
			inject: file("shared_credentials_file", "[basic]\nak = HWPLANTED\nsk = "+seededSecret+"\nsecurity_token = "+seededToken+"\n"),
		},
		leak{
			name: "ini file, an invalid line", on: testplan, kind: invalidCredentials,
			inject: file("shared_credentials_file", "[basic]\nak = HWPLANTED\n"+seededSecret+"\n"),
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
			p := fx.start()
			fx.checkRead(call((*acctest.Plugin).Validate).record(t.Context(), p, fx.typ, fx.block(l.more)))
			for kind, do := range kinds {
				o := do.record(t.Context(), p, fx.typ, fx.block(l.more))
				fx.checkRead(o)
				if o.kind() != l.kind {
					t.Errorf("the result of the %s is %q:\n%s", kind, o.kind(), o.shown)
				}
			}
		})
	}
}
