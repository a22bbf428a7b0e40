// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/cloudtest"
)

func newResponse(status int, body string) cloud.Response {
	return cloud.Response{
		Status: status, Header: http.Header{"Content-Type": {"application/json;charset=utf-8"}}, Body: []byte(body),
	}
}

func document(t testing.TB) string {
	t.Helper()
	body, err := os.ReadFile("testdata/document.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func refused(t *testing.T, a cloud.Response) *apierr.Error {
	t.Helper()
	st, err := decode(a)
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: gave %+v, %v; want an *apierr.Error", a.Body, st, err)
	}
	if st != (Status{}) {
		t.Errorf("%s: gave %+v beside the error", a.Body, st)
	}
	return e
}

// TestDocument: the document's sample of a success is a failed call that came with HTTP 200.
func TestDocument(t *testing.T) {
	t.Parallel()
	e := refused(t, newResponse(200, document(t)))
	want := apierr.Error{
		Kind: apierr.InvalidArgument, Argument: "scene_id", Reason: e.Reason, Advice: e.Advice,
		Code: "4001", HTTPStatus: 200, ReportedStatus: 400, RequestID: "DC4E3177-6745-4925-B423-4E89VV34221A",
		Accepted: true,
	}
	if !reflect.DeepEqual(*e, want) || e.Reason == "" {
		t.Errorf("%+v", e)
	}
	st, err := decode(newResponse(200, strings.NewReplacer(
		`"Success": false`, `"Success": true`, `"4001"`, `"200"`, `: 400`, `: 200`).Replace(document(t))))
	if err != nil || st.Status != "RUNNING" || st.SceneName != "下单场景" || st.CreateTime != "2021-03-01 16:05:56" ||
		st.ModifiedTime != "2021-03-26 16:03:56" || st.RequestID != "DC4E3177-6745-4925-B423-4E89VV34221A" {
		t.Errorf("as a success: %+v, %v", st, err)
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		body string
		want Status
	}{
		"full": {
			`{"SceneName":"x","Status":"RUNNING","CreateTime":"2021-03-01 16:05:56","ModifiedTime":"2021-03-26 16:03:56","RequestId":"r","Success":true}`,
			Status{Status: "RUNNING", SceneName: "x", CreateTime: "2021-03-01 16:05:56", ModifiedTime: "2021-03-26 16:03:56", RequestID: "r"},
		},
		"older edition": {
			`{"Code":"200","HttpStatusCode":200,"Message":"no message","Status":"Running","Success":true}`,
			Status{Status: "RUNNING"},
		},
		"missing":              {`{"Status":"CREATED","Success":true}`, Status{Status: "CREATED"}},
		"null":                 {`{"Status":"CREATED","Success":true,"SceneName":null,"CreateTime":null,"ModifiedTime":null,"RequestId":null,"Code":null,"Message":null,"HttpStatusCode":null}`, Status{Status: "CREATED"}},
		"empty":                {`{"Status":"CREATED","Success":true,"SceneName":"","CreateTime":"","ModifiedTime":"","RequestId":"","Code":"","Message":"","HttpStatusCode":""}`, Status{Status: "CREATED"}},
		"zero":                 {`{"Status":0,"Success":1,"SceneName":0,"CreateTime":0,"ModifiedTime":false,"RequestId":0,"HttpStatusCode":0}`, Status{Status: "0", SceneName: "0", CreateTime: "0", ModifiedTime: "false", RequestID: "0"}},
		"unknown status":       {`{"Status":"Warming-Up","Success":true}`, Status{Status: "Warming-Up"}},
		"no underscore":        {`{"Status":"SyncDone","Success":true}`, Status{Status: "SYNC_DONE"}},
		"Success as text":      {`{"Status":"STOPPED","Success":"True"}`, Status{Status: "STOPPED"}},
		"no Success":           {`{"Status":"STOPPED"}`, Status{Status: "STOPPED"}},
		"Success null":         {`{"Status":"STOPPED","Success":null}`, Status{Status: "STOPPED"}},
		"no Success, Code 200": {`{"Status":"STOPPED","Code":200}`, Status{Status: "STOPPED"}},
		"other spellings": {
			`{"scene_name":"x","STATUS":"running","createTime":"c","modified-time":"m","requestid":"r","success":"true","http_status_code":200}`,
			Status{Status: "RUNNING", SceneName: "x", CreateTime: "c", ModifiedTime: "m", RequestID: "r"},
		},
		"what is not known": {`{"Status":"STOPPED","Success":true,"PlanId":{"a":[1]}}`, Status{Status: "STOPPED"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decode(newResponse(200, row.body))
			if err != nil {
				t.Fatal(err)
			}
			if got != row.want {
				t.Errorf("got  %+v\nwant %+v", got, row.want)
			}
		})
	}
}

