// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// model is what a practitioner reads.
type model struct {
	Region                 types.String
	CurrentStatus          types.String
	SubStatus              types.String
	RunningInstances       types.Int64
	LastChangeOrderID      types.String
	LastChangeOrderStatus  types.String
	LastChangeOrderRunning types.Bool
	Ready                  types.Bool
	NotReadyReason         types.String
	ArmsAdvancedEnabled    types.Bool
	ArmsApmInfo            *armsModel
	EnableAgent            types.Bool
	FileSizeLimit          types.Int64
	CreateTime             types.String
	CreatedAt              types.String
	RequestID              types.String
	TraceID                types.String
}

type armsModel struct {
	AppID      types.String
	LicenseKey types.String
}

// values are the model by the names of its attributes.
func (m model) values() map[string]attr.Value {
	return map[string]attr.Value{
		"region":                    m.Region,
		"current_status":            m.CurrentStatus,
		"sub_status":                m.SubStatus,
		"running_instances":         m.RunningInstances,
		"last_change_order_id":      m.LastChangeOrderID,
		"last_change_order_status":  m.LastChangeOrderStatus,
		"last_change_order_running": m.LastChangeOrderRunning,
		"ready":                     m.Ready,
		"not_ready_reason":          m.NotReadyReason,
		"arms_advanced_enabled":     m.ArmsAdvancedEnabled,
		"arms_apm_info":             m.ArmsApmInfo.value(),
		"enable_agent":              m.EnableAgent,
		"file_size_limit":           m.FileSizeLimit,
		"create_time":               m.CreateTime,
		"created_at":                m.CreatedAt,
		"request_id":                m.RequestID,
		"trace_id":                  m.TraceID,
	}
}

var armsTypes = map[string]attr.Type{"app_id": types.StringType, "license_key": types.StringType}

func (a *armsModel) value() attr.Value {
	if a == nil {
		return types.ObjectNull(armsTypes)
	}
	return types.ObjectValueMust(armsTypes, map[string]attr.Value{
		"app_id":      a.AppID,
		"license_key": a.LicenseKey,
	})
}

// fromStatus maps a response.
func fromStatus(status api.Status, region string) model {
	reason := notReady(status)
	m := model{
		Region:                 statusread.StringOrNull(&region),
		CurrentStatus:          types.StringValue(status.CurrentStatus),
		SubStatus:              statusread.StringOrNull(status.SubStatus),
		RunningInstances:       types.Int64PointerValue(status.RunningInstances),
		LastChangeOrderID:      statusread.StringOrNull(status.LastChangeOrderID),
		LastChangeOrderStatus:  statusread.StringOrNull(status.LastChangeOrderStatus),
		LastChangeOrderRunning: types.BoolPointerValue(status.LastChangeOrderRunning),
		Ready:                  types.BoolValue(reason == ""),
		NotReadyReason:         statusread.StringOrNull(&reason),
		ArmsAdvancedEnabled:    types.BoolPointerValue(status.ArmsAdvancedEnabled),
		EnableAgent:            types.BoolPointerValue(status.EnableAgent),
		FileSizeLimit:          types.Int64PointerValue(status.FileSizeLimit),
		CreateTime:             statusread.StringOrNull(status.CreateTime),
		CreatedAt:              statusread.TimestampOrNull(status.CreateTime),
		RequestID:              statusread.StringOrNull(status.RequestID),
		TraceID:                statusread.StringOrNull(status.TraceID),
	}
	if status.Arms != nil {
		m.ArmsApmInfo = &armsModel{AppID: statusread.StringOrNull(status.Arms.AppID), LicenseKey: statusread.StringOrNull(status.Arms.LicenseKey)}
	}
	return m
}
