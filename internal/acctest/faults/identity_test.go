// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// readConcurrently makes n reads at once.
func readConcurrently(t *testing.T, p *acctest.Plugin, a api, n int) []outcome {
	t.Helper()
	outcomes := make([]outcome, n)
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() { outcomes[i] = read.record(t.Context(), p, a.typ, a.block()) })
	}
	work.Wait()
	return outcomes
}

// errorText is the one error of an outcome as a practitioner reads it, "" for a success.
func (o outcome) errorText() string {
	if o.failed != nil {
		return o.failed.Error()
	}
	var text strings.Builder
	for _, d := range o.errors {
		fmt.Fprintf(&text, "%s\n%s\n%s\n", d.Summary, d.Detail, d.At)
	}
	return text.String()
}

// TestWrongSecret makes many reads at once with a wrong secret key: Huawei Cloud locks a key after five of those.
func TestWrongSecret(t *testing.T) {
	t.Parallel()
	plain := func(*fixture) {}
	for name, c := range map[string]struct {
		on api
		// change changes the configuration beyond the secret.
		change func(fx *fixture)
		// asked is what the wrong secret signs a call of.
		asked string
	}{
		"PTS": {pts, plain, pts.action}, "SAE": {sae, plain, sae.action}, "TestPlan": {testplan, plain, testplan.action},
		"STS": {sae, func(fx *fixture) {
			fx.cloudBlock()["assume_role"] = object{"role_arn": fx.server.Keys().RoleArn}
		}, emulator.AssumeRole},
		"a temporary key": {testplan, func(fx *fixture) {
			key := fx.server.Keys().HuaweiTemporary
			key.Secret = seededSecret
			fx.setKey(key)
		}, testplan.action},
		"a token":                  {testplan, func(fx *fixture) { fx.setKey(emulator.Identity{AuthToken: seededSecret}) }, testplan.action},
		"an expired temporary key": {pts, func(fx *fixture) { fx.setKey(fx.server.Keys().AlibabaSTSExpired) }, pts.action},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fx := newFixture(t, c.on)
			fx.hidden = []string{seededSecret}
			fx.cloudBlock()["secret_key"] = seededSecret
			c.change(fx)
			p := fx.start()
			outcomes := readConcurrently(t, p, fx.api, 30)
			outcomes = append(outcomes, readConcurrently(t, p, fx.api, 5)...)
			journal := fx.server.Journal()
			if len(journal) != 1 || journal[0].API != c.asked {
				t.Fatalf("%d requests were sent, want one call of %s: %+v", len(journal), c.asked, journal)
			}
			for i, o := range outcomes {
				if o.kind() != invalidCredentials || o.errorText() != outcomes[0].errorText() {
					t.Fatalf("the error of read %d is\n%s\nand that of the first\n%s", i+1, o.errorText(), outcomes[0].errorText())
				}
				if found := fx.leaks(o.shown); len(found) > 0 {
					t.Errorf("%q is shown in:\n%s", found, o.shown)
				}
			}
			for _, part := range []string{"not asked again", journal[0].RequestID} {
				if !strings.Contains(outcomes[0].errorText(), part) {
					t.Errorf("%q is not in\n%s", part, outcomes[0].errorText())
				}
			}
		})
	}
}

// TestChangedCredentials checks that a refusal is kept only for the credentials that were refused: a corrected file is
// read again.
func TestChangedCredentials(t *testing.T) {
	t.Parallel()
	for _, a := range []api{sae, testplan} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			fx := newFixture(t, a)
			key, content := fx.server.Keys().Huawei, "[basic]\nak = %s\nsk = %s\n"
			if a.cloud == "alicloud" {
				key = fx.server.Keys().Alibaba
				content = `{"profiles":[{"name":"default","mode":"AK","access_key_id":%q,"access_key_secret":%q}]}`
			}
			file := filepath.Join(t.TempDir(), "credentials")
			write := func(secret string) {
				if err := os.WriteFile(file, fmt.Appendf(nil, content, key.AccessKeyID, secret), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			fx.setIdentity(object{"shared_credentials_file": file})
			p := fx.start()
			for _, step := range []struct {
				secret string
				kind   string
				calls  int
			}{
				{seededSecret, invalidCredentials, 1},
				{seededSecret, invalidCredentials, 1},
				{seededSecret + "0", invalidCredentials, 2},
				{seededSecret, invalidCredentials, 2},
				{key.Secret, "", 3},
				{key.Secret, "", 4},
			} {
				write(step.secret)
				o := read.record(t.Context(), p, a.typ, a.block())
				if calls := fx.server.Calls(a.action); o.kind() != step.kind || calls != step.calls {
					t.Errorf("with %s: %q after %d calls, want %q after %d\n%s",
						step.secret, o.kind(), calls, step.kind, step.calls, o.errorText())
				}
			}
		})
	}
}

