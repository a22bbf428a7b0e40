// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// apiRequest returns a correct call for a key.
func apiRequest(t *testing.T, s *Server, api, key string) *http.Request {
	t.Helper()
	switch api {
	case pts:
		return sceneRequest(t, s, s.Keys().Alibaba, key)
	case sae:
		return signROA(s.Keys().Alibaba, appRequest(t, s, s.Keys().Alibaba, key))
	case testPlan:
		return signHuawei(s.Keys().Huawei, packagesRequest(t, s, s.Keys().Huawei, key), "")
	}
	t.Fatalf("no client for %s", api)
	return nil
}

// TestDocumentSamples checks that the vendors' samples have exactly the bytes of their documents, even after a formatter
// or an editor was at work.
func TestDocumentSamples(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	for _, row := range []struct {
		api, key string
		status   int
		hash     string
	}{
		{pts, "NHBG6V", 200, "31d3e7a7d4dcf9609e1ca2af0fcfd3a66a11d99ee09d31517b57a6c029e50fdd"},
		{sae, "0099b7be-5f5b-4512-a7fc-56049ef1****", 200, "acf1604aed5acee274ab6903382bf7f6e0110595cca17314dc9c843e3d1bec10"},
		{testPlan, "aaaabbbbccccddddeeeeffff00001111", 200, "ec9ebc846a5ae070098f61ee3a6500cefe0065b66988f40a77350016f7710a70"},
		{testPlan, strings.Repeat("b", 28) + "0401", 401, "d3c62398d1837d5081bd59af947a3733c00a79ff2d908627222e4cd661e4e03a"},
	} {
		got := send(t, apiRequest(t, s, row.api, row.key))
		sum := sha256.Sum256(got.body)
		if got.status != row.status || hex.EncodeToString(sum[:]) != row.hash {
			t.Errorf("%s %s: %d, sha256 %x, body:\n%s", row.api, row.key, got.status, sum, got.body)
		}
	}
}

// TestScenarios reads every documented status once, or as often as it changes.
func TestScenarios(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	const order = "0a1b2c3d-0000-4000-8000-00000000"
	rep := strings.Repeat
	for _, row := range []struct {
		api, key string
		status   int
		want     []string // what each response contains, one per read
	}{
		{pts, "CRE4TD", 200, []string{`"Status": "CREATED"`}},
		{pts, "M0VING", 200, []string{`"CREATED"`, `"SYNCING"`, `"RUNNING"`, `"STOPPED"`, `"STOPPED"`}},
		{pts, "nowhere", 403, []string{`"Code":"GetPtsSceneRunningStatusFail"`}},
		{pts, "", 400, []string{`"Code":"MissingSceneId"`}},
		{sae, readyApp, 200, []string{`"ArmsApmInfo": "{\"appId\":\"` + readyApp + `\",\"licenseKey\":\"`}},
		{sae, order + "fa11", 200, []string{`"SubStatus": "RUNNING_BUT_HAS_ERROR"`}},
		{sae, order + "de91", 200, []string{
			`"LastChangeOrderStatus": "RUNNING"`, `"LastChangeOrderRunning": true`, `"LastChangeOrderStatus": "SUCCESS"`,
			`"LastChangeOrderStatus": "SUCCESS"`,
		}},
		{sae, order + "0000", 404, []string{`"ErrorCode": "InvalidAppId.NotFound"`}},
		{sae, "", 400, []string{`"ErrorCode": "InvalidParameter.NotEmpty"`}},
		{testPlan, licensed, 200, []string{`"resource_used": 1234.5`}},
		{testPlan, rep("f", 28) + "0000", 200, []string{`"result": []`}},
		{testPlan, rep("e", 28) + "0000", 400, []string{`"error_code":"CLOUDTEST.00012003"`}},
		{testPlan, rep("b", 28) + "0403", 403, []string{`"error_code":"APIGW.0302"`}},
		{testPlan, rep("9", 32), 404, []string{`"error_code":`}},
		{testPlan, "", 400, []string{`"error_code":"CLOUDTEST.00012002"`}},
	} {
		for i, want := range row.want {
			got := send(t, apiRequest(t, s, row.api, row.key))
			if got.status != row.status || !strings.Contains(string(got.body), want) {
				t.Errorf("%s %q, read %d: %d, no %s in %s", row.api, row.key, i+1, got.status, want, got.body)
			}
			if !json.Valid(got.body) || strings.Contains(string(got.body), "${") {
				t.Errorf("%s %q: body %s", row.api, row.key, got.body)
			}
			if id := s.Journal()[len(s.Journal())-1].RequestID; !strings.Contains(string(got.body), id) &&
				got.header.Get("X-Request-Id") != id {
				t.Errorf("%s %q: request id %s is not in the response", row.api, row.key, id)
			}
		}
	}
	s.Rewind()
	if got := send(t, apiRequest(t, s, pts, "M0VING")); got.text("Status") != "CREATED" {
		t.Errorf("after Rewind: %s", got.body)
	}
}

