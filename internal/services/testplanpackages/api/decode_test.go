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
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

func newResponse(status int, body string) cloud.Response {
	return cloud.Response{
		Status: status, Header: http.Header{"Content-Type": {"application/json;charset=utf-8"}}, Body: []byte(body),
	}
}

func document(t testing.TB, name string) string {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func to[T any](v T) *T { return &v }

func refused(t *testing.T, a cloud.Response) *apierr.Error {
	t.Helper()
	st, err := decode(a)
	var e *apierr.Error
	if !errors.As(err, &e) {
		t.Fatalf("%s: gave %+v, %v; want an *apierr.Error", a.Body, st, err)
	}
	if !reflect.DeepEqual(st, Status{}) {
		t.Errorf("%s: gave %+v beside the error", a.Body, st)
	}
	return e
}

// samples are the packages of the document's sample.
func samples() []Package {
	p := Package{
		SpecCode: "codearts.testplan.china.echotest", ResourceStatus: "normal",
		TenantID: "a5e3aad283e44ee7a7be6acf318b6235", ResourceID: "4f8da8d94d344547a212aed7613e99e2",
		ResourceUsed: to[wire.Decimal]("0"), OriginalAmount: to[wire.Decimal]("0"), PackageUser: to(true), HasLicense: to(true),
	}
	pro := p
	pro.SpecCode, pro.ResourceID = "codearts.testplan.china.pro", ""
	return []Package{p, pro}
}

func TestDocument(t *testing.T) {
	t.Parallel()
	a := newResponse(200, document(t, "document.json"))
	a.Header.Set("X-Request-Id", "head")
	got, err := decode(a)
	if err != nil || !reflect.DeepEqual(got, Status{Packages: samples(), RequestID: "head"}) {
		t.Errorf("%+v, %v", got, err)
	}
	e := refused(t, newResponse(401, document(t, "document-401.json")))
	if e.Kind != apierr.InvalidCredentials || e.Code != "DEV.00000003" || e.Message != "认证信息过期" || e.HTTPStatus != 401 ||
		e.Reason != "The credentials have expired." {
		t.Errorf("%+v", e)
	}
}

// TestOlderEdition: the document of 2024 has the array alone.
func TestOlderEdition(t *testing.T) {
	t.Parallel()
	body := document(t, "document.json")
	got, err := decode(newResponse(200, body[strings.Index(body, "["):strings.LastIndex(body, "]")+1]))
	if err != nil || !reflect.DeepEqual(got, Status{Packages: samples()}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	one := func(p Package) Status { return Status{Packages: []Package{p}} }
	for name, row := range map[string]struct {
		body string
		want Status
	}{
		"full": {
			`{"status":"ok","result":[{"expiration_time":1893456000123456789,"has_license":false,"original_amount":1234.5,"package_user":false,
			"resource_id":"i","resource_status":"freeze","resource_used":"0.10","spec_code":"s","start_time":"1700000000000","tenant_id":"t"}],"request_id":"r"}`,
			Status{RequestID: "r", Packages: []Package{{
				SpecCode: "s", ResourceID: "i", TenantID: "t", ResourceStatus: "freeze", HasLicense: to(false), PackageUser: to(false),
				OriginalAmount: to[wire.Decimal]("1234.5"), ResourceUsed: to[wire.Decimal]("0.10"), StartTime: "1700000000000", ExpirationTime: "1893456000123456789",
			}}},
		},
		"missing": {`{"status":"ok","result":[{}]}`, one(Package{})},
		"null": {
			`{"status":"ok","result":[{"expiration_time":null,"has_license":null,"original_amount":null,"package_user":null,"resource_id":null,
			"resource_status":null,"resource_used":null,"spec_code":null,"start_time":null,"tenant_id":null}],"request_id":null}`, one(Package{}),
		},
		"empty": {
			`{"status":"ok","result":[{"expiration_time":"","resource_id":"","resource_status":"","spec_code":"","start_time":"","tenant_id":""}]}`,
			one(Package{}),
		},
		"zero": {
			`{"status":"ok","result":[{"expiration_time":0,"has_license":0,"original_amount":0,"package_user":"FALSE","resource_used":0.0}]}`,
			one(Package{
				ExpirationTime: "0", HasLicense: to(false), OriginalAmount: to[wire.Decimal]("0"), PackageUser: to(false), ResourceUsed: to[wire.Decimal]("0.0"),
			}),
		},
		"unknown status":    {`{"status":"ok","result":[{"resource_status":"Overdue"}]}`, one(Package{ResourceStatus: "Overdue"})},
		"other spelling":    {`{"status":"ok","result":[{"resource_status":"Normal"}]}`, one(Package{ResourceStatus: "normal"})},
		"success":           {`{"status":"success","result":[]}`, Status{}},
		"OK":                {`{"status":"OK","result":[]}`, Status{}},
		"no result":         {`{"status":"ok"}`, Status{}},
		"result null":       {`{"status":"ok","result":null}`, Status{}},
		"bare, empty":       {`[]`, Status{}},
		"bare":              {`[{"spec_code":"s"}]`, one(Package{SpecCode: "s"})},
		"error null":        {`{"status":"ok","result":[],"error":null,"error_code":""}`, Status{}},
		"what is not known": {`{"status":"ok","result":[{"new":{"a":1}}],"more":[1]}`, one(Package{})},
		"names otherwise": {
			`{"Status":"ok","RESULT":[{"expirationTime":1577836800000,"hasLicense":true,"SpecCode":"s","resource-status":"close","resourceUsed":1}],"requestId":"r"}`,
			Status{RequestID: "r", Packages: []Package{{
				ExpirationTime: "1577836800000", HasLicense: to(true), SpecCode: "s", ResourceStatus: "close", ResourceUsed: to[wire.Decimal]("1"),
			}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decode(newResponse(200, row.body))
			if len(got.Packages) == 0 {
				got.Packages = nil
			}
			if err != nil || !reflect.DeepEqual(got, row.want) {
				t.Errorf("%+v, %v; want %+v", got, err, row.want)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status":"ok","request_id":"body"}`, `{"error_code":"X.1","request_id":"body"}`, `{"request_id":"body"}`,
	} {
		for head, want := range map[string]string{"": "body", "head": "head"} {
			a := newResponse(200, body)
			if head != "" {
				a.Header.Set("X-Request-Id", head)
			}
			st, err := decode(a)
			got := st.RequestID
			if err != nil {
				got = apierr.From(err).RequestID
			}
			if got != want {
				t.Errorf("%s with head %q: %q, want %q", body, head, got, want)
			}
		}
	}
}

// TestRefused has a row per code of TestPlan and CodeArts that a document gives, and per form of the error body. The gateway's
// codes are those of package huaweicloud.
func TestRefused(t *testing.T) {
	t.Parallel()
	code := func(code string) string { return `{"error_code":"` + code + `","error_msg":"m","request_id":"r"}` }
	for _, row := range []struct {
		status         int
		body           string
		kind           apierr.Kind
		argument, code string
	}{
		{401, code("DEV.00000001"), apierr.InvalidCredentials, "", "DEV.00000001"},
		{401, code("DEV.00000002"), apierr.InvalidCredentials, "", "DEV.00000002"},
		{401, code("DEV.00000003"), apierr.InvalidCredentials, "", "DEV.00000003"},
		{400, code("CLOUDTEST.00012002"), apierr.InvalidArgument, "service_id", "CLOUDTEST.00012002"},
		{400, code("CLOUDTEST.00012003"), apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, code("CLOUDTEST.00010005"), apierr.Unavailable, "", "CLOUDTEST.00010005"},
		{400, code("CLOUDTEST.00013024"), apierr.PermissionDenied, "", "CLOUDTEST.00013024"},
		{400, code("CLOUDTEST.00013025"), apierr.PermissionDenied, "", "CLOUDTEST.00013025"},
		{400, code("CLOUDTEST.00013026"), apierr.PermissionDenied, "", "CLOUDTEST.00013026"},
		{400, code("PM.02177003"), apierr.PermissionDenied, "", "PM.02177003"},
		{400, code("PM.02150001"), apierr.PermissionDenied, "", "PM.02150001"},
		{400, code("APIGW.0106"), apierr.InvalidArgument, "service_id", "APIGW.0106"},
		{404, code("APIGW.0101"), apierr.InvalidArgument, "region", "APIGW.0101"},
		{401, code("NEW.1"), apierr.InvalidCredentials, "", "NEW.1"},
		{403, code("NEW.1"), apierr.PermissionDenied, "", "NEW.1"},
		{404, code("NEW.1"), apierr.NotFound, "service_id", "NEW.1"},
		{400, code("NEW.1"), apierr.Rejected, "", "NEW.1"},
		{429, code("NEW.1"), apierr.Throttled, "", "NEW.1"},
		{500, code("NEW.1"), apierr.Unavailable, "", "NEW.1"},
		{200, code("NEW.1"), apierr.Rejected, "", "NEW.1"},
		{200, code("CLOUDTEST.00012003"), apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},

		{400, `{"code":"CLOUDTEST.00012003","message":"m","request_id":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, `{"errorCode":"CLOUDTEST.00012003","ErrorMsg":"m","requestId":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, `{"Error":{"ErrorCode":"CLOUDTEST.00012003","error-msg":"m"},"RequestId":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, `{"error":{"error_code":"CLOUDTEST.00012003","error_msg":"m"},"request_id":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, `{"error":{"code":"CLOUDTEST.00012003","message":"m"},"request_id":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, `{"b":{"code":"B.1","message":"m"},"a":{"code":"CLOUDTEST.00012003","message":"m"},"request_id":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{200, `{"status":"failed","error_code":"CLOUDTEST.00012002","error_msg":"m","request_id":"r"}`, apierr.InvalidArgument, "service_id", "CLOUDTEST.00012002"},
		{200, `{"status":"failed","error":{"code":"CLOUDTEST.00013025","reason":"m"},"result":null,"request_id":"r"}`, apierr.PermissionDenied, "", "CLOUDTEST.00013025"},
		{200, `{"status":"error","error":{"code":7,"reason":"m"},"request_id":"r"}`, apierr.Rejected, "", "7"},
		{200, `{"status":"failed","error":"m","request_id":"r"}`, apierr.Rejected, "", ""},
		{200, `{"status":"failed","reason":"m","request_id":"r"}`, apierr.Rejected, "", ""},
		{200, `{"status":"pending","message":"m","request_id":"r"}`, apierr.Rejected, "", ""},
		{404, `{"message":"m","request_id":"r"}`, apierr.NotFound, "service_id", ""},
		{401, `{"message":"m","request_id":"r"}`, apierr.MalformedResponse, "", ""},
		{403, `{"error":"m","request_id":"r"}`, apierr.MalformedResponse, "", ""},
		{400, `{"status":"ok","error_code":"CLOUDTEST.00012003","error_msg":"m","request_id":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
		{400, `{"status":{},"error_code":"CLOUDTEST.00012003","error_msg":"m","request_id":"r"}`, apierr.NotEnabled, "service_id", "CLOUDTEST.00012003"},
	} {
		e := refused(t, newResponse(row.status, row.body))
		if e.Kind != row.kind || e.Argument != row.argument || e.Code != row.code || e.Message != "m" || e.HTTPStatus != row.status ||
			e.RequestID != "r" {
			t.Errorf("%d %s: %+v", row.status, row.body, e)
		}
		if e.Accepted != strings.HasPrefix(row.code, "CLOUDTEST.") {
			t.Errorf("%d %s: accepted %t", row.status, row.body, e.Accepted)
		}
	}
}

// TestExplainedAsHuaweiDoes pins the texts of the codes that Huawei Cloud's list of error codes explains.
func TestExplainedAsHuaweiDoes(t *testing.T) {
	t.Parallel()
	for code, want := range map[string][2]string{
		"CLOUDTEST.00010005": {"communication problem between its own services", "contact Huawei Cloud support with the request id"},
		"CLOUDTEST.00013024": {"not authorized to add", "Ask an administrator"},
		"CLOUDTEST.00013025": {"not authorized to query", "Ask an administrator"},
		"CLOUDTEST.00013026": {"not authorized to update", "Ask an administrator"},
	} {
		e := refused(t, newResponse(400, `{"error_code":"`+code+`","error_msg":"m"}`))
		if !strings.Contains(e.Reason, want[0]) || !strings.Contains(e.Advice, want[1]) {
			t.Errorf("%s: %q, %q", code, e.Reason, e.Advice)
		}
	}
}

// TestFailedWithoutMore: a response may have the documented word failed and nothing else.
func TestFailedWithoutMore(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status":"failed"}`, `{"status":"failed","result":null}`, `{"status":"failed","result":[{"has_license":true}]}`,
		`{"status":"failed","error_code":{},"error":[]}`,
	} {
		e := refused(t, newResponse(200, body))
		if e.Kind != apierr.Rejected || e.Reason == "" || e.Advice == "" || e.HTTPStatus != 200 {
			t.Errorf("%s: %+v", body, e)
		}
	}
	if e := refused(t, newResponse(503, `{"status":"failed"}`)); e.Kind != apierr.Unavailable {
		t.Errorf("at HTTP 503: %+v", e)
	}
}

func TestUndecodable(t *testing.T) {
	t.Parallel()
	item := func(fields string) string { return `{"status":"ok","result":[{` + fields + `}]}` }
	for name, row := range map[string]struct {
		status int
		body   string
		kind   apierr.Kind
	}{
		"empty":                    {200, ``, apierr.MalformedResponse},
		"no content":               {204, ``, apierr.MalformedResponse},
		"empty object":             {200, `{}`, apierr.MalformedResponse},
		"null":                     {200, `null`, apierr.MalformedResponse},
		"text":                     {200, `"ok"`, apierr.MalformedResponse},
		"HTML":                     {200, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"cut off":                  {200, `{"status":"ok","result":[{"spec_code":"s"`, apierr.MalformedResponse},
		"twice":                    {200, `{"status":"failed","status":"ok"}`, apierr.MalformedResponse},
		"no status":                {200, `{"result":[]}`, apierr.MalformedResponse},
		"status null":              {200, `{"status":null,"result":[]}`, apierr.MalformedResponse},
		"status an array":          {200, `{"status":["ok"],"result":[]}`, apierr.MalformedResponse},
		"status in two spellings":  {200, `{"Status":"ok","status":"failed","result":[]}`, apierr.MalformedResponse},
		"result in two spellings":  {200, `{"status":"ok","Result":[],"result":[]}`, apierr.MalformedResponse},
		"license in two spellings": {200, item(`"has_license":false,"hasLicense":true`), apierr.MalformedResponse},
		"result an object":         {200, `{"status":"ok","result":{"S3CRET":1}}`, apierr.MalformedResponse},
		"result text":              {200, `{"status":"ok","result":""}`, apierr.MalformedResponse},
		"result of numbers":        {200, `{"status":"ok","result":[1]}`, apierr.MalformedResponse},
		"result with null":         {200, `{"status":"ok","result":[null]}`, apierr.MalformedResponse},
		"bare numbers":             {200, `[1]`, apierr.MalformedResponse},
		"bare arrays":              {200, `[[]]`, apierr.MalformedResponse},
		"license no boolean":       {200, item(`"has_license":"S3CRET"`), apierr.MalformedResponse},
		"license empty":            {200, item(`"has_license":""`), apierr.MalformedResponse},
		"amount no number":         {200, item(`"original_amount":"S3CRET"`), apierr.MalformedResponse},
		"amount a boolean":         {200, item(`"original_amount":true`), apierr.MalformedResponse},
		"amount without end":       {200, item(`"resource_used":1e999999999`), apierr.MalformedResponse},
		"code an object":           {200, item(`"spec_code":{"S3CRET":1}`), apierr.MalformedResponse},
		"time an array":            {200, item(`"start_time":["S3CRET"]`), apierr.MalformedResponse},
		"success at a redirect":    {302, `{"status":"ok","result":[]}`, apierr.MalformedResponse},
		"bare at a redirect":       {302, `[]`, apierr.MalformedResponse},
		"success at a refusal":     {403, `{"status":"ok","result":[]}`, apierr.MalformedResponse},
		"success at trouble":       {500, `{"status":"ok","result":[]}`, apierr.Unavailable},
		"bare at trouble":          {500, `[]`, apierr.Unavailable},
		"HTML at 401":              {401, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"HTML at 404":              {404, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"HTML, throttled":          {429, `<html>S3CRET</html>`, apierr.Throttled},
		"HTML, unavailable":        {502, `<html>S3CRET</html>`, apierr.Unavailable},
		"HTML, not implemented":    {501, `<html>S3CRET</html>`, apierr.MalformedResponse},
		"empty object, throttled":  {429, `{}`, apierr.Throttled},
		"empty object, in trouble": {503, `{}`, apierr.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloudtest.CheckUnreadable(t, newResponse(row.status, row.body), "X-Request-Id", row.kind, refused)
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(200, []byte(document(f, "document.json")))
	f.Add(401, []byte(document(f, "document-401.json")))
	f.Add(200, []byte(`[{"original_amount":1e3,"start_time":1700000000000}]`))
	f.Add(400, []byte(`{"error":{"code":"CLOUDTEST.00012003","reason":"r"}}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		st, err := decode(newResponse(status, string(body)))
		var e *apierr.Error
		switch {
		case err == nil && (status < 200 || status > 299):
			t.Fatalf("HTTP %d %q was taken for a success: %+v", status, body, st)
		case err != nil && (!errors.As(err, &e) || e.Kind == "" || e.HTTPStatus != status):
			t.Fatalf("HTTP %d %q: %#v", status, body, err)
		}
	})
}
