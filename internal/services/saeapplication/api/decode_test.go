// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/alicloudtest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/cloudtest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const (
	appID   = "0099b7be-5f5b-4512-a7fc-56049ef1****"
	license = "d5cgdt5pu0@7303f55292a****"
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

func to[T any](v T) *T { return &v }

func refused(t *testing.T, a cloud.Response) *apierr.Error {
	t.Helper()
	st, err := decode(t.Context(), a)
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: gave %+v, %v; want an *apierr.Error", a.Body, st, err)
	}
	if st != (Status{}) {
		t.Errorf("%s: gave %+v beside the error", a.Body, st)
	}
	return e
}

// full is the Status of the document's sample.
func full() Status {
	return Status{
		CurrentStatus: "RUNNING", SubStatus: "NORMAL", RunningInstances: to(int64(1)),
		LastChangeOrderID: "1ccc2339-fc19-49aa-bda0-1e7b8497****", LastChangeOrderStatus: "SUCCESS",
		LastChangeOrderRunning: to(false), ArmsAdvancedEnabled: to(false),
		Arms:        &ArmsApmInfo{AppID: appID, LicenseKey: license},
		EnableAgent: to(false), FileSizeLimit: to(int64(10240)), CreateTime: "1563373372746",
		RequestID: "91F93257-7A4A-4BD3-9A7E-2F6EAE6D****", TraceID: "0a98a02315955564772843261e****",
		appID: appID,
	}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	got, err := decode(t.Context(), newResponse(200, document(t)))
	if err != nil || !reflect.DeepEqual(got, full()) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestOlderEditions: the document's sample had other types before; all of them mean the same.
func TestOlderEditions(t *testing.T) {
	t.Parallel()
	arms, err := json.Marshal(map[string]string{"appId": appID, "licenseKey": license})
	if err != nil {
		t.Fatal(err)
	}
	quoted, err := json.Marshal(string(arms))
	if err != nil {
		t.Fatal(err)
	}
	object := document(t)[strings.Index(document(t), `"ArmsApmInfo": `)+len(`"ArmsApmInfo": `):]
	object = object[:strings.Index(object, "}")+1]
	for name, body := range map[string]string{
		"Arms as text": strings.Replace(document(t), object, string(quoted), 1),
		"all text": strings.NewReplacer(object, string(quoted), ": false", `: "false"`, `: true`, `: "True"`, ": 1,", `: "1",`,
			"1563373372746", `"1563373372746"`, ": 10240", `: "10240"`, `"ErrorCode": ""`, `"ErrorCode": "success"`,
			": 200", `: "200"`).Replace(document(t)),
		"numbers by another spelling": strings.NewReplacer(": false", ": 0", ": true", ": 1", ": 1,", ": 1.0,",
			": 10240", ": 1.024e4").Replace(document(t)),
		"Code and ErrorCode null": strings.NewReplacer(`"ErrorCode": ""`, `"ErrorCode": null`, ": 200", ": null").Replace(document(t)),
		"Success null":            strings.Replace(document(t), `"Success": true`, `"Success": null`, 1),
		"HTTP 201, Code 201":      strings.Replace(document(t), ": 200", ": 201", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decode(t.Context(), newResponse(200, body))
			if err != nil || !reflect.DeepEqual(got, full()) {
				t.Errorf("%s\n%+v, %v", body, got, err)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		body string
		want Status
	}{
		"missing": {`{"Data":{"CurrentStatus":"UNKNOWN"}}`, Status{CurrentStatus: "UNKNOWN"}},
		"null": {
			`{"RequestId":null,"TraceId":null,"Message":null,"ErrorCode":null,"Code":null,"Success":null,"Data":{"CurrentStatus":"STOPPED",
			"AppId":null,"SubStatus":null,"RunningInstances":null,"LastChangeOrderId":null,"LastChangeOrderStatus":null,"LastChangeOrderRunning":null,
			"ArmsAdvancedEnabled":null,"ArmsApmInfo":null,"EnableAgent":null,"FileSizeLimit":null,"CreateTime":null}}`,
			Status{CurrentStatus: "STOPPED"},
		},
		"empty": {
			`{"RequestId":"","TraceId":"","Message":"","ErrorCode":"","Code":"","Success":true,"Data":{"CurrentStatus":"STOPPED",
			"AppId":"","SubStatus":"","LastChangeOrderId":"","LastChangeOrderStatus":"","ArmsApmInfo":"","CreateTime":""}}`,
			Status{CurrentStatus: "STOPPED"},
		},
		"zero": {
			`{"Success":true,"Data":{"CurrentStatus":"RUNNING","RunningInstances":0,"LastChangeOrderRunning":false,"ArmsAdvancedEnabled":"false",
			"ArmsApmInfo":{},"EnableAgent":0,"FileSizeLimit":0,"CreateTime":0}}`,
			Status{
				CurrentStatus: "RUNNING", RunningInstances: to(int64(0)), LastChangeOrderRunning: to(false), ArmsAdvancedEnabled: to(false),
				Arms: &ArmsApmInfo{}, EnableAgent: to(false), FileSizeLimit: to(int64(0)), CreateTime: "0",
			},
		},
		"unknown statuses": {
			`{"Data":{"CurrentStatus":"DEPLOYING","SubStatus":"odd","LastChangeOrderStatus":"Rolled-Back"}}`,
			Status{CurrentStatus: "DEPLOYING", SubStatus: "odd", LastChangeOrderStatus: "Rolled-Back"},
		},
		"other spellings": {
			`{"Data":{"CurrentStatus":"Running","SubStatus":"runningButHasError","LastChangeOrderStatus":"waitBatchConfirm"}}`,
			Status{CurrentStatus: "RUNNING", SubStatus: "RUNNING_BUT_HAS_ERROR", LastChangeOrderStatus: "WAIT_BATCH_CONFIRM"},
		},
		"ErrorCode in capitals": {`{"ErrorCode":"SUCCESS","Data":{"CurrentStatus":"RUNNING"}}`, Status{CurrentStatus: "RUNNING"}},
		"Message is no verdict": {`{"Message":"failed","Data":{"CurrentStatus":"RUNNING"}}`, Status{CurrentStatus: "RUNNING"}},
		"what is not known":     {`{"Data":{"CurrentStatus":"RUNNING","New":{"a":[1]}},"X":[]}`, Status{CurrentStatus: "RUNNING"}},
		"names otherwise": {
			`{"success":true,"request_id":"r","TRACEID":"t","data":{"current_status":"RUNNING","SUB_STATUS":"RUNNING_BUT_HAS_ERROR","runningInstances":0,
			"lastChangeOrderStatus":"FAIL","last-change-order-id":"o","lastchangeorderrunning":true,"arms_apm_info":{"app_id":"a","LICENSEKEY":"k"}}}`,
			Status{
				RequestID: "r", TraceID: "t", CurrentStatus: "RUNNING", SubStatus: "RUNNING_BUT_HAS_ERROR", RunningInstances: to(int64(0)),
				LastChangeOrderStatus: "FAIL", LastChangeOrderID: "o", LastChangeOrderRunning: to(true), Arms: &ArmsApmInfo{"a", "k"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decode(t.Context(), newResponse(200, row.body))
			if err != nil || !reflect.DeepEqual(got, row.want) {
				t.Errorf("%+v, %v; want %+v", got, err, row.want)
			}
		})
	}
}

func TestArms(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		sent       string
		want       *ArmsApmInfo
		unreadable bool
	}{
		"object":             {`{"appId":"a","licenseKey":"k"}`, &ArmsApmInfo{"a", "k"}, false},
		"text":               {`"{\"appId\":\"a\",\"licenseKey\":\"k\"}"`, &ArmsApmInfo{"a", "k"}, false},
		"text, white space":  {`" {\"appId\": \"a\"} \n"`, &ArmsApmInfo{"a", ""}, false},
		"empty object":       {`{}`, &ArmsApmInfo{}, false},
		"text, empty object": {`"{}"`, &ArmsApmInfo{}, false},
		"nulls":              {`{"appId":null,"licenseKey":""}`, &ArmsApmInfo{}, false},
		"numbers":            {`{"appId":1,"licenseKey":2}`, &ArmsApmInfo{"1", "2"}, false},
		"keys otherwise":     {`{"AppId":"a","LICENSEKEY":"k"}`, &ArmsApmInfo{"a", "k"}, false},
		"text of such":       {`"{\"app_id\":\"a\",\"license_key\":\"k\"}"`, &ArmsApmInfo{"a", "k"}, false},
		"one key otherwise":  {`{"appId":"a","LicenseKey":"k"}`, &ArmsApmInfo{"a", "k"}, false},
		"both spellings":     {`{"appId":"a","licenseKey":"k","LICENSEKEY":"S3CRET"}`, nil, true},
		"other keys alone":   {`{"pid":"S3CRET"}`, nil, true},
		"more than two":      {`{"appId":"a","pid":{"x":1}}`, &ArmsApmInfo{"a", ""}, false},
		"null":               {`null`, nil, false},
		"empty text":         {`""`, nil, false},
		"prose":              {`"S3CRET"`, nil, true},
		"cut off":            {`"{\"licenseKey\":\"S3CRET"`, nil, true},
		"name twice":         {`"{\"licenseKey\":\"S3CRET\",\"licenseKey\":\"S3CRET\"}"`, nil, true},
		"text of an array":   {`"[1]"`, nil, true},
		"text of null":       {`"null"`, nil, true},
		"text of text":       {`"\"{}\""`, nil, true},
		"array":              {`["S3CRET"]`, nil, true},
		"number":             {`7`, nil, true},
		"boolean":            {`false`, nil, true},
		"key an object":      {`{"licenseKey":{"S3CRET":1}}`, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			st, err := decode(t.Context(), newResponse(200, `{"Success":true,"Data":{"CurrentStatus":"RUNNING","ArmsApmInfo":`+row.sent+`}}`))
			if err != nil || !reflect.DeepEqual(st.Arms, row.want) || st.ArmsUnreadable != row.unreadable {
				t.Errorf("%+v, %v, %v", st.Arms, st.ArmsUnreadable, err)
			}
		})
	}
}

func TestDocumentedStatuses(t *testing.T) {
	t.Parallel()
	for _, word := range CurrentStatuses {
		if st, err := decode(t.Context(), newResponse(200, `{"Data":{"CurrentStatus":"`+strings.ToLower(word)+`"}}`)); err != nil || st.CurrentStatus != word {
			t.Errorf("%s: %+v, %v", word, st, err)
		}
	}
	for _, word := range append(append([]string{}, SubStatuses...), ChangeOrderStatuses...) {
		sent := strings.ToLower(strings.ReplaceAll(word, "_", ""))
		st, err := decode(t.Context(), newResponse(200, `{"Data":{"CurrentStatus":"RUNNING","SubStatus":"`+sent+`","LastChangeOrderStatus":"`+sent+`"}}`))
		if err != nil || st.SubStatus != word && st.LastChangeOrderStatus != word {
			t.Errorf("%s: %+v, %v", word, st, err)
		}
	}
}

// TestRefused has a row per code and status that a document, or the gateway, gives.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		status         int
		body           string
		kind           apierr.Kind
		argument, code string
		reported       int
	}{
		{404, `{"Code":"404","ErrorCode":"InvalidAppId.NotFound","Message":"The specified AppId does not exist.","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.NotFound, "app_id", "InvalidAppId.NotFound", 0},
		{404, `{"Code":"InvalidAppId.NotFound","Message":"The specified AppId does not exist.","HostId":"sae.cn-hangzhou.aliyuncs.com","Recommend":"x","RequestId":"r","TraceId":"t"}`, apierr.NotFound, "app_id", "InvalidAppId.NotFound", 0},
		{200, `{"Code":404,"ErrorCode":"InvalidAppId.NotFound","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.NotFound, "app_id", "InvalidAppId.NotFound", 404},
		{400, `{"Code":"400","ErrorCode":"InvalidApplication.NotFound","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.NotFound, "app_id", "InvalidApplication.NotFound", 0},
		{400, `{"Code":"400","ErrorCode":"InvalidParameter.NotEmpty","Message":"You must specify the parameter AppId.","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.InvalidArgument, "app_id", "InvalidParameter.NotEmpty", 0},
		{400, `{"Code":"400","ErrorCode":"InvalidParameter.WithMessage","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.InvalidArgument, "app_id", "InvalidParameter.WithMessage", 0},
		{400, `{"Code":"MissingAppId","Message":"AppId is mandatory for this action.","RequestId":"r","TraceId":"t"}`, apierr.InvalidArgument, "app_id", "MissingAppId", 0},
		{400, `{"Code":"InvalidAppId.Malformed","RequestId":"r","TraceId":"t"}`, apierr.InvalidArgument, "app_id", "InvalidAppId.Malformed", 0},
		{400, `{"Code":"400","ErrorCode":"InvalidAppId.Format","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.InvalidArgument, "app_id", "InvalidAppId.Format", 0},
		{400, `{"Code":"400","ErrorCode":"Resouce.no.permission","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.PermissionDenied, "", "Resouce.no.permission", 0},
		// Success false without a code: the message may be one.
		{200, `{"Code":"404","Message":"InvalidAppId.NotFound","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.NotFound, "app_id", "InvalidAppId.NotFound", 404},
		{200, `{"Message":"ThrottlingUser","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.Throttled, "", "ThrottlingUser", 0},
		{200, `{"Message":"Throttling","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.Throttled, "", "Throttling", 0},
		{200, `{"Message":"failed","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.Rejected, "", "", 0},
		{200, `{"Message":"success","ErrorCode":"success","Success":false,"Code":200,"RequestId":"r","TraceId":"t"}`, apierr.Rejected, "", "200", 0},
		{200, `{"Success":false,"Data":{"CurrentStatus":"RUNNING"},"RequestId":"r","TraceId":"t"}`, apierr.Rejected, "", "", 0},
		{200, `{"Code":"404","Message":"gone","Success":false,"RequestId":"r","TraceId":"t"}`, apierr.NotFound, "app_id", "404", 404},
		{200, `{"Code":"400","Data":{"CurrentStatus":"RUNNING"},"RequestId":"r","TraceId":"t"}`, apierr.InvalidArgument, "app_id", "400", 400},
		{200, `{"Code":503,"Success":false,"RequestId":"r","TraceId":"t"}`, apierr.Unavailable, "", "503", 503},
		{200, `{"Code":"429","Success":true,"RequestId":"r","TraceId":"t"}`, apierr.Throttled, "", "429", 429},
		{200, `{"Code":302,"Success":true,"Data":{"CurrentStatus":"RUNNING"},"RequestId":"r","TraceId":"t"}`, apierr.Rejected, "", "302", 302},
		{200, `{"ErrorCode":"Some.New","Code":200,"Success":true,"Data":{"CurrentStatus":"RUNNING"},"RequestId":"r","TraceId":"t"}`, apierr.Rejected, "", "Some.New", 0},
		{200, `{"ErrorCode":"ServiceUnavailable","Code":"503","Message":{},"Data":[],"Success":"no","RequestId":"r","TraceId":"t"}`, apierr.Unavailable, "", "ServiceUnavailable", 503},
		{200, `{"success":false,"Data":{"CurrentStatus":"RUNNING","RunningInstances":[1]},"requestId":"r","traceId":"t"}`, apierr.Rejected, "", "", 0},
		{200, `{"error_code":"InvalidAppId.NotFound","data":{"currentStatus":"RUNNING"},"requestId":"r","traceId":"t"}`, apierr.NotFound, "app_id", "InvalidAppId.NotFound", 0},
		{404, `{"Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key is not found.","RequestId":"r","TraceId":"t"}`, apierr.InvalidCredentials, "", "InvalidAccessKeyId.NotFound", 0},
		{400, `{"Code":"SignatureDoesNotMatch","RequestId":"r","TraceId":"t"}`, apierr.InvalidCredentials, "", "SignatureDoesNotMatch", 0},
		{400, `{"Code":"InvalidTimeStamp.Expired","RequestId":"r","TraceId":"t"}`, apierr.ClockSkew, "", "InvalidTimeStamp.Expired", 0},
		{403, `{"Code":"Forbidden.RAM","AccessDeniedDetail":{"AuthAction":"x"},"RequestId":"r","TraceId":"t"}`, apierr.PermissionDenied, "", "Forbidden.RAM", 0},
		{400, `{"Code":"Throttling.User","RequestId":"r","TraceId":"t"}`, apierr.Throttled, "", "Throttling.User", 0},
		{500, `{"Code":"InternalError","RequestId":"r","TraceId":"t"}`, apierr.Unavailable, "", "InternalError", 0},
		{400, `{"Code":"Some.New","RequestId":"r","TraceId":"t"}`, apierr.Rejected, "", "Some.New", 0},
	} {
		e := refused(t, newResponse(row.status, row.body))
		if e.Kind != row.kind || e.Argument != row.argument || e.Code != row.code || e.ReportedStatus != row.reported ||
			e.HTTPStatus != row.status || e.RequestID != "r" || e.TraceID != "t" {
			t.Errorf("%d %s: %+v", row.status, row.body, e)
		}
		if e.Accepted != (row.kind == apierr.InvalidArgument && strings.HasPrefix(row.code, "InvalidAppId.")) {
			t.Errorf("%d %s: accepted %t", row.status, row.body, e.Accepted)
		}
	}
}

// TestLicenseKeyIsHidden: an error beside the key does not show it, whichever field echoes it.
func TestLicenseKeyIsHidden(t *testing.T) {
	t.Parallel()
	const arms = `"ArmsApmInfo":{"appId":"a","licenseKey":"S3CRETKEY"}`
	for _, body := range []string{
		`{"Data":{` + arms + `,"RunningInstances":"S3CRETKEY","CurrentStatus":"RUNNING"}}`,
		`{"Data":{` + arms + `,"CurrentStatus":["S3CRETKEY"]}}`,
		`{"Data":{` + arms + `,` + arms + `}}`,
		`{"Success":false,"ErrorCode":"X.Y","Message":"bad value S3CRETKEY","data":{"armsApmInfo":{"license_key":"S3CRETKEY"}}}`,
		`{"Success":false,"ErrorCode":"X.Y","Message":"bad value S3CRETKEY","Data":{"ArmsApmInfo":"{\"LICENSEKEY\":\"S3CRETKEY\"}"}}`,
		`{"Data":{` + arms,
		`{"Data":{"AppId":"S3CRETKEY","CurrentStatus":"RUNNING",` + arms + `}}`,
		`{"Success":false,"ErrorCode":"X.Y","Message":"bad value S3CRETKEY","Data":{` + arms + `}}`,
		`{"Success":false,"ErrorCode":"X.S3CRETKEY","RequestId":"S3CRETKEY","TraceId":"S3CRETKEY","Data":{` + arms + `}}`,
		`{"Success":false,"ErrorCode":"X.Y","Message":"bad: {\"licenseKey\":\"S3CRETKEY\"}"}`,
	} {
		ctx := redact.NewContext(t.Context(), &redact.Registry{})
		c := alicloudtest.Client(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		_, err := Read(ctx, c, "cn-hangzhou", appID)
		e := apierr.From(redact.Error(ctx, err))
		all := redact.Line(ctx, strings.Join([]string{e.Error(), e.Reason, e.Advice, e.Message, e.Code, e.RequestID, e.TraceID}, " "))
		if err == nil || strings.Contains(all, "S3CRETKEY") {
			t.Errorf("%s: %s", body, all)
		}
	}
}

func TestUndecodable(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		status int
		body   string
		kind   apierr.Kind
	}{
		"empty":                    {200, ``, apierr.MalformedResponse},
		"empty object":             {200, `{}`, apierr.MalformedResponse},
		"null":                     {200, `null`, apierr.MalformedResponse},
		"array":                    {200, `[]`, apierr.MalformedResponse},
		"HTML":                     {200, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"cut off":                  {200, `{"Data":{"CurrentStatus":"RUNNING"`, apierr.MalformedResponse},
		"no Data":                  {200, `{"Success":true,"Code":200}`, apierr.MalformedResponse},
		"Data null":                {200, `{"Success":true,"Code":200,"Data":null}`, apierr.MalformedResponse},
		"Data empty":               {200, `{"Success":true,"Data":{}}`, apierr.MalformedResponse},
		"Data an array":            {200, `{"Success":true,"Data":[]}`, apierr.MalformedResponse},
		"Data text":                {200, `{"Success":true,"Data":"S3CRET"}`, apierr.MalformedResponse},
		"CurrentStatus empty":      {200, `{"Data":{"CurrentStatus":""}}`, apierr.MalformedResponse},
		"CurrentStatus blank":      {200, `{"Data":{"CurrentStatus":" \t\u3000"}}`, apierr.MalformedResponse},
		"CurrentStatus an object":  {200, `{"Data":{"CurrentStatus":{"S3CRET":1}}}`, apierr.MalformedResponse},
		"half an instance":         {200, `{"Data":{"CurrentStatus":"RUNNING","RunningInstances":1.5}}`, apierr.MalformedResponse},
		"countless instances":      {200, `{"Data":{"CurrentStatus":"RUNNING","RunningInstances":1e999999999}}`, apierr.MalformedResponse},
		"limit no number":          {200, `{"Data":{"CurrentStatus":"RUNNING","FileSizeLimit":"S3CRET"}}`, apierr.MalformedResponse},
		"order an array":           {200, `{"Data":{"CurrentStatus":"RUNNING","LastChangeOrderId":["S3CRET"]}}`, apierr.MalformedResponse},
		"agent no boolean":         {200, `{"Data":{"CurrentStatus":"RUNNING","EnableAgent":"S3CRET"}}`, apierr.MalformedResponse},
		"TraceId an object":        {200, `{"TraceId":{"S3CRET":1},"Data":{"CurrentStatus":"RUNNING"}}`, apierr.MalformedResponse},
		"Data in two spellings":    {200, `{"Data":{"CurrentStatus":"RUNNING"},"data":{"CurrentStatus":"STOPPED"}}`, apierr.MalformedResponse},
		"status in two spellings":  {200, `{"Data":{"CurrentStatus":"RUNNING","lastChangeOrderStatus":"FAIL","LastChangeOrderStatus":"SUCCESS"}}`, apierr.MalformedResponse},
		"success at a redirect":    {301, `{"Data":{"CurrentStatus":"RUNNING"}}`, apierr.MalformedResponse},
		"success at a refusal":     {404, `{"Data":{"CurrentStatus":"RUNNING"}}`, apierr.MalformedResponse},
		"success at trouble":       {502, `{"Data":{"CurrentStatus":"RUNNING"}}`, apierr.Unavailable},
		"HTML at 403":              {403, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"HTML, throttled":          {429, `<html>S3CRET</html>`, apierr.Throttled},
		"HTML, unavailable":        {503, `<html>S3CRET</html>`, apierr.Unavailable},
		"HTML, not implemented":    {501, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"empty object, in trouble": {500, `{}`, apierr.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloudtest.CheckUnreadable(t, newResponse(row.status, row.body), "X-Acs-Request-Id", row.kind, refused)
		})
	}
}

// TestAnotherApplication: a response about another application is an error. Ids are compared without their letter case.
func TestAnotherApplication(t *testing.T) {
	t.Parallel()
	for sent, good := range map[string]bool{
		`"AppId":"a",`: true, ``: true, `"AppId":null,`: true, `"AppId":"",`: true, `"AppId":"A",`: true, `"AppId":"b",`: false,
		`"AppId":"aa",`: false, `"AppId":" ",`: false, `"AppId":"b","ArmsApmInfo":{"licenseKey":"k"},`: false,
	} {
		st, err := decodeFor(t.Context(), "a", newResponse(200, `{"RequestId":"r","TraceId":"t","Data":{`+sent+`"CurrentStatus":"RUNNING"}}`))
		if good {
			if err != nil || st.CurrentStatus != "RUNNING" {
				t.Errorf("%s %+v, %v", sent, st, err)
			}
			continue
		}
		var e *apierr.Error
		if !errors.As(err, &e) || e.Kind != apierr.MalformedResponse || e.HTTPStatus != 200 || e.RequestID != "r" || e.TraceID != "t" ||
			e.ContentType != "application/json" || st != (Status{}) {
			t.Errorf("%s %+v, %+v", sent, st, err)
		}
	}
	_, err := decodeFor(t.Context(), "a-1", newResponse(200, `{"Data":{"AppId":"b-2\u001b[2J","CurrentStatus":"RUNNING"}}`))
	if e := apierr.From(err); !strings.Contains(e.Reason, `"a-1"`) || !strings.Contains(e.Reason, `"b-2\x1b[2J"`) {
		t.Errorf("%q does not show both ids", e.Reason)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(200, []byte(document(f)))
	f.Add(200, []byte(`{"Data":{"CurrentStatus":"Running","ArmsApmInfo":"{\"licenseKey\":\"k\"}"},"Code":"200","ErrorCode":"success"}`))
	f.Add(404, []byte(`{"Code":"404","ErrorCode":"InvalidAppId.NotFound","Message":"m","Success":false,"TraceId":"t"}`))
	f.Add(503, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		st, err := decodeFor(t.Context(), appID, newResponse(status, string(body)))
		var e *apierr.Error
		switch {
		case err == nil && (st.CurrentStatus == "" || status < 200 || status > 299 || st.ArmsUnreadable && st.Arms != nil):
			t.Fatalf("HTTP %d %q was taken for a success: %+v", status, body, st)
		case err != nil && (!errors.As(err, &e) || e.Kind == "" || e.HTTPStatus != status):
			t.Fatalf("HTTP %d %q: %#v", status, body, err)
		}
	})
}
