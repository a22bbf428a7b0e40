// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package redact makes text fit to be shown to people and written to logs: secrets are replaced by value, characters
// that steer a terminal or deceive a reader are shown as escapes (\u001b, \u202e), and lines are bounded. Values that
// Terraform gets as attributes do not come through here; they stay as they were sent.
//
// A server has one Registry of secrets, which is in the context of each call. Hide adds a secret where it is learned. Texts are
// cleaned where they leave: internal/serve cleans diagnostics and progress with Text and Line, Debug cleans the log lines, and
// Error cleans what a cloud sent before it becomes part of any of them.
package redact

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Mark stands where something was taken out.
const Mark = "[…]"

const (
	// maxLine bounds one line, in characters. Our own sentences are far shorter.
	maxLine = 2000
	// minSecret: shorter ones are in every second word, and no cloud has them.
	minSecret = 4
)

// Text cleans a text whose line breaks are our own.
func Text(ctx context.Context, text string) string {
	text = replaceHidden(ctx, text)
	if printable(text) && len(text) <= maxLine {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = bounded(line)
	}
	return strings.Join(lines, "\n")
}

// Line cleans a text that may not break its line, whoever wrote it.
func Line(ctx context.Context, text string) string {
	return bounded(replaceHidden(ctx, text))
}

// bounded shows as much of a line as there may be; what is cut off is not looked at.
func bounded(line string) string { return Bound(Visible(First(line, maxLine+1)), maxLine) }

// Visible shows what a terminal would obey, or not show, as an escape: control and direction characters, line breaks,
// zero-width characters and every space but the plain one. Broken UTF-8 becomes the replacement character.
func Visible(text string) string {
	if printable(text) && !strings.Contains(text, "\n") {
		return text
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// printable reports that a text is plain ASCII without control characters but line breaks, as nearly all are.
func printable(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < ' ' || c > '~') && c != '\n' {
			return false
		}
	}
	return true
}

// Bound cuts a text behind its first n characters, and marks the cut.
func Bound(text string, n int) string {
	if shown := First(text, n); shown != text {
		return shown + Mark
	}
	return text
}

// First returns the first n characters of a text, or all of it.
func First(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}

// secret is a value that no text may show.
type secret struct {
	value string
	forms []string // in which it may be quoted, made when a text is long enough to have one
}

// short is how long a text may be that is searched for each form. A longer one is searched once for all of them.
const short = 4096

// appendFormsIn appends the forms that are in a text, or may be.
func (s *secret) appendFormsIn(forms []string, text string) []string {
	// No form of a secret is shorter than the secret.
	if len(s.value) < minSecret || len(s.value) > len(text) {
		return forms
	}
	if s.forms == nil {
		s.forms = formsOf(s.value)
	}
	for _, form := range s.forms {
		if len(text) > short || strings.Contains(text, form) {
			forms = append(forms, form)
		}
	}
	return forms
}

func formsOf(secret string) []string {
	once := percent(secret)
	forms := []string{
		secret, once, percent(once), lowerEscapes(once), url.QueryEscape(secret),
		url.PathEscape(secret), strings.ReplaceAll(secret, "/", `\/`), Visible(secret),
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawStdEncoding.EncodeToString([]byte(secret)),
		base64.URLEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// replace replaces forms of secrets in one pass.
func replace(text string, forms []string) string {
	if len(forms) == 0 {
		return text
	}
	// The longest first: one secret may be the beginning of another.
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(forms))
	for _, form := range slices.Compact(forms) {
		pairs = append(pairs, form, Mark)
	}
	return strings.NewReplacer(pairs...).Replace(text)
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
