// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

const secret = "s3cr3t"

var keyPair = Credentials{AccessKeyID: "HPUATESTACCESSKEY042", SecretKey: secret, Source: "S"}

func TestStatic(t *testing.T) {
	for name, tt := range map[string]struct {
		c        Credentials
		contains string // "" if the credentials are accepted
	}{
		"key":                   {c: keyPair},
		"temporary key":         {c: Credentials{AccessKeyID: "a", SecretKey: "s", SecurityToken: "t/+=", ProjectID: "p", Source: "S"}},
		"token":                 {c: Credentials{AuthToken: "t", Source: "S"}},
		"nothing":               {c: Credentials{Source: "S"}, contains: "S gives neither a key nor a token."},
		"no secret":             {c: Credentials{AccessKeyID: "a", Source: "S"}, contains: "S gives an access key without its secret key."},
		"no key":                {c: Credentials{SecretKey: secret, Source: "S"}, contains: "S gives a secret key without its access key."},
		"white space for a key": {c: Credentials{AccessKeyID: " ", SecretKey: secret, Source: "S"}, contains: "The access key from S holds white space"},
		"key with a space":      {c: Credentials{AccessKeyID: " a", SecretKey: secret, Source: "S"}, contains: "The access key from S holds white space"},
		"key with a null":       {c: Credentials{AccessKeyID: "a\x00", SecretKey: secret, Source: "S"}, contains: "The access key from S holds white space"},
		"secret with a break":   {c: Credentials{AccessKeyID: "a", SecretKey: secret + "\n", Source: "S"}, contains: "The secret key from S holds white space"},
		"secret not ASCII":      {c: Credentials{AccessKeyID: "a", SecretKey: secret + "ä", Source: "S"}, contains: "The secret key from S holds white space"},
		"space in a token":      {c: Credentials{AccessKeyID: "a", SecretKey: secret, SecurityToken: "a b", Source: "S"}, contains: "The security token from S holds white space"},
		"token not ASCII":       {c: Credentials{AccessKeyID: "a", SecretKey: "s", SecurityToken: secret + "é", Source: "S"}, contains: "The security token from S holds white space"},
		"token with a break":    {c: Credentials{AuthToken: secret + "\n", Source: "S"}, contains: "The auth token from S holds white space"},
		"project of two lines":  {c: Credentials{AuthToken: "t", ProjectID: "two lines\n", Source: "S"}, contains: "The project id from S holds white space"},
	} {
		t.Run(name, func(t *testing.T) {
			// The cache checks what a provider gives, a static one or another.
			for _, get := range []func() (Credentials, error){
				func() (Credentials, error) { return Static(tt.c).Retrieve(t.Context()) },
				func() (Credentials, error) { return NewCache(unchecked(tt.c), nil).Get(t.Context()) },
			} {
				got, err := get()
				if tt.contains == "" {
					if err != nil || got != tt.c {
						t.Errorf("%#v, %v", got, err)
					}
					continue
				}
				e := apierr.From(err)
				if e.Kind != apierr.InvalidCredentials || !strings.HasPrefix(e.Reason, tt.contains) || got != (Credentials{}) ||
					strings.Contains(fmt.Sprintf("%+v", *apierr.From(err)), secret) {
					t.Errorf("%#v, %+v", got, e)
				}
			}
		})
	}
}

// unchecked is a provider that checks nothing.
func unchecked(c Credentials) Provider {
	return &fake{give: func(context.Context, int) (Credentials, error) { return c, nil }}
}

func TestChain(t *testing.T) {
	chain := func(providers ...Provider) Chain {
		return Chain{Cloud: "Some Cloud", Advice: "Set SOME_KEY.", Providers: providers}
	}
	other := Credentials{AccessKeyID: "other", SecretKey: "other", Source: "another"}
	c, err := chain(NotConfigured("A (not set)"), NotConfigured("B (not set)"), Static(keyPair), Static(other)).Retrieve(t.Context())
	if err != nil || c != keyPair {
		t.Errorf("%v, %v, want those of the first that has some", c, err)
	}
	invalid := Invalid("A is set and B is not.", "Set it too.")
	for _, failing := range []Provider{
		Static(Credentials{AccessKeyID: "a", Source: "S"}), Misconfigured(invalid),
		&fake{give: func(context.Context, int) (Credentials, error) { return Credentials{}, errors.New("unknown") }},
		&fake{give: func(context.Context, int) (Credentials, error) {
			return Credentials{}, &apierr.Error{Kind: apierr.Unavailable}
		}},
	} {
		_, err := chain(NotConfigured("A (not set)"), failing, Static(keyPair)).Retrieve(t.Context())
		if err == nil || apierr.From(err).Kind == apierr.CredentialsMissing {
			t.Errorf("%v: a provider that fails was skipped", err)
		}
	}
	if _, err := chain(Misconfigured(invalid), Static(keyPair)).Retrieve(t.Context()); apierr.From(err) != invalid {
		t.Errorf("got %v", err)
	}
	_, err = chain(NotConfigured("A and B (not set)"), chainless{}, NotConfigured("C")).Retrieve(t.Context())
	e := apierr.From(err)
	if e.Kind != apierr.CredentialsMissing || !slices.Equal(e.Searched, []string{"A and B (not set)", "a file (does not exist)", "C"}) ||
		e.Reason != "No credentials for Some Cloud were found." || e.Advice != "Set SOME_KEY." {
		t.Errorf("got %+v", e)
	}
	if _, err := chain().Retrieve(t.Context()); kind(t, err) != apierr.CredentialsMissing {
		t.Error(err)
	}
}

// chainless is a provider that finds only in Retrieve that there is nothing.
type chainless struct{}

func (chainless) Retrieve(context.Context) (Credentials, error) {
	return Credentials{}, Missing("a file (does not exist)")
}

func TestCredentialsPrintNoSecret(t *testing.T) {
	c := Credentials{AccessKeyID: "STS.testAK", SecretKey: secret, SecurityToken: secret, AuthToken: secret, Source: "S"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, c); strings.Contains(text, secret) {
			t.Errorf("%s: %s", format, text)
		}
	}
	for id, want := range map[string]string{"abc": "", "12345678": "", "123456789": "6789"} {
		if got := (Credentials{AccessKeyID: id}).KeyIDTail(); got != want {
			t.Errorf("the tail of %s is %q, want %q", id, got, want)
		}
	}
}
