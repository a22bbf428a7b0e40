// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Product is one service of Alibaba Cloud. Its key names it in RAM actions, too.
type Product struct {
	cloud.Service
	// Kind returns the meaning of a code of the product's own, "" for any other code.
	Kind func(code string) apierr.Kind
}

// host returns where the product is called in a region.
func (p Product) host(region string) (cloud.Endpoint, *apierr.Error) {
	if p.Central {
		return cloud.HTTPS(p.Host + ".aliyuncs.com"), nil
	}
	return cloud.HTTPS(p.Host + "." + region + ".aliyuncs.com"), nil
}

// Call returns a call of a product for credentials.Do. region is the read's own, "" for the client's. request is new for each attempt; it
// is completed and signed, and signed again if the session had expired.
func (c *Client) Call(p Product, region string, request requests.AcsRequest) credentials.Call {
	return credentials.Call{
		Client: &c.Client, Service: p.Service, Region: cloud.Region{ID: region}, Host: p.host,
		Sign: func(ctx context.Context, endpoint cloud.Endpoint, region string, used credentials.Credentials) (*http.Request, error) {
			return sign(ctx, endpoint, region, used, request)
		},
		Signature: signature, Expired: expired, Normalize: asJSON,
		// What the response's head knows and the decoder did not say.
		Explain: func(e *apierr.Error, response cloud.Response, _ cloud.Endpoint, used credentials.Credentials) {
			e.HTTPStatus = cmp.Or(e.HTTPStatus, response.Status)
			e.RequestID = RequestID(response, e.RequestID)
			e.RetryAfter = cmp.Or(e.RetryAfter, response.RetryAfter())
			if e.Kind == apierr.PermissionDenied && e.Advice == "" {
				e.Advice = fmt.Sprintf("Allow this identity the RAM action %s:%s.", p.Key, request.GetActionName())
			}
			if e.Kind == apierr.InvalidCredentials {
				e.Advice = cmp.Or(used.Renewal, e.Advice)
			}
		},
	}
}