// TestNewAPINeedsOnlyScenarioFolder checks the promise of the package comment.
func TestNewAPINeedsOnlyScenarioFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "api.json", `{
		"source": "a made-up document",
		"api": {"name": "DescribeThing", "dialect": "alibaba-roa", "product": "thing", "version": "2026-01-01",
			"methods": ["GET", "POST"], "path": "/things/{ThingId}/status", "key": "path:ThingId"},
		"unknown": {"status": 404, "code": "Thing.NotFound", "message": "no thing"},
		"empty": {"status": 400, "code": "Thing.Empty", "message": "no id"},
		"scenarios": [{"key": "a/b", "shows": "a key with a slash", "responses": [
			{"status": 202, "headers": {"X-More": "1"}, "body": {"key": "${key}"}},
			{"base64": "aGVsbG8=", "fault": {"delay": "1ms"}}
		]}]
	}`)
	s := start(t, Options{Scenarios: []string{dir}})
	request := func(id string) *http.Request {
		r := appRequest(t, s, s.Keys().Alibaba, "x")
		r.URL.Path, r.URL.RawPath, r.URL.RawQuery = "/things/"+id+"/status", "", ""
		if id == "a/b" {
			r.URL.RawPath = "/things/a%2Fb/status"
		}
		r.Header.Del("x-acs-action")
		r.Header.Set("x-acs-version", "2026-01-01")
		return signROA(s.Keys().Alibaba, r)
	}
	got := send(t, request("a/b"))
	if got.status != 202 || got.text("key") != "a/b" || got.header.Get("X-More") != "1" {
		t.Errorf("%d %v %s", got.status, got.header, got.body)
	}
	if got = send(t, request("a/b")); string(got.body) != "hello" {
		t.Errorf("second read: %s", got.body)
	}
	if got = send(t, request("c")); got.text("Code") != "Thing.NotFound" {
		t.Errorf("unknown: %s", got.body)
	}
	// The embedded scenarios are there too.
	if got = send(t, apiRequest(t, s, pts, "RUN7NG")); got.text("Status") != "RUNNING" {
		t.Errorf("PTS: %s", got.body)
	}
}

// TestOwnScenarios checks that a folder of one's own adds to the embedded APIs and takes precedence.
func TestOwnScenarios(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "scenes.json", `{
		"api": {"name": "GetPtsSceneRunningStatus"},
		"scenarios": [
			{"key": "MY5CNE", "shows": "a scene of my own", "responses": [{"file": "my-scene.txt"}]},
			{"key": "RUN7NG", "shows": "a scene that has stopped", "responses": [{"body": {"Status": "STOPPED"}}]}
		]
	}`)
	writeFile(t, dir, "my-scene.txt", `{"Status": "SYNCING"}`)
	// A copy of an embedded file adds nothing.
	copied, err := embedded.ReadFile("scenarios/saeapplication/scenarios.json")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "applications.json", strings.ReplaceAll(string(copied), "bodies/document-sample.txt", "my-scene.txt"))
	// A second folder takes precedence over the first.
	later := t.TempDir()
	writeFile(t, later, "scenes.json", `{
		"api": {"name": "GetPtsSceneRunningStatus"},
		"unknown": {"status": 404, "code": "Scene.Unknown"},
		"scenarios": [{"key": "MY5CNE", "shows": "another", "responses": [{"body": {"Status": "READY"}}]}]
	}`)
	s := start(t, Options{Scenarios: []string{dir, later}})
	for key, want := range map[string]string{"MY5CNE": "READY", "RUN7NG": "STOPPED", "CRE4TD": "CREATED"} {
		if got := send(t, apiRequest(t, s, pts, key)); got.text("Status") != want {
			t.Errorf("%s: %s", key, got.body)
		}
	}
	if got := send(t, apiRequest(t, s, pts, "nowhere")); got.status != 404 || got.text("Code") != "Scene.Unknown" {
		t.Errorf("unknown: %d %s", got.status, got.body)
	}
	if got := send(t, apiRequest(t, s, sae, readyApp)); got.status != 200 {
		t.Errorf("SAE: %d %s", got.status, got.body)
	}
}

