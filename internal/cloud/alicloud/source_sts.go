// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

const (
	// DefaultSessionName names a session, in the audit log and in RAM policies, when nobody has.
	DefaultSessionName = "terraform-provider-cloudstatus"
	// stsLife is what STS gives when no duration is asked for.
	stsLife = time.Hour
)

// Role is a RAM role to be assumed by another identity.
type Role struct {
	ARN         string
	SessionName string // "" is the provider's name
	Policy      string
	ExternalID  string
	Duration    time.Duration // 0 is STS's default, an hour
	// Region is where STS is asked; "" is the session's region, else that of the identity, else the central host.
	Region string
}

// AssumeRole is a role assumed by the identity of base.
func AssumeRole(base Source, role Role) Source { return assumed{base, role} }

type assumed struct {
	base Source
	role Role
}

// Resolve calls STS AssumeRole 2015-04-01: https://api.alibabacloud.com/document/Sts/2015-04-01/AssumeRole
func (a assumed) Resolve(ctx context.Context, reach Reach) (Credentials, error) {
	if a.role.ARN == "" {
		return Credentials{}, badCredentials("A role is to be assumed, and its ARN is empty.", "Give the role's role_arn.")
	}
	base, err := a.base.Resolve(ctx, reach)
	if err != nil {
		return Credentials{}, err
	}
	if e := base.check(); e != nil {
		return Credentials{}, e
	}
	region := reach.stsRegion(a.role.Region, base)
	endpoint, e := reach.sts(region)
	if e != nil {
		return Credentials{}, e
	}
	request := sts.CreateAssumeRoleRequest()
	request.RoleArn = a.role.ARN
	request.RoleSessionName = firstOf(a.role.SessionName, DefaultSessionName)
	request.Policy = a.role.Policy
	request.ExternalId = a.role.ExternalID
	if a.role.Duration > 0 {
		request.DurationSeconds = requests.NewInteger(int(a.role.Duration.Seconds()))
	}
	var c Credentials
	e = reach.admit(ctx, endpoint, base, func() (cloud.Verdict, *apierr.Error) {
		response, hide, e := reach.send(ctx, endpoint, region.ID, base, request)
		hide = append(hide, a.role.ExternalID)
		if e != nil {
			return cloud.NoVerdict, cloud.RedactError(stsUnreached(e, reach, endpoint), hide...)
		}
		c, e = readSTS(response, a.role.Duration, "let this identity assume the role "+a.role.ARN,
			"Allow this identity sts:AssumeRole on the role, and name it in the role's trust policy. "+
				"The access key of an account itself, and not of a RAM user, can assume no role.")
		return verdictOfSTS(e), cloud.RedactError(e, hide...)
	})
	if e != nil {
		return Credentials{}, e
	}
	c.Region = base.Region
	c.Source = fmt.Sprintf("the role %s, assumed by %s", a.role.ARN, base.Source)
	return c, nil
}

// OIDCRole is a RAM role that an OIDC identity token opens: a pod's (RRSA), a CI job's.
type OIDCRole struct {
	ProviderARN string
	TokenFile   cloud.File
	RoleARN     string
	SessionName string // "" is the provider's name
	Policy      string
	Duration    time.Duration // 0 is STS's default, an hour
	// Region is where STS is asked; "" is the session's region, else the central host.
	Region string
}

// OIDC is a role assumed with an identity token. The file is read again each time, since whoever writes it renews it.
func OIDC(role OIDCRole) Source { return oidc(role) }

type oidc OIDCRole

