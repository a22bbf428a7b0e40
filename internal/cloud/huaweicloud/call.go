// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Product is one service of the cloud. Its hosts are made here: the SDK's own tables can be turned elsewhere by environment
// variables and a file in the home directory, and a signed call with them.
type Product struct {
	// Key names it in the provider's endpoints argument ("cloudtest"), Name in errors ("CodeArts TestPlan").
	Key, Name string
	// Host is the first part of its hosts: "cloudtest-ext".
	Host string
	// Domains are those of the regions whose hosts are in another domain than the cloud's.
	Domains map[string]string
	// Regions are those that are known to have the product.
	Regions []string
}

// HostIn returns the host of a region. domain "" is the one that the region is in.
func (p Product) HostIn(region, domain string) string {
	standard := "myhuaweicloud.com"
	if strings.HasPrefix(region, "eu-west-1") {
		standard = "myhuaweicloud.eu"
	}
	return p.Host + "." + region + "." + cmp.Or(domain, p.Domains[region], standard)
}

// Call is one GET.
type Call struct {
	Product Product
	// Region is the read's own region, "" for the client's.
	Region string
	// Path is signed and sent as it is: it holds nothing that a URL would escape.
	Path string
}

// Do signs the call with the client's identity, sends it once and has the response decoded. A key that is refused is got
// again, once: a file may have another one by now. Every error is an *apierr.Error. The response and the error have the region
// that was used.
func Do[T any](ctx context.Context, c *Client, call Call, decode func(cloud.Response) (T, error)) (T, error) {
	var none T
	region, err := c.Region(ctx, call.Region)
	if err != nil {
		return none, err
	}
	call.Region = region
	// Before the identity: a wrong region should be told as such, whatever the credentials are.
	endpoint, e := c.config.endpoint(call.Product, cloud.Region{ID: region})
	value := none
	if e == nil {
		value, e = credentials.Use(ctx, c.credentials, c.config.Refusals, endpoint.HostPort(), nil, attempt(ctx, c, call, endpoint, decode))
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
		signed, e := sign(ctx, http.MethodGet, endpoint, call.Path, nil, "", used)
		if e != nil {
			return none, e
		}
		response, err := c.config.Transport.Send(ctx, signed)
		if err != nil {
			return none, c.located(apierr.From(err), call)
		}
		response.Region = call.Region
		value, err := decode(response)
		e = apierr.From(err)
		response.HideSignature(ctx, signature(signed), e)
		if e != nil {
			explain(e, used, endpoint)
		}
		return value, e
	}
}

// located corrects what the transport can only guess: that a host that does not resolve is a misspelt region.
func (c *Client) located(e *apierr.Error, call Call) *apierr.Error {
	if e.Kind != apierr.Unreachable || e.Argument != "region" {
		return e
	}
	p := call.Product
	variable := "HW_ENDPOINT_" + strings.ToUpper(p.Key)
	switch _, configured := c.config.Endpoints[p.Key]; {
	case configured:
		e.Argument = ""
		e.Advice = fmt.Sprintf("Check the endpoint of %q in the provider's huaweicloud block, or %s.", p.Key, variable)
	case slices.Contains(p.Regions, call.Region):
		e.Advice = fmt.Sprintf("%s is offered in %s, so check this machine's name server (DNS), its network, and HTTPS_PROXY if it "+
			"needs a proxy; and cloud or HW_CLOUD if it is set.", p.Name, call.Region)
	default:
		e.Advice = fmt.Sprintf("Check the region's spelling. %s is known to be offered in %s. If it is offered in %s too, give its "+
			"host by endpoints = { %s = \"https://…\" } in the provider's huaweicloud block, or by %s.",
			p.Name, strings.Join(p.Regions, ", "), call.Region, p.Key, variable)
	}
	return e
}

// sign makes a request and has the SDK sign it, with each of its headers but Content-Type; a token stands in for a
// signature. The transport's User-Agent is not signed, since a proxy may rewrite it.
func sign(
	ctx context.Context, method string, endpoint cloud.Endpoint, path string, header map[string]string, body string,
	identity credentials.Credentials,
) (*http.Request, *apierr.Error) {
	r, err := http.NewRequestWithContext(ctx, method, endpoint.String()+path, strings.NewReader(body))
	if err != nil {
		return nil, unsigned(err)
	}
	set := func(name, value string) {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	for name, value := range header {
		set(name, value)
	}
	set("X-Project-Id", identity.ProjectID)
	if identity.AccessKeyID == "" { // a token stands in for a signature, or the body has one
		set("X-Auth-Token", identity.AuthToken)
		return r, nil
	}
	set("X-Security-Token", identity.SecurityToken)
	toSign := request.NewHttpRequestBuilder().WithMethod(method).WithPath(path).WithBody("", body)
	for name := range r.Header {
		toSign.AddHeaderParam(name, r.Header.Get(name))
	}
	signature, err := signer.Sign(toSign.Build(), identity.AccessKeyID, identity.SecretKey)
	if err != nil {
		return nil, unsigned(err)
	}
	for name, value := range signature {
		set(name, value)
	}
	return r, nil
}

// signature is the one that sign put into r, "" where a token stands in for it: a response may echo it.
func signature(r *http.Request) string {
	_, s, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
	return s
}

func unsigned(err error) *apierr.Error {
	return &apierr.Error{
		Kind: apierr.Rejected, Reason: "The request could not be signed.", Advice: "Please report this.", Err: err,
	}
}
