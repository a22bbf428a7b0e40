// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

var description = "Reads the status of a load-test scene of Alibaba Cloud Performance Testing (PTS), so that a plan can be " +
	"refused while a load test runs, or until one has ended.\n\n" +
	"The credentials need the RAM action `pts:GetPtsSceneRunningStatus` on all resources (`*`); PTS has no permissions " +
	"on single scenes. PTS has one endpoint for all regions, so `region` is optional.\n\n" +
	"## Status values\n\n" +
	"Alibaba Cloud documents these ten values and explains none of them. Each meaning is inferred from the name; no live " +
	"account has confirmed it.\n\n" + statusread.StatusTable(sceneStatus) + "\n" +
	"`idle` rests on two inferred meanings: it is `true` for `CREATED` and `STOPPED`. To choose the values yourself, write " +
	"`require { status = [\"STOPPED\"] }`.\n\n" +
	"No value tells whether a run passed or failed: `STOPPED` can be from an earlier run, and says nothing about its result.\n\n" +
	"## Response fields that are not attributes\n\n" +
	"`Success` and `Code` decide whether the read failed. If it did, the error shows `Code`, `HttpStatusCode` and `Message`.\n\n" +
	"## Error codes\n\n" +
	"| code | meaning | what to do |\n|---|---|---|\n" +
	"| `GetPtsSceneRunningStatusFail` (403) | The scene does not exist. Despite the HTTP status this is not a missing " +
	"permission. | Check `scene_id`, and the account that the credentials belong to. |\n" +
	"| `SceneNotExist` (403) | The same; documented for another PTS call. | The same. |\n" +
	"| `4001` and other numbers | PTS refused the request. The document shows `4001` as a sample and does not explain it. | Check " +
	"`scene_id`, and read the error's message. |\n"

var sceneID = statusread.Argument{
	Name:        "scene_id",
	Description: "Id of the scene, which PTS generates when the scene is created, for example `NHBG6V`.",
	Validators:  []statusread.Validator{statusread.NotBlank("be the id of a PTS scene, such as NHBG6V")},
}

var sceneStatus = statusread.StatusAttribute{
	Name:   "status",
	Values: api.Statuses,
	Meanings: map[string]string{
		"CREATED":   "Inferred: the scene exists and no load test has been started.",
		"SYNCING":   "Inferred: data is being synchronized to the load generators.",
		"SYNC_DONE": "Inferred: data has been synchronized.",
		"UPLOADING": "Inferred: files are being uploaded to the load generators.",
		"UPLOADED":  "Inferred: files have been uploaded.",
		"PREPARING": "Inferred: the load generators are being prepared.",
		"READY":     "Inferred: the load generators are ready and the load test is about to start.",
		"RUNNING":   "Inferred: the load test is running.",
		"STOPPING":  "Inferred: the load test is being stopped.",
		"STOPPED":   "Inferred: no load test is running. It may have stopped long ago.",
	},
}

var idle = statusread.Condition{
	Name:    "idle",
	Meaning: "no load test is running or being prepared",
	Reason:  "not_idle_reason",
}

var attributes = map[string]schema.Attribute{
	"status": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Status of the scene, in the documented spelling; see the table above. A value that is not " +
			"documented is given as sent.",
	},
	"idle": schema.BoolAttribute{
		Computed: true,
		MarkdownDescription: "Whether no load test is running or being prepared: `true` for `CREATED` and `STOPPED`, `false` " +
			"for every other status, unknown ones included. `STOPPED` can be from an earlier run and says nothing about its result.",
	},
	"not_idle_reason": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Why the scene is not idle, one sentence for people that names the status. Null when it is idle.",
	},
	"scene_name": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Name of the scene. Not an id: names need not be unique.",
	},
	"create_time": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "When the scene was created, as PTS sends it, for example `2021-03-01 16:05:56`. The time zone is " +
			"not documented, so none is added.",
	},
	"modified_time": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "When the scene was last modified, as PTS sends it, without a time zone.",
	},
	"request_id": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Id of the request, for Alibaba Cloud support. New at every read: an output that contains " +
			"it, or the whole object, changes in every plan.",
	},
}
