// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package ptsscene is the status of an Alibaba Cloud PTS load-test scene: PTS 2020-10-20, GetPtsSceneRunningStatus.
// schema.go says what a practitioner sees, model.go maps a response to it, api is the wire.
package ptsscene

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// Service describes the API to the provider.
func Service() statusread.Spec {
	return statusread.Spec{
		Name:          "alicloud_pts_scene",
		Product:       "PTS",
		EndpointKey:   "pts",
		Noun:          "PTS Scene",
		API:           "pts:GetPtsSceneRunningStatus",
		Permission:    "the RAM action pts:GetPtsSceneRunningStatus",
		Cloud:         "alicloud",
		CloudName:     "Alibaba Cloud",
		ExampleRegion: alicloud.ExampleRegion,
		Description:   description,
		NotFoundDetail: func(string) string {
			return "PTS has no scene with this scene_id in the account that the credentials belong to. Check the id in the " +
				"PTS console, and the account."
		},
		ID:         sceneID,
		Attributes: attributes,
		Statuses:   []statusread.StatusAttribute{sceneStatus},
		Conditions: []statusread.Condition{idle},
		Waits:      true,
		Connect:    statusread.Over(connect),
	}
}

func connect(session *alicloud.Client) statusread.Client {
	client := api.New(session)
	return statusread.Client{Region: session.Region, Read: func(ctx context.Context, args statusread.Request) (statusread.Reading, error) {
		status, err := client.Status(ctx, args.Region, args.ID)
		if err != nil {
			return statusread.Reading{}, err
		}
		return statusread.NewReading(fromStatus(status, args.Region).values(), status.RequestID), nil
	}}
}
