// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// leakyMessage is an error message that contains the secret key and what was signed.
func leakyMessage(fx *fixture) string {
	secret := map[string]string{
		"alicloud": fx.server.Keys().Alibaba.Secret, "huaweicloud": fx.server.Keys().Huawei.Secret,
	}[fx.cloud]
	return "Refused, secret " + secret +
		", server string to sign is:POST&%2F&AccessKeyId%3DLTAI canonicalRequest: SDK-HMAC-SHA256 x-sdk-date:20261121T205118Z"
}

// codes are the documented error codes of these calls, and those that all products share.
func codes() section {
	s := section{title: "Documented codes", about: "In the envelope of each cloud's gateway, unless the row says otherwise."}
	add := func(status int, code, message string, want map[string]expected) {
		s.rows = append(s.rows, row{
			fault: fmt.Sprintf("`%s` %d", code, status),
			inject: func(fx *fixture) {
				text := message
				if text == "" {
					text = leakyMessage(fx)
				}
				fx.respond(emulator.Refusal(status, code, text))
			},
			want: want,
		})
	}
	one := func(kind string, at ...string) expected {
		return expected{kind: kind, at: strings.Join(at, ""), attempts: 1}
	}

	// The codes of each API.
	add(403, "GetPtsSceneRunningStatusFail", "The scene does not exist", only(pts, one(notFound, pts.id)))
	add(403, "SceneNotExist", "", only(pts, one(notFound, pts.id)))
	add(400, "InvalidApplication.NotFound", "", only(sae, one(notFound, sae.id)))
	add(404, "InvalidAppId.NotFound", "", only(sae, one(notFound, sae.id)))
	add(400, "InvalidParameter.NotEmpty", "", alibaba(one(invalidArgument, "id")))
	add(400, "Resouce.no.permission", "", alibaba(one(permissionDenied)))

	// The codes of Alibaba Cloud's gateway for all products.
	for _, c := range []struct {
		status int
		code   string
		want   expected
	}{
		{404, "InvalidAccessKeyId.NotFound", one(invalidCredentials)},
		{400, "InvalidAccessKeyId.NotFound", one(invalidCredentials)},
		{400, "InvalidAccessKeyId.Inactive", one(invalidCredentials)},
		{400, "SignatureDoesNotMatch", one(invalidCredentials)},
		{403, "SignatureDoesNotMatch", one(invalidCredentials)},
		{400, "IncompleteSignature", one(invalidCredentials)},
		{400, "InvalidSecurityToken.Expired", one(invalidCredentials)},
		{400, "InvalidSecurityToken.Malformed", one(invalidCredentials)},
		{403, "InvalidSecurityToken.MismatchWithAccessKey", one(invalidCredentials)},
		{400, "MissingSecurityToken", one(invalidCredentials)},
		{400, "InvalidTimeStamp.Expired", one(clockSkew)},
		{400, "InvalidTimeStamp.Format", one(clockSkew)},
		{400, "IllegalTimestamp", one(clockSkew)},
		{400, "SignatureNonceUsed", unavailable},
		{403, "Forbidden.RAM", one(permissionDenied)},
		{400, "Forbidden.RAM", one(permissionDenied)},
		{403, "NoPermission", one(permissionDenied)},
		{403, "Forbidden.AccessDenied", one(permissionDenied)},
		{400, "MissingParameter", one(invalidArgument, "id")},
		{400, "InvalidParameter", one(invalidArgument, "id")},
		{404, "InvalidApi.NotFound", one(kindRejected)},
		{404, "InvalidAction.NotFound", one(kindRejected)},
		{400, "Throttling", throttled},
		{400, "Throttling.User", throttled},
		{429, "Throttling.Api", throttled},
		{503, "Throttling", throttled},
		{400, "Rejected.Throttling", throttled},
		{503, "ServiceUnavailable", unavailable},
		{500, "InternalError", unavailable},
	} {
		add(c.status, c.code, "", alibaba(c.want))
	}

	// CodeArts, TestPlan, and Huawei Cloud's gateway.
	huawei := func(status int, code, message string, want expected) {
		add(status, code, message, only(testplan, want))
	}
	huawei(401, "DEV.00000001", "", one(invalidCredentials))
	huawei(401, "DEV.00000002", "", one(invalidCredentials))
	huawei(401, "DEV.00000003", "认证信息过期", one(invalidCredentials))
	huawei(400, "CLOUDTEST.00012002", "", one(invalidArgument, testplan.id))
	huawei(400, "CLOUDTEST.00012003", "您当前使用项目暂不支持测试服务.", one(notEnabled, testplan.id))
	huawei(400, "CLOUDTEST.00010005", "", unavailable)
	for _, code := range []string{"CLOUDTEST.00013024", "CLOUDTEST.00013025", "CLOUDTEST.00013026", "PM.02177003"} {
		huawei(400, code, "", one(permissionDenied))
	}
	for _, gateway := range []string{"APIGW", "APIG"} {
		for _, c := range []struct {
			status int
			number string
			want   expected
		}{
			{401, "0301", one(invalidCredentials)},
			{401, "0303", one(invalidCredentials)},
			{401, "0305", one(invalidCredentials)},
			{403, "0302", one(permissionDenied)},
			{403, "0304", one(permissionDenied)},
			{403, "0306", one(permissionDenied)},
			{429, "0308", throttled},
			{400, "0106", one(invalidArgument, testplan.id)},
			{404, "0101", one(invalidArgument, "region")},
		} {
			huawei(c.status, gateway+"."+c.number, "", c.want)
		}
	}
	const prefix = "Incorrect IAM authentication information: "
	for _, c := range []struct{ about, message, kind string }{
		{"wrong secret", prefix + "verify aksk signature fail, canonicalRequest:GET|/v1/|x-sdk-date:20261121T205118Z", invalidCredentials},
		{"unknown key", prefix + "Get secretKey failed,ak:HWEMULATOR,err:ak not exist", invalidCredentials},
		{"bad token", prefix + "decrypt token fail", invalidCredentials},
		{"locked", prefix + "AK access failed to reach the limit,forbidden", invalidCredentials},
		{"clock", prefix + "signature expired, signature time:20261121T205118Z,server time:20261121T225118Z", clockSkew},
	} {
		add(401, "APIGW.0301", c.message, only(testplan, one(c.kind)))
		s.rows[len(s.rows)-1].fault += ", " + c.about
	}
	return s
}

