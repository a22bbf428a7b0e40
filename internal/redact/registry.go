// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"context"
	"sync"
)

// Registry has the values that no text of a server may show: credentials, tokens, and the secrets in responses. All calls
// share it, since they share what retrieves credentials. The zero value is ready for use, by many goroutines.
type Registry struct {
	mu      sync.Mutex
	secrets map[string]*secret // by value
}

// Hide adds values. They stay for the life of the server, since a text may be written long after a value was learned.
func (r *Registry) Hide(values ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, value := range values {
		if len(value) < minSecret || r.secrets[value] != nil {
			continue
		}
		if r.secrets == nil {
			r.secrets = map[string]*secret{}
		}
		r.secrets[value] = &secret{value: value}
	}
}

// Replace returns a text without the registry's secrets, in any form in which they may be quoted.
func (r *Registry) Replace(text string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var forms []string
	for _, one := range r.secrets {
		forms = one.appendFormsIn(forms, text)
	}
	return replace(text, forms)
}

type key struct{}

// NewContext returns a context whose texts are cleaned of a registry's secrets.
func NewContext(ctx context.Context, r *Registry) context.Context {
	return context.WithValue(ctx, key{}, r)
}

// Hide adds values to the context's registry. It is called where a secret is learned, before anything that quotes it can fail.
func Hide(ctx context.Context, values ...string) {
	if r, ok := ctx.Value(key{}).(*Registry); ok {
		r.Hide(values...)
	}
}

func replaceHidden(ctx context.Context, text string) string {
	if r, ok := ctx.Value(key{}).(*Registry); ok {
		return r.Replace(text)
	}
	return text
}
