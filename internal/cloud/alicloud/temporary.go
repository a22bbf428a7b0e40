// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package alicloud

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
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
type temporary struct{ AccessKeyID, AccessKeySecret, SecurityToken, Expiration string }

// credentials makes credentials of t, which last for life if t does not say when it ends. who names the service in the error,
// which never shows what the service sent.
func (t temporary) credentials(who string, life time.Duration) (credentials.Credentials, *apierr.Error) {
	if t.AccessKeyID == "" || t.AccessKeySecret == "" {
		return credentials.Credentials{}, credentials.Invalid(who+" responded without an access key and its secret.", "")
	}
	c := credentials.Credentials{AccessKeyID: t.AccessKeyID, SecretKey: t.AccessKeySecret, SecurityToken: t.SecurityToken}
	if ends, err := time.Parse(time.RFC3339, t.Expiration); err == nil {
		c.Expires = ends
	} else {
		c.Expires = time.Now().Add(life)
	}
	return c, nil
}

// readKey reads the response of the metadata service or a credentials URI, whose key is from source. who names the service in the
// error, which has of the body what it says about itself and no more.
func readKey(ctx context.Context, a cloud.Response, source, who, advice string) (credentials.Credentials, error) {
	var body struct {
		temporary
		Code, Message, RequestID string
	}
	undecoded, err := wire.Unmarshal(a.Body, &body)
	redact.Hide(ctx, body.AccessKeySecret, body.SecurityToken)
	e := credentials.Invalid(who+" responded that it has no credentials to give.", "")
	switch err := cmp.Or(err, undecoded); {
	case a.Status != http.StatusOK:
		e = credentials.Refused(a, who, advice)
	case err != nil:
		// err names a place in the body, never what is there.
		reason := fmt.Sprintf("%s responded with something that is not credentials in JSON. %s.", who, cloud.Capital(err.Error()))
		return credentials.Credentials{}, credentials.Unusable(a, reason, "")
	case body.Code == "" || body.Code == "Success":
		c, e := body.credentials(who, defaultLife)
		if e != nil {
			return c, e
		}
		c.Source = source
		return c, nil
	}
	e.HTTPStatus, e.Code, e.Message, e.RequestID = a.Status, body.Code, body.Message, body.RequestID
	return credentials.Credentials{}, e
}
