// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene_test

import (
	"fmt"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

func TestRefused(t *testing.T) {
	cases := map[string]acctest.Case{
		"the document's sample": {
			ID: documentID, Calls: 1,
			Contains: []string{
				"Error: ", `scene_id = "` + documentID + `"`, "Code: 4001", "HTTP status: 200 (answer says 400)",
				"Request ID: DC4E3177-6745-4925-B423-4E89VV34221A",
			},
		},
		"not found": {
			ID: "N0NE", Calls: 1,
			Contains: []string{
				"PTS Scene Not Found", `scene_id = "N0NE"`, "PTS has no scene with this scene_id in the account that the credentials belong to.",
				"Code: GetPtsSceneRunningStatusFail", "HTTP status: 403", "Request ID: ", "Message: The scene does not exist",
			},
		},
	}
	pts.FailsByCLI(t, cases, cases)
	pts.Fails(t, map[string]acctest.Case{
		"no permission": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaDenied }), Calls: 1,
			Contains: []string{
				"Permission Denied for PTS Scene", "the RAM action pts:GetPtsSceneRunningStatus", "Code: NoPermission", "HTTP status: 403",
			},
		},
		"unknown key": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: "LTAInobodysKey", Secret: k.Alibaba.Secret}
			}),
			Calls: 1, Contains: []string{"Invalid Alibaba Cloud Credentials", "does not know this access key", "HTTP status: 404"},
		},
		"wrong secret": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity {
				return emulator.Identity{AccessKeyID: k.Alibaba.AccessKeyID, Secret: "emulatorAlibabaSecretOfNobody"}
			}),
			Calls: 1, Contains: []string{"Invalid Alibaba Cloud Credentials", "Check the secret key.", "Code: SignatureDoesNotMatch"},
		},
		"expired token": {
			Setup: acctest.AsAlibaba(func(k emulator.Keys) emulator.Identity { return k.AlibabaSTSExpired }), Calls: 1,
			Contains: []string{"Invalid Alibaba Cloud Credentials", "The security token has expired."},
		},
		"clock off": {
			Responses: acctest.Refused(400, "IllegalTimestamp", "The input parameter Timestamp is not allowed."), Calls: 1,
			Contains: []string{"System Clock Skew", "Set this machine's clock", "Code: IllegalTimestamp"},
		},
		"throttled": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(400, "Throttling.User", "too many"),
			Contains: []string{"PTS Scene Read Throttled", "after 2 attempts.", "Code: Throttling.User", "Attempts: 2"},
		},
		"unavailable": {
			Setup: acctest.With("max_retries = 1"), Calls: 2, Responses: acctest.Refused(503, "ServiceUnavailable", "busy"),
			Contains: []string{"PTS Unavailable", "after 2 attempts.", "HTTP status: 503", "Attempts: 2"},
		},
		"no listener": {
			Setup:    acctest.All(acctest.With("max_retries = 1"), acctest.RefusingPort(t)),
			Contains: []string{"PTS Unavailable", "was refused. Gave up after 2 attempts."},
		},
		"TLS to a port without": {Setup: acctest.PlainPort, Contains: []string{"PTS Endpoint Unreachable", "does not speak TLS there."}},
		"a blank id":            {ID: " ", Contains: []string{"Invalid scene_id", "scene_id must be the id of a PTS scene, such as NHBG6V; it must not be empty."}},
		"a region that can be none": {
			Body: `region = "cn hangzhou"`, Contains: []string{"Invalid region", "region must be a region id"},
		},
		"no credentials": {
			Setup:    acctest.AsAlibaba(func(emulator.Keys) emulator.Identity { return emulator.Identity{} }),
			Contains: []string{"Missing Alibaba Cloud Credentials", "Looked at, in order:"},
		},
		"no response in time": {
			Responses: acctest.WithFault(emulator.Fault{Break: emulator.Stall}), Calls: 1, Body: "timeouts {\n read = \"1s\"\n}",
			Contains: []string{"PTS Scene Read Timed Out", "There was no response within 1s, after one attempt."},
		},
	})
}

func TestUndecodable(t *testing.T) {
	undecodable := func(reason string, response emulator.Response) acctest.Case {
		return acctest.Case{
			Responses: []emulator.Response{response}, Calls: 1,
			Contains: []string{"Malformed PTS Response", reason, "HTTP status: 200", "Content type: "},
		}
	}
	pts.Fails(t, map[string]acctest.Case{
		"a page":           undecodable("not JSON", emulator.HTML(200)),
		"nothing":          undecodable("the body is empty", emulator.Text(200, "")),
		"an empty object":  undecodable("Status is missing", emulator.JSON(`{}`)),
		"no status":        undecodable("Status is missing", emulator.JSON(`{"Success": true, "SceneName": "x"}`)),
		"an empty status":  undecodable("Status is missing", emulator.JSON(`{"Success": true, "Status": ""}`)),
		"a blank status":   undecodable("Status is missing or blank", emulator.JSON(`{"Success": true, "Status": " "}`)),
		"an object for it": undecodable("Status", emulator.JSON(`{"Success": true, "Status": {"a": 1}}`)),
		"cut off":          undecodable("the body is cut off", emulator.Text(200, `{"Success": true, "Stat`)),
		"a redirect": {
			Responses: acctest.WithFault(emulator.Fault{Redirect: "http://127.0.0.1:9/"}), Calls: 1,
			Contains: []string{"Malformed PTS Response", "redirect (HTTP 307), which is never followed"},
		},
	})
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	server := acctest.Emulator(t)
	keys := server.Keys()
	for _, id := range []emulator.Identity{
		keys.AlibabaSTS, keys.AlibabaSTSExpired, keys.AlibabaDisabled, keys.AlibabaDenied,
		{AccessKeyID: keys.AlibabaSTS.AccessKeyID, Secret: "emulatorAlibabaSecretOfNobody", SecurityToken: keys.AlibabaSTS.SecurityToken},
		{AccessKeyID: keys.AlibabaSTS.AccessKeyID, Secret: keys.AlibabaSTS.Secret, SecurityToken: "CAISnobodys/token+1=="},
	} {
		plugin := acctest.Configured(t, server, acctest.Object{
			"max_retries": 0,
			"alicloud": acctest.Object{
				"access_key": id.AccessKeyID, "secret_key": id.Secret, "security_token": acctest.OrNull(id.SecurityToken),
				"endpoints": acctest.Object{"pts": server.URL()},
			},
		})
		for _, response := range []emulator.Response{
			emulator.Usual(),
			emulator.Refusal(400, "Odd", fmt.Sprintf("token %s and secret %s", id.SecurityToken, id.Secret)),
		} {
			server.Script(pts.API, emulator.AnyKey, response)
			diags, _ := plugin.Read(pts.Type, acctest.Object{"scene_id": runningID, "require": acctest.Object{"idle": true}})
			if len(diags) == 0 {
				t.Errorf("%s: no diagnostics", id.AccessKeyID)
			}
			acctest.NoSecrets(t, diags, id.Secret, id.SecurityToken)
		}
	}
}