// envelopes are errors outside the gateway's envelope.
func envelopes() section {
	s := section{title: "Errors in other envelopes", about: "HTTP status and body."}
	add := func(status int, body string, want map[string]expected) {
		s.rows = append(s.rows, row{
			fault: fmt.Sprintf("%d `%s`", status, body), want: want,
			inject: func(fx *fixture) { fx.respond(emulator.Text(status, body)) },
		})
	}
	one := func(kind string, at ...string) expected {
		return expected{kind: kind, at: strings.Join(at, ""), attempts: 1}
	}
	add(200, `{"Code":"GetPtsSceneRunningStatusFail","HttpStatusCode":403,"Success":false}`, only(pts, one(notFound, pts.id)))
	add(200, `{"Code":"4001","HttpStatusCode":400,"Message":"","Status":"RUNNING","Success":false}`,
		only(pts, one(invalidArgument, pts.id)))
	add(200, `{"Code":"Throttling.User","HttpStatusCode":400,"Success":false}`, only(pts, throttled))
	add(200, `{"Code":"500","HttpStatusCode":500,"Success":false}`, only(pts, unavailable))
	add(200, `{"Status":"RUNNING","Success":false}`, only(pts, one(kindRejected)))

	add(404, `{"Code":"404","ErrorCode":"InvalidAppId.NotFound","Success":false}`, only(sae, one(notFound, sae.id)))
	add(200, `{"Code":"400","ErrorCode":"InvalidApplication.NotFound","Success":false}`, only(sae, one(notFound, sae.id)))
	add(200, `{"Code":400,"ErrorCode":"InvalidParameter.NotEmpty","Message":"m"}`, only(sae, one(invalidArgument, sae.id)))
	add(200, `{"Code":"400","Message":"InvalidAppId.NotFound","Success":false}`, only(sae, one(notFound, sae.id)))
	add(200, `{"Code":"429","ErrorCode":"Throttling.User","Success":false}`, only(sae, throttled))
	add(200, `{"Code":"500","Message":"failed","Success":false}`, only(sae, unavailable))
	add(200, `{"Code":"200","Message":"failed","Success":false}`, only(sae, one(kindRejected)))
	add(200, `{"Code":"302","Success":true,"Data":{"CurrentStatus":"RUNNING"}}`, only(sae, one(kindRejected)))

	add(200, `{"status":"failed"}`, only(testplan, one(kindRejected)))
	add(200, `{"status":"error","error":{"code":"CLOUDTEST.00012003","reason":"r"}}`, only(testplan, one(notEnabled, testplan.id)))
	add(200, `{"error_code":"DEV.00000003","error_msg":"m"}`, only(testplan, one(invalidCredentials)))
	add(400, `{"code":"CLOUDTEST.00012002","message":"m"}`, only(testplan, one(invalidArgument, testplan.id)))
	add(404, `{"error_msg":"m"}`, only(testplan, one(notFound, testplan.id)))
	add(403, `{"error_msg":"m"}`, only(testplan, malformed))
	add(401, `{"error_msg":"m"}`, only(testplan, malformed))

	// A message may be as long as a body can be.
	for i, one := range []map[string]expected{
		alibaba(one(permissionDenied)), only(testplan, one(permissionDenied)),
	} {
		s.rows = append(s.rows, row{
			fault: "403, a message of 3 MiB" + []string{"", ", `APIGW.0302`"}[i], want: one,
			inject: func(fx *fixture) {
				fx.respond(emulator.Refusal(403, []string{"NoPermission", "APIGW.0302"}[i], strings.Repeat("signature ", 3<<20/10)))
			},
		})
	}

	// Types that the SDKs panic on.
	add(404, `{"Code":404,"Message":"m","RequestId":"r"}`, alibaba(one(notFound, "id")))
	add(400, `{"Code":400,"Message":{"a":1},"RequestId":5}`, alibaba(one(invalidArgument, "id")))
	add(404, `{"Code":"InvalidAccessKeyId.NotFound","Message":{"a":1},"RequestId":{"a":1}}`, alibaba(one(invalidCredentials)))
	add(403, `{"Code":"NoPermission","AccessDeniedDetail":"x","Recommend":1}`, alibaba(one(permissionDenied)))
	add(429, `{"Code":{"a":1},"Message":[],"RequestId":{}}`, alibaba(throttled))
	add(403, `{"Code":{"a":1},"Message":[],"RequestId":{}}`, alibaba(malformed))
	add(401, `{"error_code":401,"error_msg":{"a":1},"request_id":5}`, only(testplan, one(invalidCredentials)))
	add(429, `{"error_code":{"a":1},"error_msg":[],"request_id":{}}`, only(testplan, throttled))
	return s
}

