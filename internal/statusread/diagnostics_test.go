// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package statusread

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Each text is whole, as a practitioner reads it: read it aloud before changing it.
func TestErrorDiagnostic(t *testing.T) {
	busy := &apierr.Error{Kind: apierr.Unavailable, Code: "Busy", HTTPStatus: 503, RequestID: "R-2", Message: "Later."}
	tests := map[string]struct {
		err    apierr.Error
		region string
		want   string
	}{
		"invalid argument": {
			err: apierr.Error{Kind: apierr.InvalidArgument, Argument: "kettle_id"}, region: "cn-hangzhou",
			want: "Error: Invalid Argument for Tea Kettle (kettle_id)\nTea rejected an argument of the request. Check kettle_id.\n\n  kettle_id:   \"k-1\"",
		},
		"an argument that does not exist": {
			err: apierr.Error{Kind: apierr.InvalidArgument, Argument: "lid"}, region: "cn-hangzhou",
			want: "Error: Invalid Argument for Tea Kettle\nTea rejected an argument of the request. Check kettle_id.",
		},
		"invalid filter": {
			err: apierr.Error{Kind: apierr.InvalidArgument, Argument: "blend", Reason: "There is no such blend.", Advice: "Check blend."}, region: "cn-hangzhou",
			want: "Error: Invalid Argument for Tea Kettle (blend)\nThere is no such blend. Check blend.",
		},
		"missing region": {
			err:  apierr.Error{Kind: apierr.InvalidArgument, Argument: "region", Reason: "No region is known.", Advice: "Give one."},
			want: "Error: Missing Region for Tea Kettle (region)\nNo region is known. Give one.",
		},
		"invalid region": {
			err: apierr.Error{Kind: apierr.InvalidArgument, Argument: "region", Reason: "It is none.", Advice: "Give one."}, region: "x",
			want: "Error: Invalid Argument for Tea Kettle (region)\nIt is none. Give one.",
		},
		"credentials missing": {
			err:  apierr.Error{Kind: apierr.CredentialsMissing},
			want: "Error: Missing Alibaba Cloud Credentials\nNo credentials for Alibaba Cloud were found.",
		},
		"bad credentials": {
			err: apierr.Error{Kind: apierr.InvalidCredentials},
			want: "Error: Invalid Alibaba Cloud Credentials\nAlibaba Cloud does not accept the credentials. Check the access key, its " +
				"secret and, for temporary keys, the security token.",
		},
		"clock off": {
			err:  apierr.Error{Kind: apierr.ClockSkew},
			want: "Error: System Clock Skew\nAlibaba Cloud rejected the request because its timestamp differs too much from the cloud's clock. Set this machine's clock (most machines do it by NTP) and run again.",
		},
		"no permission": {
			err: apierr.Error{Kind: apierr.PermissionDenied},
			want: "Error: Permission Denied for Tea Kettle\nThe credentials are valid, and their identity has no permission for this call. Grant it the RAM action " +
				"tea:DescribeKettle.\n\n  kettle_id:   \"k-1\"",
		},
		"not found": {
			err: apierr.Error{
				Kind: apierr.NotFound, Argument: "kettle_id", Code: "InvalidKettle.NotFound", HTTPStatus: 404, RequestID: "R-1", TraceID: "T-1",
				Message: "No kettle.", Attempts: 1, ContentType: "application/json",
			},
			region: "cn-hangzhou",
			want: "Error: Tea Kettle Not Found (kettle_id)\nTea has no kettle with this kettle_id in region cn-hangzhou. Check the id.\n\n  kettle_id:   \"k-1\"\n" +
				"  Code:        InvalidKettle.NotFound\n" +
				"  HTTP status: 404\n" +
				"  Request ID:  R-1\n" +
				"  Trace ID:    T-1\n" +
				"  Message:     No kettle.",
		},
		"not found, without regions": {
			err:  apierr.Error{Kind: apierr.NotFound},
			want: "Error: Tea Kettle Not Found\nTea has no kettle with this kettle_id. Check the id.\n\n  kettle_id:   \"k-1\"",
		},
		"not enabled": {
			err: apierr.Error{Kind: apierr.NotEnabled, Argument: "kettle_id"},
			want: "Error: Tea Not Enabled in the Project (kettle_id)\nThe project exists, and Tea is not enabled in it. Enable Tea in the " +
				"project, or check kettle_id.\n\n  kettle_id:   \"k-1\"",
		},
		"throttled": {
			err: apierr.Error{Kind: apierr.Throttled, Attempts: 3, Code: "Throttling.User", HTTPStatus: 400, RequestID: "R-1", Message: "Slow down."},
			want: "Error: Tea Kettle Read Throttled\nTea gets too many requests and rejected this one, after 3 attempts. Run again later, lower " +
				"-parallelism, or raise max_retries in the provider's configuration.\n\n  kettle_id:   \"k-1\"\n" +
				"  Code:        Throttling.User\n" +
				"  HTTP status: 400\n" +
				"  Request ID:  R-1\n" +
				"  Attempts:    3\n" +
				"  Message:     Slow down.",
		},
		"unavailable": {
			err: apierr.Error{Kind: apierr.Unavailable, Attempts: 1, HTTPStatus: 502, ContentType: "text/html"},
			want: "Error: Tea Unavailable\nTea could not serve the request, after one attempt. Run again later; if the error stays, check the cloud's status page and the network in between.\n\n  kettle_id:   \"k-1\"\n" +
				"  HTTP status: 502\n" +
				"  Content type: text/html",
		},
		"unavailable, and why": {
			err:  apierr.Error{Kind: apierr.Unavailable, Attempts: 5, Reason: "The connection to [::1]:80 was refused."},
			want: "Error: Tea Unavailable\nThe connection to [::1]:80 was refused. Gave up after 5 attempts. Run again later; if the error stays, check the cloud's status page and the network in between.\n\n  kettle_id:   \"k-1\"\n  Attempts:    5",
		},
		"throttled for longer than the read may take": {
			err: apierr.Error{Kind: apierr.Throttled, Attempts: 1, HTTPStatus: 429, RetryAfter: time.Hour, Advice: "Run again after that."},
			want: "Error: Tea Kettle Read Throttled\nTea gets too many requests and rejected this one, after one attempt. Run again after " +
				"that.\n\n  kettle_id:   \"k-1\"\n  HTTP status: 429\n  Retry-After: 1h",
		},
		"no response within the read's timeout": {
			err:  apierr.Error{Kind: apierr.Timeout, Attempts: 2},
			want: "Error: Tea Kettle Read Timed Out\nThere was no response within 2m, after 2 attempts. Allow more time in the timeouts block, or find out why Tea is slow.\n\n  kettle_id:   \"k-1\"\n  Attempts:    2",
		},
		"no response within the read's timeout, with an error before": {
			err: apierr.Error{Kind: apierr.Timeout, Attempts: 2, Last: busy},
			want: "Error: Tea Kettle Read Timed Out\nThere was no response within 2m, after 2 attempts. The last error before that: Tea could " +
				"not serve the request. Allow more time in the timeouts block, or find out why Tea is slow.\n\n  kettle_id:   \"k-1\"\n" +
				"  Code:        Busy\n" +
				"  HTTP status: 503\n" +
				"  Request ID:  R-2\n" +
				"  Attempts:    2\n" +
				"  Message:     Later.",
		},
		"not even one attempt": {
			err:  apierr.Error{Kind: apierr.Timeout},
			want: "Error: Tea Kettle Read Timed Out\nThere was no response within 2m. Allow more time in the timeouts block, or find out why Tea is slow.\n\n  kettle_id:   \"k-1\"",
		},
		"no response within an attempt's timeout": {
			err: apierr.Error{Kind: apierr.Timeout, Attempts: 3, Reason: "example.com:443 had not responded when the time for this attempt was over."},
			want: "Error: Tea Kettle Read Timed Out\nexample.com:443 had not responded when the time for this attempt was over. Gave up after 3 " +
				"attempts. Raise request_timeout in the provider's configuration, or find out why Tea is slow.\n\n  kettle_id:   \"k-1\"\n  Attempts:    3",
		},
		"interrupted": {
			err:  apierr.Error{Kind: apierr.Interrupted, Attempts: 1},
			want: "Error: Tea Kettle Read Interrupted\nThe run was interrupted before there was a response.\n\n  kettle_id:   \"k-1\"",
		},
		"interrupted, with an error before": {
			err: apierr.Error{Kind: apierr.Interrupted, Attempts: 1, Last: busy},
			want: "Error: Tea Kettle Read Interrupted\nThe run was interrupted before there was a response. The last error before that: Tea " +
				"could not serve the request.\n\n  kettle_id:   \"k-1\"\n" +
				"  Code:        Busy\n" +
				"  HTTP status: 503\n" +
				"  Request ID:  R-2\n" +
				"  Message:     Later.",
		},
		"unreachable": {
			err:  apierr.Error{Kind: apierr.Unreachable, Argument: "region", Reason: "There is no host named tea.cn-hangzou.aliyuncs.com.", Advice: "Check the region's spelling."},
			want: "Error: Tea Endpoint Unreachable (region)\nThere is no host named tea.cn-hangzou.aliyuncs.com. Check the region's spelling.",
		},
		"unreachable, no more known": {
			err: apierr.Error{Kind: apierr.Unreachable},
			want: "Error: Tea Endpoint Unreachable\nThe host of Tea cannot be reached. Check the region's spelling and the provider's " +
				"endpoints argument.",
		},
		"undecodable": {
			err: apierr.Error{Kind: apierr.MalformedResponse, HTTPStatus: 200, ContentType: "text/html", RequestID: "R-1", Reason: "The response cannot be read: the body is empty."},
			want: "Error: Malformed Tea Response\nThe response cannot be read: the body is empty. Check the endpoint and any proxy in " +
				"between; if both are right, please report this with the request id.\n\n  kettle_id:   \"k-1\"\n" +
				"  HTTP status: 200\n" +
				"  Content type: text/html\n" +
				"  Request ID:  R-1",
		},
		"undecodable, no more known": {
			err: apierr.Error{Kind: apierr.MalformedResponse},
			want: "Error: Malformed Tea Response\nThe response is not what the API's document describes. Check the endpoint and any " +
				"proxy in between; if both are right, please report this with the request id.\n\n  kettle_id:   \"k-1\"",
		},
		"rejected": {
			err: apierr.Error{Kind: apierr.Rejected, Code: "Odd", HTTPStatus: 200, ReportedStatus: 400},
			want: "Error: Tea Request Rejected\nTea rejected the request for a reason that this provider does not know. Look the code " +
				"up in the API's documentation.\n\n  kettle_id:   \"k-1\"\n" +
				"  Code:        Odd\n" +
				"  HTTP status: 200 (body says 400)",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			typ := oneOf(kettle())
			op, _ := readConfig(t.Context(), typ, config(t, typ, dataSourceKind, object{"region": tc.region}), dataSourceKind)
			r := &reader{Type: typ, op: op}
			same(t, diag.Diagnostics{r.errorDiagnostic(&tc.err)}, tc.want)
		})
	}
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		20 * time.Minute: "20m", 2 * time.Hour: "2h", 90 * time.Minute: "1h30m", 90 * time.Second: "1m30s", 10 * time.Second: "10s",
		1500 * time.Millisecond: "1.5s", 0: "0s", 100 * time.Minute: "1h40m", 10 * time.Hour: "10h",
	} {
		if got := short(d); got != want {
			t.Errorf("short(%d) = %s, want %s", d, got, want)
		}
	}
}
