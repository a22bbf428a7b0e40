// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

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
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const argument = "app_id"

// Client reads applications with one identity.
type Client struct{ cloud *alicloud.Client }

// New makes a client. It does no I/O.
func New(c *alicloud.Client) *Client { return &Client{cloud: c} }

// Status makes one attempt at reading an application's status. Its error is an *apierr.Error.
//
// API: SAE 2019-05-06, DescribeApplicationStatus (ROA), GET /pop/v1/sam/app/describeApplicationStatus.
// Document: https://www.alibabacloud.com/help/en/sae/api-sae-2019-05-06-describeapplicationstatus (2025-12-17).
func (c *Client) Status(ctx context.Context, region, appID string) (Status, error) {
	if appID == "" {
		// The SDK would leave an empty parameter out of the request silently.
		return Status{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: argument, Reason: "app_id is empty.", Advice: "Set it to the id of an application.",
		}
	}
	request := sdk.CreateDescribeApplicationStatusRequest()
	request.AppId = appID
	return alicloud.Do(ctx, c.cloud, alicloud.Call{Product: sae.Product, Region: region, Request: request},
		func(a cloud.Response) (Status, error) {
			st, err := decodeFor(appID, a)
			switch {
			case err != nil:
				redact.Hide(ctx, licenseKey(a))
			case st.Arms != nil:
				redact.Hide(ctx, st.Arms.LicenseKey)
			}
			return st, err
		})
}

// decodeFor reads a response that must be about appID, in any letter case, or name no application.
func decodeFor(appID string, a cloud.Response) (Status, error) {
	st, err := decode(a)
	if err != nil || st.appID == "" || strings.EqualFold(st.appID, appID) {
		return st, err
	}
	return Status{}, &apierr.Error{
		Kind: apierr.MalformedResponse, HTTPStatus: a.Status, ContentType: a.ContentType(),
		RequestID: st.RequestID, TraceID: st.TraceID,
		Reason: fmt.Sprintf("The response is about another application: app_id is %q, and SAE responded about %q.", appID, redact.Name(st.appID)),
	}
}