func TestDocumentedStatuses(t *testing.T) {
	t.Parallel()
	for _, word := range Statuses {
		for _, sent := range []string{word, strings.ToLower(word), strings.ReplaceAll(word, "_", "")} {
			if st, err := decode(newResponse(200, `{"Success":true,"Status":"`+sent+`"}`)); err != nil || st.Status != word {
				t.Errorf("%s: %+v, %v", sent, st, err)
			}
		}
	}
}

// TestRefused has a row per code and status that a document, or the gateway, gives.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		status   int
		body     string
		kind     apierr.Kind
		argument string
		code     string
		reported int
	}{
		{403, `{"Code":"GetPtsSceneRunningStatusFail","Message":"The scene does not exist","RequestId":"r"}`, apierr.NotFound, "scene_id", "GetPtsSceneRunningStatusFail", 0},
		{200, `{"Code":"GetPtsSceneRunningStatusFail","HttpStatusCode":403,"Success":false,"RequestId":"r"}`, apierr.NotFound, "scene_id", "GetPtsSceneRunningStatusFail", 403},
		{403, `{"Code":"SceneNotExist","Message":"The scene does not exist.","RequestId":"r"}`, apierr.NotFound, "scene_id", "SceneNotExist", 0},
		{200, `{"Code":4001,"HttpStatusCode":"400","Success":"false","Status":"RUNNING","RequestId":"r"}`, apierr.InvalidArgument, "scene_id", "4001", 400},
		{400, `{"Code":"4001","HttpStatusCode":400,"Success":false,"RequestId":"r"}`, apierr.InvalidArgument, "scene_id", "4001", 0},
		{200, `{"Code":"404","HttpStatusCode":404,"Success":false,"RequestId":"r"}`, apierr.NotFound, "scene_id", "404", 404},
		{503, `{"Code":"4001","Success":false,"RequestId":"r"}`, apierr.Unavailable, "", "4001", 0},
		{200, `{"Code":"5001","HttpStatusCode":500,"Success":false,"RequestId":"r"}`, apierr.Unavailable, "", "5001", 500},
		{200, `{"Code":"4290","HttpStatusCode":429,"Success":false,"RequestId":"r"}`, apierr.Throttled, "", "4290", 429},
		{200, `{"Code":"4001","Success":false,"RequestId":"r"}`, apierr.Rejected, "", "4001", 0},
		{200, `{"Success":false,"Status":"RUNNING","RequestId":"r"}`, apierr.Rejected, "", "", 0},
		{200, `{"Success":false,"Code":"200","Status":"RUNNING","RequestId":"r"}`, apierr.Rejected, "", "200", 0},
		{200, `{"Code":"4001","Status":"RUNNING","RequestId":"r"}`, apierr.Rejected, "", "4001", 0},
		{200, `{"Code":"4001","Success":true,"RequestId":"r"}`, apierr.Rejected, "", "4001", 0},
		{200, `{"Code":"Throttling.User","Success":{},"Message":[],"HttpStatusCode":{},"RequestId":"r"}`, apierr.Throttled, "", "Throttling.User", 0},
		{200, `{"ErrorCode":"Throttling.Api","Code":400,"Success":false,"RequestId":"r"}`, apierr.Throttled, "", "Throttling.Api", 0},
		{404, `{"Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key is not found.","HostId":"pts.aliyuncs.com","Recommend":"x","RequestId":"r"}`, apierr.InvalidCredentials, "", "InvalidAccessKeyId.NotFound", 0},
		{400, `{"Code":"InvalidAccessKeyId.Inactive","RequestId":"r"}`, apierr.InvalidCredentials, "", "InvalidAccessKeyId.Inactive", 0},
		{400, `{"Code":"SignatureDoesNotMatch","RequestId":"r"}`, apierr.InvalidCredentials, "", "SignatureDoesNotMatch", 0},
		{400, `{"Code":"InvalidSecurityToken.Expired","RequestId":"r"}`, apierr.InvalidCredentials, "", "InvalidSecurityToken.Expired", 0},
		{400, `{"Code":"InvalidTimeStamp.Expired","RequestId":"r"}`, apierr.ClockSkew, "", "InvalidTimeStamp.Expired", 0},
		{403, `{"Code":"Forbidden.RAM","AccessDeniedDetail":{"AuthAction":"pts:GetPtsSceneRunningStatus"},"RequestId":"r"}`, apierr.PermissionDenied, "", "Forbidden.RAM", 0},
		{403, `{"Code":"NoPermission","RequestId":"r"}`, apierr.PermissionDenied, "", "NoPermission", 0},
		{400, `{"Code":"Throttling","RequestId":"r"}`, apierr.Throttled, "", "Throttling", 0},
		{503, `{"Code":"Rejected.Throttling","RequestId":"r"}`, apierr.Throttled, "", "Rejected.Throttling", 0},
		{503, `{"Code":"ServiceUnavailable","RequestId":"r"}`, apierr.Unavailable, "", "ServiceUnavailable", 0},
		{500, `{"Code":"InternalError","RequestId":"r"}`, apierr.Unavailable, "", "InternalError", 0},
		{400, `{"Code":"MissingSceneId","Message":"SceneId is mandatory for this action.","RequestId":"r"}`, apierr.InvalidArgument, "scene_id", "MissingSceneId", 0},
		{400, `{"Code":"InvalidParameter","RequestId":"r"}`, apierr.InvalidArgument, "scene_id", "InvalidParameter", 0},
		{400, `{"Code":"Some.New","RequestId":"r"}`, apierr.Rejected, "", "Some.New", 0},
		{500, `{"Code":"Some.New","RequestId":"r"}`, apierr.Unavailable, "", "Some.New", 0},
	} {
		e := refused(t, newResponse(row.status, row.body))
		if e.Kind != row.kind || e.Argument != row.argument || e.Code != row.code || e.ReportedStatus != row.reported ||
			e.HTTPStatus != row.status || e.RequestID != "r" {
			t.Errorf("%d %s: %+v", row.status, row.body, e)
		}
		if e.Accepted != (row.code == "4001" && row.kind != apierr.Unavailable) {
			t.Errorf("%d %s: accepted %t", row.status, row.body, e.Accepted)
		}
	}
}

