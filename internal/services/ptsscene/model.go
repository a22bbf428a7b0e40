// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
)

// model is what a practitioner reads.
type model struct {
	Region       types.String
	Status       types.String
	Idle         types.Bool
	SceneName    types.String
	CreateTime   types.String
	ModifiedTime types.String
	RequestID    types.String
}

// values are the model by the names of its attributes.
func (m model) values() map[string]attr.Value {
	return map[string]attr.Value{
		"region":        m.Region,
		"status":        m.Status,
		"idle":          m.Idle,
		"scene_name":    m.SceneName,
		"create_time":   m.CreateTime,
		"modified_time": m.ModifiedTime,
		"request_id":    m.RequestID,
	}
}

// fromStatus maps an answer.
func fromStatus(status api.Status, region string) model {
	return model{
		Region:       live.Text(&region),
		Status:       types.StringValue(status.Status),
		Idle:         types.BoolValue(isIdle(status.Status)),
		SceneName:    live.Text(status.SceneName),
		CreateTime:   live.Text(status.CreateTime),
		ModifiedTime: live.Text(status.ModifiedTime),
		RequestID:    live.Text(status.RequestID),
	}
}

// isIdle names the two resting statuses. Any other, an unknown one too, may mean load on its way, and a gate must err
// on the side of a running test.
func isIdle(status string) bool {
	return status == "CREATED" || status == "STOPPED"
}
