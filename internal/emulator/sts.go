// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The names of the built-in STS APIs (version 2015-04-01).
const (
	AssumeRole         = "AssumeRole"
	AssumeRoleWithOIDC = "AssumeRoleWithOIDC"
)

const stsVersion = "2015-04-01"

// Role is a RAM role that can be assumed.
type Role struct {
	// Arn is acs:ram::<account>:role/<name>.
	Arn string
	// ExternalID, if set, is required by AssumeRole.
	ExternalID string
	// MaxSession is the maximum duration of a session; zero means an hour.
	MaxSession time.Duration
}

// builtinRoles returns the built-in roles.
func builtinRoles(k Keys) []Role {
	return []Role{{Arn: k.RoleArn, MaxSession: 12 * time.Hour}, {Arn: k.GuardedRoleArn, ExternalID: k.ExternalID}}
}

// stsAPIs returns the two APIs of the Security Token Service that create a session.
func (s *Server) stsAPIs() []*api {
	spec := func(name string) APISpec {
		return APISpec{
			Name: name, Dialect: DialectRPC, Product: "sts", HostPrefix: "sts.", Version: stsVersion,
			Methods: []string{http.MethodPost, http.MethodGet}, Key: "query:RoleArn",
		}
	}
	return []*api{
		{APISpec: spec(AssumeRole), handle: s.assumeRole},
		{APISpec: spec(AssumeRoleWithOIDC), handle: s.assumeRoleWithOIDC, anonymous: true},
	}
}

var (
	roleArn     = regexp.MustCompile(`^acs:ram::[0-9]+:role/[A-Za-z0-9.-]{1,64}$`)
	providerArn = regexp.MustCompile(`^acs:ram::[0-9]+:oidc-provider/[A-Za-z0-9.-]{1,128}$`)
	sessionName = regexp.MustCompile(`^[A-Za-z0-9.@_-]{2,64}$`)
)

// assumeRole responds to a signed AssumeRole call.
func (s *Server) assumeRole(c *call) Response {
	role, lifetime, refusal := s.checkRole(c)
	if refusal != nil {
		return *refusal
	}
	if role.ExternalID != "" && c.params.get("ExternalId") != role.ExternalID {
		return *c.refuse(http.StatusForbidden, "NoPermission",
			"You are not authorized to do this action. You should be authorized by RAM.")
	}
	return s.assumeRoleResponse(c, lifetime, nil)
}

// assumeRoleWithOIDC responds to an AssumeRoleWithOIDC call, which needs a valid OIDC token and no signature.
func (s *Server) assumeRoleWithOIDC(c *call) Response {
	for _, name := range []string{"OIDCProviderArn", "OIDCToken"} {
		if c.params.get(name) == "" {
			return *c.missingParameter(name)
		}
	}
	provider := c.params.get("OIDCProviderArn")
	if !providerArn.MatchString(provider) {
		return *c.refuse(http.StatusBadRequest, "InvalidParameter.OIDCProviderArn",
			"The parameter OIDCProviderArn is wrongly formed.")
	}
	_, lifetime, refusal := s.checkRole(c)
	switch {
	case refusal != nil:
		return *refusal
	case provider != s.keys.OIDCProviderArn:
		return *c.refuse(http.StatusNotFound, "EntityNotExist.OIDCProvider", "The OIDCProvider does not exist.")
	case !equalSecrets(c.params.get("OIDCToken"), s.keys.OIDCToken):
		return *c.refuse(http.StatusBadRequest, "AuthenticationFail.OIDCToken.Invalid", "This OIDC Token is invalid.")
	}
	return s.assumeRoleResponse(c, lifetime, map[string]string{
		"Subject": "emulator", "Issuer": "https://issuer.example.invalid", "ClientIds": "emulator",
	})
}

// checkRole checks the parameters that both calls have.
func (s *Server) checkRole(c *call) (role Role, lifetime time.Duration, refusal *Response) {
	fail := func(status int, code, message string) (Role, time.Duration, *Response) {
		return Role{}, 0, c.refuse(status, code, message)
	}
	arn, session, policy := c.params.get("RoleArn"), c.params.get("RoleSessionName"), c.params.get("Policy")
	switch {
	case arn == "":
		return Role{}, 0, c.missingParameter("RoleArn")
	case session == "":
		return Role{}, 0, c.missingParameter("RoleSessionName")
	case !roleArn.MatchString(arn):
		return fail(http.StatusBadRequest, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.")
	case !sessionName.MatchString(session):
		return fail(http.StatusBadRequest, "InvalidParameter.RoleSessionName",
			"The parameter RoleSessionName is wrongly formed.")
	case len(policy) > 2048:
		return fail(http.StatusBadRequest, "InvalidParameter.PolicySize",
			"The size of Policy must be smaller than 2048 bytes.")
	case policy != "" && !isPolicy(policy):
		return fail(http.StatusBadRequest, "InvalidParameter.PolicyGrammar",
			"The parameter Policy has not passed grammar check.")
	}
	for _, known := range s.knownRoles() {
		if known.Arn != arn {
			continue
		}
		lifetime, ok := sessionDuration(c.params.get("DurationSeconds"), known.MaxSession)
		if !ok {
			return fail(http.StatusBadRequest, "InvalidParameter.DurationSeconds",
				"The Min/Max value of DurationSeconds is 15min/"+strconv.Itoa(int(maxSession(known.MaxSession).Hours()))+"hr.")
		}
		return known, lifetime, nil
	}
	return fail(http.StatusNotFound, "EntityNotExist.Role", "The specified Role not exists .")
}

// knownRoles returns the roles that can be assumed.
func (s *Server) knownRoles() []Role {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Role(nil), s.roles...)
}

// maxSession returns the maximum duration of a role's sessions.
func maxSession(maximum time.Duration) time.Duration {
	if maximum == 0 {
		return time.Hour
	}
	return maximum
}

// sessionDuration parses DurationSeconds: an hour by default, from 15 minutes to the maximum of the role.
func sessionDuration(text string, maximum time.Duration) (time.Duration, bool) {
	if text == "" {
		return time.Hour, true
	}
	seconds, err := strconv.Atoi(text)
	duration := time.Duration(seconds) * time.Second
	return duration, err == nil && duration >= 15*time.Minute && duration <= maxSession(maximum)
}

// isPolicy reports whether a text has the form of a policy document.
func isPolicy(text string) bool {
	var policy struct {
		Version   string
		Statement []json.RawMessage
	}
	return json.Unmarshal([]byte(text), &policy) == nil && policy.Version != "" && len(policy.Statement) > 0
}

// assumeRoleResponse returns a response with a new session.
func (s *Server) assumeRoleResponse(c *call, lifetime time.Duration, oidc map[string]string) Response {
	arn, session := c.params.get("RoleArn"), c.params.get("RoleSessionName")
	account := strings.Split(arn, ":")[3]
	return Response{Body: encodeJSON(struct {
		RequestID       string `json:"RequestId"`
		OIDCTokenInfo   any    `json:",omitempty"`
		AssumedRoleUser any
		Credentials     credentials
	}{
		RequestID: c.entry.RequestID, OIDCTokenInfo: nilIfEmpty(oidc),
		AssumedRoleUser: map[string]string{
			"Arn": arn + "/" + session, "AssumedRoleId": "30" + account + ":" + session,
		},
		Credentials: s.newSession(c, arn, lifetime),
	})}
}

// nilIfEmpty returns nil for an empty map, so that it is omitted from the response.
func nilIfEmpty(m map[string]string) any {
	if len(m) == 0 {
		return nil
	}
	return m
}
