// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestRefused(t *testing.T) {
	sae.Fails(t, map[string]acctest.Case{
		"not found": {
			ID: "no-such-app", Calls: 1,
			Contains: []string{
				"Error: SAE Application Not Found", `app_id = "no-such-app"`,
				"SAE has no application with this app_id in region cn-hangzhou. Check the id, and the region: an application is visible only in its own.",
				`app_id: "no-such-app"`, "Code: InvalidAppId.NotFound", "HTTP status: 404", "Request ID: ", "Trace ID: ",
				"Message: The specified AppId does not exist.",
			},
		},
		"not found, HTTP 200": {
			Responses: acctest.Respond(`{"RequestId": "r-1", "TraceId": "t-1", "Success": false, "Code": "404",
				"ErrorCode": "InvalidAppId.NotFound", "Message": "The specified AppId does not exist."}`),
			Calls: 1,
			Contains: []string{
				"SAE Application Not Found", "HTTP status: 200 (body says 404)", "Request ID: r-1", "Trace ID: t-1",
			},
		},
		"invalid argument": {
			Responses: acctest.Respond(`{"Success": false, "Code": "400", "ErrorCode": "InvalidParameter.NotEmpty",
				"Message": "You must specify the parameter AppId."}`),
			Calls:    1,
			Contains: []string{"Invalid Argument for SAE Application", "app_id =", "Check app_id.", "Code: InvalidParameter.NotEmpty"},
		},
		"no permission": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaDenied }), Calls: 1,
			Contains: []string{
				"Permission Denied for SAE Application", "the RAM action sae:DescribeApplicationStatus", "Code: NoPermission",
				"HTTP status: 403",
			},
		},
		"an undocumented code": {
			Responses: acctest.Refused(400, "Weird.Code", "Something odd."), Calls: 1,
			Contains: []string{"SAE Request Rejected", "Code: Weird.Code", "Message: Something odd."},
		},
	})
}

func TestRetried(t *testing.T) {
	sae.Fails(t, map[string]acctest.Case{
		"throttled": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(400, "Throttling.User", "Request was denied due to user flow control."),
			Contains: []string{
				"SAE Application Read Throttled", "after 2 attempts.", "lower -parallelism, or raise max_retries",
				"Code: Throttling.User", "Attempts: 2", "Message: Request was denied due to user flow control.",
			},
		},
	})
}

func TestUndecodable(t *testing.T) {
	sae.Fails(t, map[string]acctest.Case{
		"another application": {
			Responses: acctest.Respond(`{"Data": {"AppId": "` + stoppedID + `", "CurrentStatus": "RUNNING"}}`), Calls: 1,
			Contains: []string{
				"Malformed SAE Response", `The response is about another application: app_id is "` + readyID + `", and SAE responded about "` + stoppedID + `".`,
				"Check the endpoint and any proxy in between", "HTTP status: 200", "Content type: ",
			},
		},
	})
}

// An endpoint that the configuration gives is named where a read of another region than the provider's own asks it.
func TestEndpointOfAnotherRegion(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	plugin := acctest.Configured(t, server)
	if diags, _ := plugin.Read(sae.Type, acctest.Object{"app_id": readyID, "region": "cn-hangzhou"}); len(diags) != 0 {
		t.Errorf("the provider's own region: got %v", diags)
	}
	elsewhere := acctest.Object{"app_id": readyID, "region": "cn-beijing"}
	read, _ := plugin.Read(sae.Type, elsewhere)
	opened, _ := plugin.Open(sae.Type, elsewhere)
	for _, diags := range [][]acctest.Diagnostic{read, opened} {
		if len(diags) != 1 || !diags[0].Warning || diags[0].At != "region" || diags[0].Summary != "Endpoint of Another Region" ||
			!acctest.Contains("region cn-beijing was read from", server.URL()).MatchString(diags[0].String()) {
			t.Errorf("got %v", diags)
		}
	}
	elsewhere["app_id"] = "0a1b2c3d-0000-4000-8000-000000000000"
	diags, _ := plugin.Read(sae.Type, elsewhere)
	if len(diags) != 1 || !acctest.Contains("SAE Application Not Found", "in region cn-beijing", "Endpoint: "+server.URL()).MatchString(diags[0].String()) {
		t.Errorf("got %v", diags)
	}
}

func TestUnreadableARMSIsAWarning(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	plugin := acctest.Configured(t, server)
	for _, sent := range []string{`"[]"`, `{"key": "` + licenseKey + `"}`, `"{\"licenseKey\": [\"` + licenseKey + `\"]}"`} {
		server.Script(sae.API, readyID, emulator.JSON(`{"Data": {"CurrentStatus": "RUNNING", "ArmsApmInfo": `+sent+`}}`))
		read, _ := plugin.Read(sae.Type, acctest.Object{"app_id": readyID})
		opened, _ := plugin.Open(sae.Type, acctest.Object{"app_id": readyID})
		for _, diags := range [][]acctest.Diagnostic{read, opened} {
			if len(diags) != 1 || !diags[0].Warning || diags[0].At != "arms_apm_info" || diags[0].Summary != "Unreadable ARMS Metadata" {
				t.Errorf("%s: got %v", sent, diags)
			}
			acctest.NoSecrets(t, diags, licenseKey)
		}
	}
}
