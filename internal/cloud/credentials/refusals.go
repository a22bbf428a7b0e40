// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"sync"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Refusals keeps each refusal of credentials for exactly those credentials, per host, so that no other request is sent with
// them. The zero value is ready for use, and so is nil, which keeps nothing. It is safe for concurrent use.
type Refusals struct {
	mu   sync.Mutex
	kept map[signer]*apierr.Error
}

// signer is what signs the requests to a host. Where it is from, and when it ends, makes no difference.
type signer struct{ host, accessKeyID, secretKey, securityToken, authToken string }

func newSigner(host string, c Credentials) signer {
	return signer{host, c.AccessKeyID, c.SecretKey, c.SecurityToken, c.AuthToken}
}

// SameKey reports whether requests that are signed with other are signed as with c.
func (c Credentials) SameKey(other Credentials) bool { return newSigner("", c) == newSigner("", other) }

// Of returns the error with which host has refused c before; nil: it has not.
func (r *Refusals) Of(c Credentials, host string) *apierr.Error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := r.kept[newSigner(host, c)]
	if kept == nil {
		return nil
	}
	again := *kept
	again.RefusedBefore = true
	return &again
}

// Keep keeps the outcome of a request to host that was signed with c, if it is a refusal of c, and returns it. The latest
// outcome counts: a success that was under way overrides a refusal.
func (r *Refusals) Keep(c Credentials, host string, outcome *apierr.Error) *apierr.Error {
	if r == nil {
		return outcome
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case outcome.Authenticated():
		delete(r.kept, newSigner(host, c))
	case outcome.Kind == apierr.InvalidCredentials:
		if r.kept == nil {
			r.kept = map[signer]*apierr.Error{}
		}
		kept := *outcome
		kept.Kept = true
		r.kept[newSigner(host, c)] = &kept
		return &kept
	}
	return outcome
}
