// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package huaweicloud

import (
	"context"
	"log/slog"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
)

// Credentials are one identity, and never change. Either AccessKey and SecretKey are set, or AuthToken.
type Credentials struct {
	AccessKey, SecretKey, SecurityToken string
	// AuthToken is an IAM user token, sent as X-Auth-Token instead of a signature.
	AuthToken string
	// ProjectID is the IAM project the source names, if any.
	ProjectID string
	// Source says in words where they come from: "the provider block".
	Source string
}

// String, GoString and LogValue keep the secrets out of whatever prints an identity.
func (c Credentials) String() string { return "credentials of " + c.Source }

// GoString serves %#v.
func (c Credentials) GoString() string { return c.String() }

// LogValue serves log/slog.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// secrets are what no text may show.
func (c Credentials) secrets() []string { return []string{c.SecretKey, c.SecurityToken, c.AuthToken} }

// keyIDTail is what may be said of the key: enough to tell two apart.
func (c Credentials) keyIDTail() string {
	if len(c.AccessKey) < 8 {
		return ""
	}
	return c.AccessKey[len(c.AccessKey)-4:]
}

// check refuses what could not be right, before it is sent and, five times over, locks the key for five minutes.
func (c Credentials) check() *apierr.Error {
	if c.AuthToken == "" {
		switch {
		case c.AccessKey == "" && c.SecretKey == "":
			return bad("%s gives neither a key nor a token.", c.Source)
		case c.AccessKey == "":
			return bad("%s gives a secret key without its access key.", c.Source)
		case c.SecretKey == "":
			return bad("%s gives an access key without its secret key.", c.Source)
		}
	}
	for _, part := range []struct{ name, value string }{
		{"access key", c.AccessKey},
		{"secret key", c.SecretKey},
		{"security token", c.SecurityToken},
		{"auth token", c.AuthToken},
		{"project id", c.ProjectID},
	} {
		if strings.ContainsFunc(part.value, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			e := bad("The %s of %s has a space, a line break or another character in it that no %s has.",
				part.name, c.Source, part.name)
			e.Advice = "Write it without, often at its end: trimspace() takes them off what file() read."
			return e
		}
	}
	return nil
}

// Source is one way to an identity. It does I/O only in Resolve, whose error is an *apierr.Error: of kind
// CredentialsMissing if the source is not there at all, so that another may be asked.
type Source interface {
	Resolve(ctx context.Context) (Credentials, error)
}

type static struct{ credentials Credentials }

func (s static) Resolve(context.Context) (Credentials, error) {
	if e := s.credentials.check(); e != nil {
		return Credentials{}, e
	}
	return s.credentials, nil
}

// Static is the source of what is already known.
func Static(c Credentials) Source { return static{c} }

type absent struct{ what string }

func (a absent) Resolve(context.Context) (Credentials, error) {
	return Credentials{}, missing("%s", a.what)
}

// Absent is a source that was looked for and is not there; what says so in a few words for the list of what was looked
// at: "HW_ACCESS_KEY and HW_SECRET_KEY (not set)".
func Absent(what string) Source { return absent{what} }

type first []Source

// FirstOf asks each source in turn. One that is not there leads on to the next; one that is there and broken does not:
// falling through would use another identity than the one that was meant.
func FirstOf(sources ...Source) Source { return first(sources) }

func (f first) Resolve(ctx context.Context) (Credentials, error) {
	var looked []string
	for _, source := range f {
		c, err := source.Resolve(ctx)
		if err == nil {
			return c, nil
		}
		e := apierr.From(err)
		if e.Kind != apierr.CredentialsMissing {
			return Credentials{}, e
		}
		looked = append(looked, e.Reason)
	}
	e := missing("No credentials for Huawei Cloud were found.")
	e.Searched = looked
	e.Advice = "Set the environment variables HW_ACCESS_KEY and HW_SECRET_KEY, " +
		"or write access_key and secret_key in the provider's huaweicloud block."
	return Credentials{}, e
}
