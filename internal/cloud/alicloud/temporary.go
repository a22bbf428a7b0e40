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
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

// defaultLife is how long temporary credentials are used that come without their end.
const defaultLife = 15 * time.Minute

// temporary is how STS, the ECS metadata service and a credentials URI all write a temporary key.
type temporary struct{ accessKeyID, accessKeySecret, securityToken, expiration string }

func newTemporary(f *wire.Fields) temporary {
	return temporary{
		accessKeyID: f.String("AccessKeyId"), accessKeySecret: f.String("AccessKeySecret"),
		securityToken: f.String("SecurityToken"), expiration: f.String("Expiration"),
	}
}

// readFields has read take what it needs from the body, which is one JSON object without a duplicate name.
func readFields(a cloud.Response, read func(*wire.Fields)) error {
	body, err := wire.Parse(a.Body)
	if err != nil {
		return err
	}
	f := wire.NewFields(body)
	read(f)
	return f.Err()
}

// unreadable is the error of a response that should have held credentials. err names a place in the body, never what is
// there.
func unreadable(a cloud.Response, reason string, err error) *apierr.Error {
	why := err.Error()
	e := credentials.Invalid(fmt.Sprintf("%s %s.", reason, strings.ToUpper(why[:1])+why[1:]), "")
	e.HTTPStatus, e.ContentType, e.RequestID = a.Status, a.ContentType(), requestID(a)
	return e
}

// credentials makes credentials of t, which last for life if t does not say when it ends. who names the service in the error,
// which never shows what the service sent.
func (t temporary) credentials(who string, life time.Duration) (credentials.Credentials, *apierr.Error) {
	if t.accessKeyID == "" || t.accessKeySecret == "" {
		return credentials.Credentials{}, credentials.Invalid(who+" responded without an access key and its secret.", "")
	}
	c := credentials.Credentials{AccessKeyID: t.accessKeyID, SecretKey: t.accessKeySecret, SecurityToken: t.securityToken}
	if ends, err := time.Parse(time.RFC3339, t.expiration); err == nil {
		c.Expires = ends
	} else {
		c.Expires = time.Now().Add(life)
	}
	return c, nil
}

// readTemporary decodes a flat response: the metadata service's and a credentials URI's.
func readTemporary(ctx context.Context, a cloud.Response, who string) (credentials.Credentials, *apierr.Error) {
	var (
		code string
		t    temporary
	)
	err := readFields(a, func(f *wire.Fields) { code, t = f.String("Code"), newTemporary(f) })
	redact.Hide(ctx, t.accessKeySecret, t.securityToken)
	if err != nil {
		return credentials.Credentials{}, unreadable(a, who+" responded with something that is not credentials in JSON.", err)
	}
	if code != "" && code != "Success" {
		e := credentials.Invalid(who+" responded that it has no credentials to give.", "")
		e.HTTPStatus, e.Code = a.Status, code
		return credentials.Credentials{}, e
	}
	return t.credentials(who, defaultLife)
}

// refused is the error of a service that gives credentials, by its HTTP status alone: its body may hold credentials.
func refused(a cloud.Response, who, advice string) *apierr.Error {
	e := Failure(cloud.Response{Status: a.Status, Header: a.Header}, "", "", "")
	e.ContentType = a.ContentType()
	e.Reason = fmt.Sprintf("%s responded with HTTP %d instead of credentials.", who, a.Status)
	e.Advice = advice
	if !e.Retryable() {
		e.Kind = apierr.InvalidCredentials
	}
	return e
}

// unreached is the error of a service that gives credentials and was not reached. What passes stays what it is, and a timeout names who
// was slow; what does not pass is a matter of credentials, not of the region that the transport would point at.
func unreached(err error, who, advice string) *apierr.Error {
	e := *apierr.From(err)
	switch e.Kind {
	case apierr.Interrupted:
		return &e
	case apierr.Timeout:
		e.Peer = who
		return &e
	}
	e.Argument = ""
	if e.Advice == "" || e.Kind == apierr.Unreachable {
		e.Advice = advice
	}
	if !e.Retryable() {
		e.Kind = apierr.InvalidCredentials
	}
	return &e
}
