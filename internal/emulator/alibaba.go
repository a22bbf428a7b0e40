// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the scheme requires it
	"encoding/base64"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxClockSkew is the largest accepted difference of a signed time, in both clouds, and how long a nonce is remembered.
const maxClockSkew = 15 * time.Minute

// hmacSHA1 returns a signature of the Alibaba dialects.
func hmacSHA1(key, text string) string {
	h := hmac.New(sha1.New, []byte(key))
	_, _ = h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
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

// checkTimestamp refuses a signed time that is malformed or differs too much.
func (c *call) checkTimestamp(layout, text string) *Response {
	c.entry.Timestamp = text
	t, err := time.Parse(layout, text)
	if err != nil {
		return c.refuse(http.StatusBadRequest, "InvalidTimeStamp.Format",
			"Specified time stamp or date value is not well formatted.")
	}
	if c.now.Sub(t).Abs() > maxClockSkew {
		return c.refuse(http.StatusBadRequest, "InvalidTimeStamp.Expired",
			"Specified time stamp or date value is expired.")
	}
	return nil
}

// alibabaSignature is the signature of a call in one of the Alibaba dialects, and what it covers.
type alibabaSignature struct {
	accessKeyID, token, nonce    string
	stringToSign, suffix, actual string
}

// verifyAlibaba verifies the identity, the signature, the security token, the nonce and the permission, in this order.
func (c *call) verifyAlibaba(x alibabaSignature) *Response {
	id, known := c.s.identityOfKey(Alibaba, x.accessKeyID)
	switch {
	case !known:
		return c.refuse(http.StatusNotFound, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
	case id.Disabled:
		return c.refuse(http.StatusBadRequest, "InvalidAccessKeyId.Inactive", "Specified access key is disabled.")
	case !equalSecrets(x.actual, hmacSHA1(id.Secret+x.suffix, x.stringToSign)):
		return c.refuse(http.StatusBadRequest, "SignatureDoesNotMatch",
			"Specified signature is not matched with our calculation. server string to sign is:"+x.stringToSign)
	case x.token == "" && id.SecurityToken != "":
		return c.missingParameter("SecurityToken")
	case x.token != id.SecurityToken && c.s.tokenName(x.token) != unknownToken, x.token != "" && id.SecurityToken == "":
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
	if used, ok := s.nonces[nonce]; ok && now.Sub(used) <= maxClockSkew {
		return false
	}
	if len(s.nonces) > 1<<16 {
		for old, used := range s.nonces {
			if now.Sub(used) > maxClockSkew {
				delete(s.nonces, old)
			}
		}
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
	host := c.r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return encodeJSON(struct {
		RequestID          string          `json:"RequestId"`
		Message            string          `json:"Message"`
		Recommend          string          `json:"Recommend"`
		HostID             string          `json:"HostId"`
		Code               string          `json:"Code"`
		AccessDeniedDetail json.RawMessage `json:"AccessDeniedDetail,omitempty"`
	}{
		RequestID: c.entry.RequestID, Message: response.Message, HostID: host, Code: response.Code,
		AccessDeniedDetail: response.accessDeniedDetail,
		Recommend: "https://api.aliyun.com/troubleshoot?" + url.Values{
			"q": {response.Code}, "product": {product}, "requestId": {c.entry.RequestID},
		}.Encode(),
	})
}

// mediaType returns a Content-Type without its parameters.
func mediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}
