// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// Resolver is how the APIs, STS and the other services that give credentials are called, and makes the providers that call
// them.
type Resolver struct {
	// Region is the block's or the environment's; without one the profile's is used, and without that Fallback.
	Region, Fallback cloud.Region
	// Endpoints replace the regions' own, by product: "pts", "sae", "sts".
	Endpoints map[string]cloud.Endpoint
	// EndpointErrors are the errors of endpoints that cannot be right, by product, each in whole sentences. Each is told
	// when its product is called, and keeps no other product from being called.
	EndpointErrors map[string]string
	// STSRegion is where STS is called, at its host inside a VPC if VPC is true; without one it is the region of the calls. STS
	// is the endpoint in its place that a CLI profile gives.
	STSRegion cloud.Region
	VPC       bool
	STS       cloud.Endpoint
	// Metadata is where the ECS instance metadata service is; the zero value is where ECS has it. MetadataDisabled, if not "",
	// says why it is not asked; IMDSv1Disabled keeps it from being asked without a token.
	Metadata         cloud.Endpoint
	MetadataDisabled string
	IMDSv1Disabled   bool

	Transport *cloud.Transport
	// Refusals are those of all hosts; nil keeps none.
	Refusals *credentials.Refusals
}

// Chain asks providers in their order. Its error says how to configure one.
func Chain(providers ...credentials.Provider) credentials.Provider {
	return credentials.Chain{
		Cloud: "Alibaba Cloud", Providers: providers,
		Advice: "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment, or run " +
			"aliyun configure to write a profile.",
	}
}

// endpointError is the error of a product's endpoint; nil if there is none.
func (r Resolver) endpointError(kind apierr.Kind, product string) *apierr.Error {
	reason, found := r.EndpointErrors[product]
	if !found {
		return nil
	}
	return &apierr.Error{Kind: kind, Reason: reason, Advice: "Correct it, or unset it."}
}

// send signs and sends one request, and returns the signature with the response.
func (r Resolver) send(ctx context.Context, endpoint cloud.Endpoint, region string, c credentials.Credentials,
	request requests.AcsRequest,
) (cloud.Response, string, *apierr.Error) {
	signed, err := sign(ctx, endpoint, region, c, request)
	if err != nil {
		return cloud.Response{}, "", apierr.From(err)
	}
	response, err := r.Transport.Send(ctx, signed)
	if err != nil {
		return cloud.Response{}, "", apierr.From(err)
	}
	return asJSON(response), signature(signed), nil
}
