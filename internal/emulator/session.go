// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"time"
)

// SessionRules are about the temporary credentials that STS, the metadata service and the credentials URI give out.
type SessionRules struct {
	// Lifetime is how long they are good for, in place of what a caller asks for. Zero leaves it to the caller.
	Lifetime time.Duration
	// NoExpiration leaves Expiration out of the answers. The credentials end all the same.
	NoExpiration bool
}

// SetSessions changes the rules for the sessions to come.
func (s *Server) SetSessions(rules SessionRules) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = rules
}

// Sessions returns the temporary credentials given out so far, oldest first.
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

// credentials are how the Alibaba services write a session down.
type credentials struct {
	SecurityToken   string
	AccessKeyID     string `json:"AccessKeyId"`
	AccessKeySecret string
	Expiration      string `json:",omitempty"`
}

// session makes new temporary credentials, which the server then knows.
func (s *Server) newSession(c *call, role string, lifetime time.Duration) credentials {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rules.Lifetime > 0 {
		lifetime = s.rules.Lifetime
	}
	s.sessionCount++
	id := Identity{
		Name: fmt.Sprintf("session-%d", s.sessionCount), Cloud: Alibaba, Via: c.api.Name, RoleArn: role,
		AccessKeyID: "STS.emulatorSession" + randomHex(6), Secret: "emulatorSessionSecret" + randomHex(8),
		SecurityToken: "CAISsession/+" + randomHex(16) + "==",
		// To the second, as it is written down.
		Expires: c.now.Add(lifetime).UTC().Truncate(time.Second),
	}
	s.identities = append(s.identities, id)
	given := credentials{id.SecurityToken, id.AccessKeyID, id.Secret, id.Expires.Format(time.RFC3339)}
	if s.rules.NoExpiration {
		given.Expiration = ""
	}
	return given
}
