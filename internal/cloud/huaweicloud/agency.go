// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const (
	// sessionName names a session of an agency in the audit log.
	sessionName = "terraform-provider-cloudstatus"
	// agencyLife is how long a session of an agency lasts where no duration is given.
	agencyLife = time.Hour
)

// Agency is an agency that another identity assumes: by STS v5 where its account's id is known, else by IAM v3.
type Agency struct {
	Name       string
	DomainName string // the name of the account that has the agency
	DomainID   string // its id
	Duration   time.Duration
}

// AssumeAgency provides the key of an agency that the identity of Base assumes: Agency, or the one that Base's profile of KooCLI
// names. If neither has a name, it provides the identity of Base.
type AssumeAgency struct {
	Config
	Base   credentials.Provider
	Agency Agency
	// Fallback reports that the profile's agency has precedence over Agency.
	Fallback bool
}

// Retrieve gets the identity of Base, and has it assume the agency.
func (a AssumeAgency) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	var base credentials.Credentials
	var own Agency
	var err error
	if p, ok := a.Base.(Profile); ok {
		base, own, err = p.read(ctx)
	} else {
		base, err = a.Base.Retrieve(ctx)
	}
	if err != nil {
		return credentials.Credentials{}, err
	}
	agency := a.Agency
	if own.Name != "" && (a.Fallback || agency.Name == "") {
		agency = own
	}
	if agency.Name == "" {
		return base, nil
	}
	return a.assume(ctx, base, agency)
}

// assume calls IAM or STS:
// https://support.huaweicloud.com/api-iam/iam_04_0101.html (v3) and https://support.huaweicloud.com/api-iam5/AssumeAgency.html (v5).
func (c Config) assume(ctx context.Context, base credentials.Credentials, agency Agency) (credentials.Credentials, error) {
	if e := base.Check(); e != nil {
		return credentials.Credentials{}, e
	}
	redact.Hide(ctx, base.Secrets()...)
	life := cmp.Or(agency.Duration, agencyLife)
	x := exchange{
		product: iam, path: securityTokensPath, identity: base,
		body: identityBody("assume_role", map[string]any{
			"agency_name": agency.Name, "domain_name": agency.DomainName, "duration_seconds": int(life.Seconds()),
		}),
		action: fmt.Sprintf("let this identity assume the agency %q of the account %s", agency.Name, cmp.Or(agency.DomainID, agency.DomainName)),
		none:   "There is no such agency or account.",
		denied: "Give this identity the permission iam:agencies:assume (the system role Agent Operator), and name its account in the agency.",
		other:  "Check agency_name and domain_name: the name of the account that has the agency, not that of a user or a project.",
	}
	if agency.DomainID != "" {
		if base.AuthToken != "" {
			return credentials.Credentials{}, credentials.Invalid(
				"An agency is assumed by STS where domain_id is given, and STS takes a key, while "+base.Source+" gives a token.",
				"Give domain_name instead of domain_id, or a key.")
		}
		x.product, x.path = sts, "/v5/agencies/assume"
		x.body = map[string]any{
			"agency_urn":          fmt.Sprintf("iam::%s:agency:%s", agency.DomainID, agency.Name),
			"agency_session_name": sessionName, "duration_seconds": int(life.Seconds()),
		}
		x.denied = "Give this identity the permission sts:agencies:assume, and name its account in the agency's trust policy."
		x.other = "Check agency_name and domain_id: the id of the account that has the agency, not that of a project. " +
			"A duration over 3600 seconds needs a permanent key, and an agency that allows it."
	}
	response, e := c.exchange(ctx, c.region(ctx, base), x)
	if e != nil {
		return credentials.Credentials{}, e
	}
	issued, e := readKey(ctx, response, x.product.Name, life)
	if e != nil {
		return credentials.Credentials{}, e
	}
	issued.Region, issued.ProjectID = base.Region, base.ProjectID
	issued.Source = fmt.Sprintf("the agency %q, assumed by %s", agency.Name, base.Source)
	return issued, nil
}

// OIDC provides the key of an identity that signs in by an identity provider's token, such as a CI job's.
type OIDC struct {
	Config
	IdpID     string
	Token     string     // before TokenFile
	TokenFile cloud.File // read each time, since it is renewed
	// Agency is assumed with the identity, if it has a name.
	Agency Agency
}

// Retrieve has IAM exchange the token for one of its own, and that for a key. Neither request is signed:
// https://support.huaweicloud.com/api-iam/iam_13_0605.html and https://support.huaweicloud.com/api-iam/iam_04_0002.html.
func (o OIDC) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	token, source, e := credentials.OIDCToken(ctx, o.Token, o.TokenFile)
	if e != nil {
		return credentials.Credentials{}, e
	}
	const advice = "Check idp_id, the client id (audience) and the conversion rules of the identity provider in IAM, and that the token " +
		"is still valid: in CI, request it in the job that uses it."
	x := exchange{
		product: iam, path: "/v3.0/OS-AUTH/id-token/tokens", idpID: o.IdpID,
		body:   map[string]any{"auth": map[string]any{"id_token": map[string]any{"id": token}}},
		action: fmt.Sprintf("accept the OIDC token of the identity provider %q", o.IdpID), denied: advice, other: advice,
		none: "There is no such identity provider.",
	}
	region := o.region(ctx, credentials.Credentials{})
	response, e := o.exchange(ctx, region, x)
	if e != nil {
		return credentials.Credentials{}, e
	}
	subject := response.Header.Get("X-Subject-Token")
	if subject == "" {
		return credentials.Credentials{}, unexpected(response, "IAM", "no token")
	}
	redact.Hide(ctx, subject)
	life := cmp.Or(o.Agency.Duration, agencyLife)
	x.path, x.idpID = securityTokensPath, ""
	x.body = identityBody("token", map[string]any{"id": subject, "duration_seconds": int(life.Seconds())})
	x.action = "give a key for the OIDC token's identity"
	if response, e = o.exchange(ctx, region, x); e != nil {
		return credentials.Credentials{}, e
	}
	issued, e := readKey(ctx, response, "IAM", life)
	if e != nil {
		return credentials.Credentials{}, e
	}
	issued.Source = fmt.Sprintf("%s, by the identity provider %q", source, o.IdpID)
	if o.Agency.Name == "" {
		return issued, nil
	}
	return o.assume(ctx, issued, o.Agency)
}