// TestInvalidArgument: a request that PTS itself finds invalid has words of its own, since it says no more than a number. A gateway's
// code says more.
func TestInvalidArgument(t *testing.T) {
	t.Parallel()
	for body, own := range map[string]bool{
		`{"Code":"4001","Success":false}`: true,
		`{"Success":false}`:               true,
		`{"Code":"MissingSceneId"}`:       false,
	} {
		e := refused(t, newResponse(400, body))
		if e.Kind != apierr.InvalidArgument || (e.Advice == "Check scene_id.") != own || (e.Reason != "") != own {
			t.Errorf("%s: %+v", body, e)
		}
	}
}

// TestSignsOfFailure: one sign of a failure is enough, whatever Success says.
func TestSignsOfFailure(t *testing.T) {
	t.Parallel()
	for _, success := range []string{``, `"Success":null,`, `"Success":true,`} {
		for field, kind := range map[string]apierr.Kind{
			`"Code":"4001"`:                        apierr.Rejected,
			`"code":4001`:                          apierr.Rejected,
			`"Code":"0"`:                           apierr.Rejected,
			`"Code":" "`:                           apierr.Rejected,
			`"Code":"SceneNotExist"`:               apierr.NotFound,
			`"Code":200,"ErrorCode":"Some.New"`:    apierr.Rejected,
			`"error_code":"Throttling.Api"`:        apierr.Throttled,
			`"ErrorCode":"success"`:                apierr.Rejected,
			`"HttpStatusCode":500`:                 apierr.Unavailable,
			`"httpStatusCode":"5.03e2"`:            apierr.Unavailable,
			`"Code":"200","HttpStatusCode":"404"`:  apierr.NotFound,
			`"HttpStatusCode":302`:                 apierr.Rejected,
			`"HttpStatusCode":100`:                 apierr.Rejected,
			`"HttpStatusCode":-200`:                apierr.Rejected,
			`"HttpStatusCode":"none"`:              apierr.Rejected,
			`"HttpStatusCode":500,"SceneName":[1]`: apierr.Unavailable,
		} {
			if e := refused(t, newResponse(200, `{`+success+`"Status":"STOPPED",`+field+`}`)); e.Kind != kind {
				t.Errorf("%s%s: %+v", success, field, e)
			}
		}
		for _, field := range []string{
			`"Code":""`, `"Code":null`, `"Code":200`, `"Code":"OK"`, `"Code":"Success"`, `"ErrorCode":""`, `"ErrorCode":null`,
			`"HttpStatusCode":""`, `"HttpStatusCode":null`, `"HttpStatusCode":0`, `"HttpStatusCode":"0"`, `"HttpStatusCode":"204"`,
			`"HttpStatusCode":2e2`,
		} {
			if st, err := decode(newResponse(200, `{`+success+`"Status":"STOPPED",`+field+`}`)); err != nil || st.Status != "STOPPED" {
				t.Errorf("%s%s: %+v, %v", success, field, st, err)
			}
		}
	}
	if e := refused(t, newResponse(200, `{"success":false,"Status":"STOPPED"}`)); e.Kind != apierr.Rejected {
		t.Errorf("success false: %+v", e)
	}
}

