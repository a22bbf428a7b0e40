// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread/statustest"
)

func TestValues(t *testing.T) {
	yes, no := true, false
	zero, three := int64(0), int64(3)
	tests := map[string]struct {
		status api.Status
		want   map[string]attr.Value
	}{
		"full": {
			status: api.Status{
				CurrentStatus: "RUNNING", SubStatus: "NORMAL", RunningInstances: &three,
				LastChangeOrderID: "1ccc", LastChangeOrderStatus: "SUCCESS", LastChangeOrderRunning: &no,
				ArmsAdvancedEnabled: &yes, Arms: &api.ArmsApmInfo{AppID: "0099", LicenseKey: "key"},
				EnableAgent: &yes, FileSizeLimit: &three, CreateTime: "1563373372746", RequestID: "91F9", TraceID: "0a98",
			},
			want: map[string]attr.Value{
				"current_status": types.StringValue("RUNNING"), "sub_status": types.StringValue("NORMAL"),
				"running_instances": types.Int64Value(3), "last_change_order_id": types.StringValue("1ccc"),
				"last_change_order_status": types.StringValue("SUCCESS"), "last_change_order_running": types.BoolValue(false),
				"ready": types.BoolValue(true), "arms_advanced_enabled": types.BoolValue(true),
				"arms_apm_info": arms(types.StringValue("0099"), types.StringValue("key")),
				"enable_agent":  types.BoolValue(true), "file_size_limit": types.Int64Value(3), "create_time": types.StringValue("1563373372746"),
				"created_at": types.StringValue("2019-07-17T14:22:52Z"), "request_id": types.StringValue("91F9"), "trace_id": types.StringValue("0a98"),
			},
		},
		"nothing but the status": {
			status: api.Status{CurrentStatus: "UNKNOWN"},
			want: map[string]attr.Value{
				"current_status": types.StringValue("UNKNOWN"), "ready": types.BoolValue(false),
				"not_ready_reason": types.StringValue("current_status is UNKNOWN, not RUNNING."),
			},
		},
		"empty texts": {
			status: api.Status{CurrentStatus: "RUNNING", LastChangeOrderID: "", LastChangeOrderStatus: "", CreateTime: ""},
			want:   map[string]attr.Value{"current_status": types.StringValue("RUNNING"), "ready": types.BoolValue(true)},
		},
		"zeros and falses are values": {
			status: api.Status{CurrentStatus: "RUNNING", RunningInstances: &zero, EnableAgent: &no, FileSizeLimit: &zero, ArmsAdvancedEnabled: &no},
			want: map[string]attr.Value{
				"current_status": types.StringValue("RUNNING"), "running_instances": types.Int64Value(0), "ready": types.BoolValue(false),
				"not_ready_reason": types.StringValue("running_instances is 0: no instance of the application is running."), "enable_agent": types.BoolValue(false),
				"file_size_limit": types.Int64Value(0), "arms_advanced_enabled": types.BoolValue(false),
			},
		},
		"an empty ARMS object": {
			status: api.Status{CurrentStatus: "RUNNING", Arms: &api.ArmsApmInfo{}},
			want:   map[string]attr.Value{"current_status": types.StringValue("RUNNING"), "ready": types.BoolValue(true), "arms_apm_info": arms(types.StringNull(), types.StringNull())},
		},
		"a time that is no time stamp": {
			status: api.Status{CurrentStatus: "RUNNING", CreateTime: "yesterday"},
			want:   map[string]attr.Value{"current_status": types.StringValue("RUNNING"), "ready": types.BoolValue(true), "create_time": types.StringValue("yesterday")},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			statustest.EqualValues(t, values(tc.status), tc.want)
		})
	}
}

func arms(appID, licenseKey types.String) attr.Value {
	return types.ObjectValueMust(map[string]attr.Type{"app_id": types.StringType, "license_key": types.StringType},
		map[string]attr.Value{"app_id": appID, "license_key": licenseKey})
}
