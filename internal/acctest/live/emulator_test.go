// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package live

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// run runs TestLive as `make testacc-live` does, against an emulator over TLS.
func run(t *testing.T, server *emulator.Server, variables ...string) (output string, passed bool) {
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
	cmd := exec.CommandContext(t.Context(), program, "-test.run=^TestLive$", "-test.v", "-test.timeout=10m")
	cmd.Env = append(append(os.Environ(), "CLOUDSTATUS_LIVE=1", "SSL_CERT_FILE="+ca,
		"ALIBABA_CLOUD_ACCESS_KEY_ID="+keys.Alibaba.AccessKeyID, "ALIBABA_CLOUD_ACCESS_KEY_SECRET="+keys.Alibaba.Secret,
		"ALIBABA_CLOUD_REGION=cn-hangzhou", "ALIBABA_CLOUD_ENDPOINT_PTS="+server.URL(), "ALIBABA_CLOUD_ENDPOINT_SAE="+server.URL(),
		"HW_ACCESS_KEY="+keys.Huawei.AccessKeyID, "HW_SECRET_KEY="+keys.Huawei.Secret,
		"HW_REGION_NAME=cn-north-4", "HW_ENDPOINT_CLOUDTEST="+server.URL()), variables...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// TestRecordAndReplay records from the emulator, and reads from the recording, which has nothing of the account.
func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	server, dir := acctest.Emulator(t, emulator.Options{TLS: true}), t.TempDir()
	recorded, passed := run(t, server, "CLOUDSTATUS_LIVE_RECORD="+dir, "CLOUDSTATUS_LIVE_SCENE_ID=RUN7NG",
		"CLOUDSTATUS_LIVE_APP_ID=7171a6ca-d1cd-4928-8642-7d5cfe697c34", "CLOUDSTATUS_LIVE_SERVICE_ID=0123456789abcdef0123456789abcdef")
	if !passed {
		t.Fatal(recorded)
	}
	for typ, call := range map[string]string{
		"alicloud_pts_scene": "GetPtsSceneRunningStatus", "alicloud_sae_application": "DescribeApplicationStatus",
		"huaweicloud_codearts_testplan_packages": "ShowEchoTestPackageUsing",
	} {
		text, err := os.ReadFile(filepath.Join(dir, "cloudstatus_"+typ+".json"))
		if private := regexp.MustCompile(`RUN7NG|7171a6ca|01234567|下单场景|emulator0licence|a5e3aad2`); err != nil || private.Match(text) {
			t.Errorf("%v: %s", err, text)
		}
		var scenario emulator.Scenario
		if err := json.Unmarshal(text, &scenario); err != nil || len(scenario.Responses) == 0 {
			t.Fatalf("%v: %s", err, text)
		}
		server.Script(call, emulator.AnyKey, scenario.Responses...)
	}
	if replayed, passed := run(t, server, "CLOUDSTATUS_LIVE_SCENE_ID="+replacement, "CLOUDSTATUS_LIVE_APP_ID="+replacement,
		"CLOUDSTATUS_LIVE_SERVICE_ID="+replacement); !passed {
		t.Error(replayed)
	}
}

// TestFindings reads what no account should have: each read finds another status that is not documented, a time that cannot
// be read, and values that it takes for secrets, since variables have them.
func TestFindings(t *testing.T) {
	t.Parallel()
	server, dir := acctest.Emulator(t, emulator.Options{TLS: true}), t.TempDir()
	var responses []emulator.Response
	for i := range 100 {
		responses = append(responses, emulator.JSON(fmt.Sprintf(`{"Data": {"AppId": "${key}", "CurrentStatus": "S%d", `+
			`"SubStatus": "the-day-before", "CreateTime": "99999999999999999999"}, "Success": true, "Code": "200"}`, i)))
	}
	server.Script("DescribeApplicationStatus", emulator.AnyKey, responses...)
	output, passed := run(t, server, "CLOUDSTATUS_LIVE_APP_ID=a", "HW_AUTH_TOKEN=cloudstatus_alicloud_sae_application",
		"OS_SECRET_KEY=the-day-before", "CLOUDSTATUS_LIVE_RECORD="+dir)
	for _, finding := range []string{
		"which is not a documented value", "The ephemeral resource read another current_status", "The plural data source read another",
		"no time since 2000", "A secret is in the log", "A secret is in the state", "A secret is in the recording, which is not written",
	} {
		if passed || !strings.Contains(output, finding) {
			t.Errorf("want %q, got\n%s", finding, output)
		}
	}
	if written, err := os.ReadDir(dir); err != nil || len(written) > 0 {
		t.Errorf("recorded: %v, %v", written, err)
	}
	if output, passed := run(t, server); passed || !strings.Contains(output, "No API was read.") {
		t.Error(output)
	}
}
