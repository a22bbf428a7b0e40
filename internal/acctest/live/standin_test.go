// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// These tests run TestLive as `make testacc-live` does, in a process of its own, with an emulator over TLS for the clouds.

// run runs TestLive against a server and returns its output, and whether it passed.
func run(t *testing.T, server *emulator.Server, variables map[string]string) (output string, passed bool) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, server.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := server.Keys()
	env := map[string]string{
		liveVariable: "1", "SSL_CERT_FILE": ca,
		// Requests beyond loopback go to a port on which nothing listens. Go uses no proxy for loopback.
		"HTTP_PROXY": "http://127.0.0.1:1", "HTTPS_PROXY": "http://127.0.0.1:1",

		"ALIBABA_CLOUD_ACCESS_KEY_ID":     keys.Alibaba.AccessKeyID,
		"ALIBABA_CLOUD_ACCESS_KEY_SECRET": keys.Alibaba.Secret,
		"ALIBABA_CLOUD_ROLE_ARN":          keys.RoleArn,
		"ALIBABA_CLOUD_REGION":            "cn-hangzhou",
		"ALIBABA_CLOUD_ENDPOINT_STS":      server.URL(),

		"HW_ACCESS_KEY":     keys.HuaweiTemporary.AccessKeyID,
		"HW_SECRET_KEY":     keys.HuaweiTemporary.Secret,
		"HW_SECURITY_TOKEN": keys.HuaweiTemporary.SecurityToken,
		"HW_REGION_NAME":    "cn-north-4",
	}
	for _, a := range apis {
		env[a.endpointVariable] = server.URL()
	}
	maps.Copy(env, variables)
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestLive$", "-test.v", "-test.timeout=10m")
	// The developer's own settings of the live tests are for `make testacc-live`.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, liveVariable) })
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), err == nil
}

// overTLS starts an emulator over TLS.
func overTLS(t *testing.T, scenarios ...string) *emulator.Server {
	t.Helper()
	return acctest.Emulator(t, emulator.Options{TLS: true, Scenarios: scenarios})
}

// shownLine matches the lines that show what was read.
var shownLine = regexp.MustCompile(`(?m)^ +\w+\.go:\d+: (\w+, (?:data source|ephemeral resource|plural data source|action): .*)$`)

// TestRecordAndReplay records from the emulator, serves the recording, and reads the same.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	ids := map[string]string{
		"CLOUDSTATUS_LIVE_SCENE_ID":   "RUN7NG",
		"CLOUDSTATUS_LIVE_APP_ID":     "7171a6ca-d1cd-4928-8642-7d5cfe697c34",
		"CLOUDSTATUS_LIVE_SERVICE_ID": "0123456789abcdef0123456789abcdef",
	}
	dir := filepath.Join(t.TempDir(), "recorded")
	server := overTLS(t)
	recorded, passed := run(t, server, merged(ids, map[string]string{recordVariable: dir}))
	if !passed {
		t.Fatalf("the live tests failed against the emulator:\n%s", recorded)
	}
	lines := shownLine.FindAllString(recorded, -1)
	want, closing := 0, "Read: PTS, SAE, TestPlan.\n"
	for _, a := range apis {
		want += len(kinds)
		if a.plural != nil {
			want++
		}
	}
	if cli := findCLI(t); hasActions(cli) {
		want += len(apis)
	} else {
		closing = "Read: PTS, SAE, TestPlan. Not run: actions (they need Terraform 1.14 or later, and this is " + cli.Version + ").\n"
	}
	if len(lines) != want {
		t.Errorf("want %d lines that show what was read, got\n%s", want, recorded)
	}
	if !strings.Contains(recorded, closing) {
		t.Errorf("want the closing line %q, got\n%s", closing, recorded)
	}
	checkPrivate(t, server, dir, slices.Concat(slices.Collect(maps.Values(ids)), []string{
		"下单场景", "emulator0licence", "7d1f2a30-5b6c-4d7e-8f90-a1b2c3d4e5f6", "a5e3aad283e44ee7a7be6acf318b6235",
		"4f8da8d94d344547a212aed7613e99e2", "77aa0b1c2d3e4f5061728394a5b6c7d8",
	}))

	replay := overTLS(t, dir)
	madeUpIDs := map[string]string{}
	for _, served := range replay.APIs() {
		for _, a := range apis {
			if a.call == served.Name {
				madeUpIDs[a.idVariable] = served.IDs[0].ID
			}
		}
	}
	replayed, passed := run(t, replay, madeUpIDs)
	if !passed {
		t.Fatalf("the live tests failed against the recording:\n%s", replayed)
	}
	if again := shownLine.FindAllString(replayed, -1); !slices.Equal(again, lines) {
		t.Errorf("read from the recording:\n%s\nread from the emulator:\n%s", strings.Join(again, "\n"), strings.Join(lines, "\n"))
	}
}

