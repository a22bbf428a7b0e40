// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"context"
	"sync"
)

// maxSignatures is twice the requests that a call can have in flight (max_concurrency, at most 256).
const maxSignatures = 512

type key struct{}

// secrets are the values that no text of a call may show.
type secrets struct {
	mu         sync.Mutex
	kept       map[string]*secret // by value
	signatures []*secret          // the latest last
}

// NewContext gives a context in which secrets can be hidden. It is safe for concurrent use.
func NewContext(ctx context.Context) context.Context {
	return context.WithValue(ctx, key{}, &secrets{})
}

// Hide keeps values out of every text that the context's call shows from now on: credentials, and the secrets in responses.
// They stay hidden until the call ends, since its diagnostics come after its last request.
func Hide(ctx context.Context, values ...string) {
	s, _ := ctx.Value(key{}).(*secrets)
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		if len(value) < minSecret || s.kept[value] != nil {
			continue
		}
		if s.kept == nil {
			s.kept = map[string]*secret{}
		}
		s.kept[value] = &secret{value: value}
	}
}

// HideSignature does the same for what signs one request. Only the latest stay hidden: a call that waits signs thousands of
// requests, and a response can quote only the signature of a request that is in flight.
func HideSignature(ctx context.Context, signature string) {
	s, _ := ctx.Value(key{}).(*secrets)
	if s == nil || len(signature) < minSecret {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.signatures) == maxSignatures {
		s.signatures = s.signatures[1:]
	}
	s.signatures = append(s.signatures, &secret{value: signature})
}

// replaceHidden replaces the context's secrets in a text.
func replaceHidden(ctx context.Context, text string) string {
	s, _ := ctx.Value(key{}).(*secrets)
	if s == nil {
		return text
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var forms []string
	for _, one := range s.signatures {
		forms = one.appendFormsIn(forms, text)
	}
	for _, one := range s.kept {
		forms = one.appendFormsIn(forms, text)
	}
	return replace(text, forms)
}
