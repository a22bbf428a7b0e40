// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
)

func TestFromStatus(t *testing.T) {
	text := func(s string) *string { return &s }
	yes, no := true, false
	zero, three := int64(0), int64(3)
	tests := map[string]struct {
		status api.Status
		region string
		want   model
	}{
		"full": {
			status: api.Status{
				CurrentStatus: "RUNNING", SubStatus: text("NORMAL"), RunningInstances: &three,
				LastChangeOrderID: text("1ccc"), LastChangeOrderStatus: text("SUCCESS"), LastChangeOrderRunning: &no,
				ArmsAdvancedEnabled: &yes, Arms: &api.ArmsApmInfo{AppID: text("0099"), LicenseKey: text("key")},
				EnableAgent: &yes, FileSizeLimit: &three, CreateTime: text("1563373372746"), RequestID: text("91F9"), TraceID: text("0a98"),
			},
			region: "cn-hangzhou",
			want: model{
				Region: types.StringValue("cn-hangzhou"), CurrentStatus: types.StringValue("RUNNING"), SubStatus: types.StringValue("NORMAL"),
				RunningInstances: types.Int64Value(3), LastChangeOrderID: types.StringValue("1ccc"),
				LastChangeOrderStatus: types.StringValue("SUCCESS"), LastChangeOrderRunning: types.BoolValue(false),
				Ready: types.BoolValue(true), ArmsAdvancedEnabled: types.BoolValue(true),
				ArmsApmInfo: &armsModel{AppID: types.StringValue("0099"), LicenseKey: types.StringValue("key")},
				EnableAgent: types.BoolValue(true), FileSizeLimit: types.Int64Value(3), CreateTime: types.StringValue("1563373372746"),
				CreatedAt: types.StringValue("2019-07-17T14:22:52Z"), RequestID: types.StringValue("91F9"), TraceID: types.StringValue("0a98"),
			},
		},
		"nothing but the status": {
			status: api.Status{CurrentStatus: "UNKNOWN"},
			want: model{
				CurrentStatus: types.StringValue("UNKNOWN"), Ready: types.BoolValue(false),
				NotReadyReason: types.StringValue("current_status is UNKNOWN, not RUNNING."),
			},
		},
		"empty texts": {
			status: api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: text(""), LastChangeOrderStatus: text(""), CreateTime: text("")},
			want:   model{CurrentStatus: types.StringValue("RUNNING"), Ready: types.BoolValue(true)},
		},
		"zeros and falses are values": {
			status: api.Status{CurrentStatus: "RUNNING", RunningInstances: &zero, EnableAgent: &no, FileSizeLimit: &zero, ArmsAdvancedEnabled: &no},
			want: model{
				CurrentStatus: types.StringValue("RUNNING"), RunningInstances: types.Int64Value(0), Ready: types.BoolValue(false),
				NotReadyReason: types.StringValue("running_instances is 0: no instance of the application is running."), EnableAgent: types.BoolValue(false),
				FileSizeLimit: types.Int64Value(0), ArmsAdvancedEnabled: types.BoolValue(false),
			},
		},
		"an empty ARMS object": {
			status: api.Status{CurrentStatus: "RUNNING", Arms: &api.ArmsApmInfo{}},
			want:   model{CurrentStatus: types.StringValue("RUNNING"), Ready: types.BoolValue(true), ArmsApmInfo: &armsModel{}},
		},
		"a time that is no time stamp": {
			status: api.Status{CurrentStatus: "RUNNING", CreateTime: text("yesterday")},
			want:   model{CurrentStatus: types.StringValue("RUNNING"), Ready: types.BoolValue(true), CreateTime: types.StringValue("yesterday")},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if got := fromStatus(tc.status, tc.region); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}
