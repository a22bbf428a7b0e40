// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/md5"  //nolint:gosec // the ROA scheme requires it
	"crypto/sha1" //nolint:gosec // both schemes require it
	"encoding/base64"
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// maxClockSkew is the largest accepted difference of a signed time, in both clouds, and how long a nonce is remembered.
	maxClockSkew  = 15 * time.Minute
	rpcTimeLayout = "2006-01-02T15:04:05Z"
	// formType is the media type of a form body.
	formType = "application/x-www-form-urlencoded"
)

// alibabaCall is what both Alibaba dialects send, and what the signature covers.
type alibabaCall struct {
	action, version, region              string
	accessKeyID, signature, token, nonce string
	timeName, timeLayout, time           string
	stringToSign, suffix                 string
	// check refuses what is wrong with the signature's other parameters.
	check func() *Response
}

// alibaba handles a call in one of the Alibaba dialects.
func (c *call) alibaba() Response {
	var x alibabaCall
	if c.dialect == DialectROA {
		x = c.readROA()
	} else {
		if refusal := c.readForm(); refusal != nil {
			return *refusal
		}
		x = c.readRPC()
	}
	c.entry.AccessKeyID, c.entry.Nonce, c.entry.SecurityToken = x.accessKeyID, x.nonce, x.token
	c.entry.TokenOf = c.s.tokenName(x.token)
	c.entry.Region = cmp.Or(x.region, c.entry.Region)
	if refusal := c.routeAlibaba(x); refusal != nil {
		return *refusal
	}
	// A call without a key is correct for the actions that need none. A call with a key must be signed.
	if !c.api.anonymous || x.accessKeyID != "" {
		if refusal := x.check(); refusal != nil {
			return *refusal
		}
		if refusal := c.verifyAlibaba(x); refusal != nil {
			return *refusal
		}
	}
	return c.s.respond(c)
}

// readForm adds the parameters in a form. It refuses a body that is not a form, because an RPC signature does not cover it.
func (c *call) readForm() *Response {
	if len(c.body) == 0 {
		return nil
	}
	if kind, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); kind != formType {
		return c.refuse(http.StatusBadRequest, "UnsupportedContentType", "The content type of the body is not supported.")
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return c.refuse(http.StatusBadRequest, "InvalidParameter", "The form cannot be read.")
	}
	c.entry.Form, c.params = form, sortedParameters(c.params, form)
	return nil
}

// readRPC reads a call in the RPC dialect. Its signature covers the method, the path (always "/"), and all parameters except
// the signature, from the query and from a form.
func (c *call) readRPC() alibabaCall {
	p := c.params
	signed := maps.Clone(p)
	signed.Del("Signature")
	return alibabaCall{
		action: p.Get("Action"), version: p.Get("Version"), region: p.Get("RegionId"),
		accessKeyID: p.Get("AccessKeyId"), signature: p.Get("Signature"), token: p.Get("SecurityToken"), nonce: p.Get("SignatureNonce"),
		timeName: "Timestamp", timeLayout: rpcTimeLayout, time: p.Get("Timestamp"),
		stringToSign: c.r.Method + "&" + escape("/") + "&" + escape(canonicalQuery(signed)), suffix: "&",
		check: func() *Response {
			for _, name := range []string{"AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Signature"} {
				if p.Get(name) == "" {
					return c.missingParameter(name)
				}
			}
			return c.checkValues(p.Get, map[string]string{"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureType": ""})
		},
	}
}

