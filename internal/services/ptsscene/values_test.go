// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread/statustest"
)

func TestValues(t *testing.T) {
	tests := map[string]struct {
		status api.Status
		want   map[string]attr.Value
	}{
		"full": {
			status: api.Status{
				Status: "RUNNING", SceneName: "下单场景", CreateTime: "2021-03-01 16:05:56",
				ModifiedTime: "2021-03-26 16:03:56", RequestID: "DC4E",
			},
			want: map[string]attr.Value{
				"status": types.StringValue("RUNNING"), "idle": types.BoolValue(false),
				"not_idle_reason": types.StringValue("status is RUNNING: only CREATED and STOPPED count as idle."),
				"scene_name":      types.StringValue("下单场景"), "create_time": types.StringValue("2021-03-01 16:05:56"),
				"modified_time": types.StringValue("2021-03-26 16:03:56"), "request_id": types.StringValue("DC4E"),
			},
		},
		"nothing but the status": {
			status: api.Status{Status: "CREATED"},
			want:   map[string]attr.Value{"status": types.StringValue("CREATED"), "idle": types.BoolValue(true)},
		},
		"empty texts": {
			status: api.Status{Status: "STOPPED", SceneName: "", CreateTime: "", ModifiedTime: "", RequestID: ""},
			want:   map[string]attr.Value{"status": types.StringValue("STOPPED"), "idle": types.BoolValue(true)},
		},
		"zeros are values": {
			status: api.Status{Status: "STOPPED", SceneName: "0"},
			want:   map[string]attr.Value{"status": types.StringValue("STOPPED"), "idle": types.BoolValue(true), "scene_name": types.StringValue("0")},
		},
		"unknown status": {
			status: api.Status{Status: "HIBERNATING"},
			want: map[string]attr.Value{
				"status": types.StringValue("HIBERNATING"), "idle": types.BoolValue(false),
				"not_idle_reason": types.StringValue("status is HIBERNATING: PTS documents no such value, so the scene is not known to be idle."),
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			statustest.EqualValues(t, values(tc.status), tc.want)
		})
	}
}

// Only the two resting statuses are idle, and the reason names any other.
func TestIdle(t *testing.T) {
	idle := []string{"CREATED", "STOPPED"}
	for _, status := range slices.Concat(api.Statuses, []string{"", " ", "Hibernating", "STOPPED ", "created"}) {
		got := values(api.Status{Status: status})
		want := slices.Contains(idle, status)
		if !got["idle"].Equal(types.BoolValue(want)) {
			t.Errorf("%q: idle is %s", status, got["idle"])
		}
		reason, ok := got["not_idle_reason"].(types.String)
		switch {
		case !ok || reason.IsNull() != want:
			t.Errorf("%q: idle is %t and not_idle_reason %s", status, want, got["not_idle_reason"])
		case !want && !strings.HasPrefix(reason.ValueString(), "status is "+statusread.QuoteIfNeeded(status)+": "):
			t.Errorf("%q: not_idle_reason is %s", status, reason)
		}
	}
}
