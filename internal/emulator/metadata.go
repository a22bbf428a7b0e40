// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The names of the built-in metadata APIs, in the journal and in scripts.
const (
	// MetadataToken is PUT /latest/api/token.
	MetadataToken = "MetadataToken"
	// MetadataRole is GET /latest/meta-data/ram/security-credentials/, which names the role.
	MetadataRole = "MetadataRole"
	// MetadataCredentials is GET /latest/meta-data/ram/security-credentials/<role>.
	MetadataCredentials = "MetadataCredentials"
	// CredentialsURI is GET /credentials.
	CredentialsURI = "CredentialsURI"
	// HuaweiMetadataToken is PUT /meta-data/latest/api/token, HuaweiMetadataKey GET /openstack/latest/securitykey, both of
	// Huawei Cloud.
	HuaweiMetadataToken = "HuaweiMetadataToken"
	HuaweiMetadataKey   = "HuaweiMetadataKey"
)

const (
	credentialsPath     = "/credentials"
	metadataTokenPath   = "/latest/api/token"
	metadataRolePath    = "/latest/meta-data/ram/security-credentials/"
	metadataTTLHeader   = "X-Aliyun-Ecs-Metadata-Token-Ttl-Seconds"
	metadataTokenHeader = "X-Aliyun-Ecs-Metadata-Token"
	huaweiTokenPath     = "/meta-data/latest/api/token"
	huaweiKeyPath       = "/openstack/latest/securitykey"
	huaweiTTLHeader     = "X-Metadata-Token-Ttl-Seconds"
	huaweiTokenHeader   = "X-Metadata-Token"
	// ecsRoleLifetime and credentialsURILifetime are the lifetimes of the credentials of an ECS role and the credentials URI.
	ecsRoleLifetime        = 6 * time.Hour
	credentialsURILifetime = time.Hour
)

// metadataAPIs returns the APIs of the metadata service and the credentials URI.
func (s *Server) metadataAPIs() []*api {
	spec := func(name, method string) APISpec {
		return APISpec{Name: name, Dialect: DialectMetadata, Product: "ecs", Methods: []string{method}, Key: "path:role"}
	}
	return []*api{
		{APISpec: spec(MetadataToken, http.MethodPut), handle: s.metadataToken},
		{APISpec: spec(MetadataRole, http.MethodGet), handle: s.metadataRole},
		{APISpec: spec(MetadataCredentials, http.MethodGet), handle: s.metadataCredentials},
		{APISpec: spec(CredentialsURI, http.MethodGet), handle: s.credentialsURI},
		{APISpec: spec(HuaweiMetadataToken, http.MethodPut), handle: s.metadataToken},
		{APISpec: spec(HuaweiMetadataKey, http.MethodGet), handle: s.huaweiMetadataKey},
	}
}

// metadata handles a request to the instance metadata service, version 2, or to the credentials URI.
func (c *call) metadata() Response {
	path := c.r.URL.Path
	name, role := "", ""
	switch {
	case path == metadataTokenPath:
		name = MetadataToken
	case path == metadataRolePath || path == strings.TrimSuffix(metadataRolePath, "/"):
		name = MetadataRole
	case strings.HasPrefix(path, metadataRolePath):
		name, role = MetadataCredentials, strings.TrimPrefix(path, metadataRolePath)
	case path == credentialsPath:
		name = CredentialsURI
	case path == huaweiTokenPath:
		name = HuaweiMetadataToken
	case path == huaweiKeyPath:
		name = HuaweiMetadataKey
	}
	for _, a := range c.s.apis {
		if a.Dialect != DialectMetadata || a.Name != name {
			continue
		}
		c.setAPI(a, map[string]string{"role": role})
		if a.Methods[0] != c.r.Method {
			return *c.refuseWithPage(http.StatusMethodNotAllowed)
		}
		if name == MetadataRole || name == MetadataCredentials {
			if refusal := c.checkMetadataToken(c.r.Header.Get(metadataTokenHeader)); refusal != nil {
				return *refusal
			}
		}
		// An instance that has tokens also responds without one.
		if token := c.r.Header.Get(huaweiTokenHeader); name == HuaweiMetadataKey && token != "" {
			if refusal := c.checkMetadataToken(token); refusal != nil {
				return *refusal
			}
		}
		return c.s.respond(c)
	}
	return *c.refuseWithPage(http.StatusNotFound)
}

// refuseWithPage refuses with an HTML page, as the metadata service does.
func (c *call) refuseWithPage(status int) *Response {
	c.entry.Verdict = strconv.Itoa(status)
	page := HTML(status)
	return &page
}

// checkMetadataToken refuses a call without the token of version 2, or with an expired one.
func (c *call) checkMetadataToken(token string) *Response {
	c.s.mu.Lock()
	expires, ok := c.s.metadataTokens[token]
	c.s.mu.Unlock()
	if token == "" || !ok || !c.now.Before(expires) {
		return c.refuseWithPage(http.StatusForbidden)
	}
	return nil
}

// metadataToken creates a token for the requested number of seconds, up to six hours. It refuses a request that came
// through a proxy, as the metadata service does.
func (s *Server) metadataToken(c *call) Response {
	seconds, err := strconv.Atoi(c.r.Header.Get(metadataTTLHeader) + c.r.Header.Get(huaweiTTLHeader))
	if err != nil || seconds < 1 || seconds > 21600 {
		return *c.refuseWithPage(http.StatusBadRequest)
	}
	if c.r.Header.Get("X-Forwarded-For") != "" {
		return *c.refuseWithPage(http.StatusForbidden)
	}
	token := "emulatorMetadataToken" + randomHex(8) + "=="
	s.mu.Lock()
	s.metadataTokens[token] = c.now.Add(time.Duration(seconds) * time.Second)
	s.mu.Unlock()
	return Text(http.StatusOK, token).Header("Content-Type", "text/plain")
}

// metadataRole returns the name of the instance's role.
func (s *Server) metadataRole(*call) Response {
	return Text(http.StatusOK, s.keys.ECSRoleName).Header("Content-Type", "text/plain")
}

// metadataCredentials returns the role's credentials.
func (s *Server) metadataCredentials(c *call) Response {
	if c.entry.Key != s.keys.ECSRoleName {
		return *c.refuseWithPage(http.StatusNotFound)
	}
	return s.credentialsResponse(c, ecsRoleLifetime)
}

// huaweiMetadataKey returns the key of the instance's agency.
func (s *Server) huaweiMetadataKey(c *call) Response {
	return Response{Body: s.huaweiKey(c, s.keys.HuaweiAgency, ecsRoleLifetime)}
}

// credentialsURI returns credentials to every caller.
func (s *Server) credentialsURI(c *call) Response {
	return s.credentialsResponse(c, credentialsURILifetime)
}

// credentialsResponse returns a response with a new session.
func (s *Server) credentialsResponse(c *call, lifetime time.Duration) Response {
	return Response{Body: encodeJSON(struct {
		Code        string
		LastUpdated string
		credentials
	}{"Success", c.now.UTC().Format(time.RFC3339), s.newSession(c, c.entry.Key, lifetime)})}
}
