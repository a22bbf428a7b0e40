// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"cmp"
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
	lifetime, refusal := s.checkRole(c)
	if refusal != nil {
		return *refusal
	}
	if c.entry.Key == s.keys.GuardedRoleArn && c.params.Get("ExternalId") != s.keys.ExternalID {
		return *c.refuse(http.StatusForbidden, "NoPermission",
			"You are not authorized to do this action. You should be authorized by RAM.")
	}
	return s.assumeRoleResponse(c, lifetime, nil)
}

// assumeRoleWithOIDC responds to an AssumeRoleWithOIDC call, which needs a valid OIDC token and no signature.
func (s *Server) assumeRoleWithOIDC(c *call) Response {
	for _, name := range []string{"OIDCProviderArn", "OIDCToken"} {
		if c.params.Get(name) == "" {
			return *c.missingParameter(name)
		}
	}
	provider := c.params.Get("OIDCProviderArn")
	if !providerArn.MatchString(provider) {
		return *c.refuse(http.StatusBadRequest, "InvalidParameter.OIDCProviderArn",
			"The parameter OIDCProviderArn is wrongly formed.")
	}
	lifetime, refusal := s.checkRole(c)
	switch {
	case refusal != nil:
		return *refusal
	case provider != s.keys.OIDCProviderArn:
		return *c.refuse(http.StatusNotFound, "EntityNotExist.OIDCProvider", "The OIDCProvider does not exist.")
	case !equalSecrets(c.params.Get("OIDCToken"), s.keys.OIDCToken):
		return *c.refuse(http.StatusBadRequest, "AuthenticationFail.OIDCToken.Invalid", "This OIDC Token is invalid.")
	}
	return s.assumeRoleResponse(c, lifetime, map[string]string{
		"Subject": "emulator", "Issuer": "https://issuer.example.invalid", "ClientIds": "emulator",
	})
}

// checkRole checks the parameters that both calls have, and returns the duration of the session.
func (s *Server) checkRole(c *call) (lifetime time.Duration, refusal *Response) {
	arn, session := c.entry.Key, c.params.Get("RoleSessionName")
	most := 12 * time.Hour
	if arn == s.keys.GuardedRoleArn {
		most = time.Hour
	}
	seconds, err := strconv.Atoi(cmp.Or(c.params.Get("DurationSeconds"), "0"))
	lifetime, inRange := sessionDuration(seconds, time.Hour, most)
	switch {
	case arn == "":
		return 0, c.missingParameter("RoleArn")
	case session == "":
		return 0, c.missingParameter("RoleSessionName")
	case !roleArn.MatchString(arn):
		return 0, c.refuse(http.StatusBadRequest, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed.")
	case !sessionName.MatchString(session):
		return 0, c.refuse(http.StatusBadRequest, "InvalidParameter.RoleSessionName",
			"The parameter RoleSessionName is wrongly formed.")
	case arn != s.keys.RoleArn && arn != s.keys.GuardedRoleArn:
		return 0, c.refuse(http.StatusNotFound, "EntityNotExist.Role", "The specified Role not exists .")
	case err != nil || !inRange:
		return 0, c.refuse(http.StatusBadRequest, "InvalidParameter.DurationSeconds",
			"The Min/Max value of DurationSeconds is 15min/"+strconv.Itoa(int(most.Hours()))+"hr.")
	}
	return lifetime, nil
}

// sessionDuration returns how long a session lasts, from 15 minutes to most.
func sessionDuration(seconds int, otherwise, most time.Duration) (time.Duration, bool) {
	d := time.Duration(seconds) * time.Second
	if seconds == 0 {
		d = otherwise
	}
	return d, d >= 15*time.Minute && d <= most
}

// assumeRoleResponse returns a response with a new session.
func (s *Server) assumeRoleResponse(c *call, lifetime time.Duration, oidc map[string]string) Response {
	arn, session := c.entry.Key, c.params.Get("RoleSessionName")
	account := strings.Split(arn, ":")[3]
	return Response{Body: encodeJSON(struct {
		RequestID       string            `json:"RequestId"`
		OIDCTokenInfo   map[string]string `json:",omitempty"`
		AssumedRoleUser map[string]string
		Credentials     credentials
	}{
		RequestID: c.entry.RequestID, OIDCTokenInfo: oidc,
		AssumedRoleUser: map[string]string{
			"Arn": arn + "/" + session, "AssumedRoleId": "30" + account + ":" + session,
		},
		Credentials: s.newSession(c, arn, lifetime),
	})}
}