// readROA reads a call in the ROA dialect. Its signature covers the method, four headers (an empty line for a missing one),
// all x-acs- headers sorted by name, and the path with the sorted query, both decoded. It requires no nonce, because some SDKs
// send none. A nonce that is sent is signed like every x-acs- header, and must not occur again.
func (c *call) readROA() alibabaCall {
	header := c.r.Header
	lines := []string{c.r.Method}
	for _, name := range []string{"Accept", "Content-MD5", "Content-Type", "Date"} {
		lines = append(lines, strings.Join(header.Values(name), ","))
	}
	signed := map[string]string{}
	for name, values := range header {
		if strings.HasPrefix(name, "X-Acs-") {
			signed[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(signed)) {
		lines = append(lines, name+":"+signed[name])
	}
	var query []string
	for _, name := range slices.Sorted(maps.Keys(c.params)) {
		for _, value := range c.params[name] {
			if value != "" {
				value = "=" + value
			}
			query = append(query, name+value)
		}
	}
	resource := strings.Join(c.segments, "/")
	if len(query) > 0 {
		resource += "?" + strings.Join(query, "&")
	}
	accessKeyID, signature, _ := strings.Cut(strings.TrimPrefix(header.Get("Authorization"), "acs "), ":")
	return alibabaCall{
		action: header.Get("X-Acs-Action"), version: header.Get("X-Acs-Version"), region: header.Get("X-Acs-Region-Id"),
		accessKeyID: accessKeyID, signature: signature,
		token: header.Get("X-Acs-Security-Token"), nonce: header.Get("X-Acs-Signature-Nonce"),
		timeName: "Date", timeLayout: http.TimeFormat, time: header.Get("Date"),
		stringToSign: strings.Join(append(lines, resource), "\n"),
		check: func() *Response {
			sum := md5.Sum(c.body) //nolint:gosec // the scheme requires it
			digest := header.Get("Content-MD5")
			switch {
			case accessKeyID == "" || signature == "":
				return c.refuse(http.StatusBadRequest, "IncompleteSignature",
					"The request signature does not conform to Aliyun standards.")
			case digest == "" && len(c.body) > 0, digest != "" && digest != base64.StdEncoding.EncodeToString(sum[:]):
				// The documents of these products do not have the real gateway's code for this.
				return c.refuse(http.StatusBadRequest, "InvalidContentMD5", "The Content-MD5 does not match the body.")
			}
			// Some clients leave these headers out.
			value := func(name string) string { return cmp.Or(header.Get(name), roaValues[name]) }
			return c.checkValues(value, roaValues)
		},
	}
}

// roaValues are the values that the signature headers of the ROA dialect must have, where they are sent.
var roaValues = map[string]string{"X-Acs-Signature-Method": "HMAC-SHA1", "X-Acs-Signature-Version": "1.0"}

// checkValues refuses a parameter of the signature that has another value than the only one that is known here.
func (c *call) checkValues(get func(name string) string, values map[string]string) *Response {
	for name, want := range values {
		if get(name) != want {
			return c.refuse(http.StatusBadRequest, "InvalidParameter", `The specified value of parameter "`+name+`" is not valid.`)
		}
	}
	return nil
}

// routeAlibaba sets the API: by the action for RPC, by the path for ROA, where the action may be missing.
func (c *call) routeAlibaba(x alibabaCall) *Response {
	if c.dialect == DialectRPC && x.action == "" {
		return c.missingParameter("Action")
	}
	for _, a := range c.s.apis {
		path, ok := a.match(c.segments)
		if a.Dialect != c.dialect || c.dialect == DialectRPC && a.Name != x.action || c.dialect == DialectROA && !ok {
			continue
		}
		c.setAPI(a, path)
		switch {
		case x.version == "":
			return c.missingParameter("Version")
		case x.version != a.Version:
			return c.refuse(http.StatusNotFound, "InvalidVersion", "Specified parameter Version is not valid.")
		case !ok, !slices.Contains(a.Methods, c.r.Method), x.action != "" && x.action != a.Name, !a.servesHost(c.r.Host):
			return c.noSuchAction()
		case c.dialect == DialectRPC && c.params.Get("Format") != "JSON":
			// The real gateway then responds in XML, which no client here reads.
			return c.refuse(http.StatusBadRequest, "UnsupportedFormat", "The emulator responds in JSON only: send Format=JSON.")
		}
		return nil
	}
	return c.noSuchAction()
}

// missingParameter refuses a call that lacks a parameter.
func (c *call) missingParameter(parameter string) *Response {
	return c.refuse(http.StatusBadRequest, "Missing"+parameter, parameter+" is mandatory for this action.")
}

// noSuchAction refuses a call whose action, path, method or host belongs to no API.
func (c *call) noSuchAction() *Response {
	return c.refuse(http.StatusNotFound, "InvalidAction.NotFound",
		"Specified api is not found, please check your url and method.")
}

// verifyAlibaba verifies the time, the identity, the signature, the security token, the nonce and the permission, in this order.
func (c *call) verifyAlibaba(x alibabaCall) *Response {
	c.entry.Timestamp = x.time
	signed, err := time.Parse(x.timeLayout, x.time)
	id, known := c.s.identityOfKey(Alibaba, x.accessKeyID)
	sum := hmac.New(sha1.New, []byte(id.Secret+x.suffix))
	_, _ = sum.Write([]byte(x.stringToSign))
	switch {
	case x.time == "":
		return c.missingParameter(x.timeName)
	case err != nil:
		return c.refuse(http.StatusBadRequest, "InvalidTimeStamp.Format",
			"Specified time stamp or date value is not well formatted.")
	case c.now.Sub(signed).Abs() > maxClockSkew:
		return c.refuse(http.StatusBadRequest, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
	case !known:
		return c.refuse(http.StatusNotFound, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
	case id.Disabled:
		return c.refuse(http.StatusBadRequest, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
	case !equalSecrets(x.signature, base64.StdEncoding.EncodeToString(sum.Sum(nil))):
		return c.refuse(http.StatusBadRequest, "SignatureDoesNotMatch",
			"Specified signature is not matched with our calculation. server string to sign is:"+x.stringToSign)
	case x.token == "" && id.SecurityToken != "":
		return c.missingParameter("SecurityToken")
	case x.token != id.SecurityToken && c.entry.TokenOf != unknownToken, x.token != "" && id.SecurityToken == "":
		return c.refuse(http.StatusBadRequest, "InvalidSecurityToken.MismatchWithAccessKey",
			"Specified SecurityToken mismatch with the AccessKey.")
	case x.token != id.SecurityToken:
		return c.refuse(http.StatusBadRequest, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
	case id.expired(c.now):
		return c.refuse(http.StatusBadRequest, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
	case x.nonce != "" && !c.s.useNonce(x.accessKeyID+" "+x.nonce, c.now):
		return c.refuse(http.StatusBadRequest, "SignatureNonceUsed", "Specified signature nonce was used already.")
	}
	c.entry.Identity = id.Name
	if id.denied(c.api.Name) {
		refusal := c.refuse(http.StatusForbidden, "NoPermission",
			"You are not authorized to do this action. You should be authorized by RAM.")
		refusal.accessDeniedDetail = encodeJSON(map[string]string{
			"AuthAction": c.api.Product + ":" + c.api.Name, "AuthPrincipalType": "SubUser",
			"NoPermissionType": "ImplicitDeny", "PolicyType": "AccountLevelIdentityBasedPolicy",
		})
		return refusal
	}
	return nil
}

// useNonce records a nonce and reports whether it is new.
func (s *Server) useNonce(nonce string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	used, ok := s.nonces[nonce]
	if ok && now.Sub(used) <= maxClockSkew {
		return false
	}
	s.nonces[nonce] = now
	return true
}

// alibabaEnvelope returns the error body of the gateway.
func (c *call) alibabaEnvelope(response Response) []byte {
	product := "Emulator"
	if c.api != nil {
		product = c.api.Product
	}
	return encodeJSON(struct {
		RequestID          string          `json:"RequestId"`
		Message            string          `json:"Message"`
		Recommend          string          `json:"Recommend"`
		HostID             string          `json:"HostId"`
		Code               string          `json:"Code"`
		AccessDeniedDetail json.RawMessage `json:"AccessDeniedDetail,omitempty"`
	}{
		RequestID: c.entry.RequestID, Message: response.Message, Code: response.Code,
		HostID:             (&url.URL{Host: c.r.Host}).Hostname(),
		AccessDeniedDetail: response.accessDeniedDetail,
		Recommend: "https://api.aliyun.com/troubleshoot?" + url.Values{
			"q": {response.Code}, "product": {product}, "requestId": {c.entry.RequestID},
		}.Encode(),
	})
}
