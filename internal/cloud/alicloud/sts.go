// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aliyun/alibaba-cloud-sdk-go/sdk/requests"
	"github.com/aliyun/alibaba-cloud-sdk-go/services/sts"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// DefaultSessionName names a session, in the audit log and in RAM policies, where the configuration does not.
const DefaultSessionName = "terraform-provider-cloudstatus"

// Role is a RAM role to be assumed.
type Role struct {
	ARN         string
	SessionName string // "" is DefaultSessionName
	Policy      string
	ExternalID  string        // not for an OIDC token
	Duration    time.Duration // 0 is STS's default, an hour
}

// AssumeRole provides the credentials of a role that the identity of Base assumes.
type AssumeRole struct {
	Resolver Resolver
	Role     Role
	Base     credentials.Provider
}

// Retrieve calls STS AssumeRole 2015-04-01: https://api.alibabacloud.com/document/Sts/2015-04-01/AssumeRole
func (a AssumeRole) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	base, err := a.Base.Retrieve(ctx)
	if err != nil {
		return credentials.Credentials{}, err
	}
	redact.Hide(ctx, append(base.Secrets(), a.Role.ExternalID)...)
	if e := base.Check(); e != nil {
		return credentials.Credentials{}, e
	}
	endpoint, region, e := a.Resolver.sts(ctx, base)
	if e != nil {
		return credentials.Credentials{}, e
	}
	request := sts.CreateAssumeRoleRequest()
	request.RoleArn = a.Role.ARN
	request.RoleSessionName = cmp.Or(a.Role.SessionName, DefaultSessionName)
	request.Policy = a.Role.Policy
	request.ExternalId = a.Role.ExternalID
	if a.Role.Duration > 0 {
		request.DurationSeconds = requests.NewInteger(int(a.Role.Duration.Seconds()))
	}
	if e := a.Resolver.Refusals.Of(base, endpoint.HostPort()); e != nil {
		return credentials.Credentials{}, e
	}
	signed, err := sign(ctx, endpoint, region.ID, base, request)
	if err != nil {
		return credentials.Credentials{}, err
	}
	c, e := a.Resolver.session(ctx, signed, region, a.Role.Duration, "let this identity assume the role "+a.Role.ARN,
		"Allow this identity sts:AssumeRole on the role, and name it in the role's trust policy. "+
			"The access key of an account itself, and not of a RAM user, can assume no role.")
	if e == nil || refusesKey(e) {
		e = a.Resolver.Refusals.Keep(base, endpoint.HostPort(), e)
	}
	if e != nil {
		return credentials.Credentials{}, e
	}
	c.Region = base.Region
	c.Source = fmt.Sprintf("the role %s, assumed by %s", a.Role.ARN, base.Source)
	return c, nil
}

// OIDC provides the credentials of a role that is assumed with an OIDC identity token, such as a pod's (RRSA) or a CI job's.
type OIDC struct {
	Resolver    Resolver
	Role        Role
	ProviderARN string
	Token       string // "" is what TokenFile holds
	TokenFile   cloud.File
}

