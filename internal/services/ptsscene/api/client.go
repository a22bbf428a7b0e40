// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"context"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/pts"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
)

// product is PTS: one central host whatever the region, and none needed.
var product = alicloud.Product{
	Key:  "pts",
	Host: func(string) string { return "pts.aliyuncs.com" },
	Kind: func(code string) apierr.Kind {
		if code == "GetPtsSceneRunningStatusFail" || code == "SceneNotExist" {
			return apierr.NotFound
		}
		return ""
	},
}

// Client reads scenes with one identity.
type Client struct{ cloud *alicloud.Client }

// New makes a client. It does no I/O.
func New(c *alicloud.Client) *Client { return &Client{cloud: c} }

// Status makes one attempt at reading a scene's status. Its error is an *apierr.Error.
//
// API: PTS 2020-10-20, GetPtsSceneRunningStatus (RPC, POST).
// Document: https://www.alibabacloud.com/help/en/pts/api-pts-2020-10-20-getptsscenerunningstatus (2025-08-14).
func (c *Client) Status(ctx context.Context, region, sceneID string) (Status, error) {
	if sceneID == "" {
		// The SDK would leave an empty parameter out of the request silently.
		return Status{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: argument, Reason: "scene_id is empty.", Advice: "Set it to the id of a scene.",
		}
	}
	request := pts.CreateGetPtsSceneRunningStatusRequest()
	request.SceneId = sceneID
	return alicloud.Do(ctx, c.cloud, alicloud.Call{Product: product, Region: region, Request: request}, decode)
}
