// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// api is one of the APIs that the provider reads.
type api struct {
	// name is the product, typ the type of the data source and ephemeral resource, id its required argument.
	name, typ, id string
	// action is the emulator's name of the API, key an id.
	action, key string
	// endpoint and cloud are the key and the block in which its endpoint is configured.
	endpoint, cloud string
	// body is a valid response; item is the package in TestPlan's.
	body, item map[string]any
}

// licenseKey is a secret in the responses of SAE.
const licenseKey = "plantedLicenceKey@7303f55292a0"

var pts = api{
	name: "PTS", typ: "cloudstatus_alicloud_pts_scene", id: "scene_id",
	action: "GetPtsSceneRunningStatus", key: "NHBG6V", endpoint: "pts", cloud: "alicloud",
	body: map[string]any{
		"Success": true, "Status": "RUNNING", "SceneName": "scene", "CreateTime": "2021-03-01 16:05:56",
		"ModifiedTime": "2021-03-26 16:03:56", "RequestId": "r-1", "Code": "200", "HttpStatusCode": 200, "Message": "",
	},
}

var sae = api{
	name: "SAE", typ: "cloudstatus_alicloud_sae_application", id: "app_id",
	action: "DescribeApplicationStatus", key: "7171a6ca-d1cd-4928-8642-7d5cfe697c34", endpoint: "sae", cloud: "alicloud",
	body: map[string]any{
		"RequestId": "r-1", "Message": "success", "TraceId": "t-1", "ErrorCode": "", "Code": 200, "Success": true,
		"Data": map[string]any{
			"ArmsAdvancedEnabled": false, "LastChangeOrderId": "1ccc2339",
			"ArmsApmInfo": map[string]any{"appId": "a", "licenseKey": licenseKey},
			"CreateTime":  1563373372746, "CurrentStatus": "RUNNING", "AppId": "7171a6ca-d1cd-4928-8642-7d5cfe697c34",
			"LastChangeOrderRunning": false, "RunningInstances": 1, "LastChangeOrderStatus": "SUCCESS",
			"SubStatus": "NORMAL", "EnableAgent": false, "FileSizeLimit": 10240,
		},
	},
}

var testplan = api{
	name: "TestPlan", typ: "cloudstatus_huaweicloud_codearts_testplan_packages", id: "service_id",
	action: "ShowEchoTestPackageUsing", key: "0123456789abcdef0123456789abcdef", endpoint: "cloudtest", cloud: "huaweicloud",
	body: map[string]any{"status": "ok", "result": []any{}},
	item: map[string]any{
		"spec_code": "codearts.testplan.china.echotest", "resource_status": "normal", "tenant_id": "a5e3",
		"resource_id": "4f8d", "resource_used": 1234.5, "original_amount": 5000, "package_user": true, "has_license": true,
		"start_time": "1700000000", "expiration_time": 4070908800000,
	},
}

var apis = []api{pts, sae, testplan}

// good is a valid response with changed members; the value removed deletes a member.
func (a api) good(changes map[string]any) string {
	body := changed(a.body, changes)
	if a.item != nil && changes == nil {
		body["result"] = []any{a.item}
	}
	return encoded(body)
}

// within is a valid response with changed members of its inner object: Data, or the package.
func (a api) within(changes map[string]any) string {
	if a.item != nil {
		return encoded(changed(a.body, map[string]any{"result": []any{changed(a.item, changes)}}))
	}
	data, _ := a.body["Data"].(map[string]any)
	return encoded(changed(a.body, map[string]any{"Data": changed(data, changes)}))
}

// removed is the value of a member that is absent.
var removed = new(struct{ removed bool })

func changed(body, changes map[string]any) map[string]any {
	body = maps.Clone(body)
	for name, value := range changes {
		if body[name] = value; value == any(removed) {
			delete(body, name)
		}
	}
	return body
}

func encoded(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only plain types are encoded
	}
	return string(text)
}

// block is the data source's block, with more arguments.
func (a api) block(more ...object) object {
	b := object{a.id: a.key}
	for _, m := range more {
		maps.Copy(b, m)
	}
	return b
}

// fixture is an emulator and a provider configuration for it.
type fixture struct {
	api
	t      *testing.T
	server *emulator.Server
	config object
	// other is the target of a redirect.
	other *emulator.Server
	// hidden are secrets of this fixture besides the keys and signatures.
	hidden []string
}

// retries is max_retries: enough to see retries, and few enough to be quick.
const retries = 2

func newFixture(t *testing.T, a api, options ...emulator.Options) *fixture {
	t.Helper()
	fx := &fixture{api: a, t: t, server: acctest.Emulator(t, options...)}
	fx.config = acctest.ProviderObject(fx.server)
	fx.config["max_retries"] = retries
	fx.config["request_timeout"] = "1m" // a slow machine must not fail the test
	return fx
}

