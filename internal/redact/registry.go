// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"cmp"
	"context"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// minSecret is the length of the shortest secret: shorter ones are in every second word, and no cloud has them.
const minSecret = 4

// Registry has the values that no text of a server may show: credentials, tokens, and the secrets in responses. All calls
// share it, since they share what retrieves credentials. They stay for the life of the server, since a text may be written
// long after a value was learned. The zero value is ready for use, by many goroutines.
type Registry struct {
	mu    sync.Mutex
	forms map[string]bool // in which the secrets may be quoted, themselves among them
}

type key struct{}

// NewContext returns a context whose texts are cleaned of a registry's secrets.
func NewContext(ctx context.Context, r *Registry) context.Context {
	return context.WithValue(ctx, key{}, r)
}

// Hide adds values to the context's registry. It is called where a secret is learned, before anything that quotes it can fail.
func Hide(ctx context.Context, values ...string) {
	r, ok := ctx.Value(key{}).(*Registry)
	if !ok {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.forms == nil {
		r.forms = map[string]bool{}
	}
	for _, value := range values {
		if len(value) < minSecret || r.forms[value] {
			continue
		}
		for _, form := range formsOf(value) {
			r.forms[form] = true
		}
	}
}

// replaceHidden returns a text without the secrets of the context's registry, in any form in which they may be quoted.
func replaceHidden(ctx context.Context, text string) string {
	r, ok := ctx.Value(key{}).(*Registry)
	if !ok {
		return text
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []string
	for form := range r.forms {
		if strings.Contains(text, form) {
			found = append(found, form)
		}
	}
	// The longest first: one secret may be the beginning of another.
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for _, form := range found {
		text = strings.ReplaceAll(text, form, Mark)
	}
	return text
}

func formsOf(secret string) []string {
	once := percent(secret)
	return []string{
		secret, once, percent(once), lowerEscapes(once), url.QueryEscape(secret),
		url.PathEscape(secret), strings.ReplaceAll(secret, "/", `\/`), Visible(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)),
		base64.URLEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
}

// percent escapes as both clouds' signatures do (RFC 3986).
func percent(text string) string {
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(text))
}

var escape = regexp.MustCompile(`%[0-9A-F]{2}`)

// lowerEscapes spells %2F as %2f and leaves the rest.
func lowerEscapes(text string) string { return escape.ReplaceAllStringFunc(text, strings.ToLower) }
