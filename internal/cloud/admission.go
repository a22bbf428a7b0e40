// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/retry"
)

const (
	// patience is how long a request of unproven credentials keeps the next one back.
	patience = 2 * time.Second
	// remembered is how many identities are kept: many more than files are edited or sessions renewed while one is read.
	remembered = 100
)

// Identity is the credentials that sign a request, and the host that judges them.
type Identity struct {
	Host string
	// Credentials are the key id, the secret and the tokens. They are not kept, only a hash of them is.
	Credentials []string
	// Temporary credentials are renewed by their source. Once some have proven themselves, so have those that follow.
	Temporary bool
}

func (id Identity) hash() [sha256.Size]byte {
	// No host and no credentials have a null character.
	return sha256.Sum256([]byte(id.Host + "\x00" + strings.Join(id.Credentials, "\x00")))
}

// Verdict is what the outcome of a request says about the identity that signed it.
type Verdict int

const (
	// NoVerdict: throttled, unavailable, timed out, clock skew, or an error that may come before the signature is verified.
	NoVerdict Verdict = iota
	// Proven: the API has accepted the signature.
	Proven
	// Refused: the API does not accept the credentials.
	Refused
)

// VerdictOf is the verdict of a response, of which e is the error: nil for a success.
func VerdictOf(e *apierr.Error) Verdict {
	if e == nil {
		return Proven
	}
	switch e.Kind {
	case apierr.NotFound, apierr.PermissionDenied, apierr.NotEnabled:
		return Proven
	case apierr.InvalidCredentials:
		return Refused
	}
	if e.Accepted {
		return Proven
	}
	return NoVerdict
}

// Admission lets the first requests of unproven credentials go one at a time, and keeps a refusal for exactly those
// credentials. So a wrong secret costs one request, however many reads there are: a few more lock the key at some clouds.
// The zero value is ready for use, and so is nil, which admits everything.
type Admission struct {
	mu         sync.RWMutex
	identities map[[sha256.Size]byte]*identity
	oldest     [][sha256.Size]byte // the keys of identities in the order they came
	renewable  map[string]bool     // the hosts at which temporary credentials have proven themselves
}

// Do calls request when the identity may send one, and keeps its verdict. It returns the error of request, or the error
// that an earlier request with this identity was refused with.
func (a *Admission) Do(ctx context.Context, id Identity, request func() (Verdict, *apierr.Error)) *apierr.Error {
	if a == nil {
		_, e := request()
		return e
	}
	i := a.identity(id)
	if !i.proven.Load() {
		leave, e := i.enter(ctx)
		if e != nil {
			return e
		}
		defer leave()
	}
	verdict, e := NoVerdict, (*apierr.Error)(nil)
	defer func() { // also when request panics: nobody is to wait for it
		if i.conclude(verdict, e) && id.Temporary {
			a.renew(id.Host)
		}
	}()
	if verdict, e = request(); verdict == Refused {
		kept := *e
		kept.Kept = true
		e = &kept
	}
	return e
}

func (a *Admission) identity(id Identity) *identity {
	key := id.hash()
	a.mu.RLock()
	i := a.identities[key]
	a.mu.RUnlock()
	if i != nil {
		return i
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := a.identities[key]; i != nil {
		return i
	}
	if len(a.oldest) == remembered {
		delete(a.identities, a.oldest[0])
		a.oldest = a.oldest[1:]
	}
	if a.identities == nil {
		a.identities = map[[sha256.Size]byte]*identity{}
	}
	i = &identity{turn: make(chan struct{}, 1), decided: make(chan struct{})}
	if id.Temporary && a.renewable[id.Host] {
		i.conclude(Proven, nil)
	}
	a.identities[key] = i
	a.oldest = append(a.oldest, key)
	return i
}

// renew lets the temporary credentials that follow at a host count as proven.
func (a *Admission) renew(host string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.renewable == nil {
		a.renewable = map[string]bool{}
	}
	a.renewable[host] = true
}

// identity is what is known of one Identity. The latest verdict counts.
type identity struct {
	proven atomic.Bool
	// turn holds one token: the request that keeps others back. A channel serves those who wait in their order.
	turn chan struct{}
	// decided is closed with the first verdict.
	decided chan struct{}

	mu      sync.Mutex
	refusal *apierr.Error
	last    *apierr.Error // the last error that was no verdict, and not about one read's arguments
}

// enter returns when a request may be sent, with what to call when it has ended.
func (i *identity) enter(ctx context.Context) (leave func(), e *apierr.Error) {
	turn := false
	select {
	case <-i.decided:
	case i.turn <- struct{}{}:
		turn = true
	default:
		err := retry.Queue(ctx, func(ctx context.Context) error {
			select {
			case <-i.decided:
			case i.turn <- struct{}{}:
				turn = true
			case <-ctx.Done():
				return i.ended(ctx)
			}
			return nil
		})
		if err != nil {
			return nil, apierr.From(err)
		}
	}
	leave = func() {}
	if turn {
		pass := sync.OnceFunc(func() { <-i.turn })
		timer := time.AfterFunc(patience, pass)
		leave = func() { timer.Stop(); pass() }
	}
	if refusal := i.refused(); refusal != nil {
		leave()
		again := *refusal
		again.RefusedBefore = true
		return nil, &again
	}
	return leave, nil
}

func (i *identity) refused() *apierr.Error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.refusal
}

// ended is the error of a read that ended in the queue. The last error of the identity says why it was not proven.
func (i *identity) ended(ctx context.Context) *apierr.Error {
	e := ContextError(ctx, "Another request with these credentials had not ended when the time for this one was over.")
	i.mu.Lock()
	defer i.mu.Unlock()
	e.Last = i.last
	return e
}

// conclude keeps a verdict, and reports whether the identity has just proven itself.
func (i *identity) conclude(verdict Verdict, e *apierr.Error) bool {
	if verdict == Proven && i.proven.Load() {
		return false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	switch verdict {
	case Proven:
		i.refusal = nil
	case Refused:
		i.refusal = e
	default:
		if e != nil && e.Kind != apierr.Interrupted && e.Kind != apierr.InvalidArgument {
			i.last = e
		}
		return false
	}
	i.proven.Store(verdict == Proven)
	select {
	case <-i.decided:
	default:
		close(i.decided)
	}
	return verdict == Proven
}
