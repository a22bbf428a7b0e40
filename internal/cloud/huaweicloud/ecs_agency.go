// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
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
	token, e := a.ask(ctx, http.MethodPut, "/meta-data/latest/api/token", "X-Metadata-Token-Ttl-Seconds", "60")
	key := ""
	switch {
	case e == nil:
		key = strings.TrimSpace(string(token.Body))
		redact.Hide(ctx, key)
	case e.HTTPStatus != http.StatusNotFound && e.HTTPStatus != http.StatusMethodNotAllowed && e.HTTPStatus != http.StatusServiceUnavailable:
		return credentials.Credentials{}, e
	}
	response, e := a.ask(ctx, http.MethodGet, "/openstack/latest/securitykey", "X-Metadata-Token", key)
	if e != nil {
		return credentials.Credentials{}, e
	}
	c, e := readKey(ctx, response, "The ECS metadata service", metadataLife)
	if e != nil {
		return credentials.Credentials{}, e
	}
	c.Source = "the agency of this ECS instance"
	return c, nil
}

// ask asks the metadata service for something that it has.
func (a ECSAgency) ask(ctx context.Context, method, path, header, value string) (cloud.Response, *apierr.Error) {
	service := credentials.Metadata{Transport: a.Transport, Endpoint: cmp.Or(a.Metadata, metadataEndpoint), Advice: notECS}
	response, e := service.Ask(ctx, method, path, header, value)
	if e != nil || response.Status == http.StatusOK {
		return response, e
	}
	e = Failure(cloud.Response{Status: response.Status, Header: response.Header}) // the body may hold a key
	e.ContentType = response.ContentType()
	e.Reason = fmt.Sprintf("The ECS metadata service responded with HTTP %d instead of credentials.", response.Status)
	e.Advice = notECS
	if !e.Retryable() {
		e.Kind = apierr.InvalidCredentials
	}
	return cloud.Response{}, e
}
