// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"context"
	"slices"
	"sync"
)

// maxSecrets bounds what a call remembers. A call that waits signs hundreds of requests, each with a signature of its own;
// a response can quote only the last ones, and credentials in use are hidden anew with each request.
const maxSecrets = 32

type key struct{}

// secrets are the values that no text of a call may show, the latest last.
type secrets struct {
	mu     sync.Mutex
	values []string
}

// NewContext gives a context in which secrets can be hidden. It is safe for concurrent use.
func NewContext(ctx context.Context) context.Context {
	return context.WithValue(ctx, key{}, &secrets{})
}

// Hide keeps values out of every text that the context's call shows from now on.
func Hide(ctx context.Context, values ...string) {
	s, _ := ctx.Value(key{}).(*secrets)
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		if len(value) < minSecret {
			continue
		}
		s.values = slices.DeleteFunc(s.values, func(known string) bool { return known == value })
		s.values = append(s.values, value)
	}
	if over := len(s.values) - maxSecrets; over > 0 {
		s.values = slices.Delete(s.values, 0, over)
	}
}

// hidden are the context's secrets.
func hidden(ctx context.Context) []string {
	s, _ := ctx.Value(key{}).(*secrets)
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.values)
}
