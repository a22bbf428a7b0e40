// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/credentials"
)

// unsaidLife is how long temporary credentials are used whose end nobody has told.
const unsaidLife = 15 * time.Minute

// temporary is how STS, the ECS metadata service and a credentials URI all write a temporary key.
type temporary struct {
	Code            string
	AccessKeyID     string `json:"AccessKeyId"`
	AccessKeySecret string
	SecurityToken   string
	Expiration      string
}

// credentials reads t; life is used when it does not say when it ends. who names the giver in the error, which never
// shows what was given.
func (t temporary) credentials(who string, life time.Duration) (credentials.Credentials, *apierr.Error) {
	if t.AccessKeyID == "" || t.AccessKeySecret == "" {
		return credentials.Credentials{}, credentials.Invalid(who+" answered without an access key and its secret.", "")
	}
	c := credentials.Credentials{AccessKeyID: t.AccessKeyID, SecretKey: t.AccessKeySecret, SecurityToken: t.SecurityToken}
	if ends, err := time.Parse(time.RFC3339, t.Expiration); err == nil {
		c.Expires = ends
	} else {
		c.Expires = time.Now().Add(life)
	}
	return c, nil
}

// readTemporary decodes a flat answer: the metadata service's and a credentials URI's.
func readTemporary(a cloud.Response, who string) (credentials.Credentials, *apierr.Error) {
	var t temporary
	if json.Unmarshal(a.Body, &t) != nil {
		e := credentials.Invalid(who+" answered something that is not credentials in JSON.", "")
		e.HTTPStatus, e.ContentType = a.Status, a.ContentType()
		return credentials.Credentials{}, e
	}
	if t.Code != "" && t.Code != "Success" {
		e := credentials.Invalid(who+" answered that it has no credentials to give.", "")
		e.HTTPStatus, e.Code = a.Status, t.Code
		return credentials.Credentials{}, e
	}
	return t.credentials(who, unsaidLife)
}

// refused is the failure of a giver of credentials by its HTTP status alone: its body may hold credentials.
func refused(a cloud.Response, who, advice string) *apierr.Error {
	e := Failure(cloud.Response{Status: a.Status, Header: a.Header}, "", "", "")
	e.ContentType = a.ContentType()
	e.Reason = fmt.Sprintf("%s answered HTTP %d instead of credentials.", who, a.Status)
	e.Advice = advice
	if !e.Retryable() {
		e.Kind = apierr.InvalidCredentials
	}
	return e
}

// unreached words a failure on the way to a giver of credentials. What passes stays what it is, and a timeout names who
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
