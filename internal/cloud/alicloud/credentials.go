// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// Credentials are one identity, as a source found it. They are never changed, only replaced.
type Credentials struct {
	AccessKeyID     string
	AccessKeySecret string
	SecurityToken   string
	// Region is the one that came with the identity (a profile's), if any.
	Region string
	// Expires is when a session ends; zero: never.
	Expires time.Time
	// Source says in a few words where the identity is from, for a log line.
	Source string
}

// String and GoString keep secrets out of anything that prints a Credentials by mistake.
func (c Credentials) String() string { return "the credentials of " + c.Source }

// GoString is String.
func (c Credentials) GoString() string { return c.String() }

// secrets are the values that no text may show.
func (c Credentials) secrets() []string { return []string{c.AccessKeySecret, c.SecurityToken} }

// keyIDTail is what a log line may show of the key id.
func (c Credentials) keyIDTail() string {
	if len(c.AccessKeyID) <= 8 {
		return ""
	}
	return c.AccessKeyID[len(c.AccessKeyID)-4:]
}

// check finds a value that no key or token has, most often a line break at the end, before it becomes a signature
// that does not match.
func (c Credentials) check() *apierr.Error {
	for _, part := range []struct{ name, value string }{
		{"access key", c.AccessKeyID}, {"secret key", c.AccessKeySecret}, {"security token", c.SecurityToken},
	} {
		if part.value == "" && part.name != "security token" {
			return badCredentials(fmt.Sprintf("The %s from %s is empty.", part.name, c.Source), "")
		}
		if strings.ContainsFunc(part.value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return badCredentials(
				fmt.Sprintf("The %s from %s holds white space or a character that none has.", part.name, c.Source),
				"Check the value for a stray character, often a line break at its end.")
		}
	}
	return nil
}

func badCredentials(reason, advice string) *apierr.Error {
	return &apierr.Error{Kind: apierr.InvalidCredentials, Reason: reason, Advice: advice}
}

// Source is one way to an identity. It reads files and networks in Resolve alone. Its errors are *apierr.Error, clean
// of secrets; Unavailable, Throttled and Timeout mean that the same question may be answered a little later.
type Source interface {
	Resolve(ctx context.Context, reach Reach) (Credentials, error)
}

// Reach is what a session lends its source for going outside: the same transport and endpoints as the APIs get.
type Reach struct {
	Transport *cloud.Transport
	Endpoints map[string]cloud.Endpoint
	Faults    map[string]string
	Region    cloud.Region
	// Metadata is the ECS instance metadata service.
	Metadata cloud.Endpoint
	// Admission is asked before a request is signed; nil admits every one.
	Admission *cloud.Admission
}

// Static is an identity that somebody wrote down.
func Static(c Credentials) Source { return static(c) }

type static Credentials

func (s static) Resolve(context.Context, Reach) (Credentials, error) {
	c := Credentials(s)
	if e := c.check(); e != nil {
		return Credentials{}, e
	}
	return c, nil
}
