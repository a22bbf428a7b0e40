// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The names of the built-in APIs of Huawei Cloud's IAM (v3) and STS (v5). The key of a call is the agency's name, or the
// identity provider's.
const (
	// CreateTemporaryAccessKeyByAgency and CreateTemporaryAccessKeyByToken are POST /v3.0/OS-CREDENTIAL/securitytokens, with
	// the method assume_role or token.
	CreateTemporaryAccessKeyByAgency = "CreateTemporaryAccessKeyByAgency"
	CreateTemporaryAccessKeyByToken  = "CreateTemporaryAccessKeyByToken"
	// CreateTokenWithIDToken is POST /v3.0/OS-AUTH/id-token/tokens.
	CreateTokenWithIDToken = "CreateTokenWithIdToken"
	// AssumeAgency is POST /v5/agencies/assume.
	AssumeAgency = "AssumeAgency"
)

// iamRequest is the body of the requests to IAM and STS.
type iamRequest struct {
	Auth struct {
		IDToken struct {
			ID string `json:"id"`
		} `json:"id_token"`
		Identity struct {
			Methods    []string `json:"methods"`
			AssumeRole *struct {
				AgencyName string `json:"agency_name"`
				DomainName string `json:"domain_name"`
				DomainID   string `json:"domain_id"`
				Seconds    int    `json:"duration_seconds"`
			} `json:"assume_role"`
			Token *struct {
				ID      string `json:"id"`
				Seconds int    `json:"duration_seconds"`
			} `json:"token"`
		} `json:"identity"`
	} `json:"auth"`
	AgencyURN   string `json:"agency_urn"`
	SessionName string `json:"agency_session_name"`
	Seconds     int    `json:"duration_seconds"`
}

// iamAPIs returns the APIs of IAM and STS that issue tokens and temporary keys.
func (s *Server) iamAPIs() []*api {
	spec := func(name, product, path string) APISpec {
		return APISpec{
			Name: name, Dialect: DialectHuawei, Product: product, HostPrefix: product + ".", Methods: []string{http.MethodPost}, Path: path,
		}
	}
	const securityTokens = "/v3.0/OS-CREDENTIAL/securitytokens"
	return []*api{
		{APISpec: spec(CreateTemporaryAccessKeyByAgency, "iam", securityTokens), handle: s.keyByAgency},
		{APISpec: spec(CreateTemporaryAccessKeyByToken, "iam", securityTokens), handle: s.keyByToken, anonymous: true},
		{APISpec: spec(CreateTokenWithIDToken, "iam", "/v3.0/OS-AUTH/id-token/tokens"), handle: s.tokenByIDToken, anonymous: true},
		{APISpec: spec(AssumeAgency, "sts", "/v5/agencies/assume"), handle: s.assumeAgency},
	}
}

// readIAM reads the body of a request to IAM or STS, and the key in it. It reports whether the body is for the call's API,
// since one path has two.
func (c *call) readIAM() bool {
	_ = json.Unmarshal(c.body, &c.iam) // a body that is not read is refused as incomplete
	switch identity := c.iam.Auth.Identity; c.api.Name {
	case CreateTemporaryAccessKeyByAgency:
		if identity.AssumeRole != nil {
			c.entry.Key = identity.AssumeRole.AgencyName
		}
		return identity.Token == nil
	case CreateTemporaryAccessKeyByToken:
		return identity.Token != nil
	case CreateTokenWithIDToken:
		c.entry.Key = c.r.Header.Get("X-Idp-Id")
	case AssumeAgency:
		c.entry.Key = c.iam.AgencyURN[strings.LastIndex(c.iam.AgencyURN, ":")+1:]
	}
	return true
}

// keyByAgency responds to a signed request for a key of an agency: https://support.huaweicloud.com/api-iam/iam_04_0101.html.
func (s *Server) keyByAgency(c *call) Response {
	role := c.iam.Auth.Identity.AssumeRole
	if role == nil || role.AgencyName == "" || role.DomainName == "" && role.DomainID == "" {
		return *c.refuse(http.StatusBadRequest, "IAM.0007", "Request parameter is invalid.")
	}
	if role.AgencyName != s.keys.HuaweiAgency || role.DomainName != "" && role.DomainName != s.keys.HuaweiDomainName ||
		role.DomainID != "" && role.DomainID != s.keys.HuaweiDomainID {
		return *c.refuse(http.StatusNotFound, "IAM.0004", "Could not find the agency.")
	}
	return s.keyV3(c, role.AgencyName, role.Seconds)
}