// TestNotKept checks that an error that may pass is not kept: the next read sends a request.
func TestNotKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		on      api
		asked   string
		refusal emulator.Response
	}{
		"SAE, no permission":      {sae, sae.action, emulator.Refusal(403, "NoPermission", "m")},
		"SAE, the clock":          {sae, sae.action, emulator.Refusal(400, "InvalidTimeStamp.Expired", "m")},
		"TestPlan, no permission": {testplan, testplan.action, emulator.Refusal(403, "APIGW.0302", "m")},
		"TestPlan, the clock": {testplan, testplan.action, emulator.Refusal(401, "APIGW.0301",
			"Incorrect IAM authentication information: signature expired, signature time:20261121T205118Z")},
		"TestPlan, a web filter that says 401": {testplan, testplan.action, emulator.Text(401, `{"message":"Login required"}`)},
		"TestPlan, a web filter that says 403": {testplan, testplan.action, emulator.Text(403, `{"message":"Blocked"}`)},
		"STS, no role":                         {sae, emulator.AssumeRole, emulator.Refusal(404, "EntityNotExist.Role", "m")},
		"STS, no permission":                   {sae, emulator.AssumeRole, emulator.Refusal(403, "NoPermission", "m")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fx := newFixture(t, c.on)
			if c.asked == emulator.AssumeRole {
				fx.cloudBlock()["assume_role"] = object{"role_arn": fx.server.Keys().RoleArn}
			}
			fx.server.Script(c.asked, emulator.AnyKey, c.refusal, emulator.Usual())
			p := fx.start()
			first, second := read.record(t.Context(), p, fx.typ, fx.block()), read.record(t.Context(), p, fx.typ, fx.block())
			if first.kind() == "" || strings.Contains(first.errorText(), "not asked again") {
				t.Errorf("the error of the first read is %q", first.errorText())
			}
			if second.errorText() != "" || fx.server.Calls(c.asked) != 2 {
				t.Errorf("after %d calls the error of the second read is %q", fx.server.Calls(c.asked), second.errorText())
			}
		})
	}
}

// TestFirstRequest makes many reads that wait for a first request, which does not prove the identity, or does so by an error.
func TestFirstRequest(t *testing.T) {
	t.Parallel()
	const others = 29
	for _, a := range apis {
		good := emulator.Text(200, a.good(nil))
		for name, first := range map[string]emulator.Response{
			"throttled": map[string]emulator.Response{
				"alicloud":    emulator.Refusal(400, "Throttling.User", "Too many."),
				"huaweicloud": emulator.Refusal(429, "APIGW.0308", "Too many."),
			}[a.cloud],
			"unavailable": emulator.HTML(503),
			"hangs":       good.With(emulator.Fault{Break: emulator.Stall}),
			"not found": map[string]emulator.Response{
				pts.name: emulator.Refusal(403, "SceneNotExist", "m"), sae.name: emulator.Refusal(404, "InvalidAppId.NotFound", "m"),
				testplan.name: emulator.Text(404, `{"error_msg":"m"}`),
			}[a.name],
		} {
			t.Run(a.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				fx := newFixture(t, a)
				fx.respond(first, good)
				p := fx.start()
				ctx, interrupt := context.WithCancel(t.Context())
				defer interrupt()
				ended := make(chan outcome, 1)
				go func() { ended <- read.record(ctx, p, a.typ, a.block()) }()
				if err := fx.server.WaitCalls(t.Context(), a.action, 1); err != nil {
					t.Fatal(err)
				}
				for _, o := range readConcurrently(t, p, a, others) {
					if o.errorText() != "" {
						t.Fatal(o.errorText())
					}
				}
				want := map[string]string{"not found": notFound, "hangs": interrupted}[name]
				if name == "hangs" {
					select {
					case o := <-ended:
						t.Fatalf("the first read ended before the others: %q", o.errorText())
					default:
					}
					interrupt()
				}
				if o := <-ended; o.kind() != want {
					t.Errorf("the first read ended with %q, want %q", o.kind(), want)
				}
			})
		}
	}
}