// TestUndecodable has responses with neither a status nor an error.
func TestUndecodable(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		status int
		body   string
		kind   apierr.Kind
	}{
		"empty":                    {200, ``, apierr.MalformedResponse},
		"no content":               {204, ``, apierr.MalformedResponse},
		"empty object":             {200, `{}`, apierr.MalformedResponse},
		"null":                     {200, `null`, apierr.MalformedResponse},
		"array":                    {200, `[{"Success":true,"Status":"RUNNING"}]`, apierr.MalformedResponse},
		"text":                     {200, `"RUNNING"`, apierr.MalformedResponse},
		"HTML":                     {200, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"XML":                      {200, `<?xml version='1.0'?><Error/>`, apierr.MalformedResponse},
		"cut off":                  {200, `{"Success":true,"Status":"RUNN`, apierr.MalformedResponse},
		"trailing":                 {200, `{"Success":true,"Status":"RUNNING"}{}`, apierr.MalformedResponse},
		"twice":                    {200, `{"Success":false,"Status":"RUNNING","Success":true}`, apierr.MalformedResponse},
		"Status in two spellings":  {200, `{"Success":true,"Status":"STOPPED","status":"RUNNING"}`, apierr.MalformedResponse},
		"Success in two spellings": {200, `{"Success":true,"success":false,"Status":"STOPPED"}`, apierr.MalformedResponse},
		"no Status":                {200, `{"Success":true}`, apierr.MalformedResponse},
		"Status null":              {200, `{"Success":true,"Status":null}`, apierr.MalformedResponse},
		"Status empty":             {200, `{"Success":true,"Status":""}`, apierr.MalformedResponse},
		"Status blank":             {200, `{"Success":true,"Status":" \t\u3000"}`, apierr.MalformedResponse},
		"Status blank, no Success": {200, `{"Status":" ","Code":"200"}`, apierr.MalformedResponse},
		"Status an object":         {200, `{"Success":true,"Status":{"S3CRET":1}}`, apierr.MalformedResponse},
		"SceneName an array":       {200, `{"Success":true,"Status":"RUNNING","SceneName":["S3CRET"]}`, apierr.MalformedResponse},
		"Message an object":        {200, `{"Success":true,"Status":"RUNNING","Message":{}}`, apierr.MalformedResponse},
		"Success no boolean":       {200, `{"Success":"S3CRET","Status":"RUNNING"}`, apierr.MalformedResponse},
		"Success empty":            {200, `{"Success":"","Status":"RUNNING"}`, apierr.MalformedResponse},
		"success at a redirect":    {302, `{"Success":true,"Status":"RUNNING"}`, apierr.MalformedResponse},
		"success at a refusal":     {403, `{"Success":true,"Status":"RUNNING"}`, apierr.MalformedResponse},
		"success at trouble":       {500, `{"Success":true,"Status":"RUNNING"}`, apierr.Unavailable},
		"HTML at 403":              {403, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"HTML at 404":              {404, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"HTML, throttled":          {429, `<html>S3CRET</html>`, apierr.Throttled},
		"HTML, unavailable":        {502, `<html>S3CRET</html>`, apierr.Unavailable},
		"empty, unavailable":       {503, ``, apierr.Unavailable},
		"HTML, not implemented":    {501, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"empty object, throttled":  {429, `{}`, apierr.Throttled},
		"empty object, in trouble": {500, `{}`, apierr.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloudtest.CheckUnreadable(t, newResponse(row.status, row.body), "X-Acs-Request-Id", row.kind, refused)
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(200, []byte(document(f)))
	f.Add(200, []byte(`{"Success":true,"Status":"Running","Code":"200"}`))
	f.Add(403, []byte(`{"Code":"GetPtsSceneRunningStatusFail","Message":"The scene does not exist","RequestId":"r"}`))
	f.Add(503, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		st, err := decode(newResponse(status, string(body)))
		var e *apierr.Error
		switch {
		case err == nil && (st.Status == "" || status < 200 || status > 299):
			t.Fatalf("HTTP %d %q was taken for a success: %+v", status, body, st)
		case err != nil && (!errors.As(err, &e) || e.Kind == "" || e.HTTPStatus != status):
			t.Fatalf("HTTP %d %q: %#v", status, body, err)
		}
	})
}
