// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// hostile is text that colors a terminal, sets its title, reverses the reading direction, hides characters, and forges a
// line of an error.
const hostile = "\x1b[31m\x1b]0;title\x07\u009b1m\u202e\u2066\u200f\u061c\u2028\u200b\ufeff\r\n" + forged

const forged = "  Request ID: forged"

// hostileRead is a read in which text of a cloud or a configuration is hostile.
type hostileRead struct {
	name string
	on   api
	// responses are the API's; they echo secret.
	responses func(fx *fixture, secret string) []emulator.Response
	more      object
	// kind is the kind of the result; shows is escaped hostile text that is shown.
	kind, shows string
}

func hostileReads() []hostileRead {
	once := func(body func(fx *fixture, secret string) string) func(*fixture, string) []emulator.Response {
		return func(fx *fixture, secret string) []emulator.Response {
			return []emulator.Response{emulator.Text(200, body(fx, secret))}
		}
	}
	scene := once(func(fx *fixture, secret string) string {
		return fx.good(map[string]any{"Status": "RUN" + hostile + secret, "SceneName": secret, "RequestId": "r" + hostile + secret})
	})
	// The change order's id and status echo the secret; the reasons of ready show them.
	order := once(func(fx *fixture, secret string) string {
		data := changed(fx.body["Data"].(map[string]any), map[string]any{
			"LastChangeOrderId": secret + hostile, "LastChangeOrderStatus": "FAIL" + hostile, "SubStatus": secret + hostile,
			"AppId": removed,
		})
		return fx.good(map[string]any{"Data": data, "RequestId": "r" + hostile + secret, "TraceId": secret})
	})
	manual := once(func(fx *fixture, secret string) string {
		data := changed(fx.body["Data"].(map[string]any), map[string]any{
			"LastChangeOrderId": secret + hostile, "LastChangeOrderStatus": "WAIT_APPROVAL",
		})
		return fx.good(map[string]any{"Data": data, "RequestId": "r" + hostile + secret})
	})
	packages := once(func(fx *fixture, secret string) string {
		item := changed(fx.item, map[string]any{"resource_status": secret + hostile, "spec_code": secret, "expiration_time": hostile})
		return fx.good(map[string]any{"result": []any{item}, "request_id": "r" + hostile + secret})
	})
	refusal := func(_ *fixture, secret string) []emulator.Response {
		return []emulator.Response{emulator.Refusal(400, "Odd"+hostile+secret, "m"+hostile+secret).Header("X-Request-Id", "r\u009b\u202e"+secret)}
	}
	// A body without a status is malformed; the error shows its request id.
	unread := once(func(fx *fixture, secret string) string {
		data := changed(fx.body["Data"].(map[string]any), map[string]any{"CurrentStatus": removed})
		return fx.good(map[string]any{"Data": data, "RequestId": "r" + hostile + secret, "TraceId": secret})
	})
	thenRefused := func(first func(*fixture, string) []emulator.Response) func(*fixture, string) []emulator.Response {
		return func(fx *fixture, secret string) []emulator.Response {
			return append(first(fx, secret), refusal(fx, secret)...)
		}
	}
	notReady := object{"require": object{"ready": true}, "wait": object{"interval": "1s"}}
	return []hostileRead{
		{name: "PTS, no gate", on: pts, responses: scene},
		{
			name: "PTS, a requirement not met", on: pts, responses: scene, kind: requirementNotMet, shows: `\u202e`,
			more: object{"require": object{"status": []any{"STOPPED"}, "idle": true}},
		},
		{name: "PTS, an error", on: pts, responses: refusal, kind: kindRejected, shows: `\u202e`},
		{name: "SAE, no gate", on: sae, responses: order},
		{
			name: "SAE, a requirement not met", on: sae, responses: order, kind: requirementNotMet, shows: `\u202e`,
			more: object{"require": object{"sub_status": []any{"NORMAL"}, "ready": true}},
		},
		{name: "SAE, an error during a wait for a manual action", on: sae, responses: thenRefused(manual), kind: kindRejected, shows: `\u202e`, more: notReady},
		{
			name: "SAE, a wait that fails", on: sae, responses: order, kind: waitFailed, shows: `\u202e`,
			more: object{"require": object{"ready": true}, "wait": object{
				"fail_on": object{"last_change_order_status": []any{"FAIL" + hostile}},
			}},
		},
		{name: "SAE, an error that does not last", on: sae, shows: `\u202e`, responses: func(fx *fixture, secret string) []emulator.Response {
			return []emulator.Response{
				emulator.Refusal(503, "Odd"+hostile+secret, "m"+hostile+secret), emulator.Text(200, fx.good(nil)),
			}
		}},
		{name: "SAE, a malformed response", on: sae, responses: unread, kind: malformedResponse, shows: `\u202e`},
		{
			name: "SAE, a hostile id", on: sae, responses: order, kind: requirementNotMet, shows: `"x\x1b`,
			more: object{"app_id": "x" + hostile, "require": object{"ready": true}},
		},
		{
			name: "TestPlan, a hostile filter", on: testplan, responses: packages, kind: requirementNotMet,
			more: object{"spec_code": "x" + hostile, "require": object{"licensed": true}},
		},
		{name: "TestPlan, an error", on: testplan, responses: refusal, kind: kindRejected},
	}
}

