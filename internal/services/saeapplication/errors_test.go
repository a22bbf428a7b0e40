// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication_test

import (
	"fmt"
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
				"Code: InvalidAppId.NotFound", "HTTP status: 404", "Request ID: ", "Trace ID: ",
				"Message: The specified AppId does not exist.",
			},
		},
		"not found, in the code for HTTP 400": {
			ID: "0a1b2c3d-0000-4000-8000-000000000400", Calls: 1,
			Contains: []string{"SAE Application Not Found", "app_id =", "Code: InvalidApplication.NotFound", "HTTP status: 400"},
		},
		"not found, HTTP 200": {
			Responses: acctest.Respond(`{"RequestId": "r-1", "TraceId": "t-1", "Success": false, "Code": "404",
				"ErrorCode": "InvalidAppId.NotFound", "Message": "The specified AppId does not exist."}`),
			Calls: 1,
			Contains: []string{
				"SAE Application Not Found", "HTTP status: 200 (answer says 404)", "Request ID: r-1", "Trace ID: t-1",
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
		"unknown key": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: "LTAInobodysKey", Secret: k.Alibaba.Secret}
			}),
			Calls: 1,
			Contains: []string{
				"Invalid Alibaba Cloud Credentials", "Alibaba Cloud does not know this access key.",
				"Code: InvalidAccessKeyId.NotFound", "HTTP status: 404",
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
		"disabled key": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaDisabled }), Calls: 1,
			Contains: []string{"Invalid Alibaba Cloud Credentials", "The access key is disabled.", "Code: InvalidAccessKeyId.Inactive"},
		},
		"expired token": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaSTSExpired }), Calls: 1,
			Contains: []string{
				"Invalid Alibaba Cloud Credentials", "The security token has expired.", "Get a new temporary key",
				"Code: InvalidSecurityToken.Expired",
			},
		},
		"temporary key without its token": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: k.AlibabaSTS.AccessKeyID, Secret: k.AlibabaSTS.Secret}
			}),
			Calls:    1,
			Contains: []string{"Invalid Alibaba Cloud Credentials", "came without its security token", "Code: MissingSecurityToken"},
		},
		"clock off": {
			Responses: acctest.Refused(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."), Calls: 1,
			Contains: []string{"System Clock Skew", "differs too much from the cloud's clock", "Set this machine's clock", "Code: InvalidTimeStamp.Expired"},
		},
		"an undocumented code": {
			Responses: acctest.Refused(400, "Weird.Code", "Something odd."), Calls: 1,
			Contains: []string{"SAE Request Rejected", "Code: Weird.Code", "Message: Something odd."},
		},
		"a 5xx that does not pass": {
			Responses: acctest.Refused(501, "NotImplemented", "no"), Calls: 1,
			Contains: []string{"Error: SAE", "HTTP status: 501"},
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
		"throttled, and not retried": {
			Setup: acctest.With("max_retries = 0"), Calls: 1, Responses: []emulator.Response{emulator.Text(429, "slow down")},
			Contains: []string{"SAE Application Read Throttled", "one attempt.", "HTTP status: 429"},
		},
		"unavailable": {
			Setup: acctest.With("max_retries = 2"), Calls: 3, Responses: acctest.Refused(503, "ServiceUnavailable", "The service is busy."),
			Contains: []string{
				"SAE Unavailable", "SAE could not serve the request, after 3 attempts. Run again later", "Code: ServiceUnavailable",
				"HTTP status: 503", "Request ID: ", "Attempts: 3", "Message: The service is busy.",
			},
		},
		"a load balancer's page": {
			Setup: twice, Calls: 2, Responses: []emulator.Response{emulator.HTML(502)},
			Contains: []string{"SAE Unavailable", "HTTP status: 502", "Content type: text/html", "Attempts: 2"},
		},
		"a response cut off": {
			Setup: twice, Calls: 2, Responses: acctest.WithFault(emulator.Fault{Break: emulator.Truncate}),
			Contains: []string{"SAE Unavailable", "closed before the whole response had arrived. Gave up after 2 attempts.", "Attempts: 2"},
		},
		"a reset connection": {
			Setup: twice, Calls: 2, Responses: acctest.WithFault(emulator.Fault{Break: emulator.Reset}),
			Contains: []string{"SAE Unavailable", "The connection to 127.0.0.1:", "Gave up after 2 attempts."},
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
		"a page":              undecodable("not JSON", emulator.HTML(200)),
		"nothing":             undecodable("the body is empty", emulator.Text(200, "")),
		"an empty object":     undecodable("Data is missing", emulator.JSON(`{}`)),
		"null":                undecodable("The response cannot be read", emulator.JSON(`null`)),
		"cut off":             undecodable("the body is cut off", emulator.Text(200, `{"Data": {"CurrentStatus": "RUNN`)),
		"no status":           undecodable("Data.CurrentStatus is missing", emulator.JSON(`{"Success": true, "Data": {"SubStatus": "NORMAL"}}`)),
		"half an instance":    undecodable("RunningInstances", emulator.JSON(`{"Data": {"CurrentStatus": "RUNNING", "RunningInstances": 1.5}}`)),
		"a list for a status": undecodable("CurrentStatus", emulator.JSON(`{"Data": {"CurrentStatus": ["RUNNING"]}}`)),
		"a blank status":      undecodable("Data.CurrentStatus is missing or blank", emulator.JSON(`{"Data": {"CurrentStatus": " "}}`)),
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
			Contains: []string{"Invalid app_id", `app_id = " "`, "app_id must be the id of an SAE application; it must not be empty."},
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
				"Missing Alibaba Cloud Credentials", "Looked at, in order: the provider's alicloud block",
				"ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (not set)",
				"ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY (not set)", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "config.json",
				"ALIBABA_CLOUD_ECS_METADATA", "ALIBABA_CLOUD_CREDENTIALS_URI",
			},
		},
		"TLS to a port without": {
			Setup:    acctest.PlainPort,
			Contains: []string{"SAE Endpoint Unreachable", "does not speak TLS there.", "Check the endpoint's host and port."},
		},
	})
}

