// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"fmt"
	"net/http"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Client calls the APIs of a cloud with the credentials of one provider configuration. It is safe for concurrent use.
type Client struct {
	Settings cloud.Settings
	// Region is the region of the provider's block or the environment, if any. Without it that of the credentials is used, and without
	// that the one that Fallback returns.
	Region    cloud.Region
	Fallback  func(context.Context) cloud.Region
	Endpoints cloud.Endpoints
	Transport *cloud.Transport
	// Refusals are those of all hosts; nil keeps none.
	Refusals    *Refusals
	Credentials *Cache
}

// ConfiguredRegion returns the provider's region, "" if neither its block nor the environment has one.
func (c *Client) ConfiguredRegion() string { return c.Region.ID }

// EndpointElsewhere returns the configured endpoint of a service that a read of region asks although region is not the provider's own,
// else "". The endpoint of one region may know nothing of another.
func (c *Client) EndpointElsewhere(service cloud.Service, region string) string {
	given, found := c.Endpoints[service.Key]
	if !found || service.Central || c.Region.ID == "" || c.Region.ID == region {
		return ""
	}
	return given.String()
}

// Call is one attempt of one call, as its cloud makes it.
type Call struct {
	Client  *Client
	Service cloud.Service
	// Region is the read's own region, without an id for the client's.
	Region cloud.Region
	// Host returns where the service is called in a region if no endpoint is configured.
	Host func(region string) (cloud.Endpoint, *apierr.Error)
	// Sign returns a new request, signed with c. Signature returns the signature of such a request, "" if a token stands in for it.
	Sign      func(ctx context.Context, endpoint cloud.Endpoint, region string, c Credentials) (*http.Request, error)
	Signature func(*http.Request) string
	// Expired reports whether an error's code says that temporary credentials have expired. Nil reports that of none.
	Expired func(code string) bool
	// Normalize returns a response in the form that the decoder reads. Nil leaves it as it is.
	Normalize func(cloud.Response) cloud.Response
	// Explain adds to an error of the API what is known about its response and the credentials.
	Explain func(e *apierr.Error, response cloud.Response, endpoint cloud.Endpoint, c Credentials)
}

// Do signs a call with the credentials of its client, sends it, and has the response decoded, whatever its status: the body's own code says
// more. Credentials that are refused are dropped, and others that there are by now are tried, once: a file may hold another key, and a
// session that has expired is replaced. Every error is an *apierr.Error. The response and the error have the region that was used.
func Do[T any](ctx context.Context, call Call, decode func(cloud.Response) (T, error)) (T, error) {
	var none T
	c := call.Client
	region, e := c.region(ctx, call)
	if e != nil {
		return none, e
	}
	call.Region = region
	// Before the credentials: a wrong region or endpoint is told as such, whatever they are.
	endpoint, e := c.Endpoints.Of(call.Service)
	if e == nil && endpoint == (cloud.Endpoint{}) {
		endpoint, e = call.Host(region.ID)
	}
	if e != nil {
		return none, e.In(region.ID)
	}
	var used Credentials
	for range 2 {
		next, err := c.Credentials.Get(ctx)
		if err != nil {
			e = apierr.From(err)
			break
		}
		if next.SameKey(used) {
			break
		}
		used = next
		var value T
		if e = c.Refusals.Of(used, endpoint.HostPort()); e == nil {
			value, e = attempt(ctx, call, endpoint, used, decode)
			e = c.Refusals.Keep(used, endpoint.HostPort(), e)
		}
		if e == nil {
			return value, nil
		}
		if e.Kind != apierr.InvalidCredentials {
			break
		}
		c.Credentials.Forget(used)
		if used.Temporary() && (call.Expired == nil || !call.Expired(e.Code)) {
			break
		}
	}
	e = e.In(region.ID)
	e.Endpoint = c.EndpointElsewhere(call.Service, region.ID)
	return none, e
}

// region returns the region of a call: the call's own, else the configured one, else that of the credentials, else the fallback. It has
// no id if none is known and the service needs none.
func (c *Client) region(ctx context.Context, call Call) (cloud.Region, *apierr.Error) {
	region := cloud.FirstRegion(call.Region, c.Region)
	if region.ID == "" {
		key, err := c.Credentials.Get(ctx)
		if err != nil {
			return cloud.Region{}, apierr.From(err)
		}
		if region = key.Region; region.ID == "" {
			region = c.Fallback(ctx)
		}
	}
	if region.ID == "" && !call.Service.Central {
		return cloud.Region{}, &apierr.Error{
			Kind: apierr.InvalidArgument, Argument: "region",
			Reason: fmt.Sprintf("No region is given, and %s is called in one.", call.Service.Name),
			Advice: fmt.Sprintf("Set region here or in the provider's %s block, %s in the environment, or the region of the CLI profile.",
				c.Settings.Block, c.Settings.RegionVariable),
		}
	}
	return region, region.Check(c.Settings.ExampleRegion)
}

// attempt sends a call once.
func attempt[T any](
	ctx context.Context, call Call, endpoint cloud.Endpoint, used Credentials, decode func(cloud.Response) (T, error),
) (none T, e *apierr.Error) {
	c := call.Client
	signed, err := call.Sign(ctx, endpoint, call.Region.ID, used)
	if err != nil {
		return none, &apierr.Error{Kind: apierr.Rejected, Reason: "The request could not be signed.", Advice: "Please report this.", Err: err}
	}
	response, err := c.Transport.Send(ctx, signed)
	if err != nil {
		e = apierr.From(err)
		if e.Kind == apierr.Unreachable && e.Argument == "region" { // the transport can only guess that an unknown host is a misspelt region
			if _, given := c.Endpoints[call.Service.Key]; given || call.Service.Central {
				e.Argument = ""
			}
			e.Advice = c.Settings.UnreachableAdvice(c.Endpoints, call.Service, call.Region)
		}
		return none, e
	}
	response.Region = call.Region.ID
	if call.Normalize != nil {
		response = call.Normalize(response)
	}
	value, err := decode(response)
	if e = apierr.From(err); e != nil {
		call.Explain(e, response, endpoint, used)
	}
	response.HideSignature(ctx, call.Signature(signed), e)
	return value, e
}
