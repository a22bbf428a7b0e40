// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// values maps a response to the attributes.
func values(status api.Status) map[string]attr.Value {
	reason := notIdle(status.Status)
	return map[string]attr.Value{
		"status":          types.StringValue(status.Status),
		"idle":            types.BoolValue(reason == ""),
		"not_idle_reason": statusread.StringOrNull(reason),
		"scene_name":      statusread.StringOrNull(status.SceneName),
		"create_time":     statusread.StringOrNull(status.CreateTime),
		"modified_time":   statusread.StringOrNull(status.ModifiedTime),
		"request_id":      statusread.StringOrNull(status.RequestID),
	}
}

// notIdle says in one sentence why the scene is not idle, or "" if it is. Any status but two, an unknown one too, may mean
// that a load test runs or starts, and a gate fails closed.
func notIdle(status string) string {
	if status == "CREATED" || status == "STOPPED" {
		return ""
	}
	if !slices.Contains(api.Statuses, status) {
		return fmt.Sprintf("status is %s: PTS documents no such value, so the scene is not known to be idle.", statusread.QuoteIfNeeded(status))
	}
	return fmt.Sprintf("status is %s: only CREATED and STOPPED count as idle.", statusread.QuoteIfNeeded(status))
}
