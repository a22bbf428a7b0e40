// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const (
	// maxMessage and maxName bound a cloud's message, and its codes and ids, in characters.
	maxMessage = 600
	maxName    = 128
	lookahead  = 256
)

// signed finds where a text begins to quote signed or secret material. Gateways echo it in error messages: Alibaba's
// the string to sign (which holds the session token), Huawei's the canonical request, proxies whole header lines.
// A name alone is no reason to cut ("Specified SecurityToken is expired."); a name with a value is.
var signed = sync.OnceValue(func() *regexp.Regexp {
	names := `(?:` +
		`signature|access[ _-]?key[ _-]?secret|secret[ _-]?(?:access[ _-]?)?key|client[ _-]?secret` +
		`|(?:security|session|auth|subject|bearer|access|oidc|metadata|\bid)[ _-]?token` +
		`|authorization|\b(?:set-)?cookie|pass(?:word|wd|phrase))`
	// A value follows a separator, or a space when it is long enough to be one.
	value := `(?:["'\\\s]*(?:[:=]|%(?:25)*3[ad]|&quot;)|\s+(?:is\s+|was\s+)?["']?[a-z0-9+/=_@.%-]{16,})`
	return regexp.MustCompile(`(?i)` +
		`(?:server )?string[ _-]?to[ _-]?sign` +
		`|canonical[ _-]?(?:request|string|query|headers)` +
		`|sdk-hmac-sha256|acs3-hmac-` +
		`|\b(?:get|put|post|head|delete)&(?:%2f|/)` +
		`|licen[cs]e[ _-]?key` +
		`|\bbearer\s+\S{12,}` +
		`|\beyj[a-z0-9_-]{8,}\.` +
		`|` + names + value)
})

// Error returns a copy of err in which the texts that a cloud sent are fit to be shown, those of its last failure too: without
// secrets, cut where they begin to quote signed material, on one line and bounded.
func Error(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return shown(ctx, apierr.From(err))
}

func shown(ctx context.Context, e *apierr.Error) *apierr.Error {
	clean := *e
	clean.Message = quoted(ctx, e.Message, maxMessage)
	for _, name := range []*string{&clean.Code, &clean.RequestID, &clean.TraceID, &clean.ContentType} {
		*name = quoted(ctx, *name, maxName)
	}
	if e.Last != nil {
		clean.Last = shown(ctx, e.Last)
	}
	return &clean
}

// quoted cleans a text that a cloud sent. Secrets are replaced first: folding and cutting could leave a part of one.
func quoted(ctx context.Context, text string, limit int) string {
	// A message may be as long as a body, and the search below is slow: it gets what could be shown, and as much behind
	// it as a mark at the end of that takes to be known.
	text = bound(Visible(strings.Join(strings.Fields(replaceHidden(ctx, text)), " ")), limit+lookahead)
	if at := signed().FindStringIndex(text); at != nil {
		text = strings.TrimLeft(strings.TrimRight(text[:at[0]], " ")+" "+Mark, " ")
	}
	return bound(text, limit)
}

// Name shortens a name or an id that a sentence quotes.
func Name(text string) string { return bound(text, maxName) }
