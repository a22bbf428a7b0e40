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
	// name is the product's, typ the data source's and the ephemeral resource's, id the required argument.
	name, typ, id string
	// action is what the emulator calls it, key something to ask about.
	action, key string
	// endpoint and cloud are where its endpoint is configured.
	endpoint, cloud string
	// body is a good answer. Of TestPlan's, item is the one package.
	body, item map[string]any
}

// license is a secret that a response of SAE holds.
const licence = "plantedLicenceKey@7303f55292a0"

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
			"ArmsApmInfo": map[string]any{"appId": "a", "licenseKey": licence},
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

// good is a good answer, with some of its members changed; a change to removed takes the member out.
func (a api) good(changes map[string]any) string {
	body := changed(a.body, changes)
	if a.item != nil && changes == nil {
		body["result"] = []any{a.item}
	}
	return encoded(body)
}

// within is a good answer with members of its inner object changed: Data, or the package.
func (a api) within(changes map[string]any) string {
	if a.item != nil {
		return encoded(changed(a.body, map[string]any{"result": []any{changed(a.item, changes)}}))
	}
	data, _ := a.body["Data"].(map[string]any)
	return encoded(changed(a.body, map[string]any{"Data": changed(data, changes)}))
}

// removed stands for a member that is not there.
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

// block is the data source's block, with more in it.
func (a api) block(more ...object) object {
	b := object{a.id: a.key}
	for _, m := range more {
		maps.Copy(b, m)
	}
	return b
}

// world is one emulator and the provider's configuration for it, before the provider is started.
type world struct {
	api
	t      *testing.T
	clouds *emulator.Server
	config object
	// other is where a redirect leads.
	other *emulator.Server
	// hidden are secrets of this world alone, on top of the keys and signatures.
	hidden []string
}

// retries is what max_retries is here: enough to see a read try again, and not for long.
const retries = 2

func newWorld(t *testing.T, a api, options ...emulator.Options) *world {
	t.Helper()
	w := &world{api: a, t: t, clouds: acctest.Emulator(t, options...)}
	w.config = acctest.ProviderObject(w.clouds)
	w.config["max_retries"] = retries
	w.config["request_timeout"] = "1m" // a slow machine is no fault
	return w
}

// answers scripts the API.
func (w *world) answers(responses ...emulator.Response) {
	w.clouds.Script(w.action, emulator.AnyKey, responses...)
}

// secrets are the values that nobody may be shown, as far as they are known when the read is over.
func (w *world) secrets() []string {
	keys := w.clouds.Keys()
	all := append([]string{licence}, w.hidden...)
	for _, id := range []emulator.Identity{keys.Alibaba, keys.AlibabaSTS, keys.Huawei, keys.HuaweiTemporary, keys.HuaweiToken} {
		all = append(all, id.Secret, id.SecurityToken, id.AuthToken)
	}
	for _, session := range w.clouds.Sessions() {
		all = append(all, session.Secret, session.SecurityToken)
	}
	all = append(all, keys.OIDCToken, keys.ExternalID)
	for _, e := range w.clouds.Journal() {
		all = append(all, signatures(e)...)
	}
	return all
}

// signatures are what a request was signed with.
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

// signed are the marks of what is signed: a string to sign, a canonical request.
var signed = []string{"POST&%2F&", "GET&%2F&", "SDK-HMAC-SHA256", "x-acs-signature", "x-sdk-date:", "stringtosign", "string to sign"}

// leaks names what of the world's secrets a text shows.
func (w *world) leaks(text string) []string {
	var found []string
	for _, secret := range w.secrets() {
		if secret != "" && strings.Contains(text, secret) {
			found = append(found, secret)
		}
	}
	lower := strings.ToLower(text)
	for _, mark := range signed {
		if strings.Contains(lower, strings.ToLower(mark)) {
			found = append(found, mark)
		}
	}
	return found
}

// seen is a read and what of it arrived.
type seen struct {
	outcome
	requests []emulator.Entry
	took     time.Duration
}

// look starts the provider and reads once.
func (w *world) look(more ...object) seen {
	w.t.Helper()
	p := configured(w.t, w.config)
	start := time.Now()
	o := recordRead(w.t.Context(), p, w.typ, w.block(more...))
	s := seen{outcome: o, requests: w.clouds.Entries(w.action), took: time.Since(start)}
	w.inspect(s)
	return s
}

// inspect checks what holds for every read, however it ends: each attempt has been signed anew, left one useful line in
// the log, and nobody was shown a secret.
func (w *world) inspect(s seen) {
	w.t.Helper()
	nonces := map[string]bool{}
	for i, e := range s.requests {
		if e.Verdict == emulator.Dropped {
			continue
		}
		if w.api.action == pts.action {
			if e.Nonce == "" || nonces[e.Nonce] {
				w.t.Errorf("request %d has the nonce %q, like one before it", i+1, e.Nonce)
			}
			nonces[e.Nonce] = true
		}
		// The other two schemes have no nonce, and sign the time. A try is signed after the one before it.
		if i > 0 && e.Timestamp < s.requests[i-1].Timestamp {
			w.t.Errorf("request %d was signed at %s, and the one before at %s", i+1, e.Timestamp, s.requests[i-1].Timestamp)
		}
		// On a busy machine a request arrives a while after it was signed, so a second more is no proof of an old signature.
		if gap := 5 * time.Second; i > 0 && e.Time.Sub(s.requests[i-1].Time) > gap && e.Timestamp == s.requests[i-1].Timestamp {
			w.t.Errorf("request %d, %s after the one before, carries its signature", i+1, e.Time.Sub(s.requests[i-1].Time))
		}
	}
	for i, line := range s.attempts {
		wants := []string{"api", w.id, "region", "try", "milliseconds", "request_id"}
		if line["@message"] == "read failed" {
			wants = append(wants, "kind", "code", "http_status")
		}
		for _, name := range wants {
			if _, ok := line[name]; !ok {
				w.t.Errorf("the log line of try %d has no %s: %v", i+1, name, line)
			}
		}
		if n, _ := line["try"].(float64); int(n) != i+1 {
			w.t.Errorf("try %d is logged as %v", i+1, line["try"])
		}
	}
	w.clean(s.outcome)
}

// clean checks that nobody is shown a secret, or a character that a terminal obeys or that deceives a reader.
func (w *world) clean(o outcome) {
	w.t.Helper()
	if found := w.leaks(o.shown); len(found) > 0 {
		w.t.Errorf("somebody is shown %q in:\n%s", found, o.shown)
	}
	for _, text := range o.texts {
		if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != '\n' }) {
			w.t.Errorf("a text that a terminal would obey: %q", text)
		}
	}
	if o.failed != nil {
		w.t.Error(o.failed)
	}
}
