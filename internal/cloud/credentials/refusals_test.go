// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"testing"
	"time"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
)

// A refusal is kept for exactly the credentials and the host, wherever the credentials are from, until a success.
func TestRefusals(t *testing.T) {
	var r Refusals
	c := Credentials{AccessKeyID: "key", SecretKey: "secret", Source: "the test"}
	const host = "api.test:443"
	refusal := &apierr.Error{Kind: apierr.InvalidCredentials, RequestID: "R-1"}
	if e := r.Of(c, host); e != nil {
		t.Errorf("before: got %+v", e)
	}
	if e := r.Keep(c, host, refusal); !e.Kept || e.RefusedBefore || e.RequestID != "R-1" || refusal.Kept {
		t.Errorf("got %+v of %+v", e, refusal)
	}
	same := c
	same.Source, same.Region, same.Expires = "elsewhere", cloud.Region{ID: "cn-hangzhou"}, time.Now()
	if e := r.Of(same, host); e == nil || !e.Kept || !e.RefusedBefore || e.RequestID != "R-1" {
		t.Errorf("got %+v", e)
	}
	for _, other := range []Credentials{
		{AccessKeyID: "key", SecretKey: "other"},
		{AccessKeyID: "key", SecretKey: "secret", SecurityToken: "token"},
		{AccessKeyID: "keysecret"},
		{AuthToken: "secret"},
	} {
		if e := r.Of(other, host); e != nil {
			t.Errorf("%#v: got %+v", other, e)
		}
		r.Keep(other, host, refusal)
	}
	if e := r.Of(c, "other.test:443"); e != nil {
		t.Errorf("another host: got %+v", e)
	}
	for _, kind := range []apierr.Kind{apierr.ClockSkew, apierr.Throttled, apierr.Timeout, apierr.InvalidArgument} {
		if e := r.Keep(c, host, &apierr.Error{Kind: kind}); e.Kept || r.Of(c, host) == nil {
			t.Errorf("%s is kept, or ends a refusal", kind)
		}
	}
	if e := r.Keep(c, host, nil); e != nil || r.Of(c, host) != nil {
		t.Errorf("after a success: got %+v", e)
	}
	if e := r.Keep(c, host, &apierr.Error{Kind: apierr.PermissionDenied}); e.Kept || r.Of(c, host) != nil {
		t.Errorf("a permission: got %+v", e)
	}
	if e := (*Refusals)(nil).Keep(c, host, refusal); e != refusal || (*Refusals)(nil).Of(c, host) != nil {
		t.Errorf("without a place to keep it: got %+v", e)
	}
}
