// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"fmt"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Product is one service of Alibaba Cloud.
type Product struct {
	// Key is the service's short name, in endpoints and in RAM actions: "sae".
	Key string
	// Host is where it is called in a region; "" for no region means that it needs one.
	Host func(region string) string
}

// Call is one attempt of one call.
type Call struct {
	Product Product
	// Region is what Session.Region gave.
	Region string
	// Request is new for each attempt; it is completed and signed here, and signed again if the session had ended.
	Request requests.AcsRequest
}

// Do signs the call with the session's identity, sends it, and decodes the response, whatever its status: the body's
// own code says more. Every error is an *apierr.Error, clean of the secrets that were used.
//
// A session that turns out to be over, since nobody had said when it would be, is replaced by a new one, once.
func Do[T any](ctx context.Context, s *Client, call Call, decode func(cloud.Response) (T, error)) (T, error) {
	endpoint, overridden, e := s.endpoint(call.Product, call.Region)
	if e != nil {
		var none T
		return none, e
	}
	once := func() (value T, lent bool, err error) {
		c, err := s.credentials(ctx)
		if err != nil {
			return value, false, err
		}
		e := s.reach.admit(ctx, endpoint, c, func() (cloud.Verdict, *apierr.Error) {
			response, hide, e := s.reach.send(ctx, endpoint, call.Region, c, call.Request)
			if e != nil {
				return cloud.NoVerdict, cloud.RedactError(located(e, call.Product, overridden), hide...)
			}
			if value, err = decode(response); err != nil {
				e = cloud.RedactError(apierr.From(err), hide...)
				complete(e, response, call)
			}
			return cloud.VerdictOf(e), e
		})
		if e == nil {
			return value, false, nil
		}
		if e.Kind == apierr.InvalidCredentials {
			s.forget(c)
		}
		return value, !c.Expires.IsZero(), e
	}
	value, lent, err := once()
	if lent && expired(apierr.From(err).Code) {
		value, _, err = once()
	}
	return value, err
}

// endpoint is where a product is called, and whether the configuration says so.
func (s *Client) endpoint(p Product, region string) (cloud.Endpoint, bool, *apierr.Error) {
	if e := (cloud.Region{ID: region}).Check(ExampleRegion); e != nil {
		return cloud.Endpoint{}, false, e
	}
	host := p.Host(region)
	if host == "" {
		return cloud.Endpoint{}, false, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: "region",
			Reason: fmt.Sprintf("%s is called in a region, and no region is known.", strings.ToUpper(p.Key)),
			Advice: "Set region here or in the provider's alicloud block, ALIBABA_CLOUD_REGION in the environment, " +
				"or the region of the CLI profile.",
		}
	}
	if fault, ok := s.settings.Faults[p.Key]; ok {
		return cloud.Endpoint{}, false, &apierr.Error{Kind: apierr.Unreachable, Reason: fault, Advice: "Correct it, or unset it."}
	}
	if override, ok := s.settings.Endpoints[p.Key]; ok {
		return override, true, nil
	}
	return cloud.HTTPS(host), false, nil
}

// admit makes a request when c may, and keeps what it says about c.
func (r Reach) admit(ctx context.Context, endpoint cloud.Endpoint, c Credentials,
	request func() (cloud.Verdict, *apierr.Error),
) *apierr.Error {
	return r.Admission.Do(ctx, cloud.Identity{
		Host:        endpoint.HostPort(),
		Credentials: []string{c.AccessKeyID, c.AccessKeySecret, c.SecurityToken},
		Temporary:   !c.Expires.IsZero(),
	}, request)
}

// send signs and sends one request, and says which values no text about its answer may show.
func (r Reach) send(ctx context.Context, endpoint cloud.Endpoint, region string, c Credentials,
	request requests.AcsRequest,
) (cloud.Response, []string, *apierr.Error) {
	signed, err := sign(ctx, endpoint, region, c, request)
	if err != nil {
		return cloud.Response{}, c.secrets(), apierr.From(err)
	}
	hide := append(c.secrets(), signature(signed))
	redact.Hide(ctx, hide...)
	response, err := r.Transport.Send(ctx, signed)
	if err != nil {
		return cloud.Response{}, hide, apierr.From(err)
	}
	return response, hide, nil
}

// located corrects what the transport can only guess: that an unknown host is a misspelt region.
func located(e *apierr.Error, p Product, overridden bool) *apierr.Error {
	if e.Kind != apierr.Unreachable || e.Argument != "region" {
		return e
	}
	switch {
	case overridden:
		e.Argument = ""
		e.Advice = fmt.Sprintf("Check the endpoint of %q in the provider's alicloud block, or ALIBABA_CLOUD_ENDPOINT_%s.",
			p.Key, strings.ToUpper(p.Key))
	case p.Host("") != "":
		e.Argument = ""
		e.Advice = "Check how this machine looks up host names."
	}
	return e
}

// complete adds what the response's head knows and the decoder did not say.
func complete(e *apierr.Error, response cloud.Response, call Call) {
	if e.HTTPStatus == 0 {
		e.HTTPStatus = response.Status
	}
	if e.RequestID == "" {
		e.RequestID = requestID(response)
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = response.RetryAfter()
	}
	if e.Kind == apierr.PermissionDenied && e.Advice == "" {
		e.Advice = fmt.Sprintf("Allow this identity the RAM action %s:%s.",
			strings.ToLower(call.Product.Key), call.Request.GetActionName())
	}
}

// requestID is the one in the response's head, for bodies that have none.
func requestID(a cloud.Response) string { return cloud.Redact(RequestID(a, nil)) }
