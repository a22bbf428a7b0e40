// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api reads the status of a scene from Alibaba Cloud PTS (Performance Testing): one call, and its response in
// plain Go, without Terraform.
package api

import (
	"context"

	"github.com/aliyun/alibaba-cloud-sdk-go/services/pts"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// product is PTS: one central host whatever the region, and none needed.
var product = alicloud.Product{
	Service: cloud.Service{Key: "pts", Name: "PTS", Host: "pts", Central: true},
	Kind: func(code string) apierr.Kind {
		if code == "GetPtsSceneRunningStatusFail" || code == "SceneNotExist" {
			return apierr.NotFound
		}
		return ""
	},
}

// Statuses are the documented values of Status.Status, in the document's order.
var Statuses = []string{
	"CREATED", "SYNCING", "SYNC_DONE", "UPLOADING", "UPLOADED", "PREPARING", "READY", "RUNNING", "STOPPING", "STOPPED",
}

// Status is one response. What the response lacks, or gives as null or "", is "".
type Status struct {
	// Region is the region of the request, "" if none is known: PTS needs none.
	Region string `json:"-"`
	// Status is in the documented spelling where it is a documented one, else as sent; never empty.
	Status    string
	SceneName string
	// CreateTime and ModifiedTime are as sent; the document names no zone.
	CreateTime, ModifiedTime string
	RequestID                string
}

// Read makes one attempt at reading a scene's status. Its error is an *apierr.Error.
//
// API: PTS 2020-10-20, GetPtsSceneRunningStatus (RPC, POST).
// Document: https://www.alibabacloud.com/help/en/pts/api-pts-2020-10-20-getptsscenerunningstatus (2025-08-14).
func Read(ctx context.Context, c *alicloud.Client, region, sceneID string) (Status, error) {
	if sceneID == "" {
		// The SDK would leave an empty parameter out of the request silently.
		return Status{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: argument, Reason: "scene_id is empty.", Advice: "Set it to the id of a scene.",
		}
	}
	request := pts.CreateGetPtsSceneRunningStatusRequest()
	request.SceneId = sceneID
	return credentials.Do(ctx, c.Call(product, region, request), decode)
}