// Resolve calls STS AssumeRoleWithOIDC 2015-04-01, which is not signed, so the SDK has no part in it. The token goes
// in the body, where no proxy logs it: https://api.alibabacloud.com/document/Sts/2015-04-01/AssumeRoleWithOIDC
func (o oidc) Resolve(ctx context.Context, reach Reach) (Credentials, error) {
	token, e := readToken(ctx, o.TokenFile)
	if e != nil {
		return Credentials{}, e
	}
	endpoint, e := reach.sts(reach.stsRegion(o.Region, Credentials{}))
	if e != nil {
		return Credentials{}, e
	}
	query := url.Values{
		"Action":    {"AssumeRoleWithOIDC"},
		"Version":   {"2015-04-01"},
		"Format":    {"JSON"},
		"Timestamp": {time.Now().UTC().Format("2006-01-02T15:04:05Z")},
	}
	form := url.Values{
		"OIDCProviderArn": {o.ProviderARN},
		"RoleArn":         {o.RoleARN},
		"RoleSessionName": {firstOf(o.SessionName, DefaultSessionName)},
		"OIDCToken":       {token},
	}
	if o.Policy != "" {
		form.Set("Policy", o.Policy)
	}
	if o.Duration > 0 {
		form.Set("DurationSeconds", strconv.Itoa(int(o.Duration.Seconds())))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint.String()+"/?"+query.Encode(),
		strings.NewReader(form.Encode()))
	if err != nil {
		return Credentials{}, unsigned(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := reach.Transport.Send(ctx, request)
	if err != nil {
		return Credentials{}, cloud.RedactError(stsUnreached(apierr.From(err), reach, endpoint), token)
	}
	c, e := readSTS(response, o.Duration, "open the role "+o.RoleARN+" to this OIDC token",
		"Check the role's trust policy, the OIDC provider's ARN and client ids, and that the token is still valid.")
	if e != nil {
		return Credentials{}, cloud.RedactError(e, token)
	}
	c.Source = fmt.Sprintf("the role %s, opened by the OIDC token in %s", o.RoleARN, o.TokenFile.Path)
	return c, nil
}

func readToken(ctx context.Context, file cloud.File) (string, *apierr.Error) {
	const inPod = " In a pod, check that RRSA is enabled for its service account."
	content, e := file.Read(ctx, "The OIDC token file")
	if e != nil {
		if errors.Is(e, fs.ErrNotExist) {
			e.Advice += inPod
		}
		return "", e
	}
	token := string(bytes.TrimSpace(content))
	if token == "" {
		return "", badCredentials(fmt.Sprintf("The OIDC token file %s is empty.", file.Path), "Check "+file.Setting+"."+inPod)
	}
	return token, nil
}

// stsRegion is the region in which STS is asked: the profile's for STS, the session's, or the identity's.
func (r Reach) stsRegion(own string, base Credentials) cloud.Region {
	switch {
	case own != "":
		return cloud.Region{ID: own, Source: "sts_region of the CLI profile"}
	case r.Region.ID != "":
		return r.Region
	}
	return cloud.Region{ID: base.Region, Source: base.Source}
}

// sts is where STS is asked.
func (r Reach) sts(region cloud.Region) (cloud.Endpoint, *apierr.Error) {
	if fault, ok := r.Faults["sts"]; ok {
		return cloud.Endpoint{}, badCredentials(fault, "Correct it, or unset it.")
	}
	if override, ok := r.Endpoints["sts"]; ok {
		return override, nil
	}
	if e := region.Check(ExampleRegion); e != nil {
		return cloud.Endpoint{}, e
	}
	if region.ID == "" {
		return cloud.HTTPS("sts.aliyuncs.com"), nil
	}
	return cloud.HTTPS("sts." + region.ID + ".aliyuncs.com"), nil
}

// stsUnreached keeps pointing at the region when STS's host was made from it.
func stsUnreached(e *apierr.Error, reach Reach, endpoint cloud.Endpoint) *apierr.Error {
	if _, overridden := reach.Endpoints["sts"]; !overridden && e.Kind == apierr.Unreachable && e.Argument == "region" {
		return e
	}
	return unreached(e, "STS at "+endpoint.HostPort(), `Check the endpoint of "sts" in the provider's alicloud block.`)
}

// readSTS reads STS's response to a request to do something. An error code in the body is a refusal, whatever the HTTP
// status is.
func readSTS(a cloud.Response, asked time.Duration, something, advice string) (Credentials, *apierr.Error) {
	code, message, id := envelope(a)
	if !a.OK() || code != "" && !slices.Contains(successCodes, strings.ToLower(code)) {
		return Credentials{}, refusedBySTS(Failure(a, code, message, id), something, advice)
	}
	var body struct{ Credentials temporary }
	if json.Unmarshal(a.Body, &body) != nil {
		e := badCredentials("STS answered something that is not its JSON.", "")
		e.HTTPStatus, e.ContentType = a.Status, a.ContentType()
		return Credentials{}, e
	}
	if asked == 0 {
		asked = stsLife
	}
	c, e := body.Credentials.credentials("STS", asked)
	if e != nil {
		e.HTTPStatus, e.Message, e.RequestID = a.Status, message, id
	}
	return c, e
}

// successCodes are no refusal. STS sends none of them; a gateway in front of it may.
var successCodes = []string{"200", "ok", "success"}

// stsCodes holds STS's own codes: https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes
var stsCodes = []meaning{
	{
		"entitynotexist.role*", apierr.InvalidCredentials, "There is no role of this ARN.",
		"Check the account id and the role's name in the ARN. STS may take a few seconds to know a new role.",
	},
	{
		"entitynotexist.oidcprovider*", apierr.InvalidCredentials, "There is no OIDC provider of this ARN.",
		"Check the account id and the provider's name in oidc_provider_arn.",
	},
	{
		"authenticationfail.oidctoken.expired", apierr.InvalidCredentials, "The OIDC token has expired.",
		"Check that the token file is renewed: in CI, request the token in the job that uses it.",
	},
	{
		"authenticationfail.oidctoken.audiencenotmatch", apierr.InvalidCredentials,
		"The OIDC token is for another audience.", "Add the token's audience to the client ids of the OIDC provider in RAM.",
	},
	{
		"invalidparameter.durationseconds*", apierr.InvalidCredentials, "The role does not allow a session of this length.",
		"Lower session_expiration, or raise the role's maximum session duration.",
	},
	{
		"invalidparameter.policy*", apierr.InvalidCredentials, "The session policy is not valid.",
		"Check policy: a RAM policy in JSON of at most 2048 characters.",
	},
	{
		"invalidparameter.rolesessionname*", apierr.InvalidCredentials, "The name of the session is not valid.",
		"Give a session name of 2 to 64 letters, digits and the characters . @ - _",
	},
	{
		"invalidparameter.rolearn*", apierr.InvalidCredentials, "The ARN of the role is not valid.",
		"Write it as acs:ram::123456789012****:role/name.",
	},
}

func refusedBySTS(e *apierr.Error, something, advice string) *apierr.Error {
	if m, ok := find(stsCodes, e.Code); ok {
		e.Kind, e.Reason, e.Advice = m.kind, m.reason, m.advice
	}
	switch e.Kind {
	case apierr.ClockSkew:
		return e
	case apierr.Throttled:
		e.Reason = "STS throttles requests."
		return e
	case apierr.Unavailable:
		e.Reason = "STS is not available."
		return e
	}
	// A reason that is there is about the identity that asks, and so is its advice.
	if e.Advice == "" {
		e.Advice = advice
	}
	e.Kind = apierr.InvalidCredentials
	e.Reason = strings.TrimSpace(fmt.Sprintf("STS refused to %s. %s", something, e.Reason))
	return e
}

// verdictOfSTS is no verdict for what STS has against the role, which may have been made a moment ago.
func verdictOfSTS(e *apierr.Error) cloud.Verdict {
	if e == nil {
		return cloud.Proven
	}
	if m, ok := known(e.Code); ok && m.kind == apierr.InvalidCredentials {
		return cloud.Refused
	}
	return cloud.NoVerdict
}

// firstOf gives the first that is not empty.
func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
