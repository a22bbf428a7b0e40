// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
)

func TestFromStatus(t *testing.T) {
	text := func(s string) *string { return &s }
	tests := map[string]struct {
		status api.Status
		region string
		want   model
	}{
		"full": {
			status: api.Status{
				Status: "RUNNING", SceneName: text("下单场景"), CreateTime: text("2021-03-01 16:05:56"),
				ModifiedTime: text("2021-03-26 16:03:56"), RequestID: text("DC4E"),
			},
			region: "cn-hangzhou",
			want: model{
				Region: types.StringValue("cn-hangzhou"), Status: types.StringValue("RUNNING"), Idle: types.BoolValue(false),
				SceneName: types.StringValue("下单场景"), CreateTime: types.StringValue("2021-03-01 16:05:56"),
				ModifiedTime: types.StringValue("2021-03-26 16:03:56"), RequestID: types.StringValue("DC4E"),
			},
		},
		"nothing but the status": {
			status: api.Status{Status: "CREATED"},
			want:   model{Status: types.StringValue("CREATED"), Idle: types.BoolValue(true)},
		},
		"empty texts": {
			status: api.Status{Status: "STOPPED", SceneName: text(""), CreateTime: text(""), ModifiedTime: text(""), RequestID: text("")},
			want:   model{Status: types.StringValue("STOPPED"), Idle: types.BoolValue(true)},
		},
		"zeros are values": {
			status: api.Status{Status: "STOPPED", SceneName: text("0")},
			want:   model{Status: types.StringValue("STOPPED"), Idle: types.BoolValue(true), SceneName: types.StringValue("0")},
		},
		"unknown status": {
			status: api.Status{Status: "HIBERNATING"},
			want:   model{Status: types.StringValue("HIBERNATING"), Idle: types.BoolValue(false)},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := fromStatus(tc.status, tc.region); got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestIdle(t *testing.T) {
	want := map[string]bool{
		"CREATED": true, "SYNCING": false, "SYNC_DONE": false, "UPLOADING": false, "UPLOADED": false, "PREPARING": false,
		"READY": false, "RUNNING": false, "STOPPING": false, "STOPPED": true,
	}
	if len(want) != len(api.Statuses) {
		t.Fatalf("%d statuses are documented, the table has %d", len(api.Statuses), len(want))
	}
	for _, status := range api.Statuses {
		if got := isIdle(status); got != want[status] {
			t.Errorf("isIdle(%s) = %t", status, got)
		}
	}
}
