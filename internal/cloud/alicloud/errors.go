// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// meaning is what one code of Alibaba's gateway says. Codes are written in lower case: the spelling varies by product.
type meaning struct {
	codes  string // separated by spaces; one that ends in "*" is the beginning of others
	kind   apierr.Kind
	reason string
	advice string
}

const (
	otherKey = "Check the access key and its account; a key of the China site is not known on the international one. " +
		"A temporary key (STS.…) may have expired."
	newToken = "Get a new temporary key, with its secret and token, and use all three together."
)

// gateway holds the codes that every product shares; the first that fits counts. Common error codes:
// https://api.alibabacloud.com/document/product/common-errors and the gateway's own messages.
var gateway = []meaning{
	{
		"invalidaccesskeyid.notfound", apierr.InvalidCredentials,
		"Alibaba Cloud does not know this access key.", otherKey,
	},
	{
		"invalidaccesskeyid.inactive forbidden.accesskey*", apierr.InvalidCredentials,
		"The access key is disabled.", "Enable it in the RAM console, or use another key.",
	},
	{"invalidaccesskeyid*", apierr.InvalidCredentials, "Alibaba Cloud does not accept this access key.", otherKey},
	{
		"signaturedoesnotmatch", apierr.InvalidCredentials,
		"The signature does not match: the secret key is not the one of this access key.", "Check the secret key.",
	},
	{
		"invalidaccesskeysecret", apierr.InvalidCredentials,
		"The secret key is not the one of this access key.", "Check the secret key.",
	},
	{
		"incompletesignature*", apierr.InvalidCredentials,
		"Alibaba Cloud finds the signature malformed.", "Check the access key and the secret key.",
	},
	{"invalidsecuritytoken.expired securitytoken.expired", apierr.InvalidCredentials, "The security token has expired.", newToken},
	{"invalidsecuritytoken.malformed", apierr.InvalidCredentials, "The security token is malformed.", newToken},
	{
		"invalidsecuritytoken.mismatchwithaccesskey", apierr.InvalidCredentials,
		"The security token does not belong to this access key.", newToken,
	},
	{"invalidsecuritytoken*", apierr.InvalidCredentials, "Alibaba Cloud does not accept the security token.", newToken},
	{
		"missingsecuritytoken", apierr.InvalidCredentials,
		"The access key is a temporary one (STS.…) and came without its security token.",
		"Give the security token that came with the key.",
	},
	{"invalidtimestamp* illegaltimestamp*", apierr.ClockSkew, "", "Set this machine's clock, and have it kept by a time server."},
	{
		"signaturenonceused", apierr.Unavailable,
		"Alibaba Cloud has seen this very request before: something on the way sent it twice.",
		"Run again; if it happens again, look at the proxies on the way.",
	},
	{deniedByPolicy, apierr.PermissionDenied, "", ""},
	{"accessdenied* resouce.no.permission* resource.no.permission*", apierr.PermissionDenied, "", ""}, // the second as SAE spells it
	{"serviceunavailable* internalerror* operationfailed.rpcerror*", apierr.Unavailable, "", ""},
	{
		"invalidapi.notfound invalidaction* invalidversion* unsupportedoperation*", apierr.Rejected,
		"This endpoint does not serve the API.", "Check the region and the endpoint: the service may not be offered there.",
	},
	{"missing* invalidparameter*", apierr.InvalidArgument, "", ""},
}

// deniedByPolicy are the codes of a denial by RAM, and not by a product for one object.
const deniedByPolicy = "forbidden* nopermission*"

// Failure makes the error of a refused call from what its body says. A service looks for its own codes first and
// leaves the rest to this. The code wins over the HTTP status, which is what is left when the code is not known; no
// status means "not found", since an unknown access key is a 404 and a missing PTS scene a 403.
func Failure(a cloud.Response, code, message, requestID string) *apierr.Error {
	m, known := find(gateway, code)
	e := &apierr.Error{
		Kind: m.kind, Reason: m.reason, Advice: m.advice, DeniedByPolicy: m.codes == deniedByPolicy,
		Code: code, Message: message, RequestID: requestID, HTTPStatus: a.Status, RetryAfter: a.RetryAfter(),
	}
	switch retryable := cloud.RetryableKind(a.Status); {
	case known:
	case retryable != "":
		e.Kind = retryable
	case code == "":
		// No code: this was not the API but something on the way, whose 401 or 403 says nothing about RAM.
		e.Kind, e.ContentType = apierr.MalformedResponse, a.ContentType()
	case a.Status == http.StatusUnauthorized:
		e.Kind = apierr.InvalidCredentials
	case a.Status == http.StatusForbidden:
		e.Kind = apierr.PermissionDenied
	default:
		e.Kind = apierr.Rejected
	}
	explainDenial(e, a.Body)
	return e
}

// Refusal is what a body says about a call that failed. A field that the body lacks is zero.
type Refusal struct {
	// Status is the HTTP status that the body reports.
	Status                            int
	Code, Message, RequestID, TraceID string
}

