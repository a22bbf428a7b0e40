// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"regexp"
	"strings"
	"sync"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

const (
	// What bounds a vendor's message, a code or id, and sentences of our own (which list places looked at), in characters.
	maxText   = 600
	maxName   = 128
	maxOwn    = 2000
	lookahead = 256
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

// Redact makes a vendor's text fit to be shown: known secrets are replaced by value, the text is cut where it begins
// to quote signed material, line breaks become spaces, control characters are shown as escapes, and the length is bounded.
func Redact(text string, secrets ...string) string { return redacted(text, maxText, secrets) }

func redacted(text string, limit int, secrets []string) string {
	if text == "" {
		return ""
	}
	text = redact.Secrets(text, secrets...)
	// A message may be as long as a body, and the search below is slow: it gets what could be shown, and as much behind
	// it as a mark at the end of that takes to be known.
	text = redact.First(onOneLine(text), limit+lookahead)
	if at := signed().FindStringIndex(text); at != nil {
		text = strings.TrimRight(text[:at[0]], " ") + " " + redact.Mark
		text = strings.TrimLeft(text, " ")
	}
	return redact.Bound(text, limit)
}

// onOneLine folds white space and shows characters that could fake a line or a direction.
func onOneLine(text string) string { return redact.Visible(strings.Join(strings.Fields(text), " ")) }

// RedactError returns a copy of err with each of its texts redacted, those of its last failure too.
func RedactError(err *apierr.Error, secrets ...string) *apierr.Error {
	if err == nil {
		return nil
	}
	clean := *err
	clean.Message = redacted(err.Message, maxText, secrets)
	for _, text := range []*string{&clean.Reason, &clean.Advice, &clean.Peer} {
		*text = redacted(*text, maxOwn, secrets)
	}
	for _, name := range []*string{&clean.Code, &clean.RequestID, &clean.TraceID, &clean.ContentType} {
		*name = redacted(*name, maxName, secrets)
	}
	clean.Searched = nil
	for _, place := range err.Searched {
		clean.Searched = append(clean.Searched, redacted(place, maxOwn, secrets))
	}
	clean.Last = RedactError(err.Last, secrets...)
	return &clean
}