// statuses are HTTP statuses without a usable body, or with one that contradicts them.
func statuses() section {
	s := section{title: "HTTP statuses", about: "Without a usable body, or with one that contradicts the status."}
	add := func(fault string, want map[string]expected, inject func(fx *fixture)) {
		s.rows = append(s.rows, row{fault, inject, want})
	}
	response := func(response emulator.Response) func(fx *fixture) {
		return func(fx *fixture) { fx.respond(response) }
	}
	for _, c := range []struct {
		status int
		want   expected
	}{
		{400, malformed},
		{404, malformed},
		{408, unavailable},
		{425, unavailable},
		{429, throttled},
		{500, unavailable},
		{502, unavailable},
		{503, unavailable},
		{504, unavailable},
		{501, malformed},
		{505, unavailable},
	} {
		add(fmt.Sprintf("%d, empty", c.status), everywhere(c.want), response(emulator.Text(c.status, "")))
		add(fmt.Sprintf("%d, an HTML page", c.status), everywhere(c.want), response(emulator.HTML(c.status)))
	}
	for _, status := range []int{401, 403, 407} {
		add(fmt.Sprintf("%d, an HTML page", status), everywhere(malformed), response(emulator.HTML(status)))
	}
	for _, status := range []int{429, 503} {
		add(fmt.Sprintf("%d with `Retry-After: 1`", status),
			everywhere(map[int]expected{429: throttled, 503: unavailable}[status]),
			response(emulator.HTML(status).Header("Retry-After", "1")))
	}
	for _, seconds := range []string{"3600", "99999999999"} { // longer than a read may take
		add("429 with `Retry-After: "+seconds+"`", everywhere(expected{kind: kindThrottled, attempts: 1}),
			response(emulator.HTML(429).Header("Retry-After", seconds)))
	}
	add("503 with an invalid `Retry-After`", everywhere(unavailable),
		response(emulator.HTML(503).Header("Retry-After", "soon")))
	add("503 twice, then a valid response", everywhere(expected{attempts: 3}), func(fx *fixture) {
		fx.respond(emulator.HTML(503), emulator.Text(503, ""), emulator.Text(200, fx.good(nil)))
	})
	add("400 with a valid body", everywhere(malformed), func(fx *fixture) { fx.respond(emulator.Text(400, fx.good(nil))) })
	add("500 with a valid body", everywhere(unavailable), func(fx *fixture) { fx.respond(emulator.Text(500, fx.good(nil))) })
	add("201 with a valid body", everywhere(succeeds), func(fx *fixture) { fx.respond(emulator.Text(201, fx.good(nil))) })
	add("204, empty", everywhere(malformed), response(emulator.Text(204, "")))
	add("304", everywhere(malformed), response(emulator.Text(304, "")))
	for _, status := range []int{301, 302, 303, 307, 308} {
		add(fmt.Sprintf("%d to another host", status), everywhere(malformed), func(fx *fixture) {
			fx.other = acctest.Emulator(fx.t)
			fx.respond(emulator.Text(status, "").With(emulator.Fault{Redirect: fx.other.URL() + "/"}))
		})
	}
	return s
}

