// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
)

// model is what a practitioner reads.
type model struct {
	Region                 types.String `tfsdk:"region"`
	CurrentStatus          types.String `tfsdk:"current_status"`
	SubStatus              types.String `tfsdk:"sub_status"`
	RunningInstances       types.Int64  `tfsdk:"running_instances"`
	LastChangeOrderID      types.String `tfsdk:"last_change_order_id"`
	LastChangeOrderStatus  types.String `tfsdk:"last_change_order_status"`
	LastChangeOrderRunning types.Bool   `tfsdk:"last_change_order_running"`
	Ready                  types.Bool   `tfsdk:"ready"`
	NotReadyReason         types.String `tfsdk:"not_ready_reason"`
	ArmsAdvancedEnabled    types.Bool   `tfsdk:"arms_advanced_enabled"`
	ArmsApmInfo            *armsModel   `tfsdk:"arms_apm_info"`
	EnableAgent            types.Bool   `tfsdk:"enable_agent"`
	FileSizeLimit          types.Int64  `tfsdk:"file_size_limit"`
	CreateTime             types.String `tfsdk:"create_time"`
	CreatedAt              types.String `tfsdk:"created_at"`
	RequestID              types.String `tfsdk:"request_id"`
	TraceID                types.String `tfsdk:"trace_id"`
}

type armsModel struct {
	AppID      types.String `tfsdk:"app_id"`
	LicenseKey types.String `tfsdk:"license_key"`
}

// fromStatus maps an answer.
func fromStatus(status api.Status, region string) model {
	reason := notReady(status)
	m := model{
		Region:                 live.Text(&region),
		CurrentStatus:          types.StringValue(status.CurrentStatus),
		SubStatus:              live.Text(status.SubStatus),
		RunningInstances:       types.Int64PointerValue(status.RunningInstances),
		LastChangeOrderID:      live.Text(status.LastChangeOrderID),
		LastChangeOrderStatus:  live.Text(status.LastChangeOrderStatus),
		LastChangeOrderRunning: types.BoolPointerValue(status.LastChangeOrderRunning),
		Ready:                  types.BoolValue(reason == ""),
		NotReadyReason:         live.Text(&reason),
		ArmsAdvancedEnabled:    types.BoolPointerValue(status.ArmsAdvancedEnabled),
		EnableAgent:            types.BoolPointerValue(status.EnableAgent),
		FileSizeLimit:          types.Int64PointerValue(status.FileSizeLimit),
		CreateTime:             live.Text(status.CreateTime),
		CreatedAt:              live.RFC3339(status.CreateTime),
		RequestID:              live.Text(status.RequestID),
		TraceID:                live.Text(status.TraceID),
	}
	if status.Arms != nil {
		m.ArmsApmInfo = &armsModel{AppID: live.Text(status.Arms.AppID), LicenseKey: live.Text(status.Arms.LicenseKey)}
	}
	return m
}
