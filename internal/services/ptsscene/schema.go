// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package ptsscene

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

const description = "Reads the status of a load-test scene of Alibaba Cloud Performance Testing (PTS), so that a plan can be " +
	"refused while a load test runs, or until one has ended."

const pluralDescription = "Reads the status of many load-test scenes of Alibaba Cloud Performance Testing (PTS) at once: of those whose " +
	"ids are given, whether each is idle, and in one boolean whether all are. So a plan can be refused while any load test of a team runs."

var sceneID = statusread.Argument{
	Name: "scene_id",
	Description: "Id of the scene, which PTS generates when the scene is created, for example `NHBG6V`. The API `ListPtsScene` of PTS " +
		"lists the ids with their names.",
	Validator: statusread.ID("be the id of a PTS scene, such as NHBG6V"),
}

var sceneStatus = statusread.StatusAttribute{
	Name:   "status",
	Values: api.Statuses,
}

var idle = statusread.Condition{
	Name:    "idle",
	Meaning: "no load test is running or being prepared",
	Reason:  "not_idle_reason",
}

var attributes = map[string]schema.Attribute{
	"status": statusread.String("Status of the scene, in the documented spelling; see *Status values*. A value that is not " +
		"documented stays as it was sent."),
	"idle": statusread.Bool("Whether no load test is running or being prepared: `true` for `CREATED` and `STOPPED`, `false` " +
		"for every other status, including unknown ones. `STOPPED` can be from an earlier run and says nothing about its result."),
	"not_idle_reason": statusread.String("Why the scene is not idle, in one sentence that names the status. Null when it is idle."),
	"scene_name":      statusread.String("Name of the scene. Not an id: names need not be unique."),
	"create_time": statusread.String("When the scene was created, as PTS sends it, for example `2021-03-01 16:05:56`. The time zone is " +
		"not documented, so none is added."),
	"modified_time": statusread.String("When the scene was last modified, as PTS sends it, without a time zone."),
	"request_id":    statusread.ReadID("Id of the request, for Alibaba Cloud support."),
}