// network are faults of the network.
func network() section {
	s := section{title: "Network", about: "Faults of a connection. The timeout of an attempt is short where there is no response."}
	add := func(fault string, want map[string]expected, inject func(fx *fixture)) {
		s.rows = append(s.rows, row{fault, inject, want})
	}
	fault := func(f emulator.Fault) func(fx *fixture) {
		return func(fx *fixture) { fx.respond(emulator.Text(200, fx.good(nil)).With(f)) }
	}
	withShortTimeout := func(f emulator.Fault) func(fx *fixture) {
		return func(fx *fixture) {
			fx.config["request_timeout"] = "3s" // time enough for a busy machine to send the request
			fault(f)(fx)
		}
	}
	atURL := func(url string) func(fx *fixture) {
		return func(fx *fixture) { fx.at(url) }
	}
	unsent := func(e expected) expected {
		e.unsent = true
		return e
	}
	// Nothing listens on port 1.
	add("connection refused", everywhere(unsent(unavailable)), atURL("http://127.0.0.1:1"))
	add("dropped without a response", everywhere(unavailable), fault(emulator.Fault{Break: emulator.Drop}))
	add("reset before the response", everywhere(unavailable), fault(emulator.Fault{Break: emulator.Reset}))
	add("reset inside the body", everywhere(unavailable), fault(emulator.Fault{Break: emulator.ResetBody}))
	add("truncated body", everywhere(unavailable), fault(emulator.Fault{Break: emulator.Truncate}))
	add("reset once, then a valid response", everywhere(expected{attempts: 2}), func(fx *fixture) {
		good := emulator.Text(200, fx.good(nil))
		fx.respond(good.With(emulator.Fault{Break: emulator.Reset}), good)
	})
	add("stalled before the headers", everywhere(timedOut), withShortTimeout(emulator.Fault{Break: emulator.Stall}))
	add("stalled inside the body", everywhere(timedOut), withShortTimeout(emulator.Fault{Break: emulator.StallBody}))
	add("dripping too slowly", everywhere(timedOut), withShortTimeout(emulator.Fault{Drip: 100 * time.Millisecond}))
	add("dripping, in time", everywhere(succeeds), fault(emulator.Fault{Drip: time.Millisecond}))
	add("delayed, in time", everywhere(succeeds), fault(emulator.Fault{Delay: 300 * time.Millisecond}))
	add("unknown host, by the endpoint", everywhere(unreachable), atURL("https://nowhere.invalid"))
	located := expected{kind: kindUnreachable, at: "region", attempts: 1, unsent: true}
	add("unknown host, by the region", map[string]expected{pts.name: unreachable, sae.name: located, testplan.name: located},
		func(fx *fixture) {
			delete(fx.cloudBlock(), "endpoints")
			fx.cloudBlock()["region"] = "mars-1"
		})
	add("the name server fails", everywhere(unsent(unavailable)), func(fx *fixture) {
		fx.at("https://host.invalid")
		fx.dial = func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "server misbehaving", Name: "host.invalid", IsTemporary: true}
		}
	})
	add("a certificate signed by an unknown authority", everywhere(unreachable), func(fx *fixture) {
		fx.other = acctest.Emulator(fx.t, emulator.Options{TLS: true})
		fx.at(fx.other.URL())
	})
	add("https to a port without TLS", everywhere(unreachable), func(fx *fixture) {
		fx.at("https://" + fx.server.Addr())
	})
	return s
}

