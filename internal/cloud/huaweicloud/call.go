// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/impl"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Product is one service of the cloud.
type Product struct {
	// Key names it in the provider's endpoints argument: "cloudtest".
	Key string
	// Host gives a region's host. The SDK's own tables are not asked: environment variables and a file in the home
	// directory can turn them elsewhere, and a signed call with them.
	Host func(region string) string
}

// Call is one call: the SDK's request and its description, made anew for each.
type Call struct {
	Product Product
	// Region is the read's own region, "" for the client's.
	Region  string
	Request any
	Def     *def.HttpRequestDef
}

// Do signs the call with the session's identity, sends it once and has the response decoded. Every error is an
// *apierr.Error that shows none of the identity's secrets. The response and the error have the region that was used.
func Do[T any](ctx context.Context, s *Client, c Call, decode func(cloud.Response) (T, error)) (T, error) {
	var none T
	region, err := s.Region(ctx, c.Region)
	if err != nil {
		return none, cloud.RedactError(apierr.From(err))
	}
	value, err := send(ctx, s, c, region, decode)
	if err != nil {
		return none, apierr.From(err).In(region)
	}
	return value, nil
}

// send is Do in a known region.
func send[T any](ctx context.Context, s *Client, c Call, region string, decode func(cloud.Response) (T, error)) (T, error) {
	var none T
	// Before the identity: a wrong region should be told as such, whatever the credentials are.
	endpoint, err := s.endpoint(ctx, c.Product, region)
	if err != nil {
		return none, cloud.RedactError(apierr.From(err))
	}
	identity, err := s.credentials.Get(ctx)
	if err != nil {
		return none, cloud.RedactError(apierr.From(err))
	}
	var result T
	e := s.admission.Do(ctx, signer(identity, endpoint), func() (cloud.Verdict, *apierr.Error) {
		hide := identity.Secrets()
		fail := func(err error) *apierr.Error { return cloud.RedactError(apierr.From(err), hide...) }
		signed, err := sign(c, endpoint, identity, s.config.Transport.UserAgent())
		if err != nil {
			return cloud.NoVerdict, fail(err)
		}
		signature := signature(signed)
		redact.Hide(ctx, hide...)
		redact.HideSignature(ctx, signature)
		hide = append(hide, signature)
		response, err := s.config.Transport.Send(ctx, signed)
		if err != nil {
			return cloud.NoVerdict, fail(s.located(apierr.From(err), c.Product))
		}
		response.Region = region
		result, err = decode(response)
		e := fail(err)
		return cloud.VerdictOf(e), e
	})
	if e == nil {
		return result, nil
	}
	if e.Kind == apierr.InvalidCredentials {
		s.credentials.Forget(identity)
	}
	return none, e
}

// signer is the identity that signs requests to endpoint.
func signer(c credentials.Credentials, endpoint cloud.Endpoint) cloud.Identity {
	return cloud.Identity{
		Host: endpoint.HostPort(), Credentials: []string{c.AccessKeyID, c.SecretKey, c.SecurityToken, c.AuthToken},
	}
}

// located corrects what the transport can only guess: that a host nobody knows is a misspelt region.
func (s *Client) located(e *apierr.Error, p Product) *apierr.Error {
	if _, own := s.config.Endpoints[p.Key]; own && e.Kind == apierr.Unreachable && e.Argument == "region" {
		e.Argument = ""
		e.Advice = fmt.Sprintf("Check the endpoint of %q in the provider's huaweicloud block, or HW_ENDPOINT_%s.",
			p.Key, strings.ToUpper(p.Key))
	}
	return e
}

var errCaptured = errors.New("captured, not sent")

// sign has the SDK build and sign the request as if to send it, and captures it instead.
func sign(c Call, endpoint cloud.Endpoint, identity credentials.Credentials, userAgent string) (captured *http.Request, err error) {
	defer func() {
		// The SDK reflects over what it is given, and panics where it finds a surprise.
		if recover() != nil {
			captured, err = nil, unsigned(nil)
		}
	}()
	settings := config.DefaultHttpConfig().
		WithTimeout(0).
		// Without one, the SDK makes up its own and writes ~/.huaweicloud/application_id for it.
		WithUserAgent(userAgent).
		WithHttpRoundTripper(captureTransport(func(r *http.Request) { captured = r.Clone(r.Context()) }))
	// Neither the SDK's builder nor WithRegion: those would ask IAM for a project.
	client := core.NewHcHttpClient(impl.NewDefaultHttpClient(settings)).
		WithEndpoints([]string{endpoint.String()}).
		WithCredential(sdkCredentials(identity)).
		WithErrorHandler(sdkerr.DefaultErrorHandler{})
	if _, err := client.Sync(c.Request, c.Def); captured == nil {
		return nil, unsigned(err)
	}
	return captured, nil
}

// signature is the one that sign put into r, "" where a token stands in for it: a response may echo it.
func signature(r *http.Request) string {
	_, s, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
	return s
}

func unsigned(err error) *apierr.Error {
	return &apierr.Error{
		Kind: apierr.Rejected, Reason: "The SDK could not build the request.",
		Advice: "Please report this.", Err: err,
	}
}

// captureTransport is a round tripper that hands over the request and sends nothing.
type captureTransport func(*http.Request)

func (capture captureTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	capture(r)
	return nil, errCaptured
}

// sdkCredentials are c as the SDK takes them.
func sdkCredentials(c credentials.Credentials) auth.ICredential {
	if c.AuthToken != "" {
		return token{value: c.AuthToken, projectID: c.ProjectID}
	}
	return &basic.Credentials{
		BaseCredentials: auth.BaseCredentials{AK: c.AccessKeyID, SK: c.SecretKey, SecurityToken: c.SecurityToken},
		ProjectId:       c.ProjectID,
	}
}

// token stands in for a signature. The SDK has no such identity.
type token struct{ value, projectID string }

func (t token) ProcessAuthParams(*impl.DefaultHttpClient, string) (auth.ICredential, error) {
	return t, nil
}

func (t token) ProcessAuthRequest(
	_ *impl.DefaultHttpClient, r *request.DefaultHttpRequest,
) (*request.DefaultHttpRequest, error) {
	r.AddHeaderParam("X-Auth-Token", t.value)
	if t.projectID != "" {
		r.AddHeaderParam("X-Project-Id", t.projectID)
	}
	return r, nil
}
