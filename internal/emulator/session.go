// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"time"
)

// SessionRules apply to the temporary credentials of STS, the metadata service and the credentials URI.
type SessionRules struct {
	// Lifetime, if not zero, replaces the lifetime that the caller asks for.
	Lifetime time.Duration
	// NoExpiration omits Expiration from the responses. The credentials expire nevertheless.
	NoExpiration bool
}

// SetSessions sets the rules for new sessions.
func (s *Server) SetSessions(rules SessionRules) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = rules
}

// Sessions returns the temporary credentials created so far, oldest first.
func (s *Server) Sessions() []Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Identity
	for _, id := range s.identities {
		if id.Via != "" {
			all = append(all, id)
		}
	}
	return all
}

// credentials are a session in the format of the Alibaba services.
type credentials struct {
	SecurityToken   string
	AccessKeyID     string `json:"AccessKeyId"`
	AccessKeySecret string
	Expiration      string `json:",omitempty"`
}

// newSession creates temporary credentials of Alibaba Cloud.
func (s *Server) newSession(c *call, role string, lifetime time.Duration) credentials {
	id := s.addSession(c, Identity{
		Cloud: Alibaba, RoleArn: role,
		AccessKeyID: "STS.emulatorSession" + randomHex(6), Secret: "emulatorSessionSecret" + randomHex(8),
		SecurityToken: "CAISsession/+" + randomHex(16) + "==",
	}, lifetime)
	created := credentials{id.SecurityToken, id.AccessKeyID, id.Secret, id.Expires.Format(time.RFC3339)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rules.NoExpiration {
		created.Expiration = ""
	}
	return created
}

// addSession adds temporary credentials to the identities, and returns them with their name and end.
func (s *Server) addSession(c *call, id Identity, lifetime time.Duration) Identity {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rules.Lifetime > 0 {
		lifetime = s.rules.Lifetime
	}
	s.sessionCount++
	id.Name, id.Via = fmt.Sprintf("session-%d", s.sessionCount), c.api.Name
	id.Expires = c.now.Add(lifetime).UTC().Truncate(time.Second) // Expiration has whole seconds
	s.identities = append(s.identities, id)
	return id
}