// Retrieve calls STS AssumeRoleWithOIDC 2015-04-01, which is not signed, so it does not need the SDK. The token
// goes in the body, where no proxy logs it: https://api.alibabacloud.com/document/Sts/2015-04-01/AssumeRoleWithOIDC
func (o OIDC) Retrieve(ctx context.Context) (credentials.Credentials, error) {
	token, source, e := credentials.OIDCToken(ctx, o.Token, o.TokenFile)
	if e != nil {
		e.Advice += " In a pod, check that RRSA is enabled for its service account."
		return credentials.Credentials{}, e
	}
	endpoint, region, e := o.Resolver.sts(ctx, credentials.Credentials{})
	if e != nil {
		return credentials.Credentials{}, e
	}
	query := url.Values{
		"Action":    {"AssumeRoleWithOIDC"},
		"Version":   {"2015-04-01"},
		"Format":    {"JSON"},
		"Timestamp": {time.Now().UTC().Format("2006-01-02T15:04:05Z")},
	}
	form := url.Values{
		"OIDCProviderArn": {o.ProviderARN},
		"RoleArn":         {o.Role.ARN},
		"RoleSessionName": {cmp.Or(o.Role.SessionName, DefaultSessionName)},
		"OIDCToken":       {token},
	}
	if o.Role.Policy != "" {
		form.Set("Policy", o.Role.Policy)
	}
	if o.Role.Duration > 0 {
		form.Set("DurationSeconds", strconv.Itoa(int(o.Role.Duration.Seconds())))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint.String()+"/?"+query.Encode(),
		strings.NewReader(form.Encode()))
	if err != nil {
		return credentials.Credentials{}, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	c, e := o.Resolver.session(ctx, request, region, o.Role.Duration, "open the role "+o.Role.ARN+" to this OIDC token",
		"Check the role's trust policy, the OIDC provider's ARN and client ids, and that the token is still valid.")
	if e != nil {
		return credentials.Credentials{}, e
	}
	c.Source = fmt.Sprintf("the role %s, opened by %s", o.Role.ARN, source)
	return c, nil
}

// sts is where STS is about to be called: at the configured endpoint, else in STS's own region, the configured one, or that of
// the credentials.
func (r Resolver) sts(ctx context.Context, base credentials.Credentials) (cloud.Endpoint, cloud.Region, *apierr.Error) {
	region := cloud.FirstRegion(r.STSRegion, r.Region, base.Region, r.Fallback)
	endpoint, e := r.Endpoints.Of(stsService)
	if e != nil {
		e.Kind = apierr.InvalidCredentials
	} else if endpoint == (cloud.Endpoint{}) {
		endpoint, e = cloud.HTTPS(r.stsHost(region.ID)), region.Check(ExampleRegion)
	}
	if e == nil {
		credentials.WaitingFor(ctx, "STS at "+endpoint.HostPort())
	}
	return endpoint, region, e
}

func (r Resolver) stsHost(region string) string {
	switch {
	case region == "":
		return "sts.aliyuncs.com"
	case r.VPC:
		return "sts-vpc." + region + ".aliyuncs.com"
	}
	return cmp.Or(stsHosts[region], "sts."+region+".aliyuncs.com")
}

// stsHosts are STS's hosts in the regions that have none of the usual name: those of finance and government, and internal ones.
var stsHosts = sts.GetEndpointMap()

// stsService is STS, with the regions that are known to have it: https://help.aliyun.com/document_detail/371859.html
var stsService = cloud.Service{
	Key: "sts", Name: "STS",
	Regions: strings.Fields("cn-qingdao cn-beijing cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-hangzhou cn-shanghai cn-nanjing " +
		"cn-fuzhou cn-shenzhen cn-heyuan cn-guangzhou cn-wuhan-lr cn-chengdu cn-hongkong ap-northeast-1 ap-northeast-2 ap-southeast-1 " +
		"ap-southeast-2 ap-southeast-3 ap-southeast-5 ap-southeast-7 ap-south-1 us-east-1 us-west-1 eu-central-1 eu-west-1 me-east-1"),
}

// session sends a request to STS, whose host is in region, and returns the credentials of the response. asked is the duration that was
// asked for; something completes "STS refused to …", with the advice for that. That STS is not reached is a matter of the
// credentials, never of the API or of a read's region.
func (r Resolver) session(
	ctx context.Context, request *http.Request, region cloud.Region, asked time.Duration, something, advice string,
) (credentials.Credentials, *apierr.Error) {
	response, err := r.Transport.Send(ctx, request)
	if err != nil {
		return credentials.Credentials{}, credentials.UnreachableError(err, "STS at "+request.URL.Host, Settings.UnreachableAdvice(r.Endpoints, stsService, region))
	}
	c, e := readSTS(ctx, asJSON(response), asked, something, advice)
	response.HideSignature(ctx, signature(request), e)
	return c, e
}

// readSTS reads STS's response to a request to do something. An error code in the body is a refusal, whatever the HTTP
// status is.
func readSTS(ctx context.Context, a cloud.Response, asked time.Duration, something, advice string) (credentials.Credentials, *apierr.Error) {
	var body struct {
		Code, Message, RequestID string
		Credentials              temporary
	}
	undecoded, err := wire.Unmarshal(a.Body, &body)
	redact.Hide(ctx, body.Credentials.AccessKeySecret, body.Credentials.SecurityToken)
	id := RequestID(a, body.RequestID)
	if !a.OK() || !IsSuccess(body.Code) {
		return credentials.Credentials{}, refusedBySTS(Failure(a, body.Code, body.Message, id), something, advice)
	}
	if err := cmp.Or(err, undecoded); err != nil {
		e := credentials.Unusable(a, fmt.Sprintf("STS responded with something that is not its JSON. %s.", cloud.Capital(err.Error())), "")
		e.RequestID = id
		return credentials.Credentials{}, e
	}
	c, e := body.Credentials.credentials("STS", cmp.Or(asked, time.Hour)) // an hour where none was asked for
	if e != nil {
		e.HTTPStatus, e.Message, e.RequestID = a.Status, body.Message, id
	}
	return c, e
}

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
		"Check that the token file is renewed, or give a new token: in CI, request it in the job that uses it.",
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

// refusesKey reports whether STS refuses the key that asks, and not the role, which may have been made a moment ago.
func refusesKey(e *apierr.Error) bool {
	m, _ := find(gateway, e.Code)
	return m.kind == apierr.InvalidCredentials
}
