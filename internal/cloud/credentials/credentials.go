// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

// Package credentials has what both clouds share about credentials: the type, the providers that need no cloud, the chain
// of providers, the cache, and the calls that are signed with them. The providers that call a cloud's service or read its
// tool's file are beside their cloud.
package credentials

import (
	"fmt"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Credentials are one identity. They never change. Either AccessKeyID and SecretKey are set, or AuthToken.
type Credentials struct {
	AccessKeyID   string
	SecretKey     string
	SecurityToken string
	// AuthToken is a token that is sent instead of a signature.
	AuthToken string
	// Region is the region that came with the credentials, such as a profile's, if any.
	Region cloud.Region
	// ProjectID is the IAM project that came with the credentials, if any.
	ProjectID string
	// Expires is when temporary credentials end; zero: never.
	Expires time.Time
	// Source says in words where the credentials are from: "the provider's alicloud block".
	Source string
	// Renewal is the advice for when the cloud refuses the credentials, if there is a better one than the general.
	Renewal string
}

// String names the source. With GoString it keeps the secrets out of whatever prints credentials.
func (c Credentials) String() string { return "the credentials of " + c.Source }

// GoString serves %#v.
func (c Credentials) GoString() string { return c.String() }

// Temporary reports whether the credentials expire.
func (c Credentials) Temporary() bool { return !c.Expires.IsZero() }

// Secrets are the values that no text may show.
func (c Credentials) Secrets() []string { return []string{c.SecretKey, c.SecurityToken, c.AuthToken} }

// KeyIDTail is the end of the access key's id: enough to tell two keys apart.
func (c Credentials) KeyIDTail() string {
	if len(c.AccessKeyID) <= 8 {
		return ""
	}
	return c.AccessKeyID[len(c.AccessKeyID)-4:]
}

// Check refuses what no cloud could accept, most often a line break at the end of a value. Sent, it would be a signature
// that does not match, and a few of those lock the key.
func (c Credentials) Check() *apierr.Error {
	if c.AuthToken == "" {
		switch {
		case c.AccessKeyID == "" && c.SecretKey == "":
			return Invalid(cloud.Capital(c.Source)+" gives neither a key nor a token.", "")
		case c.AccessKeyID == "":
			return Invalid(cloud.Capital(c.Source)+" gives a secret key without its access key.", "")
		case c.SecretKey == "":
			return Invalid(cloud.Capital(c.Source)+" gives an access key without its secret key.", "")
		}
	}
	for _, part := range []struct{ name, value string }{
		{"access key", c.AccessKeyID},
		{"secret key", c.SecretKey},
		{"security token", c.SecurityToken},
		{"auth token", c.AuthToken},
		{"project id", c.ProjectID},
	} {
		if strings.ContainsFunc(part.value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return Invalid(
				fmt.Sprintf("The %s from %s holds white space or another character that no %s has.", part.name, c.Source, part.name),
				"Check the value for a stray character, often a line break at its end: trimspace() removes it from what file() read.")
		}
	}
	return nil
}

// Invalid is the error of credentials that are there and cannot be right. Both texts are whole sentences.
func Invalid(reason, advice string) *apierr.Error {
	return &apierr.Error{Kind: apierr.InvalidCredentials, Reason: reason, Advice: advice}
}

// Missing is the error of credentials that are not there; what completes a list of what was searched: "A and B (not set)".
func Missing(what string) *apierr.Error {
	return &apierr.Error{Kind: apierr.CredentialsMissing, Reason: what}
}