// Refused makes the error of a body that reports one, where argument is the call's only argument. The product's own codes
// decide, then the gateway's, then the status in the body, then the status line.
func (p Product) Refused(a cloud.Response, argument string, r Refusal) *apierr.Error {
	claimed := a
	if 300 <= r.Status && r.Status <= 599 {
		claimed.Status = r.Status
	}
	e := Failure(claimed, r.Code, r.Message, RequestID(a, r.RequestID))
	e.TraceID, e.HTTPStatus = r.TraceID, a.Status
	if claimed.Status != a.Status {
		e.ReportedStatus = claimed.Status
	}
	reclassify := func(kind apierr.Kind) {
		e.Kind, e.Argument, e.Reason, e.Advice = kind, argument, "", ""
	}
	// A gateway's codes are words: a number, or no code, is from the product itself, which has seen the call.
	own := r.Code == "" || wire.IsDigits(r.Code)
	general := e.Kind == apierr.Rejected || r.Code == "" && e.Kind == apierr.MalformedResponse
	switch kind := p.Kind(r.Code); {
	case kind != "":
		reclassify(kind)
		// The gateway verifies the signature before the product gets the request.
		e.Accepted = kind == apierr.InvalidArgument
	case e.Kind == apierr.InvalidArgument && e.Argument == "":
		e.Argument = argument
	case !own || !general:
	case claimed.Status == http.StatusBadRequest:
		reclassify(apierr.InvalidArgument)
	case claimed.Status == http.StatusNotFound:
		reclassify(apierr.NotFound)
	default:
		e.Kind = apierr.Rejected
		e.Reason = p.Name + " responded that the call failed, without a reason."
		e.Advice = "Run again later; if the error stays, contact Alibaba Cloud support with the request id."
	}
	return e
}

// policies are the types of policy of a denial, with what has to be changed.
var policies = map[string]string{
	"accountlevelidentitybasedpolicy":       "a policy of the identity for the account",
	"resourcegrouplevelidentitybasedpolicy": "a policy of the identity for the resource group",
	"assumerolepolicy":                      "the role's trust policy",
	"controlpolicy":                         "a control policy of the resource directory",
	"sessionpolicy":                         "the session's policy",
}

// principals are the types of identity of a denial.
var principals = map[string]string{
	"subuser": "this RAM user", "assumedroleuser": "this session of a role", "federated": "this federated user",
}

// explainDenial adds what RAM says about a denial: which action, whose, and whether an Allow is missing or a Deny is in the way.
// https://api.alibabacloud.com/document/Ram/2015-05-01/DecodeDiagnosticMessage
func explainDenial(e *apierr.Error, body []byte) {
	var denial struct {
		AccessDeniedDetail struct {
			AuthAction, AuthPrincipalType, AuthPrincipalDisplayName, AuthPrincipalOwnerID, NoPermissionType, PolicyType string
		}
	}
	if e.Kind != apierr.PermissionDenied {
		return
	}
	_, _ = wire.Unmarshal(body, &denial) // what cannot be read says nothing
	d := denial.AccessDeniedDetail
	if d.AuthAction == "" {
		return
	}
	who := strings.TrimSpace(cmp.Or(principals[strings.ToLower(d.AuthPrincipalType)], "this identity") + " " + d.AuthPrincipalDisplayName)
	if d.AuthPrincipalOwnerID != "" {
		who += " of the account " + d.AuthPrincipalOwnerID
	}
	where := cmp.Or(policies[strings.ToLower(d.PolicyType)], d.PolicyType)
	e.Reason = fmt.Sprintf("RAM denies %s the action %s", who, d.AuthAction)
	switch strings.ToLower(d.NoPermissionType) {
	case "implicitdeny":
		e.Reason += ": no policy allows it."
		e.Advice = fmt.Sprintf("Allow it the RAM action %s, in %s.", d.AuthAction, cmp.Or(where, "one of its policies"))
	case "explicitdeny":
		e.Reason += ": a policy denies it."
		e.Advice = fmt.Sprintf("Remove the Deny of it from %s; another Allow does not help.", cmp.Or(where, "the policy"))
	default:
		e.Reason += "."
	}
}

// asJSON returns a response with the gateway's error in XML, which it sends before it has read Format, as it is in JSON.
func asJSON(a cloud.Response) cloud.Response {
	var sent struct {
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
		RequestID     string `xml:"RequestId"`
	}
	if !bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<")) || xml.Unmarshal(a.Body, &sent) != nil || sent.Code == "" {
		return a
	}
	body, err := json.Marshal(map[string]string{"Code": sent.Code, "Message": sent.Message, "RequestId": sent.RequestID})
	if err == nil {
		a.Body = body
	}
	return a
}

// expired reports whether a code says that temporary credentials have expired.
func expired(code string) bool {
	return strings.HasSuffix(strings.ToLower(code), "securitytoken.expired")
}

// Unreadable makes the error of a malformed response; id is the body's request id, if it has one.
func Unreadable(a cloud.Response, id string, why error) *apierr.Error {
	e := a.Malformed(why)
	e.RequestID = RequestID(a, id)
	return e
}

// RequestID is the body's, else the one in the gateway's header.
func RequestID(a cloud.Response, body string) string {
	return cmp.Or(body, a.Header.Get("X-Acs-Request-Id"))
}

// find returns the first meaning that fits a code.
func find(meanings []meaning, code string) (meaning, bool) {
	code = strings.ToLower(code)
	if strings.Contains(code, "throttling") { // Throttling.User, Rejected.Throttling, Request.Throttling …
		return meaning{kind: apierr.Throttled}, true
	}
	for _, m := range meanings {
		for known := range strings.FieldsSeq(m.codes) {
			if start, isStart := strings.CutSuffix(known, "*"); code == known || isStart && strings.HasPrefix(code, start) {
				return m, true
			}
		}
	}
	return meaning{}, false
}

// IsSuccess reports whether a code is none, or a word for a success that a gateway may send with it.
func IsSuccess(code string) bool {
	return slices.Contains([]string{"", "200", "ok", "success"}, strings.ToLower(code))
}
