// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const notECS = "Is this an ECS instance with a RAM role? Elsewhere, use another way to authenticate."

// metadataEndpoint is where ECS has its instance metadata service.
var metadataEndpoint = cloud.Endpoint{Scheme: "http", Host: "100.100.100.200"}

// ECSRole provides the credentials of the RAM role of the ECS instance this runs on.
type ECSRole struct {
	Resolver Resolver
	Name     string // "" asks the instance for it
}

// roleName is what RAM lets a role be called; it becomes part of a path.
var roleName = regexp.MustCompile(`^[A-Za-z0-9._@-]{1,64}$`)

// Retrieve asks the metadata service as it wants to be asked in hardened mode: a token first, then with it for the
// role's credentials. Where it gives no token, it is asked without one, if that is not disabled. It is never asked by a proxy.
func (r ECSRole) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	if why := r.Resolver.MetadataDisabled; why != "" {
		return credentials.Credentials{}, credentials.Invalid("The ECS metadata service gives the credentials, and is not asked: "+why+".",
			"Unset the variable, or use another way to authenticate.")
	}
	role := r.Name
	if role != "" && !roleName.MatchString(role) {
		return credentials.Credentials{}, credentials.Invalid(
			fmt.Sprintf("%q is not the name of a RAM role.", redact.Name(role)), "Give the role's name, not its ARN.")
	}
	service := credentials.Metadata{
		Transport: r.Resolver.Transport, Endpoint: cmp.Or(r.Resolver.Metadata, metadataEndpoint), Advice: notECS,
		TokenPath: "/latest/api/token", TokenHeader: "X-Aliyun-Ecs-Metadata-Token",
	}
	token, e := service.Token(ctx)
	if e != nil && (r.Resolver.IMDSv1Disabled || ctx.Err() != nil) {
		return credentials.Credentials{}, e
	}
	const roles = "/latest/meta-data/ram/security-credentials/"
	if role == "" {
		response, e := service.Get(ctx, roles, token)
		if e != nil {
			return credentials.Credentials{}, e
		}
		if role = strings.TrimSpace(string(response.Body)); !roleName.MatchString(role) {
			return credentials.Credentials{}, credentials.Invalid("The ECS metadata service names no RAM role of this instance.", notECS)
		}
	}
	response, e := service.Get(ctx, roles+role, token)
	if e != nil {
		if e.HTTPStatus == http.StatusNotFound {
			e.Reason = fmt.Sprintf("This ECS instance has no RAM role named %s.", role)
			e.Advice = "Check the role's name, and attach the role to the instance."
		}
		return credentials.Credentials{}, e
	}
	return readKey(ctx, response, "the RAM role "+role+" of this ECS instance", credentials.MetadataService, notECS)
}
