// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

const (
	metadataLife = 15 * time.Minute
	notECS       = "Is this an ECS instance with an agency of the cloud service ECS? Elsewhere, use another way to authenticate."
)

// metadataEndpoint is where ECS has its instance metadata service.
var metadataEndpoint = cloud.Endpoint{Scheme: "http", Host: "169.254.169.254"}

// ECSAgency provides the key of the agency of the ECS instance this runs on.
type ECSAgency struct{ Config }

// Retrieve asks the metadata service for a token, and with it for the key. An instance without tokens is asked without one.
func (a ECSAgency) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	service := credentials.Metadata{
		Transport: a.Transport, Endpoint: cmp.Or(a.Metadata, metadataEndpoint), Advice: notECS,
		TokenPath: "/meta-data/latest/api/token", TokenHeader: "X-Metadata-Token",
	}
	token, e := service.Token(ctx)
	if e != nil && e.HTTPStatus != http.StatusNotFound && e.HTTPStatus != http.StatusMethodNotAllowed && e.HTTPStatus != http.StatusServiceUnavailable {
		return credentials.Credentials{}, e
	}
	response, e := service.Get(ctx, "/openstack/latest/securitykey", token)
	if e != nil {
		return credentials.Credentials{}, e
	}
	c, e := readKey(ctx, response, credentials.MetadataService, metadataLife)
	if e != nil {
		return credentials.Credentials{}, e
	}
	c.Source = "the agency of this ECS instance"
	return c, nil
}