// No error shows a secret, for every identity that is refused and every response that quotes what was signed.
func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	keys := server.Keys()
	for _, id := range []emulator.Identity{
		keys.AlibabaSTS, keys.AlibabaSTSExpired, keys.AlibabaDisabled, keys.AlibabaDenied,
		{AccessKeyID: "LTAInobodysKey", Secret: "emulatorAlibabaSecretOfNobody"},
		{AccessKeyID: keys.AlibabaSTS.AccessKeyID, Secret: keys.AlibabaSTS.Secret},
		{AccessKeyID: keys.AlibabaSTS.AccessKeyID, Secret: "emulatorAlibabaSecretOfNobody", SecurityToken: keys.AlibabaSTS.SecurityToken},
		{AccessKeyID: keys.AlibabaSTS.AccessKeyID, Secret: keys.AlibabaSTS.Secret, SecurityToken: "CAISnobodys/token+1=="},
	} {
		plugin := acctest.Configured(t, server, acctest.Object{
			"max_retries": 0,
			"alicloud": acctest.Object{
				"region": "cn-hangzhou", "access_key": id.AccessKeyID, "secret_key": id.Secret,
				"security_token": acctest.OrNull(id.SecurityToken), "endpoints": acctest.Object{"sae": server.URL()},
			},
		})
		for name, response := range map[string]emulator.Response{
			"the emulator's": emulator.Usual(),
			"a quoting one":  emulator.Refusal(400, "Odd", fmt.Sprintf("token %s and secret %s", id.SecurityToken, id.Secret)),
			"with the key": emulator.JSON(`{"Success": false, "Code": "400", "Message": "` + licenseKey + `",
				"Data": {"ArmsApmInfo": {"licenseKey": "` + licenseKey + `"}}}`),
			"unreadable ARMS": emulator.JSON(`{"Data": {"CurrentStatus": "RUNNING", "ArmsApmInfo": "{\"licenseKey\": \"` + licenseKey + `\""}}`),
			"a page":          emulator.Text(200, "<html>"+licenseKey+id.SecurityToken+id.Secret),
		} {
			server.Script(sae.API, emulator.AnyKey, response)
			diags, _ := plugin.Read(sae.Type, acctest.Object{"app_id": readyID, "require": acctest.Object{"ready": false}})
			if len(diags) == 0 {
				t.Errorf("%s, %s: no diagnostics", id.AccessKeyID, name)
			}
			acctest.NoSecrets(t, diags, id.Secret, id.SecurityToken, licenseKey)
		}
	}
}

func TestUnreadableARMSIsAWarning(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	plugin := acctest.Configured(t, server)
	for _, sent := range []string{`"[]"`, `{"AppId": "a", "LicenseKey": "` + licenseKey + `"}`, `"{\"licensekey\": \"` + licenseKey + `\"}"`} {
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
