// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestRefused(t *testing.T) {
	cases := map[string]acctest.Case{
		"not found": {
			ID: "11111111111111111111111111111111", Calls: 1,
			Contains: []string{
				"Not Found", "service_id =", "TestPlan has no project with this service_id in region cn-north-4.", "not the IAM project id",
				"HTTP status: 404", "Request ID: ",
			},
		},
		"not enabled": {
			ID: notEnabledID, Calls: 1,
			Contains: []string{
				"TestPlan Not Enabled in the Project", "service_id =", "The project exists, and TestPlan is not enabled in it.",
				"Code: CLOUDTEST.00012003", "HTTP status: 400", "Message: 您当前使用项目暂不支持测试服务.",
			},
		},
	}
	testplan.FailsByCLI(t, cases, cases)
	invalidID := []string{"service_id is the id of a CodeArts project: 32 hexadecimal characters without hyphens."}
	testplan.Fails(t, map[string]acctest.Case{
		"a short id":         {ID: "0123", Contains: invalidID},
		"an id with hyphens": {ID: "01234567-89ab-cdef-0123-456789abcdef", Contains: invalidID},
		"an id that climbs":  {ID: "../../../../../../../../../../v2", Contains: invalidID},
		"the document's 401": {
			ID: document401, Calls: 1,
			Contains: []string{
				"Invalid Huawei Cloud Credentials", "The credentials have expired.", "Code: DEV.00000003", "HTTP status: 401", "Message: 认证信息过期",
			},
		},
		"no member": {
			ID: noMemberID, Calls: 1,
			Contains: []string{"Permission Denied for", "not a member of the CodeArts project", "Code: PM.02177003"},
		},
		"no permission": {
			ID: forbiddenID, Calls: 1, Contains: []string{"Permission Denied for", "Grant it read access to CodeArts TestPlan", "Code: APIGW.0302", "HTTP status: 403"},
		},
		"wrong secret": {
			Setup: acctest.AsHuawei(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: k.Huawei.AccessKeyID, Secret: "emulatorHuaweiSecretOfNobody"}
			}),
			Calls: 1, Contains: []string{"Invalid Huawei Cloud Credentials", "finds the signature wrong. Check the secret key."},
		},
		"clock off": {
			Responses: acctest.Refused(401, "APIGW.0301",
				"Incorrect IAM authentication information: signature expired, signature time:20260101T000000Z,server time:20260101T010000Z"),
			Calls: 1, Contains: []string{"System Clock Skew", "Set this machine's clock", "Code: APIGW.0301"},
		},
		"throttled": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(429, "APIGW.0308", "The throttling threshold has been reached"),
			Contains: []string{"Throttled", "after 2 attempts.", "Code: APIGW.0308", "HTTP status: 429", "Attempts: 2"},
		},
		"trouble between its services": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(400, "CLOUDTEST.00010005", "remote call failed"),
			Contains: []string{
				"TestPlan Unavailable", "between its own services. Gave up after 2 attempts.", "contact Huawei Cloud support",
				"Code: CLOUDTEST.00010005",
			},
		},
		"failed, and not why": {
			Responses: acctest.Respond(`{"status": "failed"}`), Calls: 1,
			Contains: []string{"Error: ", "TestPlan responded that the call failed, without a reason.", "HTTP status: 200"},
		},
		"a blank id": {ID: " ", Contains: []string{"Invalid service_id", "32 hexadecimal characters"}},
		"no region": {
			Setup: func(_ *emulator.Server, setup *acctest.Setup) { setup.HuaweiRegion = "" },
			Contains: []string{
				"Missing Region", "No region is given", "Set region here or in the provider's huaweicloud block, HW_REGION_NAME in the environment, or the region of",
			},
		},
		"no credentials": {
			Setup: acctest.AsHuawei(func(emulator.Keys) emulator.Identity { return emulator.Identity{} }),
			Contains: []string{
				"Missing Huawei Cloud Credentials", "the provider's huaweicloud block", "HW_AUTH_TOKEN", "HW_ACCESS_KEY", "HUAWEICLOUD_SDK_AK",
				"CLOUD_SDK_AK", ".huaweicloud/credentials",
			},
		},
		"no response in time": {
			Responses: acctest.WithFault(emulator.Fault{Break: emulator.Stall}), Calls: 1, Body: "timeouts {\n read = \"1s\"\n}",
			Contains: []string{"Read Timed Out", "There was no response within 1s, after one attempt."},
		},
	})
}

