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
		"wrong secret": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: k.Alibaba.AccessKeyID, Secret: "emulatorAlibabaSecretOfNobody"}
			}),
			Calls: 1,
			Contains: []string{
				"Invalid Alibaba Cloud Credentials", "the secret key is not the one of this access key.", "Check the secret key.",
				"Code: SignatureDoesNotMatch",
			},
		},
		"clock off": {
			Responses: acctest.Refused(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."), Calls: 1,
			Contains: []string{"System Clock Skew", "differs too much from the cloud's clock", "Set this machine's clock", "Code: InvalidTimeStamp.Expired"},
		},
		"an undocumented code": {
			Responses: acctest.Refused(400, "Weird.Code", "Something odd."), Calls: 1,
			Contains: []string{"SAE Request Rejected", "Code: Weird.Code", "Message: Something odd."},
		},
	})
}

func TestRetried(t *testing.T) {
	twice := acctest.With("max_retries = 1")
	sae.Fails(t, map[string]acctest.Case{
		"throttled": {
			Setup: twice, Calls: 2, Responses: acctest.Refused(400, "Throttling.User", "Request was denied due to user flow control."),
			Contains: []string{
				"SAE Application Read Throttled", "after 2 attempts.", "lower -parallelism, or raise max_retries",
				"Code: Throttling.User", "Attempts: 2", "Message: Request was denied due to user flow control.",
			},
		},
		"unavailable": {
			Setup: acctest.With("max_retries = 2"), Calls: 3, Responses: acctest.Refused(503, "ServiceUnavailable", "The service is busy."),
			Contains: []string{
				"SAE Unavailable", "SAE could not serve the request, after 3 attempts. Run again later", "Code: ServiceUnavailable",
				"HTTP status: 503", "Request ID: ", "Attempts: 3", "Message: The service is busy.",
			},
		},
		"a response cut off": {
			Setup: twice, Calls: 2, Responses: acctest.WithFault(emulator.Fault{Break: emulator.Truncate}),
			Contains: []string{"SAE Unavailable", "closed before the whole response had arrived. Gave up after 2 attempts.", "Attempts: 2"},
		},
		"no listener": {
			Setup:    acctest.All(twice, acctest.RefusingPort(t)),
			Contains: []string{"SAE Unavailable", "The connection to 127.0.0.1:", "was refused. Gave up after 2 attempts.", "Attempts: 2"},
		},
	})
}

func TestUndecodable(t *testing.T) {
	undecodable := func(reason string, response emulator.Response) acctest.Case {
		return acctest.Case{
			Responses: []emulator.Response{response}, Calls: 1,
			Contains: []string{
				"Malformed SAE Response", reason, "Check the endpoint and any proxy in between", "HTTP status: 200", "Content type: ",
			},
		}
	}
	sae.Fails(t, map[string]acctest.Case{
		"a page":          undecodable("not JSON", emulator.HTML(200)),
		"an empty object": undecodable("Data is missing", emulator.JSON(`{}`)),
		"cut off":         undecodable("the body is cut off", emulator.Text(200, `{"Data": {"CurrentStatus": "RUNN`)),
		"no status":       undecodable("Data.CurrentStatus is missing", emulator.JSON(`{"Success": true, "Data": {"SubStatus": "NORMAL"}}`)),
		"another application": undecodable(`The response is about another application: app_id is "`+readyID+`", and SAE responded about "`+stoppedID+`".`,
			emulator.JSON(`{"Data": {"AppId": "`+stoppedID+`", "CurrentStatus": "RUNNING"}}`)),
		"a redirect": {
			Responses: acctest.WithFault(emulator.Fault{Redirect: "http://127.0.0.1:9/"}), Calls: 1,
			Contains: []string{"Malformed SAE Response", "responded with a redirect (HTTP 307), which is never followed", "HTTP status: 307"},
		},
	})
}

func TestNotSent(t *testing.T) {
	sae.Fails(t, map[string]acctest.Case{
		"a blank id": {
			ID:       " ",
			Contains: []string{"Invalid app_id", `app_id = " "`, "app_id must be the id of an SAE application; it must not be empty,"},
		},
		"an id with a line break": {
			ID: readyID + "\n", Contains: []string{"Invalid app_id", "nor have blanks or line breaks around it (trimspace() removes them)."},
		},
		"a region that can be none": {
			Body:     `region = "cn_hangzhou"`,
			Contains: []string{"Invalid region", `region = "cn_hangzhou"`, "region must be a region id such as cn-hangzhou"},
		},
		"no region": {
			Setup: func(_ *emulator.Server, setup *acctest.Setup) { setup.AlibabaRegion = "" },
			Contains: []string{
				"Missing Region for SAE Application", "Set region here or in the provider's alicloud block, ALIBABA_CLOUD_REGION",
				"region of the CLI profile",
			},
		},
		"no credentials": {
			Setup: acctest.AsAlibaba(func(emulator.Keys) emulator.Identity { return emulator.Identity{} }),
			Contains: []string{
				"Missing Alibaba Cloud Credentials", "Looked at, in order:", "- the provider's alicloud block",
				"ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY (not set)",
				"ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (not set)", "ALIBABACLOUD_ACCESS_KEY_ID",
				"ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_ECS_METADATA", "config.json",
			},
		},
		"TLS to a port without": {
			Setup:    acctest.PlainPort,
			Contains: []string{"SAE Endpoint Unreachable", "does not speak TLS there.", "Check the endpoint's host and port."},
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