// respond sets the API's responses.
func (fx *fixture) respond(responses ...emulator.Response) {
	fx.server.Script(fx.action, emulator.AnyKey, responses...)
}

// secrets are the values that must not be shown, as known after the read.
func (fx *fixture) secrets() []string {
	keys := fx.server.Keys()
	all := append([]string{licenseKey}, fx.hidden...)
	for _, id := range []emulator.Identity{keys.Alibaba, keys.AlibabaSTS, keys.Huawei, keys.HuaweiTemporary, keys.HuaweiToken} {
		all = append(all, id.Secret, id.SecurityToken, id.AuthToken)
	}
	for _, session := range fx.server.Sessions() {
		all = append(all, session.Secret, session.SecurityToken)
	}
	all = append(all, keys.OIDCToken, keys.ExternalID)
	for _, e := range fx.server.Journal() {
		all = append(all, signatures(e)...)
	}
	return all
}

// signatures are the signature and tokens of a request.
func signatures(e emulator.Entry) []string {
	all := []string{e.Query.Get("Signature"), e.SecurityToken, e.AuthToken}
	authorization := e.Header.Get("Authorization")
	if _, s, ok := strings.Cut(authorization, "Signature="); ok {
		all = append(all, s)
	} else if _, s, ok := strings.Cut(authorization, ":"); ok {
		all = append(all, s)
	}
	return all
}

// signingMarks are parts of a string to sign or a canonical request.
var signingMarks = []string{"POST&%2F&", "GET&%2F&", "SDK-HMAC-SHA256", "x-acs-signature", "x-sdk-date:", "stringtosign", "string to sign"}

// leaks returns the secrets that text shows.
func (fx *fixture) leaks(text string) []string {
	var found []string
	for _, secret := range fx.secrets() {
		if secret != "" && strings.Contains(text, secret) {
			found = append(found, secret)
		}
	}
	lower := strings.ToLower(text)
	for _, mark := range signingMarks {
		if strings.Contains(lower, strings.ToLower(mark)) {
			found = append(found, mark)
		}
	}
	return found
}

// observation is a read and the requests that arrived.
type observation struct {
	outcome
	requests []emulator.Entry
}

// read starts the provider and reads once.
func (fx *fixture) read(more ...object) observation {
	fx.t.Helper()
	p := configured(fx.t, fx.config)
	o := recordRead(fx.t.Context(), p, fx.typ, fx.block(more...))
	s := observation{outcome: o, requests: fx.server.Entries(fx.action)}
	fx.checkRead(s)
	return s
}

// checkRead checks what holds for every read, whatever its result: each attempt is signed anew and logged with its fields,
// and no secret is shown.
func (fx *fixture) checkRead(s observation) {
	fx.t.Helper()
	nonces := map[string]bool{}
	for i, e := range s.requests {
		if e.Verdict == emulator.Dropped {
			continue
		}
		if fx.api.action == pts.action {
			if e.Nonce == "" || nonces[e.Nonce] {
				fx.t.Errorf("request %d has the nonce %q, like one before it", i+1, e.Nonce)
			}
			nonces[e.Nonce] = true
		}
		// The other two schemes sign the time instead of a nonce. An attempt is signed after the one before it.
		if i > 0 && e.Timestamp < s.requests[i-1].Timestamp {
			fx.t.Errorf("request %d was signed at %s, and the one before at %s", i+1, e.Timestamp, s.requests[i-1].Timestamp)
		}
		// On a busy machine a request arrives some time after it was signed, hence the gap.
		if gap := 5 * time.Second; i > 0 && e.Time.Sub(s.requests[i-1].Time) > gap && e.Timestamp == s.requests[i-1].Timestamp {
			fx.t.Errorf("request %d, %s after the one before, carries its signature", i+1, e.Time.Sub(s.requests[i-1].Time))
		}
	}
	for i, line := range s.attempts {
		wants := []string{"api", fx.id, "region", "attempt", "duration_ms", "request_id"}
		if line["@message"] == "read failed" {
			wants = append(wants, "kind", "code", "http_status")
		}
		for _, name := range wants {
			if _, ok := line[name]; !ok {
				fx.t.Errorf("the log line of attempt %d has no %s: %v", i+1, name, line)
			}
		}
		if n, _ := line["attempt"].(float64); int(n) != i+1 {
			fx.t.Errorf("attempt %d is logged as %v", i+1, line["attempt"])
		}
	}
	fx.checkShown(s.outcome)
}

// checkShown checks that no secret is shown, and no control or formatting character.
func (fx *fixture) checkShown(o outcome) {
	fx.t.Helper()
	if found := fx.leaks(o.shown); len(found) > 0 {
		fx.t.Errorf("%q is shown in:\n%s", found, o.shown)
	}
	for _, text := range o.texts {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }) {
			fx.t.Errorf("text with control or formatting characters: %q", text)
		}
	}
	if o.failed != nil {
		fx.t.Error(o.failed)
	}
}
