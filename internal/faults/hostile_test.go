// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// hostile is what a cloud should not send: it colors the terminal, sets its title, turns the reading direction around,
// hides characters, and forges a line of the error.
const hostile = "\x1b[31m\x1b]0;title\x07\u009b1m\u202e\u2066\u200f\u061c\u2028\u200b\ufeff\r\n" + forged

const forged = "  Request ID: forged"

// hostileRead is a way in which a text of the cloud's, or a practitioner's, leaves.
type hostileRead struct {
	name string
	on   api
	// answers are what the API sends; secret is what it echoes.
	answers func(w *world, secret string) []emulator.Response
	more    object
	// limited reads end when their short time is over.
	limited bool
	// kind is how the read ends, shows what of the hostile text is shown all the same.
	kind, shows string
}

func hostileReads() []hostileRead {
	wait := object{"interval": "1s"}
	once := func(body func(w *world, secret string) string) func(*world, string) []emulator.Response {
		return func(w *world, secret string) []emulator.Response {
			return []emulator.Response{emulator.Text(200, body(w, secret))}
		}
	}
	scene := once(func(w *world, secret string) string {
		return w.good(map[string]any{"Status": "RUN" + hostile + secret, "SceneName": secret, "RequestId": "r" + hostile + secret})
	})
	// The order's id and status echo the secret; in a message the reason for ready shows them.
	order := once(func(w *world, secret string) string {
		data := changed(w.body["Data"].(map[string]any), map[string]any{
			"LastChangeOrderId": secret + hostile, "LastChangeOrderStatus": "FAIL" + hostile, "SubStatus": secret + hostile,
			"AppId": removed,
		})
		return w.good(map[string]any{"Data": data, "RequestId": "r" + hostile + secret, "TraceId": secret})
	})
	byHand := once(func(w *world, secret string) string {
		data := changed(w.body["Data"].(map[string]any), map[string]any{
			"LastChangeOrderId": secret + hostile, "LastChangeOrderStatus": "WAIT_APPROVAL",
		})
		return w.good(map[string]any{"Data": data, "RequestId": "r" + hostile + secret})
	})
	packages := once(func(w *world, secret string) string {
		item := changed(w.item, map[string]any{"resource_status": secret + hostile, "spec_code": secret, "expiration_time": hostile})
		return w.good(map[string]any{"result": []any{item}, "request_id": "r" + hostile + secret})
	})
	refusal := func(_ *world, secret string) []emulator.Response {
		return []emulator.Response{emulator.Refusal(400, "Odd"+hostile+secret, "m"+hostile+secret).Header("X-Request-Id", "r\u009b\u202e"+secret)}
	}
	// A body without a status, which is not understood, and shows its request id.
	unread := once(func(w *world, secret string) string {
		body := map[string]any{"Status": removed}
		if w.name == "SAE" {
			body = map[string]any{"Data": changed(w.body["Data"].(map[string]any), map[string]any{"CurrentStatus": removed})}
		}
		body["RequestId"], body["TraceId"] = "r"+hostile+secret, secret
		return w.good(body)
	})
	thenRefused := func(first func(*world, string) []emulator.Response) func(*world, string) []emulator.Response {
		return func(w *world, secret string) []emulator.Response {
			return append(first(w, secret), refusal(w, secret)...)
		}
	}
	notReady := object{"require": object{"ready": true}, "wait": wait}
	return []hostileRead{
		{name: "PTS, no gate", on: pts, answers: scene},
		{
			name: "PTS, a requirement not met", on: pts, answers: scene, kind: "requirement not met", shows: `\u202e`,
			more: object{"require": object{"status": []any{"STOPPED"}, "idle": true}},
		},
		{
			name: "PTS, a wait that times out", on: pts, answers: scene, limited: true, kind: "time-out", shows: `\u202e`,
			more: object{"require": object{"idle": true}, "wait": object{
				"interval": "1s", "fail_on": object{"status": []any{"RUN" + hostile}},
			}},
		},
		{name: "PTS, an error", on: pts, answers: refusal, kind: "rejected", shows: `\u202e`},
		{name: "PTS, not understood", on: pts, answers: unread, kind: "undecodable answer", shows: `\u202e`},

		{name: "SAE, no gate", on: sae, answers: order},
		{
			name: "SAE, a requirement not met", on: sae, answers: order, kind: "requirement not met", shows: `\u202e`,
			more: object{"require": object{"sub_status": []any{"NORMAL"}, "ready": true}},
		},
		{name: "SAE, a wait that times out", on: sae, answers: order, limited: true, kind: "time-out", shows: `\u202e`, more: notReady},
		{name: "SAE, a wait for a person", on: sae, answers: byHand, limited: true, kind: "time-out", shows: "Waits for a Person", more: notReady},
		{name: "SAE, a wait that meets an error", on: sae, answers: thenRefused(byHand), kind: "rejected", shows: `\u202e`, more: notReady},
		{
			name: "SAE, a wait that fails", on: sae, answers: order, kind: "wait failed", shows: `\u202e`,
			more: object{"require": object{"ready": true}, "wait": object{
				"fail_on": object{"last_change_order_status": []any{"FAIL" + hostile}},
			}},
		},
		{name: "SAE, an error", on: sae, answers: refusal, kind: "rejected", shows: `\u202e`},
		{name: "SAE, not understood", on: sae, answers: unread, kind: "undecodable answer", shows: `\u202e`},
		{
			name: "SAE, an id that is hostile", on: sae, answers: order, kind: "requirement not met", shows: `x\u001b`,
			more: object{"app_id": "x" + hostile, "require": object{"ready": true}},
		},

		{
			name: "TestPlan, a requirement not met", on: testplan, answers: packages, kind: "requirement not met", shows: `\u202e`,
			more: object{"require": object{"licensed": true}},
		},
		{
			name: "TestPlan, a filter that is hostile", on: testplan, answers: packages, kind: "requirement not met",
			more: object{"spec_code": "x" + hostile, "require": object{"licensed": true}},
		},
		{name: "TestPlan, an error", on: testplan, answers: refusal, kind: "rejected"},
	}
}

