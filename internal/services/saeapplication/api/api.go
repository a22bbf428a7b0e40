// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package api reads the status of an application from Alibaba Cloud SAE (Serverless App Engine): one call, and its
// response in plain Go, without Terraform.
package api

import (
	"context"
	"fmt"
	"strings"

	sdk "github.com/aliyun/alibaba-cloud-sdk-go/services/sae"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/sae"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const argument = "app_id"

// The documented values of the three statuses, in the document's order.
var (
	CurrentStatuses     = []string{"RUNNING", "STOPPED", "UNKNOWN"}
	SubStatuses         = []string{"NORMAL", "RUNNING_BUT_HAS_ERROR"}
	ChangeOrderStatuses = []string{
		"READY", "RUNNING", "SUCCESS", "FAIL", "ABORT", "WAIT_BATCH_CONFIRM", "AUTO_BATCH_WAIT", "SYSTEM_FAIL",
		"WAIT_APPROVAL", "APPROVED",
	}
)

// Status is one response. What the response lacks, or gives as null or "", is "" or nil. The three statuses are in the
// documented spelling if they are documented ones, else as sent.
type Status struct {
	// Region is the region of the request.
	Region string `json:"-"`
	// CurrentStatus is never empty.
	CurrentStatus          string
	SubStatus              string
	RunningInstances       *int64
	LastChangeOrderID      string
	LastChangeOrderStatus  string
	LastChangeOrderRunning *bool
	ArmsAdvancedEnabled    *bool
	// Arms is nil if the response has no ArmsApmInfo, or a malformed one; ArmsUnreadable tells the two apart.
	Arms           *ArmsApmInfo `json:"-"`
	ArmsUnreadable bool         `json:"-"`
	EnableAgent    *bool
	// FileSizeLimit is in KB.
	FileSizeLimit *int64
	// CreateTime is as sent: epoch milliseconds, by the samples.
	CreateTime string
	RequestID  string `json:"-"`
	TraceID    string `json:"-"`

	// appID is the application that the response is about, for the client to compare with the requested one.
	appID string
}

// ArmsApmInfo is the application's identity in ARMS. LicenseKey is a secret: no error, log line or warning may hold it.
type ArmsApmInfo struct{ AppID, LicenseKey string }

// Read makes one attempt at reading an application's status. Its error is an *apierr.Error.
//
// API: SAE 2019-05-06, DescribeApplicationStatus (ROA), GET /pop/v1/sam/app/describeApplicationStatus.
// Document: https://www.alibabacloud.com/help/en/sae/api-sae-2019-05-06-describeapplicationstatus (2025-12-17).
func Read(ctx context.Context, c *alicloud.Client, region, appID string) (Status, error) {
	if appID == "" {
		// The SDK would leave an empty parameter out of the request silently.
		return Status{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: argument, Reason: "app_id is empty.", Advice: "Set it to the id of an application.",
		}
	}
	request := sdk.CreateDescribeApplicationStatusRequest()
	request.AppId = appID
	return credentials.Do(ctx, c.Call(sae.Product, region, request), func(a cloud.Response) (Status, error) { return decodeFor(ctx, appID, a) })
}

// decodeFor reads a response that must be about appID, in any letter case, or name no application.
func decodeFor(ctx context.Context, appID string, a cloud.Response) (Status, error) {
	st, err := decode(ctx, a)
	if err != nil || st.appID == "" || strings.EqualFold(st.appID, appID) {
		return st, err
	}
	return Status{}, &apierr.Error{
		Kind: apierr.MalformedResponse, HTTPStatus: a.Status, ContentType: a.ContentType(),
		RequestID: st.RequestID, TraceID: st.TraceID,
		Reason: fmt.Sprintf("The response is about another application: app_id is %q, and SAE responded about %q.", appID, redact.Name(st.appID)),
	}
}
