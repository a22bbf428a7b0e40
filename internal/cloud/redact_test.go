// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package cloud

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

func TestRedactCutsAtSignedMaterial(t *testing.T) {
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
		if got := Redact(text); got != want || strings.Contains(got, "HIDE") {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestRedactReplacesSecretsByValue(t *testing.T) {
	if got := Redact("abcdefgh and YWJjZGVm", "", "ab", "abcdef", "abcdefgh"); got != "[…] and […]" {
		t.Errorf("got %q", got)
	}
}

func TestRedactBoundsTheLength(t *testing.T) {
	got := Redact(strings.Repeat("ä", 5000))
	if utf8.RuneCountInString(got) > maxText+len(redact.Mark) || !utf8.ValidString(got) {
		t.Errorf("got %d characters", utf8.RuneCountInString(got))
	}
}

func TestCleanReachesEachText(t *testing.T) {
	const secret = "SECRETSECRET"
	cause := errors.New("cause")
	dirty := func() *apierr.Error {
		return &apierr.Error{
			Kind: apierr.Rejected, Argument: "app_id", Reason: "r " + secret, Advice: "a " + secret,
			Code: "c" + secret, Message: "m " + secret, RequestID: "i" + secret, TraceID: "t" + secret,
			ContentType: secret + "/x", HTTPStatus: 400, Attempts: 3, Err: cause,
		}
	}
	e := dirty()
	e.Last = dirty()
	e.Last.Last = dirty()
	clean := RedactError(e, secret)
	for c := clean; c != nil; c = c.Last {
		for _, text := range []string{c.Reason, c.Advice, c.Code, c.Message, c.RequestID, c.TraceID, c.ContentType} {
			if strings.Contains(text, secret) || !strings.Contains(text, redact.Mark) {
				t.Errorf("got %q", text)
			}
		}
		if c.HTTPStatus != 400 || c.Attempts != 3 || c.Argument != "app_id" || !errors.Is(c, cause) {
			t.Errorf("lost something: %+v", c)
		}
	}
	if !strings.Contains(e.Message, secret) {
		t.Error("the original was changed")
	}
	if RedactError(nil) != nil {
		t.Error("nothing became something")
	}
	if got := RedactError(&apierr.Error{RequestID: strings.Repeat("x", 999)}).RequestID; len(got) > maxName+len(redact.Mark) {
		t.Errorf("an id of %d bytes", len(got))
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("server string to sign is:GET SECRETSECRET", "SECRETSECRET")
	f.Add("\xff\xfe İ signature=", "%41%")
	f.Fuzz(func(t *testing.T, text, secret string) {
		got := Redact(text, secret)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00\x1b") {
			t.Errorf("got %q", got)
		}
		if utf8.RuneCountInString(got) > maxText+3+1 {
			t.Errorf("got %d characters", utf8.RuneCountInString(got))
		}
	})
}
