// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// message is a cloud's message as it is shown.
func message(ctx context.Context, text string) string {
	return apierr.From(Error(ctx, &apierr.Error{Message: text})).Message
}

func TestMessageIsCutAtSignedMaterial(t *testing.T) {
	tests := map[string]string{
		"":                                   "",
		"Specified access key is not found.": "Specified access key is not found.",
		"Specified signature is not matched with our calculation. server string to sign is:GET\n&HIDE": "Specified signature is not matched with our calculation. […]",
		"Wrong. StringToSign=HIDE":                                 "Wrong. […]",
		"verify aksk signature fail, canonicalRequest:GET|HIDE":    "verify aksk signature fail, […]",
		"The canonical request for this is 'GET HIDE":              "The […]",
		"see https://h/?AccessKeyId=AK&Signature=HIDE":             "see https://h/?AccessKeyId=AK& […]",
		"see AccessKeyId%3DAK%26SecurityToken%3DHIDE":              "see AccessKeyId%3DAK%26 […]",
		"see AccessKeyId%253DAK%2526SecurityToken%253DHIDE":        "see AccessKeyId%253DAK%2526 […]",
		"POST&%2F&AccessKeyId%3DHIDE":                              "[…]",
		`{"AccessKeySecret":"HIDE"}`:                               `{" […]`,
		`{\"SecurityToken\" : \"HIDE\"}`:                           `{\" […]`,
		"bad header X-Auth-Token: HIDE":                            "bad header X- […]",
		"bad header x-acs-security-token:HIDE":                     "bad header x-acs- […]",
		"bad Authorization: acs AK:HIDE":                           "bad […]",
		"bad SDK-HMAC-SHA256 Access=AK, Signature=HIDE":            "bad […]",
		"licenseKey HIDE is not known":                             "[…]",
		"the license key HIDE":                                     "the […]",
		"SecurityToken HIDEHIDEHIDEHIDEHIDE is malformed":          "[…]",
		"got Bearer HIDEHIDEHIDEHIDE":                              "got […]",
		"token eyJhbGciOiJSUzI1NiJ9.HIDE is bad":                   "token […]",
		"Set-Cookie: a=HIDE":                                       "[…]",
		"password=HIDE":                                            "[…]",
		"Specified SecurityToken is expired.":                      "Specified SecurityToken is expired.",
		"Specified SecurityToken is malformed.":                    "Specified SecurityToken is malformed.",
		"This signature method is not supported.":                  "This signature method is not supported.",
		"The input parameter SignatureNonce is mandatory.":         "The input parameter SignatureNonce is mandatory.",
		"Invalid token: expired":                                   "Invalid token: expired",
		"InvalidSecurityToken.MismatchWithAccessKey":               "InvalidSecurityToken.MismatchWithAccessKey",
		"You are not authorized to do sae:Describe on resource x.": "You are not authorized to do sae:Describe on resource x.",
		"a\r\nb\tc\x00d\x1b[31m  e\u202ef":                         `a b c\u0000d\u001b[31m e\u202ef`,
		"bad \xff byte":                                            "bad \uFFFD byte",
	}
	for text, want := range tests {
		if got := message(t.Context(), text); got != want || strings.Contains(got, "HIDE") {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestMessageIsBounded(t *testing.T) {
	got := message(t.Context(), strings.Repeat("ä", 5000))
	if utf8.RuneCountInString(got) > maxMessage+len(Mark) || !utf8.ValidString(got) {
		t.Errorf("got %d characters", utf8.RuneCountInString(got))
	}
}

// A secret is replaced before the message is folded and cut, so that no part of it stays.
func TestMessageHidesSecretsFirst(t *testing.T) {
	ctx := hiding(t.Context(), "SECRET\n\nSECRET")
	got := message(ctx, strings.Repeat("x", maxMessage-3)+" SECRET\n\nSECRET and SECRET\n\nSECRET")
	if strings.Contains(got, "SEC") {
		t.Errorf("got %q", got)
	}
}

func TestErrorReachesEachText(t *testing.T) {
	const secret = "SECRETSECRET"
	cause := errors.New("cause")
	dirty := func() *apierr.Error {
		return &apierr.Error{
			Kind: apierr.Rejected, Argument: "app_id", Reason: "our own",
			Code: "c" + secret, Message: "m " + secret, RequestID: "i" + secret, TraceID: "t" + secret,
			ContentType: secret + "/x", HTTPStatus: 400, Attempts: 3, Err: cause,
		}
	}
	e := dirty()
	e.Last = dirty()
	e.Last.Last = dirty()
	clean := apierr.From(Error(hiding(t.Context(), secret), e))
	for c := clean; c != nil; c = c.Last {
		for _, text := range []string{c.Code, c.Message, c.RequestID, c.TraceID, c.ContentType} {
			if strings.Contains(text, secret) || !strings.Contains(text, Mark) {
				t.Errorf("got %q", text)
			}
		}
		if c.HTTPStatus != 400 || c.Attempts != 3 || c.Argument != "app_id" || c.Reason != "our own" || !errors.Is(c, cause) {
			t.Errorf("lost something: %+v", c)
		}
	}
	if !strings.Contains(e.Message, secret) {
		t.Error("the original was changed")
	}
	if Error(t.Context(), nil) != nil {
		t.Error("nothing became something")
	}
	if got := apierr.From(Error(t.Context(), &apierr.Error{RequestID: strings.Repeat("x", 999)})).RequestID; len(got) > maxName+len(Mark) {
		t.Errorf("an id of %d bytes", len(got))
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("server string to sign is:GET SECRETSECRET", "SECRETSECRET")
	f.Add("\xff\xfe İ signature=", "%41%")
	f.Fuzz(func(t *testing.T, text, secret string) {
		got := message(hiding(t.Context(), secret), text)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00\x1b") {
			t.Errorf("got %q", got)
		}
		if utf8.RuneCountInString(got) > maxMessage+3+1 {
			t.Errorf("got %d characters", utf8.RuneCountInString(got))
		}
	})
}

// BenchmarkMessage: a cloud's message may be as long as a body.
func BenchmarkMessage(b *testing.B) {
	ctx := hiding(b.Context(), "secretsecretsecret", "tokentokentoken")
	for name, text := range map[string]string{
		"sentence": "The specified AppId does not exist.",
		"4MiB":     strings.Repeat("signature ", (4<<20)/10),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				message(ctx, text)
			}
		})
	}
}