// checkPrivate checks that the files in dir hold nothing of the account: none of these values, no secret, no signature
// and no request id.
func checkPrivate(t *testing.T, server *emulator.Server, dir string, private []string) {
	t.Helper()
	for _, identity := range append(server.Sessions(), server.Keys().Alibaba, server.Keys().HuaweiTemporary) {
		private = append(private, identity.AccessKeyID, identity.Secret, identity.SecurityToken)
	}
	for _, e := range server.Journal() {
		private = append(private, e.Query.Get("Signature"), e.Header.Get("Authorization"), e.RequestID)
	}
	if len(server.Sessions()) == 0 {
		t.Error("no role was assumed, so the check proves nothing about temporary keys")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != len(apis) {
		t.Fatalf("want a file for each API, got %q (%v)", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range private {
			if value != "" && strings.Contains(string(content), value) {
				t.Errorf("%s holds %q", filepath.Base(file), value)
			}
		}
	}
}

func merged(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// TestFindings checks that TestLive finds what is wrong: here a status and a time that no document has, and texts in the
// log and in the state that it takes for secrets, since variables that nothing reads have them.
func TestFindings(t *testing.T) {
	t.Parallel()
	server := overTLS(t)
	server.Script("GetPtsSceneRunningStatus", emulator.AnyKey, emulator.JSON(
		`{"Status": "PAUSED", "SceneName": "peak", "CreateTime": "the-day-before", "Success": true, "RequestId": "${request_id}"}`))
	dir := t.TempDir()
	output, passed := run(t, server, map[string]string{
		"CLOUDSTATUS_LIVE_SCENE_ID": "ABC123", recordVariable: dir,
		"HW_AUTH_TOKEN": "cloudstatus_alicloud_pts_scene", "CLOUD_SDK_SK": "the-day-before",
	})
	if passed {
		t.Fatalf("the live tests passed:\n%s", output)
	}
	for _, k := range kinds {
		for _, finding := range []string{
			`status is "PAUSED", which is not a documented value. Add it to internal/services/ptsscene/api and to templates/types`,
			`create_time is "the-day-before"`,
		} {
			if !acctest.Contains(k.name + ": " + finding).MatchString(output) {
				t.Errorf("want %s: %s, got\n%s", k.name, finding, output)
			}
		}
	}
	findings := []string{
		"the log holds HW_AUTH_TOKEN",
		"the state of data.cloudstatus_alicloud_pts_scene.read holds CLOUD_SDK_SK",
		"the state of data.cloudstatus_alicloud_pts_scenes.read holds CLOUD_SDK_SK",
		"the state of echo.read holds CLOUD_SDK_SK",
		"the recording is not written, because it holds CLOUD_SDK_SK",
		"Read: PTS. Not run: SAE (CLOUDSTATUS_LIVE_APP_ID is not set), TestPlan (CLOUDSTATUS_LIVE_SERVICE_ID is not set)",
	}
	if hasActions(findCLI(t)) {
		findings = append(findings, "action: the output holds HW_AUTH_TOKEN")
	}
	for _, finding := range findings {
		if !acctest.Contains(finding).MatchString(output) {
			t.Errorf("want %q, got\n%s", finding, output)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		t.Errorf("recorded: %v (%v)", files, err)
	}
}

// TestDifferences checks that TestLive compares the kinds: here each read finds another status.
func TestDifferences(t *testing.T) {
	t.Parallel()
	server := overTLS(t)
	var responses []emulator.Response
	for i := range 100 {
		responses = append(responses, emulator.JSON(fmt.Sprintf(`{"Status": "S%d", "Success": true, "RequestId": "${request_id}"}`, i)))
	}
	server.Script("GetPtsSceneRunningStatus", emulator.AnyKey, responses...)
	output, passed := run(t, server, map[string]string{"CLOUDSTATUS_LIVE_SCENE_ID": "ABC123"})
	if passed {
		t.Fatalf("the live tests passed:\n%s", output)
	}
	findings := []string{`plural data source: it read {"status":"S`}
	if hasActions(findCLI(t)) {
		findings = append(findings, `action: its status line is "status=S0 idle=false (no require: nothing checked)", and `)
	}
	for _, finding := range findings {
		if !acctest.Contains(finding).MatchString(output) {
			t.Errorf("want %q, got\n%s", finding, output)
		}
	}
}

func TestNothingGiven(t *testing.T) {
	t.Parallel()
	server := overTLS(t)
	output, passed := run(t, server, nil)
	if passed || !strings.Contains(output, "No API was read. Set the id of what to read in at least one of "+
		"CLOUDSTATUS_LIVE_SCENE_ID, CLOUDSTATUS_LIVE_APP_ID, CLOUDSTATUS_LIVE_SERVICE_ID.") {
		t.Errorf("passed: %t\n%s", passed, output)
	}
	if journal := server.Journal(); len(journal) > 0 {
		t.Errorf("requests: %v", journal)
	}
}

// TestRecordsFailure checks that the responses of a failed read are recorded, in order, and without free text.
func TestRecordsFailure(t *testing.T) {
	t.Parallel()
	server := overTLS(t)
	server.Script("ShowEchoTestPackageUsing", emulator.AnyKey,
		emulator.Refusal(429, "APIGW.0308", "Throttled for tenant 0a1b").Header("Retry-After", "0"),
		emulator.Refusal(403, "APIGW.0302", "User alice has no access"))
	dir, id := t.TempDir(), "00001111222233334444555566667777"
	output, passed := run(t, server, map[string]string{"CLOUDSTATUS_LIVE_SERVICE_ID": id, recordVariable: dir})
	if passed || !strings.Contains(output, "APIGW.0302") {
		t.Fatalf("passed: %t\n%s", passed, output)
	}
	content, err := os.ReadFile(filepath.Join(dir, "ShowEchoTestPackageUsing.json"))
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var file emulator.ScenarioFile
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	responses := file.Scenarios[0].Responses
	if len(responses) < 2 || responses[0].Status != 429 || responses[0].Headers["Retry-After"] != "0" || responses[1].Status != 403 {
		t.Errorf("recorded %s", content)
	}
	for _, text := range []string{"APIGW.0308", "APIGW.0302"} {
		if !strings.Contains(string(content), text) {
			t.Errorf("the recording lacks %s", text)
		}
	}
	for _, text := range []string{"alice", "Throttled", "0a1b", id} {
		if strings.Contains(string(content), text) {
			t.Errorf("the recording holds %s", text)
		}
	}
}
