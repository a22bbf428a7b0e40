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

// Call is one attempt of one call.
type Call struct {
	Product Product
	// Region is the read's own region, "" for the client's.
	Region string
	// Request is new for each attempt; it is completed and signed here, and signed again if the session had expired.
	Request requests.AcsRequest
}

// Do signs the call with the client's identity, sends it, and decodes the response, as credentials.Do does.
func Do[T any](ctx context.Context, c *Client, call Call, decode func(cloud.Response) (T, error)) (T, error) {
	return credentials.Do(ctx, &c.Client, credentials.Call{
		Service: call.Product.Service, Region: cloud.Region{ID: call.Region}, Host: call.Product.host,
		Sign: func(endpoint cloud.Endpoint, region string, used credentials.Credentials) (*http.Request, error) {
			return sign(ctx, endpoint, region, used, call.Request)
		},
		Signature: signature, Expired: expired, Explain: call.explain,
	}, func(response cloud.Response) (T, error) { return decode(asJSON(response)) })
}

// explain adds what the response's head knows and the decoder did not say.
func (c Call) explain(e *apierr.Error, response cloud.Response, _ cloud.Endpoint, used credentials.Credentials) {
	e.HTTPStatus = cmp.Or(e.HTTPStatus, response.Status)
	e.RequestID = RequestID(response, e.RequestID)
	e.RetryAfter = cmp.Or(e.RetryAfter, response.RetryAfter())
	if e.Kind == apierr.PermissionDenied && e.Advice == "" {
		e.Advice = fmt.Sprintf("Allow this identity the RAM action %s:%s.", c.Product.Key, c.Request.GetActionName())
	}
	if e.Kind == apierr.InvalidCredentials {
		e.Advice = cmp.Or(used.Renewal, e.Advice)
	}
}