func TestUndecodable(t *testing.T) {
	undecodable := func(reason string, response emulator.Response) acctest.Case {
		return acctest.Case{
			Responses: []emulator.Response{response}, Calls: 1,
			Contains: []string{"Malformed TestPlan Response", reason, "HTTP status: 200", "Content type: "},
		}
	}
	testplan.Fails(t, map[string]acctest.Case{
		"a page":           undecodable("not JSON", emulator.HTML(200)),
		"an empty object":  undecodable("neither a status that is a success nor an error code", emulator.JSON(`{}`)),
		"a word for a sum": undecodable("original_amount", emulator.JSON(`{"status": "ok", "result": [{"original_amount": "many"}]}`)),
		"a redirect": {
			Responses: acctest.WithFault(emulator.Fault{Redirect: "http://127.0.0.1:9/"}), Calls: 1,
			Contains: []string{"Malformed TestPlan Response", "redirect (HTTP 307), which is never followed"},
		},
	})
}

// An endpoint that the configuration gives is named where a read of another region than the provider's own asks it.
func TestEndpointOfAnotherRegion(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	plugin := acctest.Configured(t, server)
	if diags, _ := plugin.Read(testplan.Type, acctest.Object{"service_id": licensedID, "region": "cn-north-4"}); len(diags) != 0 {
		t.Errorf("the provider's own region: got %v", diags)
	}
	elsewhere := acctest.Object{"service_id": licensedID, "region": "cn-south-1"}
	read, _ := plugin.Read(testplan.Type, elsewhere)
	opened, _ := plugin.Open(testplan.Type, elsewhere)
	for _, diags := range [][]acctest.Diagnostic{read, opened} {
		if len(diags) != 1 || !diags[0].Warning || diags[0].At != "region" || diags[0].Summary != "Endpoint of Another Region" ||
			!acctest.Contains("region cn-south-1 was read from", server.URL(), "gives for TestPlan").MatchString(diags[0].String()) {
			t.Errorf("got %v", diags)
		}
	}
	elsewhere["service_id"] = "11111111111111111111111111111111"
	diags, _ := plugin.Read(testplan.Type, elsewhere)
	if len(diags) != 1 || !acctest.Contains("Not Found", "in region cn-south-1", "Endpoint: "+server.URL()).MatchString(diags[0].String()) {
		t.Errorf("got %v", diags)
	}
}

// A time that cannot be read is a warning, whether a package counts without it or not.
func TestUnreadableTimeIsAWarning(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	server.Script(testplan.API, licensedID, emulator.JSON(`{"status": "ok", "result": [
		{"spec_code": "a", "resource_status": "normal", "has_license": true, "expiration_time": "soon"},
		{"spec_code": "b", "resource_status": "normal", "has_license": true}]}`))
	plugin := acctest.Configured(t, server)
	config := acctest.Object{"service_id": licensedID, "require": acctest.Object{"licensed": true}}
	read, _ := plugin.Read(testplan.Type, config)
	opened, _ := plugin.Open(testplan.Type, config)
	want := acctest.Contains("Unreadable Time in TestPlan Packages", `a has the expiration_time "soon", which cannot be read.`, "does not count for licensed")
	for _, diags := range [][]acctest.Diagnostic{read, opened} {
		if len(diags) != 1 || !diags[0].Warning || diags[0].At != "packages" || !want.MatchString(diags[0].String()) {
			t.Errorf("got %v", diags)
		}
	}

	config["spec_code"] = "a"
	read, _ = plugin.Read(testplan.Type, config)
	unmet := acctest.Contains("Requirement Not Met", `licensed: required true, found false. a has the expiration_time "soon", which cannot be read.`)
	if len(read) != 2 || !read[0].Warning || read[1].Warning || !unmet.MatchString(read[1].String()) {
		t.Errorf("got %v", read)
	}
}
