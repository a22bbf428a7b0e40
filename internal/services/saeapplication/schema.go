// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

const description = "Reads the status of an application of Alibaba Cloud Serverless App Engine (SAE): whether it runs, how its " +
	"last change order ended, and, in one boolean, whether it is ready."

const pluralDescription = "Reads the status of many applications of Alibaba Cloud Serverless App Engine (SAE) at once: of those whose ids " +
	"are given, whether each is ready, and in one boolean whether all are. One block of 1000 reads side by side, and gives one error."

// armsAPMInfo is the attribute that has the license key.
const armsAPMInfo = "arms_apm_info"

var appID = statusread.Argument{
	Name: "app_id",
	Description: "Id of the application, for example `7171a6ca-d1cd-4928-8642-7d5cfe697c34`: `alicloud_sae_application.x.id`, or one " +
		"that the data source `alicloud_sae_applications` of the official provider lists.",
	Validator: statusread.ID("be the id of an SAE application"),
}

var currentStatus = statusread.StatusAttribute{
	Name:   "current_status",
	Values: api.CurrentStatuses,
}

var lastChangeOrderStatus = statusread.StatusAttribute{
	Name:   "last_change_order_status",
	Values: api.ChangeOrderStatuses,
	Manual: []string{"WAIT_BATCH_CONFIRM", "WAIT_APPROVAL"},
	Failed: []string{"FAIL", "ABORT", "SYSTEM_FAIL"},
}

var subStatus = statusread.StatusAttribute{
	Name:   "sub_status",
	Values: api.SubStatuses,
	Failed: []string{"RUNNING_BUT_HAS_ERROR"},
}

var lastChangeOrderID = statusread.StatusAttribute{
	Name:   "last_change_order_id",
	Opaque: true,
	After:  "after_change_order_id",
}

var ready = statusread.Condition{
	Name:    "ready",
	Meaning: "the application is ready",
	Reason:  "not_ready_reason",
}

var attributes = map[string]schema.Attribute{
	"current_status": statusread.String("Status of the application, in the documented spelling; see *Status values*. A value that is not " +
		"documented stays as it was sent."),
	"sub_status":                statusread.String("Whether an exception occurred while the last change order was executed; see *Status values*. Null when SAE sends none."),
	"running_instances":         statusread.Int64("Number of running instances. Null when SAE sends none."),
	"last_change_order_id":      statusread.String("Id of the latest change order that was executed. Null when there was none or it has expired."),
	"last_change_order_status":  statusread.String("Status of the latest change order; see *Status values*. Null when SAE sends none."),
	"last_change_order_running": statusread.Bool("Whether the latest change order is being executed. Null when SAE does not say."),
	"ready": statusread.Bool("Whether the application is ready: `current_status` is `RUNNING`, no change order is running, the last " +
		"one ended as `SUCCESS` or there was none (neither id nor status), `sub_status` is `NORMAL` or null, and " +
		"`running_instances`, where SAE sends it, is above 0. A value that SAE does not document is not ready. Never null."),
	"not_ready_reason":      statusread.String("Why the application is not ready, in one sentence. Null when it is ready."),
	"arms_advanced_enabled": statusread.Bool("Whether advanced monitoring by Application Real-Time Monitoring Service (ARMS) is enabled. Null when SAE does not say."),
	armsAPMInfo: schema.SingleNestedAttribute{
		Computed: true,
		MarkdownDescription: "Metadata of the application in ARMS. Null when SAE sends none, and, with a warning, when SAE sends something " +
			"that is not a JSON object with `appId` and `licenseKey`.",
		Attributes: map[string]schema.Attribute{
			"app_id": statusread.String("Id of the application in ARMS."),
			"license_key": schema.StringAttribute{
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "License key for ARMS. A secret: an ephemeral resource has it and stores it nowhere. A data source, which the " +
					"state keeps, has it only with `include_license_key`.",
			},
		},
	},
	"enable_agent":    statusread.Bool("Whether the SAE agent is enabled. Null when SAE does not say."),
	"file_size_limit": statusread.Int64("File size limit in KB. Documented range: 0 to 10240."),
	"create_time":     statusread.String("When the application was created, as SAE sends it: milliseconds since 1970, for example `1563373372746`."),
	"created_at":      statusread.String("When the application was created, in RFC 3339, UTC, for example `2019-07-17T14:22:52Z`."),
	"request_id":      statusread.ReadID("Id of the request, for Alibaba Cloud support."),
	"trace_id":        statusread.ReadID("Trace id, for looking up the details of the request."),
}
