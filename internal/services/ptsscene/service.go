// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package ptsscene is the status of an Alibaba Cloud PTS load-test scene: PTS 2020-10-20, GetPtsSceneRunningStatus.
// schema.go says what a practitioner sees, model.go maps an answer to it, api is the wire.
package ptsscene

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/live"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
)

// Service describes the API to the provider.
func Service() live.Service {
	return live.Service{
		Name:           "alicloud_pts_scene",
		Product:        "PTS",
		EndpointKey:    "pts",
		Noun:           "PTS Scene",
		API:            "pts:GetPtsSceneRunningStatus",
		Permission:     "the RAM action pts:GetPtsSceneRunningStatus",
		Cloud:          "alicloud",
		CloudName:      "Alibaba Cloud",
		ExampleRegion:  alicloud.ExampleRegion,
		Description:    description,
		GatewayCodes:   alicloud.ErrorCodes,
		PermissionText: alicloud.Permission("pts:GetPtsSceneRunningStatus"),
		ProductName:    "PTS",
		Host:           "`pts.aliyuncs.com` for all regions",
		Absent: func(string) string {
			return "PTS has no scene with this scene_id in the account that the credentials belong to. Check the id in the " +
				"PTS console, and the account."
		},
		ID:         sceneID,
		Attributes: attributes,
		Statuses:   []live.Status{sceneStatus},
		Verdicts:   []live.Verdict{idle},
		Waits:      true,
		Connect:    live.Over(connect),
	}
}

func connect(session *alicloud.Session) live.Reader {
	client := api.New(session)
	return live.Reader{Region: session.Region, Try: func(ctx context.Context, args live.Arguments) (live.Reading, error) {
		status, err := client.Status(ctx, args.Region, args.ID)
		if err != nil {
			return live.Reading{}, err
		}
		return live.NewReading(fromStatus(status, args.Region).values(), status.RequestID), nil
	}}
}
