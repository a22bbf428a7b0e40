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

// planted are secrets that stand in files and answers here, and nowhere else.
const (
	plantedSecret = "plantedSecretKey0123456789abcdef"
	plantedToken  = "CAISplanted/token+0123456789=="
)

// leak is a way in which a secret could come out.
type leak struct {
	name string
	on   api
	lay  func(w *world)
	// more is more of the block.
	more object
	// kind is how the read ends.
	kind string
}

func leaks() []leak {
	ali := func(w *world) object { return w.cloudBlock("alicloud") }
	hw := func(w *world) object { return w.cloudBlock("huaweicloud") }
	// identity replaces the identity of a cloud's block.
	identity := func(block object, id object) {
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
	file := func(argument, content string) func(*world) {
		return func(w *world) {
			name := filepath.Join(w.t.TempDir(), "credentials")
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				w.t.Fatal(err)
			}
			identity(w.cloudBlock(w.cloud), object{argument: name})
		}
	}
	oidc := func(token string) func(*world) {
		return func(w *world) {
			name := filepath.Join(w.t.TempDir(), "token")
			if err := os.WriteFile(name, []byte(token), 0o600); err != nil {
				w.t.Fatal(err)
			}
			identity(ali(w), object{"assume_role_with_oidc": object{
				"oidc_provider_arn": w.clouds.Keys().OIDCProviderArn, "role_arn": w.clouds.Keys().RoleArn, "oidc_token_file": name,
			}})
		}
	}
	uri := func(response emulator.Response) func(*world) {
		return func(w *world) {
			identity(ali(w), object{"credentials_uri": w.clouds.URL() + "/credentials?token=" + plantedToken})
			w.clouds.Script(emulator.CredentialsURI, emulator.AnyKey, response)
		}
	}
	given := `{"AccessKeyId":"STS.planted","AccessKeySecret":"` + plantedSecret + `","SecurityToken":"` + plantedToken + `"`
	const cli = `{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_id":"LTAIplanted","access_key_secret":"` +
		plantedSecret + `","sts_token":"` + plantedToken + `"`

	var all []leak
	for _, a := range apis {
		wrong := func(w *world) {
			id := map[string]emulator.Identity{"alicloud": w.clouds.Keys().Alibaba, "huaweicloud": w.clouds.Keys().Huawei}[w.cloud]
			w.cloudBlock(w.cloud)["access_key"], w.cloudBlock(w.cloud)["secret_key"] = id.AccessKeyID, plantedSecret
		}
		temporary := func(w *world) {
			id := map[string]emulator.Identity{
				"alicloud": w.clouds.Keys().AlibabaSTS, "huaweicloud": w.clouds.Keys().HuaweiTemporary,
			}[w.cloud]
			identity(w.cloudBlock(w.cloud), keysOf(id))
		}
		all = append(all,
			leak{name: a.name + ", wrong secret", on: a, lay: wrong, kind: "bad credentials"},
			leak{name: a.name + ", temporary key", on: a, lay: temporary},
			leak{name: a.name + ", wrong token", on: a, kind: "bad credentials", lay: func(w *world) {
				temporary(w)
				w.cloudBlock(w.cloud)["security_token"] = plantedToken
			}},
			leak{name: a.name + ", a message that quotes the token", on: a, kind: "unavailable", lay: func(w *world) {
				temporary(w)
				token, _ := w.cloudBlock(w.cloud)["security_token"].(string)
				w.config["max_retries"] = 0
				w.answers(emulator.Refusal(500, "Oops", "got "+token+" in X-Security-Token: "+token))
			}},
		)
	}
	return append(all,
		leak{name: "auth token", on: testplan, lay: func(w *world) {
			identity(hw(w), object{"auth_token": w.clouds.Keys().HuaweiToken.AuthToken})
		}},
		leak{name: "auth token, expired", on: testplan, kind: "bad credentials", lay: func(w *world) {
			identity(hw(w), object{"auth_token": w.clouds.Keys().HuaweiTokenExpired.AuthToken})
		}},
		leak{name: "role", on: sae, lay: func(w *world) {
			ali(w)["assume_role"] = object{"role_arn": w.clouds.Keys().GuardedRoleArn, "external_id": w.clouds.Keys().ExternalID}
		}},
		leak{name: "role, refused", on: sae, kind: "bad credentials", lay: func(w *world) {
			ali(w)["assume_role"] = object{"role_arn": w.clouds.Keys().GuardedRoleArn, "external_id": plantedSecret}
		}},
		leak{name: "role, an answer cut off", on: pts, kind: "unavailable", lay: func(w *world) {
			w.config["max_retries"] = 0
			ali(w)["assume_role"] = object{"role_arn": w.clouds.Keys().RoleArn}
			w.clouds.SetFault("AssumeRole", &emulator.Fault{Break: emulator.Truncate})
		}},
		leak{name: "role, a broken answer", on: pts, kind: "bad credentials", lay: func(w *world) {
			ali(w)["assume_role"] = object{"role_arn": w.clouds.Keys().RoleArn}
			w.clouds.Script("AssumeRole", emulator.AnyKey, emulator.Text(200, `{"Credentials":`+given+`}`))
		}},
		leak{name: "OIDC", on: sae, lay: func(w *world) { oidc(w.clouds.Keys().OIDCToken)(w) }},
		leak{name: "OIDC, refused", on: sae, kind: "bad credentials", lay: oidc("eyJhbGciOiJub25lIn0." + plantedSecret)},
		leak{name: "OIDC, STS is not there", on: pts, kind: "unavailable", lay: func(w *world) {
			w.config["max_retries"] = 0
			oidc("eyJhbGciOiJub25lIn0." + plantedSecret)(w)
			w.clouds.SetFault("AssumeRoleWithOIDC", &emulator.Fault{Break: emulator.Reset})
		}},
		leak{name: "credentials URI, good", on: pts, kind: "bad credentials", lay: uri(emulator.Text(200, given+`}`))},
		leak{name: "credentials URI, broken", on: pts, kind: "bad credentials", lay: uri(emulator.Text(200, given))},
		leak{name: "credentials URI, refuses", on: pts, kind: "bad credentials", lay: uri(emulator.Text(403, given+`}`))},
		leak{
			name: "credentials URI, moved", on: pts, kind: "bad credentials",
			lay: uri(emulator.Text(302, given+`}`).Header("Location", "http://127.0.0.1:1/"+plantedToken)),
		},
		leak{name: "CLI file, good", on: sae, kind: "bad credentials", lay: file("shared_credentials_file", cli+`}]}`)},
		leak{name: "CLI file, cut off", on: sae, kind: "bad credentials", lay: file("shared_credentials_file", cli)},
		leak{
			name: "CLI file, wrong type", on: sae, kind: "bad credentials",
			lay: file("shared_credentials_file", cli+`,"expired_seconds":"`+plantedToken+`"}]}`),
		},
		leak{
			name: "CLI file, unknown mode", on: sae, kind: "bad credentials",
			lay: file("shared_credentials_file", `{"current":"p","profiles":[{"name":"p","mode":"AK","access_key_secret":"`+plantedSecret+`"}]}`),
		},
		leak{
			name: "CLI file that is an ini file", on: sae, kind: "bad credentials",
			lay: file("shared_credentials_file", "[default]\nsecret = "+plantedSecret+"\n"),
		},
		leak{
			name: "ini file, good", on: testplan, kind: "bad credentials",
			lay: file("shared_credentials_file", "[basic]\nak = HWPLANTED\nsk = "+plantedSecret+"\nsecurity_token = "+plantedToken+"\n"),
		},
		leak{
			name: "ini file, a line that is none", on: testplan, kind: "bad credentials",
			lay: file("shared_credentials_file", "[basic]\nak = HWPLANTED\n"+plantedSecret+"\n"),
		},
		leak{
			name: "ini file, an open quote", on: testplan, kind: "bad credentials",
			lay: file("shared_credentials_file", "[basic]\nak = HWPLANTED\nsk = \""+plantedSecret+"\n"),
		},
		leak{
			name: "ini file that is JSON", on: testplan, kind: "bad credentials",
			lay: file("shared_credentials_file", cli+"}]}"),
		},
		leak{name: "licence key, as an object", on: sae},
		leak{name: "licence key, in text that cannot be read", on: sae, lay: func(w *world) {
			w.answers(emulator.Text(200, w.within(map[string]any{"ArmsApmInfo": `{"licenseKey":"` + licence})))
		}},
		leak{name: "licence key, beside a failure", on: sae, kind: "rejected", lay: func(w *world) {
			w.answers(emulator.Text(200, w.good(map[string]any{"Success": false, "Message": "failed with " + licence})))
		}},
		leak{name: "licence key, beside a field that cannot be read", on: sae, kind: "undecodable answer", lay: func(w *world) {
			w.answers(emulator.Text(200, w.within(map[string]any{"RunningInstances": licence})))
		}},
		leak{
			name: "licence key, beside a requirement not met", on: sae, kind: "requirement not met",
			more: object{"require": object{"current_status": []any{"STOPPED"}}},
		},
		leak{name: "licence key, at the end of a wait", on: sae, kind: "wait failed", more: object{
			"require": object{"current_status": []any{"STOPPED"}},
			"wait":    object{"fail_on": object{"current_status": []any{"RUNNING"}}},
		}},
	)
}

// cloudBlock is a cloud's block of the provider's configuration.
func (w *world) cloudBlock(cloud string) object {
	block, _ := w.config[cloud].(object)
	return block
}

// TestNothingLeaks reads, as both kinds, where a secret is near, and looks for it in whatever is said and logged. That
// no fault of the matrix leaks is seen there.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	for _, l := range leaks() {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, l.on)
			w.hidden = []string{plantedSecret, plantedToken}
			w.answers(emulator.Text(200, w.good(nil)))
			if l.lay != nil {
				l.lay(w)
			}
			p := configured(t, w.config)
			for kind, o := range map[string]outcome{
				"data source":        recordRead(t.Context(), p, w.typ, w.block(l.more)),
				"ephemeral resource": call(open).record(t.Context(), p, w.typ, w.block(l.more)),
				"validation":         call((*acctest.Plugin).Validate).record(t.Context(), p, w.typ, w.block(l.more)),
			} {
				w.inspect(seen{outcome: o})
				if kind != "validation" && o.kind() != l.kind {
					t.Errorf("the %s ends as %q:\n%s", kind, o.kind(), o.shown)
				}
			}
		})
	}
}
