// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"encoding/json"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/provider"
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
	// dial replaces the network, unless it is nil, and sends to dialed.
	dial   func(ctx context.Context, network, address string) (net.Conn, error)
	dialed chan struct{}
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

// leaks returns the secrets that text shows, as known after the read.
func (fx *fixture) leaks(text string) []string {
	return acctest.Leaks(fx.server, text, append(fx.hidden, licenseKey)...)
}

// start starts the provider with the fixture's configuration.
func (fx *fixture) start() *acctest.Plugin {
	fx.t.Helper()
	if fx.dial == nil {
		return configured(fx.t, fx.config)
	}
	environment := provider.SystemEnvironment()
	environment.Dial = fx.dial
	return configure(fx.t, acctest.NewPluginWithEnvironment(fx.t, environment), fx.config)
}

// cloudBlock is the API's cloud's block of the provider's configuration.
func (fx *fixture) cloudBlock() object {
	block, _ := fx.config[fx.cloud].(object)
	return block
}

// setIdentity replaces the credentials in that block.
func (fx *fixture) setIdentity(id object) {
	for _, name := range []string{"access_key", "secret_key", "security_token", "auth_token"} {
		delete(fx.cloudBlock(), name)
	}
	maps.Copy(fx.cloudBlock(), id)
}

// setKey is setIdentity for a key or a token.
func (fx *fixture) setKey(id emulator.Identity) {
	block := object{"access_key": id.AccessKeyID, "secret_key": id.Secret, "security_token": id.SecurityToken, "auth_token": id.AuthToken}
	maps.DeleteFunc(block, func(_ string, value any) bool { return value == "" })
	fx.setIdentity(block)
}

// file writes a file and returns its name.
func (fx *fixture) file(content string) string {
	fx.t.Helper()
	name := filepath.Join(fx.t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		fx.t.Fatal(err)
	}
	return name
}

// read starts the provider and reads once.
func (fx *fixture) read(more ...object) outcome {
	fx.t.Helper()
	o := read.record(fx.t.Context(), fx.start(), fx.typ, fx.block(more...))
	o.requests = fx.server.Entries(fx.action)
	fx.checkRead(o)
	return o
}

// checkRead checks what holds for every read, whatever its result: each attempt is signed anew and logged with its fields,
// and no secret is shown.
func (fx *fixture) checkRead(o outcome) {
	fx.t.Helper()
	nonces := map[string]bool{}
	for i, e := range o.requests {
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
		if i > 0 && e.Timestamp < o.requests[i-1].Timestamp {
			fx.t.Errorf("request %d was signed at %s, and the one before at %s", i+1, e.Timestamp, o.requests[i-1].Timestamp)
		}
		// On a busy machine a request arrives some time after it was signed, hence the gap.
		if gap := 5 * time.Second; i > 0 && e.Time.Sub(o.requests[i-1].Time) > gap && e.Timestamp == o.requests[i-1].Timestamp {
			fx.t.Errorf("request %d, %s after the one before, carries its signature", i+1, e.Time.Sub(o.requests[i-1].Time))
		}
	}
	for i, line := range o.attempts {
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
	fx.checkShown(o)
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
