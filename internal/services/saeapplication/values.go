// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// values maps a response to the attributes.
func values(status api.Status) map[string]attr.Value {
	reason := notReady(status)
	return map[string]attr.Value{
		"current_status":            types.StringValue(status.CurrentStatus),
		"sub_status":                statusread.StringOrNull(status.SubStatus),
		"running_instances":         types.Int64PointerValue(status.RunningInstances),
		"last_change_order_id":      statusread.StringOrNull(status.LastChangeOrderID),
		"last_change_order_status":  statusread.StringOrNull(status.LastChangeOrderStatus),
		"last_change_order_running": types.BoolPointerValue(status.LastChangeOrderRunning),
		"ready":                     types.BoolValue(reason == ""),
		"not_ready_reason":          statusread.StringOrNull(reason),
		"arms_advanced_enabled":     types.BoolPointerValue(status.ArmsAdvancedEnabled),
		"arms_apm_info":             armsValue(status.Arms),
		"enable_agent":              types.BoolPointerValue(status.EnableAgent),
		"file_size_limit":           types.Int64PointerValue(status.FileSizeLimit),
		"create_time":               statusread.StringOrNull(status.CreateTime),
		"created_at":                statusread.TimestampOrNull(status.CreateTime),
		"request_id":                statusread.StringOrNull(status.RequestID),
		"trace_id":                  statusread.StringOrNull(status.TraceID),
	}
}

// armsType is the type that the schema gives arms_apm_info.
var armsType = attributes["arms_apm_info"].GetType().(types.ObjectType) //nolint:forcetypeassert // it is an object

func armsValue(arms *api.ArmsApmInfo) attr.Value {
	if arms == nil {
		return types.ObjectNull(armsType.AttrTypes)
	}
	return types.ObjectValueMust(armsType.AttrTypes, map[string]attr.Value{
		"app_id":      statusread.StringOrNull(arms.AppID),
		"license_key": statusread.StringOrNull(arms.LicenseKey),
	})
}

// licenseKey is the secret in arms_apm_info.
var licenseKey = &statusread.Secret{
	Include: "include_license_key",
	Description: "Whether `arms_apm_info.license_key` is kept. It is a secret, which the state then contains in clear. The ephemeral resource " +
		"has it without storing it. Default `false`.",
	Remove: func(values map[string]attr.Value) {
		if arms, ok := values[armsAPMInfo].(types.Object); ok && !arms.IsNull() {
			values[armsAPMInfo] = types.ObjectValueMust(armsType.AttrTypes, map[string]attr.Value{
				"app_id": arms.Attributes()["app_id"], "license_key": types.StringNull(),
			})
		}
	},
}
