// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const (
	// mark stands where something was taken out.
	mark = "[…]"
	// What bounds a vendor's message, a code or id, and sentences of our own (which list places looked at), in characters.
	maxText   = 600
	maxName   = 128
	maxOwn    = 2000
	lookahead = 256
	// minSecret: shorter ones are in every second word, and no cloud has them.
	minSecret = 4
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
// to quote signed material, line breaks and control characters become spaces, and the length is bounded.
func Redact(text string, secrets ...string) string { return redact(text, maxText, secrets) }

func redact(text string, limit int, secrets []string) string {
	if text == "" {
		return ""
	}
	text = withoutSecrets(text, secrets)
	// A message may be as long as a body, and the search below is slow: it gets what could be shown, and as much behind
	// it as a mark at the end of that takes to be known.
	text = first(onOneLine(text), limit+lookahead)
	if at := signed().FindStringIndex(text); at != nil {
		text = strings.TrimRight(text[:at[0]], " ") + " " + mark
		text = strings.TrimLeft(text, " ")
	}
	if shown := first(text, limit); shown != text {
		return shown + mark
	}
	return text
}

// first gives the first n characters of a text, or all of it.
func first(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}

// withoutSecrets replaces each secret, and each form in which an error may quote it.
func withoutSecrets(text string, secrets []string) string {
	var forms []string
	for _, secret := range secrets {
		if len(secret) < minSecret {
			continue
		}
		once := percent(secret)
		forms = append(forms, secret, once, percent(once), lowerEscapes(once), url.QueryEscape(secret),
			url.PathEscape(secret), strings.ReplaceAll(secret, "/", `\/`),
			base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)),
			base64.URLEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)))
	}
	// The longest first: one secret may be the beginning of another.
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for _, form := range slices.Compact(forms) {
		text = strings.ReplaceAll(text, form, mark)
	}
	return text
}

// percent escapes as both clouds' signatures do (RFC 3986).
func percent(text string) string {
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(text))
}

// lowerEscapes spells %2F as %2f and leaves the rest.
func lowerEscapes(text string) string {
	b := []byte(text)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], strings.ToLower(string(b[i+1:i+3])))
		}
	}
	return string(b)
}

// onOneLine repairs broken UTF-8 and folds white space and characters that could fake a line or a direction.
func onOneLine(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// Clean returns a copy of err with each of its texts redacted, those of its last failure too.
func Clean(err *apierr.Error, secrets ...string) *apierr.Error {
	if err == nil {
		return nil
	}
	clean := *err
	clean.Message = redact(err.Message, maxText, secrets)
	for _, text := range []*string{&clean.Reason, &clean.Advice} {
		*text = redact(*text, maxOwn, secrets)
	}
	for _, name := range []*string{&clean.Code, &clean.RequestID, &clean.TraceID, &clean.ContentType} {
		*name = redact(*name, maxName, secrets)
	}
	clean.Looked = nil
	for _, place := range err.Looked {
		clean.Looked = append(clean.Looked, redact(place, maxOwn, secrets))
	}
	clean.Last = Clean(err.Last, secrets...)
	return &clean
}
