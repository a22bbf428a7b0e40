// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package testplanpackages_test

import (
	"fmt"
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
	token := func(token string) acctest.Change {
		return acctest.AsHuawei(func(emulator.Keys) emulator.Identity { return emulator.Identity{AuthToken: token} })
	}
	testplan.Fails(t, map[string]acctest.Case{
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
		"an identity without permission": {
			Setup: acctest.AsHuawei(func(k emulator.Keys) emulator.Identity { return k.HuaweiDenied }), Calls: 1,
			Contains: []string{"Permission Denied for", "Code: APIGW.0302"},
		},
		"unknown key": {
			Setup: acctest.AsHuawei(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: "HWNOBODYSKEY00000000", Secret: k.Huawei.Secret}
			}),
			Calls: 1, Contains: []string{"Invalid Huawei Cloud Credentials", "Huawei Cloud does not know the access key.", "Code: APIGW.0301", "HTTP status: 401"},
		},
		"wrong secret": {
			Setup: acctest.AsHuawei(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: k.Huawei.AccessKeyID, Secret: "emulatorHuaweiSecretOfNobody"}
			}),
			Calls: 1, Contains: []string{"Invalid Huawei Cloud Credentials", "finds the signature wrong. Check the secret key."},
		},
		"temporary key without its token": {
			Setup: acctest.AsHuawei(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: k.HuaweiTemporary.AccessKeyID, Secret: k.HuaweiTemporary.Secret}
			}),
			Calls: 1, Contains: []string{"Invalid Huawei Cloud Credentials", "only together with its security token"},
		},
		"unknown token": {
			Setup: token("MIInobodysToken"), Calls: 1,
			Contains: []string{"Invalid Huawei Cloud Credentials", "Huawei Cloud does not accept the token.", "HTTP status: 401"},
		},
		"expired token": {
			Setup: acctest.AsHuawei(func(k emulator.Keys) emulator.Identity { return k.HuaweiTokenExpired }), Calls: 1,
			Contains: []string{"Invalid Huawei Cloud Credentials", "have expired", "Code: DEV.00000003"},
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
		"throttled, by the other gateway": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(403, "APIG.0308", "too many"),
			Contains: []string{"Throttled", "after 2 attempts.", "Code: APIG.0308"},
		},
		"unavailable": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(500, "CLOUDTEST.00010001", "internal"),
			Contains: []string{"TestPlan Unavailable", "after 2 attempts.", "HTTP status: 500", "Attempts: 2"},
		},
		"trouble between its services": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(400, "CLOUDTEST.00010005", "remote call failed"),
			Contains: []string{
				"TestPlan Unavailable", "between its own services. Gave up after 2 attempts.", "contact Huawei Cloud support",
				"Code: CLOUDTEST.00010005",
			},
		},
		"not authorized to query": {
			Calls: 1, Responses: acctest.Refused(400, "CLOUDTEST.00013025", "no authority"),
			Contains: []string{"Permission Denied for", "not authorized to query", "Ask an administrator", "Code: CLOUDTEST.00013025"},
		},
		"failed, and not why": {
			Responses: acctest.Respond(`{"status": "failed"}`), Calls: 1,
			Contains: []string{"Error: ", "TestPlan responded that the call failed, without a reason.", "HTTP status: 200"},
		},
		"no listener": {
			Setup:    acctest.All(acctest.With("max_retries = 1"), acctest.RefusingPort(t)),
			Contains: []string{"TestPlan Unavailable", "was refused. Gave up after 2 attempts."},
		},
		"TLS to a port without": {Setup: acctest.PlainPort, Contains: []string{"TestPlan Endpoint Unreachable", "does not speak TLS there."}},
		"a blank id":            {ID: " ", Contains: []string{"Invalid service_id", "32 hexadecimal characters"}},
		"a region that can be none": {
			Body: `region = "cn--north-4"`, Contains: []string{"Invalid region", "region must be a region id"},
		},
		"no region": {
			Setup: func(_ *emulator.Server, setup *acctest.Setup) { setup.HuaweiRegion = "" },
			Contains: []string{
				"Missing Region", "No region is given.", "by region in the provider's huaweicloud block, or by the environment variable HW_REGION_NAME.",
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
		"a page":            undecodable("not JSON", emulator.HTML(200)),
		"nothing":           undecodable("the body is empty", emulator.Text(200, "")),
		"an empty object":   undecodable("neither a status that is a success nor an error code", emulator.JSON(`{}`)),
		"null":              undecodable("The response cannot be read", emulator.JSON(`null`)),
		"an object for it":  undecodable("result", emulator.JSON(`{"status": "ok", "result": {}}`)),
		"texts for it":      undecodable("result", emulator.JSON(`{"status": "ok", "result": ["x"]}`)),
		"a bare array of 1": undecodable("", emulator.JSON(`[1]`)),
		"a word for a sum":  undecodable("original_amount", emulator.JSON(`{"status": "ok", "result": [{"original_amount": "many"}]}`)),
		"cut off":           undecodable("the body is cut off", emulator.Text(200, `{"status": "ok", "resu`)),
		"a redirect": {
			Responses: acctest.WithFault(emulator.Fault{Redirect: "http://127.0.0.1:9/"}), Calls: 1,
			Contains: []string{"Malformed TestPlan Response", "redirect (HTTP 307), which is never followed"},
		},
	})
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	keys := server.Keys()
	for _, id := range []emulator.Identity{
		keys.HuaweiTemporary, keys.HuaweiToken, keys.HuaweiTokenExpired, keys.HuaweiDenied,
		{AccessKeyID: keys.HuaweiTemporary.AccessKeyID, Secret: "emulatorHuaweiSecretOfNobody", SecurityToken: keys.HuaweiTemporary.SecurityToken},
		{AccessKeyID: keys.HuaweiTemporary.AccessKeyID, Secret: keys.HuaweiTemporary.Secret, SecurityToken: "ggnobodys/token+1=="},
		{AuthToken: "MIInobodysAuthToken/one+bad=="},
	} {
		plugin := acctest.Configured(t, server, acctest.Object{
			"max_retries": 0,
			"huaweicloud": acctest.Object{
				"region": "cn-north-4", "access_key": acctest.OrNull(id.AccessKeyID), "secret_key": acctest.OrNull(id.Secret),
				"security_token": acctest.OrNull(id.SecurityToken), "auth_token": acctest.OrNull(id.AuthToken),
				"endpoints": acctest.Object{"cloudtest": server.URL()},
			},
		})
		for _, response := range []emulator.Response{
			emulator.Usual(),
			emulator.Refusal(400, "ODD.1", fmt.Sprintf("token %s%s and secret %s", id.SecurityToken, id.AuthToken, id.Secret)),
			emulator.Text(200, "<html>"+id.SecurityToken+id.AuthToken+id.Secret),
		} {
			server.Script(testplan.API, emulator.AnyKey, response)
			diags, _ := plugin.Read(testplan.Type, acctest.Object{"service_id": licensedID, "require": acctest.Object{"licensed": false}})
			if len(diags) == 0 {
				t.Errorf("%s: no diagnostics", id.Name)
			}
			acctest.NoSecrets(t, diags, id.Secret, id.SecurityToken, id.AuthToken)
		}
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
