// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hiding returns a context with secrets of its own.
func hiding(ctx context.Context, secrets ...string) context.Context {
	ctx = NewContext(ctx, &Registry{})
	Hide(ctx, secrets...)
	return ctx
}

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"RUNNING":                              "RUNNING",
		"应用 «ready» – 100 % 🚀":                 "应用 «ready» – 100 % 🚀",
		"\x1b[31mred\x1b]0;title\x07":          `\u001b[31mred\u001b]0;title\u0007`,
		"a\nb\r\nc\td\x00\x7f":                 `a\nb\r\nc\td\u0000\u007f`,
		"\u009b31m\u0085":                      `\u009b31m\u0085`, // C1
		"a\u2028b\u2029c":                      `a\u2028b\u2029c`,
		"\u202a\u202b\u202c\u202d\u202e":       `\u202a\u202b\u202c\u202d\u202e`,
		"\u2066\u2067\u2068\u2069":             `\u2066\u2067\u2068\u2069`,
		"\u200e\u200f\u061c":                   `\u200e\u200f\u061c`,
		"\u200b\u200c\u200d\u2060\ufeff\u00ad": `\u200b\u200c\u200d\u2060\ufeff\u00ad`,
		"a\u00a0b\u2003c":                      `a\u00a0b\u2003c`,
		"\U000e0041":                           `\U000e0041`, // an invisible tag
		"\xff\x9b":                             "\uFFFD",
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestTextKeepsItsLines(t *testing.T) {
	ctx := t.Context()
	if got := Text(ctx, "one\n\n  two: \x1b[2J\n"); got != "one\n\n  two: \\u001b[2J\n" {
		t.Errorf("got %q", got)
	}
	if got := Line(ctx, "one\n  Request ID: forged"); got != `one\n  Request ID: forged` {
		t.Errorf("got %q", got)
	}
	long := strings.Repeat("ä", 3*maxLine)
	for _, line := range strings.Split(Text(ctx, long+"\n"+long), "\n") {
		if n := utf8.RuneCountInString(line); n != maxLine+utf8.RuneCountInString(Mark) || !strings.HasSuffix(line, Mark) {
			t.Errorf("a line of %d characters", n)
		}
	}
}

func TestSecretsInEachForm(t *testing.T) {
	const secret = "CAIS/a+b=c* ~d\"e\n"
	for name, form := range map[string]string{
		"plain":         secret,
		"query":         url.QueryEscape(secret),
		"path":          url.PathEscape(secret),
		"percent":       percent(secret),
		"percent twice": percent(percent(secret)),
		"lower case":    lowerEscapes(percent(secret)),
		"base64":        base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64url":     base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"JSON slash":    strings.ReplaceAll(secret, "/", `\/`),
		"visible":       Visible(secret),
	} {
		if got := Line(hiding(t.Context(), "", "ab", secret), "before "+form+" after"); got != "before […] after" {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if got := Line(hiding(t.Context(), "abcdef", "abcdefgh"), "abcdefgh and abcdef"); got != "[…] and […]" {
		t.Errorf("one secret begins another: got %q", got)
	}
	if got := Line(hiding(t.Context(), "", "a", "abc"), "a abc a"); got != "a abc a" {
		t.Errorf("short secrets: got %q", got)
	}
}

func TestHide(t *testing.T) {
	Hide(t.Context(), "secret") // not prepared: nothing happens
	if got := Line(t.Context(), "secret"); got != "secret" {
		t.Errorf("not prepared: got %q", got)
	}
	registry := &Registry{}
	ctx := NewContext(t.Context(), registry)
	Hide(ctx, "secret", "", "abc")
	derived, cancel := context.WithCancel(ctx)
	defer cancel()
	if got := Text(derived, "a secret, abc"); got != "a […], abc" {
		t.Errorf("got %q", got)
	}
	if got := Line(NewContext(t.Context(), registry), "a secret"); got != "a […]" {
		t.Errorf("another call's: got %q", got)
	}
	// A secret at the bound is replaced before the text is cut, so that no part of it stays.
	if got := Line(ctx, strings.Repeat("x", maxLine-3)+"secret"); strings.Contains(got, "sec") {
		t.Errorf("got %q", got[maxLine-10:])
	}
}

func TestHideFromManyGoroutines(t *testing.T) {
	ctx := hiding(t.Context())
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			secret := fmt.Sprintf("secret-%d-", i)
			Hide(ctx, secret)
			if got := Text(ctx, "a "+secret); got != "a […]" {
				t.Errorf("got %q", got)
			}
		})
	}
	group.Wait()
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b[31m\u202eb\n c\xff", "secret")
	f.Add("%41\u0085\u2028", "%41%")
	f.Fuzz(func(t *testing.T, text, secret string) {
		ctx := hiding(t.Context(), secret)
		for _, got := range append(strings.Split(Text(ctx, text), "\n"), Line(ctx, text)) {
			if !utf8.ValidString(got) || strings.ContainsFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("got %q", got)
			}
			if utf8.RuneCountInString(got) > maxLine+utf8.RuneCountInString(Mark) {
				t.Errorf("got %d characters", utf8.RuneCountInString(got))
			}
		}
	})
}

// BenchmarkText: a fleet may have a thousand license keys, and a status may be as long as a body.
func BenchmarkText(b *testing.B) {
	ctx := hiding(b.Context())
	for i := range 1000 {
		Hide(ctx, fmt.Sprintf("license-key@28-characters-%04d", i))
	}
	for name, text := range map[string]string{
		"sentence":   "The application is not ready: sub_status is RUNNING_BUT_HAS_ERROR.",
		"diagnostic": strings.Repeat("  app-0001: ready required true, found false: RUNNING_BUT_HAS_ERROR\n", 60),
		"4MiB":       strings.Repeat("\u202esignature ", (4<<20)/13),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Text(ctx, text)
			}
		})
	}
}
