// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
)

var description = "Reads the status of a load-test scene of Alibaba Cloud Performance Testing (PTS), so that a plan can be " +
	"refused while a load test runs, or until one has ended.\n\n" +
	"The credentials need the RAM action `pts:GetPtsSceneRunningStatus` on all resources (`*`); PTS knows no permissions " +
	"on single scenes. PTS has one endpoint for all regions, so `region` may be left out.\n\n" +
	"## Status values\n\n" + live.StatusTable(sceneStatus) + "\n" +
	"PTS reports no verdict on a run: a scene whose last run failed is `STOPPED` like one whose run succeeded.\n\n" +
	"## Error codes\n\n" +
	"| code | meaning | what to do |\n|---|---|---|\n" +
	"| `GetPtsSceneRunningStatusFail`, `SceneNotExist` (403) | The scene does not exist in this account. In spite of the status " +
	"this is not about permission. | Check `scene_id`, and the account that the credentials belong to. |\n" +
	"| `4001` and other numbers | PTS does not accept the request. | Check `scene_id`. |\n"

var sceneID = live.Argument{
	Name:        "scene_id",
	Description: "Id of the scene, as the PTS console shows it, for example `NHBG6V`.",
	Validators:  []live.Validator{live.NotBlank("be the id of a PTS scene, such as NHBG6V")},
}

var sceneStatus = live.Status{
	Name:   "status",
	Values: api.Statuses,
	Meanings: map[string]string{
		"CREATED":   "The scene exists and nothing has been sent to the load generators.",
		"SYNCING":   "The scene's data are being synchronised to the load generators.",
		"SYNC_DONE": "The scene's data are synchronised.",
		"UPLOADING": "Files are being uploaded to the load generators.",
		"UPLOADED":  "The files are uploaded.",
		"PREPARING": "The load generators are being prepared.",
		"READY":     "The load generators are ready; load is about to start.",
		"RUNNING":   "The load test runs.",
		"STOPPING":  "The load test is being stopped.",
		"STOPPED":   "No load test runs. It may have been stopped long ago: this is no verdict on a run.",
	},
}

var idle = live.Verdict{
	Name:    "idle",
	Meaning: "no load test is running or being prepared",
}

var attributes = map[string]schema.Attribute{
	"status": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Status of the scene, in the documented spelling; see the table above. A value that PTS adds " +
			"later is given as sent.",
	},
	"idle": schema.BoolAttribute{
		Computed: true,
		MarkdownDescription: "Whether no load test is running or being prepared: `true` for `CREATED` and `STOPPED`, `false` " +
			"for every other status, unknown ones included. `STOPPED` may be from an earlier run and is no verdict on it.",
	},
	"scene_name": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "Name of the scene. Names are not unique.",
	},
	"create_time": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "When the scene was created, as PTS sends it, for example `2021-03-01 16:05:56`. PTS documents no " +
			"time zone, so none is added.",
	},
	"modified_time": schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: "When the scene was last modified, as PTS sends it, without a time zone.",
	},
	"request_id": schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Id that Alibaba Cloud gave the request, for its support. New at every read: an output that holds " +
			"it, or the whole object, changes in every plan.",
	},
}