// at changes the API's endpoint.
func (fx *fixture) at(url string) {
	fx.cloudBlock()["endpoints"] = object{fx.endpoint: url}
}

// bodies are malformed or unusual bodies, at HTTP 200.
func bodies() section {
	s := section{title: "Bodies", about: "HTTP 200 with a malformed or unusual body."}
	add := func(fault string, want map[string]expected, response func(a api) emulator.Response) {
		s.rows = append(s.rows, row{fault, func(fx *fixture) { fx.respond(response(fx.api)) }, want})
	}
	text := func(body string) func(api) emulator.Response {
		return func(api) emulator.Response { return emulator.Text(200, body) }
	}
	good := func(change func(string) string) func(api) emulator.Response {
		return func(a api) emulator.Response { return emulator.Text(200, change(a.good(nil))) }
	}
	bareArray := everywhere(malformed)
	bareArray[testplan.name] = succeeds // the older form of the response, with no packages

	add("empty", everywhere(malformed), text(""))
	add("blanks", everywhere(malformed), text(" \r\n\t"))
	add("`{}`", everywhere(malformed), text("{}"))
	add("`null`", everywhere(malformed), text("null"))
	add("`[]`", bareArray, text("[]"))
	add("`[1]`", everywhere(malformed), text("[1]"))
	add("`42`", everywhere(malformed), text("42"))
	add("`\"RUNNING\"`", everywhere(malformed), text(`"RUNNING"`))
	add("`true`", everywhere(malformed), text("true"))
	add("an HTML page", everywhere(malformed), func(api) emulator.Response { return emulator.HTML(200) })
	add("XML", everywhere(malformed), text("<?xml version='1.0'?><Status>RUNNING</Status>"))
	add("a byte order mark", everywhere(malformed), good(func(b string) string { return "\ufeff" + b }))
	add("invalid UTF-8", everywhere(malformed), good(func(b string) string { return strings.Replace(b, `"}`, "\xff\"}", 1) + "\xff" }))
	add("the first half", everywhere(malformed), good(func(b string) string { return b[:len(b)/2] }))
	add("the body twice", everywhere(malformed), good(func(b string) string { return b + b }))
	add("duplicate names", everywhere(malformed), good(func(b string) string {
		return strings.Replace(b, "{", `{"Status":"STOPPED","status":"ok","Status":"RUNNING","status":"ok",`, 1)
	}))
	add("10,000 nested arrays", everywhere(malformed), text(strings.Repeat("[", 10000)+strings.Repeat("]", 10000)))
	add("64 MiB", everywhere(malformed), func(a api) emulator.Response {
		return emulator.Text(200, a.good(nil)).With(emulator.Fault{Huge: 64 << 20})
	})
	add("unrequested gzip", everywhere(malformed), func(a api) emulator.Response {
		return emulator.Text(200, a.good(nil)).With(emulator.Fault{Gzip: true})
	})
	add("valid JSON as `text/html`", everywhere(succeeds), func(a api) emulator.Response {
		return emulator.Text(200, a.good(nil)).Header("Content-Type", "text/html")
	})
	add("valid JSON between blanks", everywhere(succeeds), good(func(b string) string { return "\r\n " + b + "\n" }))
	return s
}

