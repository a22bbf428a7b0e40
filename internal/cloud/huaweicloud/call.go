// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
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
	cloud.Service
	// Domains are those of the regions whose hosts are in another domain than the cloud's.
	Domains map[string]string
}

// Endpoint returns where the product is called in a region, if the configuration gives no endpoint. domain "" is the one that the region
// is in.
func (p Product) Endpoint(region, domain string) (cloud.Endpoint, *apierr.Error) {
	standard := "myhuaweicloud.com"
	if strings.HasPrefix(region, "eu-west-1") {
		standard = "myhuaweicloud.eu"
	}
	endpoint, err := cloud.ParseEndpoint("https://" + p.Host + "." + region + "." + cmp.Or(domain, p.Domains[region], standard))
	if err != nil || endpoint.Port != "" {
		return cloud.Endpoint{}, &apierr.Error{
			Kind: apierr.Unreachable, Reason: fmt.Sprintf("%q is not the domain of a cloud's hosts.", domain),
			Advice: "Check cloud in the provider's huaweicloud block, or HW_CLOUD: it is written myhuaweicloud.com.",
		}
	}
	return endpoint, nil
}

// Call returns a GET of a product for credentials.Do. region is the read's own, "" for the client's. path is signed and sent as it is: it
// holds nothing that a URL would escape.
func (c *Client) Call(p Product, region, path string) credentials.Call {
	return credentials.Call{
		Client: &c.Client, Service: p.Service, Region: cloud.Region{ID: region},
		Host: func(region string) (cloud.Endpoint, *apierr.Error) { return p.Endpoint(region, c.domain) },
		Sign: func(ctx context.Context, endpoint cloud.Endpoint, _ string, used credentials.Credentials) (*http.Request, error) {
			return sign(ctx, http.MethodGet, endpoint, path, nil, "", used)
		},
		Signature: signature, Explain: explain,
	}
}

// sign makes a request and has the SDK sign it, with each of its headers but Content-Type; a token stands in for a
// signature. The transport's User-Agent is not signed, since a proxy may rewrite it.
func sign(
	ctx context.Context, method string, endpoint cloud.Endpoint, path string, header map[string]string, body string,
	identity credentials.Credentials,
) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, endpoint.String()+path, strings.NewReader(body))
	if err != nil {
		return nil, err
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
		return nil, err
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
