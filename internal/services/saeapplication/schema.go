// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
)

var description = "Reads the status of an application of Alibaba Cloud Serverless App Engine (SAE): whether it runs, how its " +
	"last change order ended, and, in one boolean, whether it is ready.\n\n" +
	"The credentials need the RAM action `sae:DescribeApplicationStatus` on all resources (`*`).\n\n" +
	"~> **Secret.** `arms_apm_info.license_key` is a secret. A data source stores it in the state, marked as sensitive; the " +
	"ephemeral resource of the same name stores nothing.\n\n" +
	"## Status values\n\n" + live.StatusTable(currentStatus) + "\n" + live.StatusTable(lastChangeOrderStatus) + "\n" +
	live.StatusTable(subStatus) + "\n" +
	"An application can be `RUNNING` while a change order runs, waits or has failed. `ready` looks at all of it.\n\n" +
	"## Error codes\n\n" +
	"| code | meaning | what to do |\n|---|---|---|\n" +
	"| `InvalidAppId.NotFound` (404), `InvalidApplication.NotFound` (400) | There is no such application in this region. | Check " +
	"`app_id` and `region`. |\n" +
	"| `InvalidParameter.NotEmpty` (400) | SAE does not take the id. | Check `app_id`. |\n" +
	"| `Resouce.no.permission` (400; SAE spells it so) | The identity may not see the application. | Attach the RAM policy below. |\n" //nolint:misspell // as SAE spells it

var appID = live.Argument{
	Name:        "app_id",
	Description: "Id of the application, for example `7171a6ca-d1cd-4928-8642-7d5cfe697c34`.",
	Validators:  []live.Validator{live.NotBlank("be the id of an SAE application")},
}

var currentStatus = live.Status{
	Name:   "current_status",
	Values: api.CurrentStatuses,
	Meanings: map[string]string{
		"RUNNING": "The application runs.",
		"STOPPED": "The application is stopped.",
		"UNKNOWN": "SAE could not determine the status.",
	},
}

var lastChangeOrderStatus = live.Status{
	Name:   "last_change_order_status",
	Values: api.ChangeOrderStatuses,
	Meanings: map[string]string{
		"READY":              "The change order is ready to run.",
		"RUNNING":            "The change order runs.",
		"SUCCESS":            "The change order succeeded.",
		"FAIL":               "The change order failed.",
		"ABORT":              "The change order was stopped.",
		"WAIT_BATCH_CONFIRM": "The change order waits until a person confirms the next batch.",
		"AUTO_BATCH_WAIT":    "The change order waits before the next batch, which SAE confirms by itself.",
		"SYSTEM_FAIL":        "A fault in SAE ended the change order.",
		"WAIT_APPROVAL":      "The change order waits until a person approves it.",
		"APPROVED":           "The change order is approved and about to run.",
	},
	ByHand: []string{"WAIT_BATCH_CONFIRM", "WAIT_APPROVAL"},
}

var subStatus = live.Status{
	Name:   "sub_status",
	Values: api.SubStatuses,
	Meanings: map[string]string{
		"NORMAL":                "The change order meets no errors.",
		"RUNNING_BUT_HAS_ERROR": "The change order met an error and cannot end by itself; the application has to be rolled back.",
	},
}

var ready = live.Verdict{
	Name:    "ready",
	Meaning: "the application is ready",
}

var attributes = map[string]schema.Attribute{
	"current_status": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Status of the application, in the documented spelling; see the table above. A value that SAE adds " +
			"later is given as sent.",
	},
	"sub_status": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Whether the last change order met an error while it ran; see the table above. Null when SAE sends none.",
	},
	"running_instances": schema.Int64Attribute{
		Computed:            true,
		MarkdownDescription: "Number of instances that run. Null when SAE sends none.",
	},
	"last_change_order_id": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Id of the change order that was executed last. Null when there was none or it has expired.",
	},
	"last_change_order_status": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Status of the last change order; see the table above. Null when there was none.",
	},
	"last_change_order_running": schema.BoolAttribute{
		Computed:            true,
		MarkdownDescription: "Whether the last change order is still being executed. Null when SAE does not say.",
	},
	"ready": schema.BoolAttribute{
		Computed: true,
		MarkdownDescription: "Whether the application is ready: `current_status` is `RUNNING`, no change order is running, the last " +
			"one ended as `SUCCESS` or there was none, `sub_status` is not `RUNNING_BUT_HAS_ERROR`, and `running_instances`, " +
			"where SAE sends it, is not 0. Never null.",
	},
	"not_ready_reason": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Why the application is not ready, one sentence for people. Null when it is ready.",
	},
	"arms_advanced_enabled": schema.BoolAttribute{
		Computed:            true,
		MarkdownDescription: "Whether advanced monitoring by Application Real-Time Monitoring Service (ARMS) is enabled.",
	},
	"arms_apm_info": schema.SingleNestedAttribute{
		Computed: true,
		MarkdownDescription: "The application in ARMS. Null when SAE sends none, and, with a warning, when what it sends is not " +
			"a JSON object.",
		Attributes: map[string]schema.Attribute{
			"app_id": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Id of the application in ARMS.",
			},
			"license_key": schema.StringAttribute{
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "Licence key of the ARMS agent. A secret: a data source stores it in the state, an ephemeral " +
					"resource nowhere.",
			},
		},
	},
	"enable_agent": schema.BoolAttribute{
		Computed:            true,
		MarkdownDescription: "Whether the SAE agent is enabled.",
	},
	"file_size_limit": schema.Int64Attribute{
		Computed:            true,
		MarkdownDescription: "Limit for the size of a file, in KB, from 0 to 10240.",
	},
	"create_time": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "When the application was created, as SAE sends it: milliseconds since 1970, for example `1563373372746`.",
	},
	"created_at": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "When the application was created, in RFC 3339, UTC, for example `2019-07-17T14:22:52Z`.",
	},
	"request_id": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Id that Alibaba Cloud gave the request, for its support. New at every read: an output that holds " +
			"it, or the whole object, changes in every plan.",
	},
	"trace_id": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Id by which SAE's support finds the details of the request. New at every read: an output that holds " +
			"it, or the whole object, changes in every plan.",
	},
}