// successes are the ways in which a response can report success or failure.
func successes() section {
	s := section{title: "Success or failure", about: "Members of an otherwise valid response."}
	add := func(a api, fault string, changes map[string]any, want expected) {
		s.rows = append(s.rows, row{fault, func(fx *fixture) { fx.respond(emulator.Text(http.StatusOK, fx.good(changes))) }, only(a, want)})
	}
	rejected := expected{kind: kindRejected, attempts: 1}
	for _, c := range []struct {
		name  string
		value any
		want  expected
	}{
		{"absent", removed, succeeds},
		{"`null`", nil, succeeds},
		{"`true`", true, succeeds},
		{"`\"True\"`", "True", succeeds},
		{"`1`", 1, succeeds},
		{"`false`", false, rejected},
		{"`\"false\"`", "false", rejected},
		{"`\"FALSE\"`", "FALSE", rejected},
		{"`0`", 0, rejected},
		{"`\"maybe\"`", "maybe", malformed},
		{"`2`", 2, malformed},
		{"`{}`", map[string]any{}, malformed},
	} {
		// Without a Code.
		changes := map[string]any{"Success": c.value, "Code": removed, "HttpStatusCode": removed}
		add(pts, "`Success` "+c.name, changes, c.want)
		s.rows[len(s.rows)-1].want = alibaba(c.want)
	}
	add(pts, "`Success` absent, `Code` 4001", map[string]any{"Success": removed, "Code": "4001"}, rejected)
	add(pts, "`Success` true, `Code` 4001", map[string]any{"Code": "4001"}, rejected)
	add(pts, "`Success` true, `ErrorCode` 4001", map[string]any{"ErrorCode": "4001"}, rejected)
	add(pts, "`Success` true, `HttpStatusCode` 302", map[string]any{"HttpStatusCode": 302}, rejected)
	add(pts, "`Success` true, no `Status`", map[string]any{"Status": removed}, malformed)
	add(pts, "`Success` true, `Status` empty", map[string]any{"Status": ""}, malformed)
	add(pts, "`Success` true, `Status` null", map[string]any{"Status": nil}, malformed)
	add(sae, "`ErrorCode` success", map[string]any{"ErrorCode": "success"}, succeeds)
	add(sae, "`ErrorCode` absent", map[string]any{"ErrorCode": removed}, succeeds)
	add(sae, "`Code` 299", map[string]any{"Code": "299"}, succeeds)
	add(sae, "`Code` 4001", map[string]any{"Code": 4001}, rejected)
	add(sae, "`Data` absent", map[string]any{"Data": removed}, malformed)
	add(sae, "`Data` null", map[string]any{"Data": nil}, malformed)
	add(sae, "`Data` {}", map[string]any{"Data": map[string]any{}}, malformed)
	add(sae, "`Data` about another application", map[string]any{"Data": map[string]any{"CurrentStatus": "RUNNING", "AppId": "x"}}, malformed)
	add(testplan, "`status` absent", map[string]any{"status": removed}, malformed)
	add(testplan, "`status` null", map[string]any{"status": nil}, malformed)
	add(testplan, "`status` success", map[string]any{"status": "success"}, succeeds)
	add(testplan, "`status` OK", map[string]any{"status": "OK"}, succeeds)
	add(testplan, "`status` failed", map[string]any{"status": "failed"}, rejected)
	add(testplan, "`status` something else", map[string]any{"status": "pending"}, rejected)
	add(testplan, "`result` absent", map[string]any{"result": removed}, succeeds)
	add(testplan, "`result` null", map[string]any{"result": nil}, succeeds)
	add(testplan, "`result` an object", map[string]any{"result": map[string]any{}}, malformed)
	return s
}
