// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package ptsscene is the status of an Alibaba Cloud PTS load-test scene: PTS 2020-10-20, GetPtsSceneRunningStatus.
// schema.go has the attributes, values.go maps a response to them, api is the wire format.
package ptsscene

import (
	"context"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/ptsscene/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// Spec describes the API.
func Spec() *statusread.Spec {
	return &statusread.Spec{
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
		Condition:  idle,
		Waits:      true,
		Plural: &statusread.Plural{
			Name:        "alicloud_pts_scenes",
			IDs:         "scene_ids",
			Elements:    "scenes",
			Description: pluralDescription,
			Label:       "scene_name",
		},
	}
}

// New makes the API's client. It does no I/O.
func New(c *alicloud.Client) statusread.Client { return client{c} }

type client struct{ cloud *alicloud.Client }

func (c client) Read(ctx context.Context, req statusread.Request) (statusread.Reading, error) {
	status, err := api.Read(ctx, c.cloud, req.Region, req.ID)
	if err != nil {
		return statusread.Reading{}, err
	}
	return statusread.Reading{Region: status.Region, Values: values(status)}, nil
}