// TestHostileTexts reads, as both kinds, what is meant to deceive, with each secret that a response could echo, and looks at
// every text that leaves: no character that a terminal obeys, no forged line, no secret.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	for _, h := range hostileReads() {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			for what, secret := range map[string]func(*world) string{
				"secret key": func(w *world) string {
					return map[string]string{"alicloud": w.clouds.Keys().Alibaba.Secret, "huaweicloud": w.clouds.Keys().Huawei.Secret}[w.cloud]
				},
				"licence key": func(*world) string { return licence },
			} {
				if h.on.name != "SAE" && what == "licence key" {
					continue // no answer of theirs holds one
				}
				w := newWorld(t, h.on)
				p := configured(t, w.config)
				for kind, do := range map[string]struct{ read, validate call }{
					"data source":        {read, (*acctest.Plugin).Validate},
					"ephemeral resource": {open, (*acctest.Plugin).ValidateEphemeral},
				} {
					w.answers(h.answers(w, secret(w))...)
					block := w.block(h.more)
					if h.limited {
						block["timeouts"] = object{map[string]string{"data source": "read", "ephemeral resource": "open"}[kind]: "1100ms"}
					}
					h.check(w, do.validate.record(t.Context(), p, w.typ, block))
					o := do.read.record(t.Context(), p, w.typ, block)
					h.check(w, o)
					if o.kind() != h.kind || h.shows != "" && !strings.Contains(o.shown, h.shows) {
						t.Errorf("%s, the %s ends as %q, want %q, and %s:\n%s", what, kind, o.kind(), h.kind, h.shows, o.shown)
					}
				}
			}
		})
	}
}

func (h hostileRead) check(w *world, o outcome) {
	w.t.Helper()
	w.clean(o)
	for _, text := range o.texts {
		if strings.Contains(text, "\n"+forged) || strings.HasPrefix(text, forged) {
			w.t.Errorf("a line is forged:\n%s", text)
		}
	}
}

// TestHostileConfiguration: what a practitioner wrote is cleaned like what a cloud sent, the provider's own block too.
func TestHostileConfiguration(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sae)
	endpoints := object{"x" + hostile: "http://127.0.0.1:1", "sae": "https://" + hostile}
	w.config["alicloud"] = object{"region": hostile, "access_key": hostile, "secret_key": "s", "endpoints": endpoints}
	p := newPlugin(t)
	for name, do := range map[string]func(*acctest.Plugin) []acctest.Diagnostic{
		"validated":  func(p *acctest.Plugin) []acctest.Diagnostic { return p.ValidateProvider(w.config) },
		"configured": func(p *acctest.Plugin) []acctest.Diagnostic { return p.Configure(w.config) },
	} {
		o := record(t.Context(), p, do)
		if len(o.errors) == 0 && name == "validated" {
			t.Errorf("%s: nothing is said", name)
		}
		hostileRead{}.check(w, o)
	}
}
