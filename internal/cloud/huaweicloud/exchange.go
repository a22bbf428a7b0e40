// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// The services that issue temporary keys.
var (
	iam = Product{Service: cloud.Service{Key: "iam", Name: "IAM", Host: "iam"}}
	sts = Product{Service: cloud.Service{Key: "sts", Name: "STS", Host: "sts"}}
)

const securityTokensPath = "/v3.0/OS-CREDENTIAL/securitytokens"

// exchange is a request that gets one identity for another.
type exchange struct {
	product Product
	path    string
	idpID   string // X-Idp-Id
	body    any
	// identity signs the request; without one it is not signed.
	identity credentials.Credentials
	// action completes "IAM refused to …". none is the reason of HTTP 404, denied the advice for 403 and other that for any
	// other refusal.
	action, none, denied, other string
}

// identityBody is the body of IAM's requests that name a method.
func identityBody(method string, value any) any {
	return map[string]any{"auth": map[string]any{"identity": map[string]any{"methods": []string{method}, method: value}}}
}

// exchange sends the request. Its error is never about the region of a read or its service.
func (c Config) exchange(ctx context.Context, region cloud.Region, x exchange) (cloud.Response, *apierr.Error) {
	endpoint, e := c.Endpoints.Of(x.product.Service)
	switch {
	case e != nil || endpoint != (cloud.Endpoint{}):
	case region.ID == "": // that of the read does not count
		e = &apierr.Error{
			Reason: x.product.Name + " issues the key, and is called in the provider's region: no region is given.",
			Advice: "Give it by region in the provider's huaweicloud block, or by the environment variable HW_REGION_NAME.",
		}
	default:
		if e = region.Check(ExampleRegion); e == nil {
			endpoint, e = x.product.Endpoint(region.ID, c.Cloud)
		}
	}
	if e != nil {
		e.Kind = apierr.InvalidCredentials
		return cloud.Response{}, e
	}
	if e := c.Refusals.Of(x.identity, endpoint.HostPort()); e != nil {
		return cloud.Response{}, e
	}
	service := x.product.Name + " at " + endpoint.HostPort()
	credentials.WaitingFor(ctx, service)
	body, err := json.Marshal(x.body)
	if err != nil {
		return cloud.Response{}, apierr.From(err)
	}
	identity := x.identity
	identity.ProjectID = "" // these services belong to the account
	request, err := sign(ctx, http.MethodPost, endpoint, x.path,
		map[string]string{"Content-Type": "application/json;charset=utf8", "X-Idp-Id": x.idpID}, string(body), identity)
	if err != nil {
		return cloud.Response{}, apierr.From(err)
	}
	response, err := c.Transport.Send(ctx, request)
	if err != nil {
		return cloud.Response{}, credentials.UnreachableError(err, service, Settings.UnreachableAdvice(c.Endpoints, x.product.Service, region))
	}
	if response.OK() {
		return response, c.Refusals.Keep(x.identity, endpoint.HostPort(), nil)
	}
	e = Failure(response)
	refusesKey := e.Kind == apierr.InvalidCredentials && x.identity.Source != ""
	x.refused(e, response)
	explain(e, response, endpoint, x.identity)
	response.HideSignature(ctx, signature(request), e)
	if refusesKey { // and not the agency, which may have been made a moment ago
		e = c.Refusals.Keep(x.identity, endpoint.HostPort(), e)
	}
	return cloud.Response{}, e
}

// refused words the error of a refusal.
func (x exchange) refused(e *apierr.Error, a cloud.Response) {
	e.RequestID = cmp.Or(e.RequestID, a.Header.Get("X-Iam-Trace-Id"))
	advice := x.other
	switch {
	case e.Retryable():
		e.Reason = fmt.Sprintf("%s responded with HTTP %d.", x.product.Name, a.Status)
		return
	case e.Kind == apierr.ClockSkew:
		return
	case e.Kind == apierr.MalformedResponse:
		e.Reason = fmt.Sprintf("%s responded with HTTP %d and no error code, as a proxy does.", x.product.Name, a.Status)
		e.Advice = fmt.Sprintf("Check HTTPS_PROXY, and the endpoint of %q.", x.product.Key)
		return
	case x.identity.Source == "": // what Failure takes for the identity is the token in the body
		e.Reason, e.Advice = "", ""
	}
	switch a.Status {
	case http.StatusForbidden:
		advice = x.denied
	case http.StatusNotFound:
		e.Reason, e.Advice = x.none, ""
	}
	e.Kind, e.Argument = apierr.InvalidCredentials, ""
	e.Reason = strings.TrimSpace(fmt.Sprintf("%s refused to %s. %s", x.product.Name, x.action, e.Reason))
	e.Advice = cmp.Or(e.Advice, advice)
}

// readKey reads a temporary key as IAM and the ECS metadata service write it (credential), or as STS does (credentials). It
// lasts for life if its end is not there.
func readKey(ctx context.Context, a cloud.Response, who string, life time.Duration) (credentials.Credentials, *apierr.Error) {
	type key struct{ Access, AccessKeyID, Secret, SecretAccessKey, SecurityToken, ExpiresAt, Expiration string }
	var body struct{ Credential, Credentials key }
	unreadable, err := wire.Unmarshal(a.Body, &body)
	issued := cmp.Or(body.Credential, body.Credentials)
	c := credentials.Credentials{
		AccessKeyID: cmp.Or(issued.Access, issued.AccessKeyID), SecretKey: cmp.Or(issued.Secret, issued.SecretAccessKey),
		SecurityToken: issued.SecurityToken, Expires: time.Now().Add(life),
	}
	redact.Hide(ctx, c.Secrets()...)
	if err != nil || unreadable != nil || c.AccessKeyID == "" || c.SecretKey == "" || c.SecurityToken == "" {
		return credentials.Credentials{}, unexpected(a, who, "no temporary key")
	}
	if ends, err := time.Parse(time.RFC3339, cmp.Or(issued.ExpiresAt, issued.Expiration)); err == nil {
		c.Expires = ends
	}
	return c, nil
}

// unexpected is the error of a success without what it should hold, of which it shows nothing.
func unexpected(a cloud.Response, who, lacks string) *apierr.Error {
	e := credentials.Unusable(a, fmt.Sprintf("%s responded with HTTP %d and %s.", who, a.Status, lacks), "")
	e.RequestID = RequestID(a, "")
	return e
}

// explain adds to a refusal of c at endpoint what is known about c.
func explain(e *apierr.Error, _ cloud.Response, endpoint cloud.Endpoint, c credentials.Credentials) {
	switch {
	case e.Kind != apierr.InvalidCredentials:
	case strings.HasPrefix(c.AccessKeyID, "LTAI"):
		e.Reason = fmt.Sprintf("Huawei Cloud does not accept the access key from %s. It begins with LTAI, as those of Alibaba Cloud do.", c.Source)
		e.Advice = "Give a key of Huawei Cloud here; a key of Alibaba Cloud belongs in the alicloud block or its variables."
	case strings.HasSuffix(e.Code, ".0307"):
		e.Reason = fmt.Sprintf("%s does not accept the token from %s.", endpoint.HostPort(), c.Source)
		e.Advice = "Check that the token was issued in the region of this host, and get a new one: it ends after 24 hours."
	case c.Renewal != "":
		e.Advice = c.Renewal
	}
}