// tokenByIDToken exchanges an OIDC token for one of IAM: https://support.huaweicloud.com/api-iam/iam_13_0605.html.
func (s *Server) tokenByIDToken(c *call) Response {
	switch {
	case c.entry.Key != s.keys.HuaweiIDP:
		return *c.refuse(http.StatusNotFound, "IAM.0004", "Could not find the identity provider.")
	case !equalSecrets(c.iam.Auth.IDToken.ID, s.keys.OIDCToken):
		return *c.refuse(http.StatusUnauthorized, "IAM.0005", "The id token is invalid.")
	}
	// A token without a scope gets a key and nothing else.
	token := s.addSession(c, Identity{Cloud: Huawei, AuthToken: "MIIsession/+" + randomHex(16) + "==", Denied: []string{AnyKey}}, 24*time.Hour)
	return Response{
		Status: http.StatusCreated, Headers: map[string]string{"X-Subject-Token": token.AuthToken},
		Body: encodeJSON(map[string]any{"token": map[string]any{"methods": []string{"mapped"}, "expires_at": iamTime(token.Expires)}}),
	}
}

// keyByToken exchanges a token for a key: https://support.huaweicloud.com/api-iam/iam_04_0002.html.
func (s *Server) keyByToken(c *call) Response {
	token := c.iam.Auth.Identity.Token
	id, known := s.findIdentity(func(id Identity) bool { return id.AuthToken != "" && id.AuthToken == token.ID })
	if !known || id.expired(c.now) {
		return *c.refuse(http.StatusUnauthorized, "IAM.0005", "The token is invalid.")
	}
	c.entry.Identity, c.entry.TokenOf = id.Name, id.Name
	return s.keyV3(c, "", token.Seconds)
}

// keyV3 responds with a key, which lasts 15 minutes if nothing else is asked for, and a day at most.
func (s *Server) keyV3(c *call, agency string, seconds int) Response {
	lifetime, ok := sessionDuration(seconds, 15*time.Minute, 24*time.Hour)
	if !ok {
		return *c.refuse(http.StatusBadRequest, "IAM.0007", "Request parameter %(duration_seconds)s is invalid.")
	}
	return Response{Status: http.StatusCreated, Body: s.huaweiKey(c, agency, lifetime)}
}

// assumeAgency responds to AssumeAgency: https://support.huaweicloud.com/api-iam5/AssumeAgency.html.
func (s *Server) assumeAgency(c *call) Response {
	most := 12 * time.Hour
	if c.entry.SecurityToken != "" {
		most = time.Hour
	}
	lifetime, ok := sessionDuration(c.iam.Seconds, time.Hour, most)
	switch {
	case c.iam.AgencyURN == "" || !sessionName.MatchString(c.iam.SessionName) || !ok:
		return *c.refuse(http.StatusBadRequest, "STS.0001", "Request parameter is invalid.")
	case c.iam.AgencyURN != fmt.Sprintf("iam::%s:agency:%s", s.keys.HuaweiDomainID, s.keys.HuaweiAgency):
		return *c.refuse(http.StatusNotFound, "STS.0004", "The agency does not exist.")
	}
	id := s.newHuaweiSession(c, c.iam.AgencyURN, lifetime)
	return Response{Body: encodeJSON(map[string]any{
		"assumed_agency": map[string]string{
			"urn": fmt.Sprintf("sts::%s:assumed-agency:%s/%s", s.keys.HuaweiDomainID, c.entry.Key, c.iam.SessionName), "id": "id:" + c.iam.SessionName,
		},
		"credentials": map[string]string{
			"access_key_id": id.AccessKeyID, "secret_access_key": id.Secret, "security_token": id.SecurityToken, "expiration": iamTime(id.Expires),
		},
	})}
}

// huaweiKey returns a new session as IAM and the metadata service write it.
func (s *Server) huaweiKey(c *call, role string, lifetime time.Duration) []byte {
	id := s.newHuaweiSession(c, role, lifetime)
	return encodeJSON(map[string]any{"credential": map[string]string{
		"access": id.AccessKeyID, "secret": id.Secret, "securitytoken": id.SecurityToken, "expires_at": iamTime(id.Expires),
	}})
}

// newHuaweiSession creates a temporary key.
func (s *Server) newHuaweiSession(c *call, role string, lifetime time.Duration) Identity {
	return s.addSession(c, Identity{
		Cloud: Huawei, RoleArn: role, AccessKeyID: "HSTA" + strings.ToUpper(randomHex(8)), Secret: "emulatorSessionSecret" + randomHex(8),
		SecurityToken: "ggsession/+" + randomHex(16) + "==",
	}, lifetime)
}

// iamTime is how IAM writes a time.
func iamTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.000000Z") }