// TestHostileTexts reads hostile text as every kind, with each secret that a response could echo: no text that is shown
// has a control character, a forged line or a secret.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, h := range hostileReads() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			for what, secret := range map[string]func(*fixture) string{
				"secret key": func(fx *fixture) string {
					return map[string]string{"alicloud": fx.server.Keys().Alibaba.Secret, "huaweicloud": fx.server.Keys().Huawei.Secret}[fx.cloud]
				},
				"license key": func(*fixture) string { return licenseKey },
			} {
				if h.on.name != "SAE" && what == "license key" {
					continue // their responses have none
				}
				fx := newFixture(t, h.on)
				p := fx.start()
				validate := map[string]call{
					"data source": (*acctest.Plugin).Validate, "ephemeral resource": (*acctest.Plugin).ValidateEphemeral, "action": validateAction,
				}
				for kind, do := range kinds {
					fx.respond(h.responses(fx, secret(fx))...)
					h.check(fx, validate[kind].record(t.Context(), p, fx.typ, fx.block(h.more)))
					o := do.record(t.Context(), p, fx.typ, fx.block(h.more))
					h.check(fx, o)
					if o.kind() != h.kind || h.shows != "" && !strings.Contains(o.shown, h.shows) {
						t.Errorf("%s, the result of the %s is %q, want %q, and %s:\n%s", what, kind, o.kind(), h.kind, h.shows, o.shown)
					}
				}
			}
		})
	}
}

func (h hostileRead) check(fx *fixture, o outcome) {
	fx.t.Helper()
	fx.checkShown(o)
	for _, text := range o.texts {
		if strings.Contains(text, "\n"+forged) || strings.HasPrefix(text, forged) {
			fx.t.Errorf("a line is forged:\n%s", text)
		}
	}
}

// TestHostileConfiguration checks that hostile text of the provider block is escaped too.
func TestHostileConfiguration(t *testing.T) {
	t.Parallel()
	fx := newFixture(t, sae)
	endpoints := object{"x" + hostile: "http://127.0.0.1:1", "sae": "https://" + hostile}
	fx.config["alicloud"] = object{"region": hostile, "access_key": hostile, "secret_key": "s", "endpoints": endpoints}
	p := acctest.NewPlugin(t)
	for name, do := range map[string]func(*acctest.Plugin) []acctest.Diagnostic{
		"validated":  func(p *acctest.Plugin) []acctest.Diagnostic { return p.ValidateProvider(fx.config) },
		"configured": func(p *acctest.Plugin) []acctest.Diagnostic { return p.Configure(fx.config) },
	} {
		o := record(t.Context(), p, do)
		if len(o.errors) == 0 && name == "validated" {
			t.Errorf("%s: no error", name)
		}
		hostileRead{}.check(fx, o)
	}
}
