// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package redact makes text fit to be shown to people and written to logs: secrets are replaced by value, characters
// that steer a terminal or deceive a reader are shown as escapes (\u001b, \u202e), and lines are bounded. Values that
// Terraform gets as attributes do not come through here; they stay as they were sent.
//
// A server has one Registry of secrets, which is in the context of each call. Hide adds a secret where it is learned. Texts are
// cleaned where they leave: internal/serve cleans diagnostics and progress with Text and Line, internal/statusread cleans log lines, and
// Error cleans what a cloud sent before it becomes part of any of them.
package redact

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Mark stands where something was taken out.
const Mark = "[…]"

// maxLine bounds one line, in characters. Our own sentences are far shorter.
const maxLine = 2000

// Text cleans a text whose line breaks are our own.
func Text(ctx context.Context, text string) string {
	lines := strings.Split(replaceHidden(ctx, text), "\n")
	for i, line := range lines {
		lines[i] = bound(Visible(line), maxLine)
	}
	return strings.Join(lines, "\n")
}

// Line cleans a text that may not break its line.
func Line(ctx context.Context, text string) string {
	return bound(Visible(replaceHidden(ctx, text)), maxLine)
}

// Visible shows what a terminal would obey, or not show, as an escape: control and direction characters, line breaks,
// zero-width characters and every space but the plain one. Broken UTF-8 becomes the replacement character.
func Visible(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r == '\n', r == '\r', r == '\t':
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// bound cuts a text behind its first n characters, and marks the cut.
func bound(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at] + Mark
		}
		n--
	}
	return text
}
