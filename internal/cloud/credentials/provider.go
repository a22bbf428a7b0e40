// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// Provider is one way to get credentials. It reads files and calls services in Retrieve alone. Secrets that it learns go to
// redact.Hide before anything can fail. Its errors are *apierr.Error: of kind CredentialsMissing if there is nothing to
// retrieve, so that a Chain asks the next provider; of a retryable kind if another attempt may succeed.
type Provider interface {
	Retrieve(ctx context.Context) (Credentials, error)
}

// Static provides credentials that are known.
func Static(c Credentials) Provider { return static{c, c.Check()} }

// NotConfigured is a provider that nothing configures; what says so for a chain's list: "A and B (not set)".
func NotConfigured(what string) Provider { return static{err: Missing(what)} }

// Misconfigured is a provider that is configured and cannot work; e says why.
func Misconfigured(e *apierr.Error) Provider { return static{err: e} }

// static is a provider of which the outcome is known.
type static struct {
	credentials Credentials
	err         *apierr.Error
}

func (s static) Retrieve(context.Context) (Credentials, error) {
	if s.err != nil {
		return Credentials{}, s.err
	}
	return s.credentials, nil
}

// UnreachableError is the error of a service that issues credentials and was not reached. A retryable error stays so, and a timeout
// names the service; any other is a matter of credentials, and not of the region that the transport would point at.
func UnreachableError(err error, service, advice string) *apierr.Error {
	e := *apierr.From(err)
	switch e.Kind {
	case apierr.Interrupted:
		return &e
	case apierr.Timeout:
		e.Peer = service
		return &e
	}
	if e.Advice == "" || e.Argument != "" { // the transport's own is about a proxy or a certificate
		e.Advice = advice
	}
	e.Argument = ""
	if !e.Retryable() {
		e.Kind = apierr.InvalidCredentials
	}
	return &e
}

// metadataTimeout bounds one request to a metadata service, which responds at once or is not there at all.
const metadataTimeout = 3 * time.Second

// Unusable is the error of a response that should have held credentials, of which nothing is shown.
func Unusable(a cloud.Response, reason, advice string) *apierr.Error {
	return &apierr.Error{
		Kind: cmp.Or(cloud.RetryableKind(a.Status), apierr.InvalidCredentials), Reason: reason, Advice: advice,
		HTTPStatus: a.Status, ContentType: a.ContentType(), RetryAfter: a.RetryAfter(),
	}
}

// Refused is the error of a response without success to a request for credentials. who names the service where a sentence begins.
func Refused(a cloud.Response, who, advice string) *apierr.Error {
	return Unusable(a, fmt.Sprintf("%s responded with HTTP %d instead of credentials.", who, a.Status), advice)
}

// OIDCToken returns an OIDC identity token, and in words what it is: the value or, without one, what the file holds. The file is read
// each time, since its writer renews it.
func OIDCToken(ctx context.Context, value string, file cloud.File) (token, source string, e *apierr.Error) {
	token, source = value, "the OIDC token"
	if token == "" {
		content, e := file.Read("The OIDC token file")
		if e != nil {
			return "", "", e
		}
		source += " in " + file.Path
		if token = string(bytes.TrimSpace(content)); token == "" {
			return "", "", Invalid(fmt.Sprintf("The OIDC token file %s is empty.", file.Path), "Check "+file.Setting+".")
		}
	}
	redact.Hide(ctx, token)
	return token, source, nil
}

// Metadata is the ECS instance metadata service of a cloud.
type Metadata struct {
	Transport *cloud.Transport
	Endpoint  cloud.Endpoint
	// TokenPath is where it issues a token, which TokenHeader sends with every other request.
	TokenPath, TokenHeader string
	// Advice is for where it is not reached, or has no credentials.
	Advice string
}

// MetadataService names the service where a sentence begins.
const MetadataService = "The ECS metadata service"

// Token returns a token for Get, valid for a minute.
func (m Metadata) Token(ctx context.Context) (string, *apierr.Error) {
	response, e := m.ask(ctx, http.MethodPut, m.TokenPath, m.TokenHeader+"-Ttl-Seconds", "60")
	token := strings.TrimSpace(string(response.Body))
	redact.Hide(ctx, token)
	return token, e
}

// Get returns the response to a request for what is at path, with a token unless that is "".
func (m Metadata) Get(ctx context.Context, path, token string) (cloud.Response, *apierr.Error) {
	return m.ask(ctx, http.MethodGet, path, m.TokenHeader, token)
}

// ask sends one request to the service, never by a proxy, with a header unless its value is "". Outside ECS nothing listens at its
// address, and a connection may take minutes to fail.
func (m Metadata) ask(ctx context.Context, method, path, header, value string) (cloud.Response, *apierr.Error) {
	service := "the ECS metadata service at " + m.Endpoint.HostPort()
	WaitingFor(ctx, service)
	short, cancel := context.WithTimeout(ctx, metadataTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(short, method, m.Endpoint.String()+path, nil)
	if err != nil {
		return cloud.Response{}, apierr.From(err)
	}
	if value != "" {
		request.Header.Set(header, value)
	}
	response, err := m.Transport.Direct().Send(short, request)
	switch {
	case err == nil && response.Status == http.StatusOK:
		return response, nil
	case err == nil:
		return cloud.Response{}, Refused(response, MetadataService, m.Advice)
	case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
		return cloud.Response{}, &apierr.Error{
			Kind: apierr.Unavailable, Reason: fmt.Sprintf("%s did not respond.", cloud.Capital(service)), Advice: m.Advice,
		}
	}
	return cloud.Response{}, UnreachableError(err, service, m.Advice)
}

// Chain asks its providers in their order. One with nothing to retrieve is passed over. One that fails is not: the next one
// would give another identity than the one that was meant.
type Chain struct {
	// Cloud and Advice word the error when there are no credentials at all.
	Cloud, Advice string
	Providers     []Provider
}

// Retrieve returns the credentials of the first provider that has some. Its error lists what was searched.
func (c Chain) Retrieve(ctx context.Context) (Credentials, error) {
	var searched []string
	for _, provider := range c.Providers {
		credentials, err := provider.Retrieve(ctx)
		if err == nil {
			return credentials, nil
		}
		e := apierr.From(err)
		if e.Kind != apierr.CredentialsMissing {
			return Credentials{}, e
		}
		if e.Reason != "" {
			searched = append(searched, e.Reason)
		}
	}
	e := Missing(fmt.Sprintf("No credentials for %s were found.", c.Cloud))
	e.Searched, e.Advice = searched, c.Advice
	return Credentials{}, e
}
