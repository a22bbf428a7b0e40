// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	huaweiAlgorithm  = "SDK-HMAC-SHA256"
	huaweiTimeLayout = "20060102T150405Z"
	// unsignedPayload in X-Sdk-Content-Sha256 replaces the hash of the body.
	unsignedPayload = "UNSIGNED-PAYLOAD"
	// lockAfter consecutive failures lock a key for lockFor.
	lockAfter = 5
	lockFor   = 5 * time.Minute
)

// lock counts the consecutive failures of one key id.
type lock struct {
	failures int
	until    time.Time
}

// huaweiSignature is a parsed Authorization header.
type huaweiSignature struct {
	accessKey, signature string
	signedHeaders        []string
}

// parseHuaweiSignature parses "SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…".
func parseHuaweiSignature(authorization string) (huaweiSignature, bool) {
	var x huaweiSignature
	rest, ok := strings.CutPrefix(authorization, huaweiAlgorithm+" ")
	if !ok {
		return x, false
	}
	for _, part := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "Access":
			x.accessKey = value
		case "SignedHeaders":
			x.signedHeaders = strings.Split(value, ";")
		case "Signature":
			x.signature = value
		}
	}
	return x, x.accessKey != "" && x.signature != "" && len(x.signedHeaders) > 0
}

// huaweiCanonicalRequest returns what a Huawei signature covers. The client chooses the signed headers; all values of a
// header are signed, and a missing header is signed as empty.
func (c *call) huaweiCanonicalRequest(signed []string, hash string) string {
	escaped := make([]string, len(c.segments))
	for i, segment := range c.segments {
		escaped[i] = escape(segment)
	}
	path := strings.TrimSuffix(strings.Join(escaped, "/"), "/") + "/"
	lines := []string{c.r.Method, path, canonicalQuery(c.params)}
	for _, name := range signed {
		values := slices.Clone(c.r.Header.Values(name))
		if name == "host" {
			values = []string{c.r.Host}
		}
		if len(values) == 0 {
			values = []string{""}
		}
		slices.Sort(values)
		for _, value := range values {
			lines = append(lines, name+":"+strings.TrimSpace(value))
		}
	}
	return strings.Join(append(lines, "", strings.Join(signed, ";"), hash), "\n")
}

// huaweiSign returns the signature of a canonical request.
func huaweiSign(secret, date, canonicalRequest string) string {
	h := hmac.New(sha256.New, []byte(secret))
	_, _ = h.Write([]byte(huaweiAlgorithm + "\n" + date + "\n" + hexSHA256([]byte(canonicalRequest))))
	return hex.EncodeToString(h.Sum(nil))
}

// hexSHA256 returns the SHA-256 hash in hexadecimal.
func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// huawei handles a call in the Huawei dialect.
func (c *call) huawei() Response {
	x, _ := parseHuaweiSignature(c.r.Header.Get("Authorization"))
	c.entry.AccessKeyID = x.accessKey
	c.entry.Timestamp = c.r.Header.Get("X-Sdk-Date")
	c.entry.SecurityToken = c.r.Header.Get("X-Security-Token")
	c.entry.AuthToken = c.r.Header.Get("X-Auth-Token")
	c.entry.TokenOf = c.s.tokenName(cmp.Or(c.entry.SecurityToken, c.entry.AuthToken))
	if !c.routeHuawei() {
		return *c.refuse(http.StatusNotFound, "APIGW.0101",
			"The API does not exist or has not been published in the environment")
	}
	if c.api.anonymous {
		return c.s.respond(c)
	}
	id, refusal := c.verifyHuawei()
	if refusal != nil {
		return *refusal
	}
	c.entry.Identity = id.Name
	if id.denied(c.api.Name) {
		return *c.refuse(http.StatusForbidden, "APIGW.0302", "Access denied: the user may not call this API.")
	}
	return c.s.respond(c)
}

// routeHuawei sets the API, by path, method and host, and reports whether there is one.
func (c *call) routeHuawei() bool {
	for _, a := range c.s.apis {
		path, ok := a.match(c.segments)
		if ok && a.Dialect == DialectHuawei && slices.Contains(a.Methods, c.r.Method) && a.servesHost(c.r.Host) {
			if c.setAPI(a, path); c.readIAM() {
				return true
			}
		}
	}
	return false
}

// unauthorized refuses with the gateway's 401. Only the message differs between its reasons.
func (c *call) unauthorized(reason string) *Response {
	return c.refuse(http.StatusUnauthorized, "APIGW.0301", "Incorrect IAM authentication information: "+reason)
}

