// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
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
				NotIdleReason: types.StringValue("status is RUNNING: only CREATED and STOPPED count as idle."),
				SceneName:     types.StringValue("下单场景"), CreateTime: types.StringValue("2021-03-01 16:05:56"),
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
			want: model{
				Status: types.StringValue("HIBERNATING"), Idle: types.BoolValue(false),
				NotIdleReason: types.StringValue("status is HIBERNATING: only CREATED and STOPPED count as idle."),
			},
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

// Only the two resting statuses are idle, and the reason names any other.
func TestIdle(t *testing.T) {
	idle := []string{"CREATED", "STOPPED"}
	for _, status := range slices.Concat(api.Statuses, []string{"", " ", "Hibernating", "STOPPED ", "created"}) {
		m := fromStatus(api.Status{Status: status}, "")
		reason := m.NotIdleReason.ValueString()
		switch {
		case m.Idle.IsNull() || m.Idle.ValueBool() != slices.Contains(idle, status):
			t.Errorf("%q: idle is %s", status, m.Idle)
		case m.NotIdleReason.IsNull() != m.Idle.ValueBool():
			t.Errorf("%q: idle is %s and not_idle_reason %s", status, m.Idle, m.NotIdleReason)
		case !m.Idle.ValueBool() && !strings.HasPrefix(reason, "status is "+statusread.QuoteIfNeeded(status)+": "):
			t.Errorf("%q: not_idle_reason is %q", status, reason)
		}
	}
}