// TestOwnFleet checks that each key of a scenario with a count advances by itself, and that a key of its own has precedence.
func TestOwnFleet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.json", `{"api": {"name": "GetPtsSceneRunningStatus"}, "scenarios": [
		{"key": "eu-%d-web", "count": 12, "shows": "a fleet", "responses": [
			{"body": {"Status": "RUNNING"}}, {"body": {"Status": "STOPPED"}}
		]},
		{"key": "eu-7-web", "shows": "of the fleet: being prepared", "responses": [{"body": {"Status": "PREPARING"}}]}
	]}`)
	s := start(t, Options{Scenarios: []string{dir}})
	for i, row := range []struct{ key, want string }{
		{"eu-1-web", "RUNNING"},
		{"eu-12-web", "RUNNING"},
		{"eu-1-web", "STOPPED"},
		{"eu-1-web", "STOPPED"},
		{"eu-12-web", "STOPPED"},
		{"eu-7-web", "PREPARING"},
		{"eu-13-web", ""},
		{"eu-web", ""},
		{"eu--web", ""},
	} {
		if got := send(t, apiRequest(t, s, pts, row.key)); got.text("Status") != row.want {
			t.Errorf("read %d of %s: %s, want %q", i+1, row.key, got.body, row.want)
		}
	}
}

// TestGuideExample serves the scenario file that the guide on testing modules shows.
func TestGuideExample(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Scenarios: []string{"../../examples/guides/test-your-modules-without-an-account"}})
	if got := send(t, apiRequest(t, s, sae, "my-application")); got.status != 400 || got.text("Code") != "Throttling.User" {
		t.Errorf("%d %s", got.status, got.body)
	}
	if got := send(t, apiRequest(t, s, sae, "my-application")); got.status != 200 ||
		!strings.Contains(string(got.body), `"AppId": "my-application"`) {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func TestInvalidScenarioFiles(t *testing.T) {
	t.Parallel()
	const head = `{"source": "s", "api": {"name": "A", "dialect": "huawei", "product": "p", "methods": ["GET"],
		"path": "/v1/{id}", "key": "path:id"}, "unknown": {"status": 404}, "empty": {"status": 400}`
	scenarios := func(list string) string { return head + `, "scenarios": [` + list + `]}` }
	responses := func(list string) string { return scenarios(`{"key": "k", "shows": "s", "responses": [` + list + `]}`) }
	numbered := func(key, count string) string {
		return scenarios(`{"key": "` + key + `"` + count + `, "shows": "s", "responses": [{}]}`)
	}
	for name, row := range map[string]struct{ file, want string }{
		"not JSON":             {`{`, "EOF"},
		"mistyped":             {`{"sauce": "x"}`, "unknown field"},
		"not text":             {"{\n\"source\": 1}", "line 2: "},
		"no source":            {`{"api": {"name": "A", "dialect": "huawei"}}`, "source is missing"},
		"unknown api":          {`{"api": {"name": "Mistyped"}}`, `no other file describes the api "Mistyped"`},
		"no unknown":           {strings.Replace(head, `"unknown": {"status": 404}, `, "", 1) + `}`, "unknown or empty is missing"},
		"described otherwise":  {strings.Replace(head, `"A"`, `"DescribeApplicationStatus"`, 1) + `}`, "differently"},
		"built in":             {strings.Replace(head, `"A"`, `"AssumeRole"`, 1) + `}`, "built in"},
		"no api":               {`{"source": "s"}`, "needs a name"},
		"something follows":    {head + `} {}`, "follows"},
		"negative count":       {numbered("k%d", `, "count": -1`), "the count -1 is negative"},
		"count without number": {numbered("k", `, "count": 2`), "needs one number"},
		"number without count": {numbered("k%04d", ""), "needs a count"},
		"region":               {numbered("k", `, "region": "r"`), `scenario 1, "k": it has a region`},
		"duplicate key":        {scenarios(`{"key": "k", "shows": "s", "responses": [{}]}, {"key": "k", "shows": "s", "responses": [{}]}`), "twice"},
		"no responses":         {responses(""), `line 2: scenario 1, "k": it lacks key, shows or responses`},
		"two bodies":           {responses(`{"text": "a", "code": "b"}`), "more than one"},
		"body file outside":    {responses(`{"file": "../x"}`), "outside"},
		"no body file":         {responses(`{"file": "gone.txt"}`), "gone.txt"},
		"mistyped fault": {
			responses("{},\n\n" + `{"fault": {"stal": true}}`), `line 4: scenario 1, "k", response 2: json: unknown field "stal"`,
		},
		"no such break":    {responses(`{"fault": {"break": "burn"}}`), "burn"},
		"no such duration": {responses(`{"fault": {"delay": "soon"}}`), "soon"},
		"invalid status":   {responses(`{"status": 42}`), "42"},
		"not in the pattern": {
			`{"api": {"name": "ShowEchoTestPackageUsing"}, "scenarios": [{"key": "k", "shows": "s", "responses": [{}]}]}`,
			"does not match the api's pattern",
		},
		"pattern": {head + `, "invalid": {"pattern": "(", "response": {}}}`, "missing closing"},
		"dialect": {strings.Replace(head, "huawei", "klingon", 1) + `}`, "klingon"},
		"key":     {strings.Replace(head, "path:id", "header:id", 1) + `}`, "header:id"},
		"no {id}": {strings.Replace(head, "/v1/{id}", "/v1/id", 1) + `}`, "{id}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			writeFile(t, dir, "a.json", row.file)
			_, err := Start(Options{Scenarios: []string{dir}})
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("error %v, want %q in it", err, row.want)
			}
		})
	}
}

func writeFile(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.Script(pts, "RUN7NG",
		Refusal(503, "ServiceUnavailable", "busy").Header("Retry-After", "1"),
		Text(200, "not JSON ${key}"),
		JSON(`{"key":"${key}","id":"${request_id}"}`),
		HTML(502),
		Response{Base64: []byte{0xff, 0xfe}},
		Response{},
		Usual().Header("X-More", "1"),
	)
	read := func() reply { return send(t, apiRequest(t, s, pts, "RUN7NG")) }
	if got := read(); got.status != 503 || got.text("Code") != "ServiceUnavailable" ||
		got.header.Get("Retry-After") != "1" {
		t.Errorf("%d %v %s", got.status, got.header, got.body)
	}
	if got := read(); string(got.body) != "not JSON ${key}" {
		t.Errorf("%s", got.body)
	}
	if got := read(); got.text("key") != "RUN7NG" || got.text("id") != s.Journal()[2].RequestID {
		t.Errorf("%s", got.body)
	}
	if got := read(); got.status != 502 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
		t.Errorf("%d %v", got.status, got.header)
	}
	if got := read(); string(got.body) != "\xff\xfe" {
		t.Errorf("%q", got.body)
	}
	if got := read(); got.status != 200 || len(got.body) != 0 {
		t.Errorf("%d %q", got.status, got.body)
	}
	for range 2 { // the last one repeats
		if got := read(); got.text("Status") != "RUNNING" || got.header.Get("X-More") != "1" {
			t.Errorf("%v %s", got.header, got.body)
		}
	}
	s.Script(pts, AnyKey, Refusal(400, "Throttling", "slow down"))
	if got := send(t, apiRequest(t, s, pts, "other")); got.text("Code") != "Throttling" {
		t.Errorf("any key: %s", got.body)
	}
	if got := read(); got.text("Status") != "RUNNING" { // the key's own script has precedence
		t.Errorf("own script: %s", got.body)
	}
	s.Script(pts, AnyKey)
	s.Script(pts, "RUN7NG")
	if got := read(); got.text("Status") != "RUNNING" || got.header.Get("X-More") != "" {
		t.Errorf("after the script: %v %s", got.header, got.body)
	}
}