// verifyHuawei returns the identity of a signature or a token.
func (c *call) verifyHuawei() (Identity, *Response) {
	header := c.r.Header
	if header.Get("Authorization") == "" {
		return c.verifyToken(header.Get("X-Auth-Token"))
	}
	x, ok := parseHuaweiSignature(header.Get("Authorization"))
	if !ok {
		return Identity{}, c.unauthorized("the Authorization header is not in the form of " + huaweiAlgorithm)
	}
	if c.s.locked(x.accessKey, c.now) {
		return Identity{}, c.unauthorized("AK access failed to reach the limit,forbidden")
	}
	id, refusal := c.verifyKey(x)
	c.s.recordResult(x.accessKey, refusal != nil, c.now)
	return id, refusal
}

// verifyToken verifies an X-Auth-Token.
func (c *call) verifyToken(token string) (Identity, *Response) {
	if token == "" {
		return Identity{}, c.unauthorized("x-auth-token not found")
	}
	id, known := c.s.findIdentity(func(id Identity) bool { return id.Cloud == Huawei && id.AuthToken == token })
	switch {
	case !known:
		return Identity{}, c.unauthorized("decrypt token fail")
	case id.expired(c.now):
		return Identity{}, c.refuse(http.StatusUnauthorized, "DEV.00000003", "认证信息过期")
	}
	return id, nil
}

// verifyKey verifies the date, the key, the signature, and the token of a temporary key, in this order.
func (c *call) verifyKey(x huaweiSignature) (Identity, *Response) {
	header := c.r.Header
	date := header.Get("X-Sdk-Date")
	signed, err := time.Parse(huaweiTimeLayout, date)
	switch {
	case date == "":
		return Identity{}, c.unauthorized("x-sdk-date header not found")
	case err != nil:
		return Identity{}, c.unauthorized("x-sdk-date is not in the form " + huaweiTimeLayout)
	case !slices.Contains(x.signedHeaders, "x-sdk-date"):
		return Identity{}, c.unauthorized("signed headers do not hold x-sdk-date")
	case c.now.Sub(signed).Abs() > maxClockSkew:
		return Identity{}, c.unauthorized("signature expired, signature time:" + date +
			",server time:" + c.now.UTC().Format(huaweiTimeLayout))
	}
	// A temporary key is not found without its token, because the gateway looks up both together.
	id, known := c.s.identityOfKey(Huawei, x.accessKey)
	token := header.Get("X-Security-Token")
	if !known || id.Disabled || id.SecurityToken != "" && token == "" {
		return Identity{}, c.unauthorized("Get secretKey failed,ak:" + x.accessKey + ",err:ak not exist")
	}
	hash := hexSHA256(c.body)
	if claimed := header.Get("X-Sdk-Content-Sha256"); claimed != "" {
		if claimed != unsignedPayload && !strings.EqualFold(claimed, hash) {
			return Identity{}, c.unauthorized("verify aksk signature fail, the body does not have the hash sent")
		}
		hash = claimed
	}
	canonical := c.huaweiCanonicalRequest(x.signedHeaders, hash)
	switch {
	case !equalSecrets(x.signature, huaweiSign(id.Secret, date, canonical)):
		return Identity{}, c.unauthorized("verify aksk signature fail, canonicalRequest:" +
			strings.ReplaceAll(canonical, "\n", "|"))
	case token != "" && !slices.Contains(x.signedHeaders, "x-security-token"):
		return Identity{}, c.unauthorized("x-security-token is not signed")
	case token != id.SecurityToken:
		return Identity{}, c.unauthorized("decrypt token fail")
	case id.expired(c.now):
		return Identity{}, c.unauthorized("token expires")
	}
	return id, nil
}

// locked reports whether a key id is locked after too many failures.
func (s *Server) locked(accessKey string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, ok := s.locks[accessKey]
	return ok && now.Before(l.until)
}

// recordResult counts a failure of a key id, or resets the count after a success.
func (s *Server) recordResult(accessKey string, failed bool, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !failed {
		delete(s.locks, accessKey)
		return
	}
	l, ok := s.locks[accessKey]
	if !ok || !l.until.IsZero() {
		l = &lock{}
		s.locks[accessKey] = l
	}
	if l.failures++; l.failures >= lockAfter {
		l.until = now.Add(lockFor)
	}
}

// huaweiEnvelope returns the error body of the gateway.
func (c *call) huaweiEnvelope(response Response) []byte {
	return encodeJSON(struct {
		Message   string `json:"error_msg"`
		Code      string `json:"error_code"`
		RequestID string `json:"request_id"`
	}{response.Message, response.Code, c.entry.RequestID})
}
