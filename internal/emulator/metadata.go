// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"net/http"
	"slices"
	"strconv"
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
	metadataTTLHeader   = "X-Aliyun-Ecs-Metadata-Token-Ttl-Seconds"
	metadataTokenHeader = "X-Aliyun-Ecs-Metadata-Token"
	huaweiTTLHeader     = "X-Metadata-Token-Ttl-Seconds"
	huaweiTokenHeader   = "X-Metadata-Token"
	// ecsRoleLifetime and credentialsURILifetime are the lifetimes of the credentials of an ECS role and the credentials URI.
	ecsRoleLifetime        = 6 * time.Hour
	credentialsURILifetime = time.Hour
)

// metadataAPIs returns the APIs of the metadata service and the credentials URI.
func (s *Server) metadataAPIs() []*api {
	add := func(name, method, path string, handle func(*call) Response) *api {
		return &api{handle: handle, APISpec: APISpec{
			Name: name, Dialect: DialectMetadata, Methods: []string{method}, Path: path, Key: "path:role",
		}}
	}
	const roles = "/latest/meta-data/ram/security-credentials/"
	return []*api{
		add(MetadataToken, http.MethodPut, "/latest/api/token", s.metadataToken),
		add(MetadataRole, http.MethodGet, roles, s.metadataRole),
		add(MetadataCredentials, http.MethodGet, roles+"{role}", s.metadataCredentials),
		add(CredentialsURI, http.MethodGet, "/credentials", s.credentialsURI),
		add(HuaweiMetadataToken, http.MethodPut, "/meta-data/latest/api/token", s.metadataToken),
		add(HuaweiMetadataKey, http.MethodGet, "/openstack/latest/securitykey", s.huaweiMetadataKey),
	}
}

// metadata handles a request to the instance metadata service, version 2, or to the credentials URI.
func (c *call) metadata() Response {
	i := slices.IndexFunc(c.s.apis, func(a *api) bool {
		path, ok := a.match(c.segments)
		if ok {
			c.setAPI(a, path)
		}
		return ok
	})
	a := c.s.apis[i] // detectDialect has found it
	token, required := c.r.Header.Get(metadataTokenHeader), a.Name == MetadataRole || a.Name == MetadataCredentials
	if a.Name == HuaweiMetadataKey {
		// An instance that has tokens also responds without one.
		token = c.r.Header.Get(huaweiTokenHeader)
		required = token != ""
	}
	c.s.mu.Lock()
	valid := c.now.Before(c.s.metadataTokens[token])
	c.s.mu.Unlock()
	switch {
	case a.Methods[0] != c.r.Method:
		return *c.refuseWithPage(http.StatusMethodNotAllowed)
	case required && !valid:
		return *c.refuseWithPage(http.StatusForbidden)
	}
	return c.s.respond(c)
}

// refuseWithPage refuses with an HTML page, as the metadata service does.
func (c *call) refuseWithPage(status int) *Response {
	c.entry.Verdict = strconv.Itoa(status)
	page := HTML(status)
	return &page
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
