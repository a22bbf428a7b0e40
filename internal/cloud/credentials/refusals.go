// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
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

// Use has send sign a request to host with the credentials in c, and returns what it returns. Credentials that host refuses are
// dropped, and others that there are by now are tried, once: a file may hold another key, and a session that is over is replaced, if
// ended reports that of the error's code. A nil ended reports it of none.
func Use[T any](
	ctx context.Context, c *Cache, refusals *Refusals, host string, ended func(code string) bool, send func(Credentials) (T, *apierr.Error),
) (value T, e *apierr.Error) {
	var used Credentials
	for range 2 {
		next, err := c.Get(ctx)
		if err != nil {
			return value, apierr.From(err)
		}
		if next.SameKey(used) {
			return value, e
		}
		used = next
		if e = refusals.Of(used, host); e == nil {
			value, e = send(used)
			e = refusals.Keep(used, host, e)
		}
		if e == nil || e.Kind != apierr.InvalidCredentials {
			return value, e
		}
		c.Forget(used)
		if used.Temporary() && (ended == nil || !ended(e.Code)) {
			return value, e
		}
	}
	return value, e
}
