// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"strings"
	"testing"
)

func TestList(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeFile(t, dir, "a.json", `{"api": {"name": "DescribeApplicationStatus"}, "scenarios": [
		{"key": "mine-%d", "count": 3, "region": "cn-shenzhen", "shows": "some of my own", "responses": [{}]}
	]}`)
	got, err := List([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"GetPtsSceneRunningStatus of Alibaba Cloud (pts)\n\n  SceneId                   what it shows\n",
		"\n  fleet-0001 to fleet-1000  a fleet: scenes at rest (STOPPED), but for the three below\n",
		"\n  any other                 refused with HTTP 403: The scene does not exist\n",
		"\n  mine-1 to mine-3                      in cn-shenzhen only: some of my own\n",
		"\n  any other                             refused with HTTP 404: The specified AppId does not exist.\n",
		"ShowEchoTestPackageUsing of Huawei Cloud (cloudtest)\n\n  service_id ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, a := range start(t, Options{}).apis {
		for _, s := range a.scenarios {
			if !strings.Contains(got, "\n  "+s.number(1)+" ") {
				t.Errorf("%s does not list %s", a.Name, s.Key)
			}
		}
	}
}

// TestExamples serves each example as a file of one's own. Together the responses have every member of the vendor's document.
func TestExamples(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Scenarios: []string{"examples"}})
	for api, row := range map[string]struct {
		keys    []string
		members string
	}{
		pts: {
			[]string{"my-scene", "my-scene", "my-failing-scene"},
			"Code CreateTime HttpStatusCode Message ModifiedTime RequestId SceneName Status Success",
		},
		sae: {
			[]string{"my-application", "my-refused-application"},
			"RequestId Message TraceId Data ArmsAdvancedEnabled LastChangeOrderId ArmsApmInfo CreateTime CurrentStatus AppId LastChangeOrderRunning " +
				"RunningInstances LastChangeOrderStatus SubStatus EnableAgent FileSizeLimit ErrorCode Code Success",
		},
		testPlan: {
			[]string{"myproject00000000000000000000000", "myrefusedproject0000000000000000"},
			"status result expiration_time has_license original_amount package_user resource_id resource_status resource_used spec_code " +
				"start_time tenant_id error_code error_msg",
		},
	} {
		var sent string
		for _, key := range row.keys {
			got := send(t, apiRequest(t, s, api, key))
			sent += string(got.body)
			if last := s.Entries(api)[len(s.Entries(api))-1]; !last.Accepted() || strings.Contains(string(got.body), "${") {
				t.Errorf("%s: %s", key, got.body)
			}
		}
		for _, member := range strings.Fields(row.members) {
			if !strings.Contains(sent, `"`+member+`":`) {
				t.Errorf("the example of %s has no %s", api, member)
			}
		}
		if example, err := Example(api); err != nil || !strings.Contains(string(example), row.keys[0]) {
			t.Errorf("the example of %s: %v, %s", api, err, example)
		}
	}
	if _, err := Example("Mistyped"); err == nil || !strings.Contains(err.Error(), "DescribeApplicationStatus, GetPtsSceneRunningStatus, Show") {
		t.Errorf("of an API that there is not: %v", err)
	}
}
