// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package faults

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/acctest"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/emulator"
)

// telling is a message as careless gateways write them: with the secret and what was signed in it.
func telling(w *world) string {
	secret := map[string]string{
		"alicloud": w.clouds.Keys().Alibaba.Secret, "huaweicloud": w.clouds.Keys().Huawei.Secret,
	}[w.cloud]
	return "Refused, secret " + secret +
		", server string to sign is:POST&%2F&AccessKeyId%3DLTAI canonicalRequest: SDK-HMAC-SHA256 x-sdk-date:20261121T205118Z"
}

// codes are the error codes that the vendors' documents name for these calls, and those that every product shares.
func codes() section {
	s := section{title: "Documented codes", about: "In the envelope of each cloud's gateway, unless the row says otherwise."}
	add := func(status int, code, message string, want map[string]expected) {
		s.rows = append(s.rows, row{
			fault: fmt.Sprintf("`%s` %d", code, status),
			lay: func(w *world) {
				says := message
				if says == "" {
					says = telling(w)
				}
				w.answers(emulator.Refusal(status, code, says))
			},
			want: want,
		})
	}
	one := func(kind string, at ...string) expected {
		return expected{kind: kind, at: strings.Join(at, ""), tries: 1}
	}

	// Each document's own.
	add(403, "GetPtsSceneRunningStatusFail", "The scene does not exist", only(pts, one("not found", pts.id)))
	add(403, "SceneNotExist", "", only(pts, one("not found", pts.id)))
	add(400, "InvalidApplication.NotFound", "", only(sae, one("not found", sae.id)))
	add(404, "InvalidAppId.NotFound", "", only(sae, one("not found", sae.id)))
	add(400, "InvalidParameter.NotEmpty", "", alibaba(one("invalid argument", "id")))
	add(400, "Resouce.no.permission", "", alibaba(one("no permission")))

	// What Alibaba Cloud's gateway answers for every product.
	for _, c := range []struct {
		status int
		code   string
		want   expected
	}{
		{404, "InvalidAccessKeyId.NotFound", one("bad credentials")},
		{400, "InvalidAccessKeyId.NotFound", one("bad credentials")},
		{400, "InvalidAccessKeyId.Inactive", one("bad credentials")},
		{400, "SignatureDoesNotMatch", one("bad credentials")},
		{403, "SignatureDoesNotMatch", one("bad credentials")},
		{400, "IncompleteSignature", one("bad credentials")},
		{400, "InvalidSecurityToken.Expired", one("bad credentials")},
		{400, "InvalidSecurityToken.Malformed", one("bad credentials")},
		{403, "InvalidSecurityToken.MismatchWithAccessKey", one("bad credentials")},
		{400, "MissingSecurityToken", one("bad credentials")},
		{400, "InvalidTimeStamp.Expired", one("clock off")},
		{400, "InvalidTimeStamp.Format", one("clock off")},
		{400, "IllegalTimestamp", one("clock off")},
		{400, "SignatureNonceUsed", one("rejected")},
		{403, "Forbidden.RAM", one("no permission")},
		{400, "Forbidden.RAM", one("no permission")},
		{403, "NoPermission", one("no permission")},
		{403, "Forbidden.AccessDenied", one("no permission")},
		{400, "MissingParameter", one("invalid argument", "id")},
		{400, "InvalidParameter", one("invalid argument", "id")},
		{404, "InvalidApi.NotFound", one("rejected")},
		{404, "InvalidAction.NotFound", one("rejected")},
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
	huawei(401, "DEV.00000001", "", one("bad credentials"))
	huawei(401, "DEV.00000002", "", one("bad credentials"))
	huawei(401, "DEV.00000003", "认证信息过期", one("bad credentials"))
	huawei(400, "CLOUDTEST.00012002", "", one("invalid argument", testplan.id))
	huawei(400, "CLOUDTEST.00012003", "您当前使用项目暂不支持测试服务.", one("not enabled", testplan.id))
	huawei(400, "CLOUDTEST.00010005", "", unavailable)
	for _, code := range []string{"CLOUDTEST.00013024", "CLOUDTEST.00013025", "CLOUDTEST.00013026", "PM.02177003"} {
		huawei(400, code, "", one("no permission"))
	}
	for _, gateway := range []string{"APIGW", "APIG"} {
		for _, c := range []struct {
			status int
			number string
			want   expected
		}{
			{401, "0301", one("bad credentials")},
			{401, "0303", one("bad credentials")},
			{401, "0305", one("bad credentials")},
			{403, "0302", one("no permission")},
			{403, "0304", one("no permission")},
			{403, "0306", one("no permission")},
			{429, "0308", throttled},
			{400, "0106", one("invalid argument", testplan.id)},
			{404, "0101", one("invalid argument", "region")},
		} {
			huawei(c.status, gateway+"."+c.number, "", c.want)
		}
	}
	const prefix = "Incorrect IAM authentication information: "
	for _, c := range []struct{ about, message, kind string }{
		{"wrong secret", prefix + "verify aksk signature fail, canonicalRequest:GET|/v1/|x-sdk-date:20261121T205118Z", "bad credentials"},
		{"unknown key", prefix + "Get secretKey failed,ak:HWEMULATOR,err:ak not exist", "bad credentials"},
		{"bad token", prefix + "decrypt token fail", "bad credentials"},
		{"locked", prefix + "AK access failed to reach the limit,forbidden", "bad credentials"},
		{"clock", prefix + "signature expired, signature time:20261121T205118Z,server time:20261121T225118Z", "clock off"},
	} {
		add(401, "APIGW.0301", c.message, only(testplan, one(c.kind)))
		s.rows[len(s.rows)-1].fault += ", " + c.about
	}
	return s
}

// envelopes are failures told in other ways than by the gateway's envelope.
func envelopes() section {
	s := section{title: "Failures in other envelopes", about: "HTTP status and body."}
	add := func(status int, body string, want map[string]expected) {
		s.rows = append(s.rows, row{
			fault: fmt.Sprintf("%d `%s`", status, body), want: want,
			lay: func(w *world) { w.answers(emulator.Text(status, body)) },
		})
	}
	one := func(kind string, at ...string) expected {
		return expected{kind: kind, at: strings.Join(at, ""), tries: 1}
	}
	add(200, `{"Code":"GetPtsSceneRunningStatusFail","HttpStatusCode":403,"Success":false}`, only(pts, one("not found", pts.id)))
	add(200, `{"Code":"4001","HttpStatusCode":400,"Message":"","Status":"RUNNING","Success":false}`,
		only(pts, one("invalid argument", pts.id)))
	add(200, `{"Code":"Throttling.User","HttpStatusCode":400,"Success":false}`, only(pts, throttled))
	add(200, `{"Code":"500","HttpStatusCode":500,"Success":false}`, only(pts, unavailable))
	add(200, `{"Status":"RUNNING","Success":false}`, only(pts, one("rejected")))

	add(404, `{"Code":"404","ErrorCode":"InvalidAppId.NotFound","Success":false}`, only(sae, one("not found", sae.id)))
	add(200, `{"Code":"400","ErrorCode":"InvalidApplication.NotFound","Success":false}`, only(sae, one("not found", sae.id)))
	add(200, `{"Code":400,"ErrorCode":"InvalidParameter.NotEmpty","Message":"m"}`, only(sae, one("invalid argument", sae.id)))
	add(200, `{"Code":"400","Message":"InvalidAppId.NotFound","Success":false}`, only(sae, one("not found", sae.id)))
	add(200, `{"Code":"429","ErrorCode":"Throttling.User","Success":false}`, only(sae, throttled))
	add(200, `{"Code":"500","Message":"failed","Success":false}`, only(sae, unavailable))
	add(200, `{"Code":"200","Message":"failed","Success":false}`, only(sae, one("rejected")))
	add(200, `{"Code":"302","Success":true,"Data":{"CurrentStatus":"RUNNING"}}`, only(sae, one("rejected")))

	add(200, `{"status":"failed"}`, only(testplan, one("rejected")))
	add(200, `{"status":"error","error":{"code":"CLOUDTEST.00012003","reason":"r"}}`, only(testplan, one("not enabled", testplan.id)))
	add(200, `{"error_code":"DEV.00000003","error_msg":"m"}`, only(testplan, one("bad credentials")))
	add(400, `{"code":"CLOUDTEST.00012002","message":"m"}`, only(testplan, one("invalid argument", testplan.id)))
	add(404, `{"error_msg":"m"}`, only(testplan, one("not found", testplan.id)))
	add(403, `{"error_msg":"m"}`, only(testplan, one("no permission")))
	add(401, `{"error_msg":"m"}`, only(testplan, one("bad credentials")))

	// A message may be as long as a body.
	for i, one := range []map[string]expected{
		alibaba(one("no permission")), only(testplan, one("no permission")),
	} {
		s.rows = append(s.rows, row{
			fault: "403, a message of 3 MiB" + []string{"", ", `APIGW.0302`"}[i], want: one,
			lay: func(w *world) {
				w.answers(emulator.Refusal(403, []string{"NoPermission", "APIGW.0302"}[i], strings.Repeat("signature ", 3<<20/10)))
			},
		})
	}

	// Types that the SDKs panic on.
	add(404, `{"Code":404,"Message":"m","RequestId":"r"}`, alibaba(one("not found", "id")))
	add(400, `{"Code":400,"Message":{"a":1},"RequestId":5}`, alibaba(one("invalid argument", "id")))
	add(404, `{"Code":"InvalidAccessKeyId.NotFound","Message":{"a":1},"RequestId":{"a":1}}`, alibaba(one("bad credentials")))
	add(403, `{"Code":"NoPermission","AccessDeniedDetail":"x","Recommend":1}`, alibaba(one("no permission")))
	add(429, `{"Code":{"a":1},"Message":[],"RequestId":{}}`, alibaba(throttled))
	add(403, `{"Code":{"a":1},"Message":[],"RequestId":{}}`, alibaba(undecodable))
	add(401, `{"error_code":401,"error_msg":{"a":1},"request_id":5}`, only(testplan, one("bad credentials")))
	add(429, `{"error_code":{"a":1},"error_msg":[],"request_id":{}}`, only(testplan, throttled))
	return s
}

// statuses are HTTP statuses whose body is of no help, and those that say another thing than their body.
func statuses() section {
	s := section{title: "HTTP statuses", about: "Without a body that helps, or against it."}
	add := func(fault string, want map[string]expected, lay func(w *world)) {
		s.rows = append(s.rows, row{fault, lay, want})
	}
	response := func(response emulator.Response) func(w *world) {
		return func(w *world) { w.answers(response) }
	}
	for _, c := range []struct {
		status int
		want   expected
	}{
		{400, undecodable},
		{404, undecodable},
		{408, unavailable},
		{425, unavailable},
		{429, throttled},
		{500, unavailable},
		{502, unavailable},
		{503, unavailable},
		{504, unavailable},
		{501, undecodable},
		{505, unavailable},
	} {
		add(fmt.Sprintf("%d, empty", c.status), everywhere(c.want), response(emulator.Text(c.status, "")))
		add(fmt.Sprintf("%d, a page", c.status), everywhere(c.want), response(emulator.HTML(c.status)))
	}
	for _, status := range []int{401, 403, 407} {
		add(fmt.Sprintf("%d, a page", status), everywhere(undecodable), response(emulator.HTML(status)))
	}
	for _, status := range []int{429, 503} {
		add(fmt.Sprintf("%d with `Retry-After: 1`", status),
			everywhere(map[int]expected{429: throttled, 503: unavailable}[status]),
			response(emulator.HTML(status).Header("Retry-After", "1")))
	}
	for _, seconds := range []string{"3600", "99999999999"} { // longer than a read may take
		add("429 with `Retry-After: "+seconds+"`", everywhere(expected{kind: "throttled", tries: 1}),
			response(emulator.HTML(429).Header("Retry-After", seconds)))
	}
	add("503 with a `Retry-After` that nobody can read", everywhere(unavailable),
		response(emulator.HTML(503).Header("Retry-After", "soon")))
	add("503 twice, then a good answer", everywhere(expected{tries: 3}), func(w *world) {
		w.answers(emulator.HTML(503), emulator.Text(503, ""), emulator.Text(200, w.good(nil)))
	})
	add("400 with a good body", everywhere(undecodable), func(w *world) { w.answers(emulator.Text(400, w.good(nil))) })
	add("500 with a good body", everywhere(unavailable), func(w *world) { w.answers(emulator.Text(500, w.good(nil))) })
	add("201 with a good body", everywhere(readWell), func(w *world) { w.answers(emulator.Text(201, w.good(nil))) })
	add("204, empty", everywhere(undecodable), response(emulator.Text(204, "")))
	add("304", everywhere(undecodable), response(emulator.Text(304, "")))
	for _, status := range []int{301, 302, 303, 307, 308} {
		add(fmt.Sprintf("%d to another host", status), everywhere(undecodable), func(w *world) {
			w.other = acctest.Emulator(w.t)
			w.answers(emulator.Text(status, "").With(emulator.Fault{Redirect: w.other.URL() + "/"}))
		})
	}
	return s
}

// onTheWay are faults of the network.
func onTheWay() section {
	s := section{title: "On the way", about: "What can happen to a connection. The time for a try is short where nothing answers."}
	add := func(fault string, want map[string]expected, lay func(w *world)) {
		s.rows = append(s.rows, row{fault, lay, want})
	}
	fault := func(f emulator.Fault) func(w *world) {
		return func(w *world) { w.answers(emulator.Text(200, w.good(nil)).With(f)) }
	}
	impatient := func(f emulator.Fault) func(w *world) {
		return func(w *world) {
			w.config["request_timeout"] = "3s" // time enough for a busy machine to send the request
			fault(f)(w)
		}
	}
	elsewhere := func(url string) func(w *world) {
		return func(w *world) { w.at(url) }
	}
	unsent := func(e expected) expected {
		e.unsent = true
		return e
	}
	// Nothing listens on port 1 of any machine that has no museum on it.
	add("connection refused", everywhere(unsent(unavailable)), elsewhere("http://127.0.0.1:1"))
	add("dropped without an answer", everywhere(unavailable), fault(emulator.Fault{Break: emulator.Drop}))
	add("reset before the answer", everywhere(unavailable), fault(emulator.Fault{Break: emulator.Reset}))
	add("reset inside the body", everywhere(unavailable), fault(emulator.Fault{Break: emulator.ResetBody}))
	add("body cut off", everywhere(unavailable), fault(emulator.Fault{Break: emulator.Truncate}))
	add("reset once, then a good answer", everywhere(expected{tries: 2}), func(w *world) {
		good := emulator.Text(200, w.good(nil))
		w.answers(good.With(emulator.Fault{Break: emulator.Reset}), good)
	})
	add("stalled before the headers", everywhere(timedOut), impatient(emulator.Fault{Break: emulator.Stall}))
	add("stalled inside the body", everywhere(timedOut), impatient(emulator.Fault{Break: emulator.StallBody}))
	add("dripping too slowly", everywhere(timedOut), impatient(emulator.Fault{Drip: 100 * time.Millisecond}))
	add("dripping, in time", everywhere(readWell), fault(emulator.Fault{Drip: time.Millisecond}))
	add("late, in time", everywhere(readWell), fault(emulator.Fault{Delay: 300 * time.Millisecond}))
	add("unknown host, by the endpoint", everywhere(unreachable), elsewhere("https://nowhere.invalid"))
	located := expected{kind: "unreachable", at: "region", tries: 1, unsent: true}
	add("unknown host, by the region", map[string]expected{pts.name: unreachable, sae.name: located, testplan.name: located},
		func(w *world) {
			for _, cloud := range []string{"alicloud", "huaweicloud"} {
				block, _ := w.config[cloud].(object)
				delete(block, "endpoints")
				block["region"] = "mars-1"
			}
		})
	add("no answer from the name server", everywhere(unsent(unavailable)), elsewhere("https://host.trouble.invalid"))
	add("a certificate that nobody vouches for", everywhere(unreachable), func(w *world) {
		w.other = acctest.Emulator(w.t, emulator.Options{TLS: true})
		w.at(w.other.URL())
	})
	add("https to a port without TLS", everywhere(unreachable), func(w *world) {
		w.at("https://" + w.clouds.Addr())
	})
	return s
}

// at moves the API to another address.
func (w *world) at(url string) {
	block, _ := w.config[w.cloud].(object)
	block["endpoints"] = object{w.endpoint: url}
}

// bodies are bodies that are no answer, at HTTP 200.
func bodies() section {
	s := section{title: "Bodies", about: "HTTP 200, and a body that is no answer, or one in odd clothes."}
	add := func(fault string, want map[string]expected, response func(a api) emulator.Response) {
		s.rows = append(s.rows, row{fault, func(w *world) { w.answers(response(w.api)) }, want})
	}
	text := func(body string) func(api) emulator.Response {
		return func(api) emulator.Response { return emulator.Text(200, body) }
	}
	good := func(change func(string) string) func(api) emulator.Response {
		return func(a api) emulator.Response { return emulator.Text(200, change(a.good(nil))) }
	}
	bareArray := everywhere(undecodable)
	bareArray[testplan.name] = readWell // the older form of the response, with no packages

	add("empty", everywhere(undecodable), text(""))
	add("blanks", everywhere(undecodable), text(" \r\n\t"))
	add("`{}`", everywhere(undecodable), text("{}"))
	add("`null`", everywhere(undecodable), text("null"))
	add("`[]`", bareArray, text("[]"))
	add("`[1]`", everywhere(undecodable), text("[1]"))
	add("`42`", everywhere(undecodable), text("42"))
	add("`\"RUNNING\"`", everywhere(undecodable), text(`"RUNNING"`))
	add("`true`", everywhere(undecodable), text("true"))
	add("a page", everywhere(undecodable), func(api) emulator.Response { return emulator.HTML(200) })
	add("XML", everywhere(undecodable), text("<?xml version='1.0'?><Status>RUNNING</Status>"))
	add("a byte order mark", everywhere(undecodable), good(func(b string) string { return "\ufeff" + b }))
	add("invalid UTF-8", everywhere(undecodable), good(func(b string) string { return strings.Replace(b, `"}`, "\xff\"}", 1) + "\xff" }))
	add("half of it", everywhere(undecodable), good(func(b string) string { return b[:len(b)/2] }))
	add("it twice", everywhere(undecodable), good(func(b string) string { return b + b }))
	add("a name twice", everywhere(undecodable), good(func(b string) string {
		return strings.Replace(b, "{", `{"Status":"STOPPED","status":"ok","Status":"RUNNING","status":"ok",`, 1)
	}))
	add("10,000 arrays in each other", everywhere(undecodable), text(strings.Repeat("[", 10000)+strings.Repeat("]", 10000)))
	add("64 MiB", everywhere(undecodable), func(a api) emulator.Response {
		return emulator.Text(200, a.good(nil)).With(emulator.Fault{Huge: 64 << 20})
	})
	add("gzip that nobody asked for", everywhere(undecodable), func(a api) emulator.Response {
		return emulator.Text(200, a.good(nil)).With(emulator.Fault{Gzip: true})
	})
	add("good JSON as `text/html`", everywhere(readWell), func(a api) emulator.Response {
		return emulator.Text(200, a.good(nil)).Header("Content-Type", "text/html")
	})
	add("good JSON with blanks around", everywhere(readWell), good(func(b string) string { return "\r\n " + b + "\n" }))
	return s
}

// successes are the ways in which a response can say, or not say, that it is one.
func successes() section {
	s := section{title: "Is it a success?", about: "Members of an otherwise good answer."}
	add := func(a api, fault string, changes map[string]any, want expected) {
		s.rows = append(s.rows, row{fault, func(w *world) { w.answers(emulator.Text(http.StatusOK, w.good(changes))) }, only(a, want)})
	}
	rejected := expected{kind: "rejected", tries: 1}
	for _, c := range []struct {
		name  string
		value any
		want  expected
	}{
		{"absent", removed, readWell},
		{"`null`", nil, readWell},
		{"`true`", true, readWell},
		{"`\"True\"`", "True", readWell},
		{"`1`", 1, readWell},
		{"`false`", false, rejected},
		{"`\"false\"`", "false", rejected},
		{"`\"FALSE\"`", "FALSE", rejected},
		{"`0`", 0, rejected},
		{"`\"maybe\"`", "maybe", undecodable},
		{"`2`", 2, undecodable},
		{"`{}`", map[string]any{}, undecodable},
	} {
		// Without a Code that says more.
		changes := map[string]any{"Success": c.value, "Code": removed, "HttpStatusCode": removed}
		add(pts, "`Success` "+c.name, changes, c.want)
		s.rows[len(s.rows)-1].want = alibaba(c.want)
	}
	add(pts, "`Success` absent, `Code` 4001", map[string]any{"Success": removed, "Code": "4001"}, rejected)
	add(pts, "`Success` true, `Code` 4001", map[string]any{"Code": "4001"}, readWell)
	add(pts, "`Success` true, no `Status`", map[string]any{"Status": removed}, undecodable)
	add(pts, "`Success` true, `Status` empty", map[string]any{"Status": ""}, undecodable)
	add(pts, "`Success` true, `Status` null", map[string]any{"Status": nil}, undecodable)
	add(sae, "`ErrorCode` success", map[string]any{"ErrorCode": "success"}, readWell)
	add(sae, "`ErrorCode` absent", map[string]any{"ErrorCode": removed}, readWell)
	add(sae, "`Code` 299", map[string]any{"Code": "299"}, readWell)
	add(sae, "`Code` 4001", map[string]any{"Code": 4001}, rejected)
	add(sae, "`Data` absent", map[string]any{"Data": removed}, undecodable)
	add(sae, "`Data` null", map[string]any{"Data": nil}, undecodable)
	add(sae, "`Data` {}", map[string]any{"Data": map[string]any{}}, undecodable)
	add(sae, "`Data` about another application", map[string]any{"Data": map[string]any{"CurrentStatus": "RUNNING", "AppId": "x"}}, undecodable)
	add(testplan, "`status` absent", map[string]any{"status": removed}, undecodable)
	add(testplan, "`status` null", map[string]any{"status": nil}, undecodable)
	add(testplan, "`status` success", map[string]any{"status": "success"}, readWell)
	add(testplan, "`status` OK", map[string]any{"status": "OK"}, readWell)
	add(testplan, "`status` failed", map[string]any{"status": "failed"}, rejected)
	add(testplan, "`status` something else", map[string]any{"status": "pending"}, rejected)
	add(testplan, "`result` absent", map[string]any{"result": removed}, readWell)
	add(testplan, "`result` null", map[string]any{"result": nil}, readWell)
	add(testplan, "`result` an object", map[string]any{"result": map[string]any{}}, undecodable)
	return s
}
