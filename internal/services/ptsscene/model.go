// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// model is what a practitioner reads.
type model struct {
	Region        types.String
	Status        types.String
	Idle          types.Bool
	NotIdleReason types.String
	SceneName     types.String
	CreateTime    types.String
	ModifiedTime  types.String
	RequestID     types.String
}

// values are the model by the names of its attributes.
func (m model) values() map[string]attr.Value {
	return map[string]attr.Value{
		"region":          m.Region,
		"status":          m.Status,
		"idle":            m.Idle,
		"not_idle_reason": m.NotIdleReason,
		"scene_name":      m.SceneName,
		"create_time":     m.CreateTime,
		"modified_time":   m.ModifiedTime,
		"request_id":      m.RequestID,
	}
}

// fromStatus maps a response.
func fromStatus(status api.Status, region string) model {
	reason := notIdle(status.Status)
	return model{
		Region:        statusread.StringOrNull(&region),
		Status:        types.StringValue(status.Status),
		Idle:          types.BoolValue(reason == ""),
		NotIdleReason: statusread.StringOrNull(&reason),
		SceneName:     statusread.StringOrNull(status.SceneName),
		CreateTime:    statusread.StringOrNull(status.CreateTime),
		ModifiedTime:  statusread.StringOrNull(status.ModifiedTime),
		RequestID:     statusread.StringOrNull(status.RequestID),
	}
}

// notIdle says in one sentence why the scene is not idle, or "" when it is. Any status but the two resting ones, an
// unknown one too, may mean load on its way, and a gate must err on the side of a running test.
func notIdle(status string) string {
	if status == "CREATED" || status == "STOPPED" {
		return ""
	}
	return fmt.Sprintf("status is %s: only CREATED and STOPPED count as idle.", statusread.QuoteIfNeeded(status))
}
