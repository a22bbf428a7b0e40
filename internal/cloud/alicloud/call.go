// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Product is one service of Alibaba Cloud.
type Product struct {
	// Key is the service's short name, in endpoints and in RAM actions: "sae".
	Key string
	// Host is where it is called in a region; "" for no region means that it needs one.
	Host func(region string) string
	// Kind returns the meaning of a code of the product's own, "" for any other code.
	Kind func(code string) apierr.Kind
	// Regions are those that are known to have it.
	Regions []string
}

// Call is one attempt of one call.
type Call struct {
	Product Product
	// Region is the read's own region, "" for the client's.
	Region string
	// Request is new for each attempt; it is completed and signed here, and signed again if the session had ended.
	Request requests.AcsRequest
}

// Do signs the call with the client's identity, sends it, and decodes the response, whatever its status: the body's
// own code says more. Credentials that are refused are got again, once: a session that is over is replaced, and what a file
// gives may have been renewed meanwhile. Every error is an *apierr.Error. The response and the error have the region that was
// used.
func Do[T any](ctx context.Context, c *Client, call Call, decode func(cloud.Response) (T, error)) (T, error) {
	var none T
	region, err := c.Region(ctx, call.Region)
	if err != nil {
		return none, err
	}
	call.Region = region
	endpoint, e := c.endpoint(call.Product, region)
	value := none
	if e == nil {
		value, e = credentials.Use(ctx, c.credentials, c.resolver.Refusals, endpoint.HostPort(), expired, attempt(ctx, c, call, endpoint, decode))
	}
	if e != nil {
		e = e.In(region)
		e.Endpoint = c.EndpointElsewhere(call.Product, region)
		return none, e
	}
	return value, nil
}

// attempt returns a function that sends the call once.
func attempt[T any](
	ctx context.Context, c *Client, call Call, endpoint cloud.Endpoint, decode func(cloud.Response) (T, error),
) func(credentials.Credentials) (T, *apierr.Error) {
	return func(used credentials.Credentials) (none T, e *apierr.Error) {
		signed, err := sign(ctx, endpoint, call.Region, used, call.Request)
		if err != nil {
			return none, apierr.From(err)
		}
		response, err := c.resolver.Transport.Send(ctx, signed)
		if err != nil {
			return none, c.located(apierr.From(err), call.Product, call.Region)
		}
		response = asJSON(response)
		response.Region = call.Region
		value, err := decode(response)
		if e = apierr.From(err); e != nil {
			complete(e, response, call)
		}
		response.HideSignature(ctx, signature(signed), e)
		if e != nil && e.Kind == apierr.InvalidCredentials {
			e.Advice = cmp.Or(used.Renewal, e.Advice)
		}
		return value, e
	}
}

// endpoint is where a product is called.
func (c *Client) endpoint(p Product, region string) (cloud.Endpoint, *apierr.Error) {
	if e := (cloud.Region{ID: region}).Check(ExampleRegion); e != nil {
		return cloud.Endpoint{}, e
	}
	host := p.Host(region)
	if host == "" {
		return cloud.Endpoint{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: "region",
			Reason: fmt.Sprintf("%s is called in a region, and no region is known.", strings.ToUpper(p.Key)),
			Advice: "Set region here or in the provider's alicloud block, ALIBABA_CLOUD_REGION in the environment, " +
				"or the region of the CLI profile.",
		}
	}
	return cmp.Or(c.resolver.Endpoints[p.Key], cloud.HTTPS(host)), c.resolver.endpointError(apierr.Unreachable, p.Key)
}

// EndpointElsewhere returns the configured endpoint of a product that a read of region asks although region is not the
// provider's own, else "". The endpoint of one region may know nothing of another.
func (c *Client) EndpointElsewhere(p Product, region string) string {
	if p.Host("") != "" {
		return ""
	}
	return c.resolver.Endpoints[p.Key].Elsewhere(c.resolver.Region.ID, region)
}

// unknownHost is the advice for a service's host that does not resolve. It is made of region, or of none.
func unknownHost(service string, regions []string, region cloud.Region) string {
	from := ""
	if region.Source != "" {
		from = fmt.Sprintf(": %q is from %s", region.ID, region.Source)
	}
	key := strings.ToLower(service)
	own := fmt.Sprintf("endpoints = { %s = \"https://…\" } in the provider's alicloud block, or by ALIBABA_CLOUD_ENDPOINT_%s", key, service)
	if region.ID == "" || slices.Contains(regions, region.ID) {
		return "The host is a known one of " + service + ", so check this machine's name server (DNS), its network, and HTTPS_PROXY if it " +
			"needs a proxy. Another host of it is given by " + own + "."
	}
	return fmt.Sprintf("Check the region's spelling%s. %s is known to be offered in %s. If it is offered in %s too, give its host by %s.",
		from, service, strings.Join(regions, ", "), region.ID, own)
}

// located corrects what the transport can only guess: that an unknown host is a misspelt region.
func (c *Client) located(e *apierr.Error, p Product, region string) *apierr.Error {
	if e.Kind != apierr.Unreachable || e.Argument != "region" {
		return e
	}
	if _, configured := c.resolver.Endpoints[p.Key]; configured {
		e.Argument = ""
		e.Advice = fmt.Sprintf("Check the endpoint of %q in the provider's alicloud block, or ALIBABA_CLOUD_ENDPOINT_%s.",
			p.Key, strings.ToUpper(p.Key))
		return e
	}
	if p.Host("") != "" {
		e.Argument, region = "", ""
	}
	e.Advice = unknownHost(strings.ToUpper(p.Key), p.Regions, cloud.Region{ID: region})
	return e
}

// complete adds what the response's head knows and the decoder did not say.
func complete(e *apierr.Error, response cloud.Response, call Call) {
	e.HTTPStatus = cmp.Or(e.HTTPStatus, response.Status)
	e.RequestID = RequestID(response, e.RequestID)
	e.RetryAfter = cmp.Or(e.RetryAfter, response.RetryAfter())
	if e.Kind == apierr.PermissionDenied && e.Advice == "" {
		e.Advice = fmt.Sprintf("Allow this identity the RAM action %s:%s.",
			strings.ToLower(call.Product.Key), call.Request.GetActionName())
	}
}
