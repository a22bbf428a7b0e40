// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/apierr"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

// decode reads a response. Success is HTTP 2xx with status ok or success and a result that is an array, null or absent;
// or, as an older edition of the document has it, a bare array of packages.
func decode(a cloud.Response) (Status, error) {
	body, err := wire.Parse(a.Body)
	if err != nil {
		return Status{}, broken(a, err)
	}
	var items []*wire.Fields
	var fault func() error
	if _, bare := body.Array(); bare {
		items, fault = wire.NewFieldsList(body)
	} else {
		r := wire.NewFields(body)
		word := r.Text("status")
		if word == nil || !succeeded(*word) || !a.OK() {
			return Status{}, failure(a, body, word)
		}
		items, fault = r.Objects("result"), r.Err
	}
	st := Status{RequestID: requestID(a, body)}
	for _, item := range items {
		st.Packages = append(st.Packages, decodePackage(item))
	}
	switch err := fault(); {
	case err != nil:
		return Status{}, broken(a, err)
	case !a.OK():
		return Status{}, broken(a, errors.New("its body tells of a success, and its HTTP status does not"))
	}
	return st, nil
}

func decodePackage(r *wire.Fields) Package {
	p := Package{
		SpecCode:       r.Text("spec_code"),
		ResourceID:     r.Text("resource_id"),
		TenantID:       r.Text("tenant_id"),
		ResourceStatus: r.Text("resource_status"),
		HasLicense:     r.Bool("has_license"),
		PackageUser:    r.Bool("package_user"),
		OriginalAmount: r.Number("original_amount"),
		ResourceUsed:   r.Number("resource_used"),
		StartTime:      r.Text("start_time"),
		ExpirationTime: r.Text("expiration_time"),
	}
	if p.ResourceStatus != nil {
		word := status.Spell(ResourceStatuses, *p.ResourceStatus)
		p.ResourceStatus = &word
	}
	return p
}

// succeeded knows both vocabularies of TestPlan's documents: ok or failed, success or error.
func succeeded(word string) bool {
	return strings.EqualFold(word, "ok") || strings.EqualFold(word, "success")
}

func requestID(a cloud.Response, body wire.Value) *string {
	if id := a.Header.Get("X-Request-Id"); id != "" {
		return &id
	}
	if !body.IsObject() {
		return nil
	}
	return wire.NewFields(body).Text("request_id")
}

func broken(a cloud.Response, why error) *apierr.Error {
	e := wire.Malformed(a.Status, a.ContentType(), a.RetryAfter(), why)
	e.RequestID = a.Header.Get("X-Request-Id")
	return e
}
