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
		return Status{}, malformed(a, err)
	}
	var items []*wire.Fields
	var fieldsErr func() error
	if _, bare := body.Array(); bare {
		items, fieldsErr = wire.NewFieldsList(body)
	} else {
		r := wire.NewFields(body)
		word := r.String("status")
		if !succeeded(word) || !a.OK() {
			return Status{}, failure(a, body, word)
		}
		items, fieldsErr = r.Objects("result"), r.Err
	}
	st := Status{Region: a.Region, RequestID: requestID(a, body)}
	for _, item := range items {
		st.Packages = append(st.Packages, decodePackage(item))
	}
	switch err := fieldsErr(); {
	case err != nil:
		return Status{}, malformed(a, err)
	case !a.OK():
		return Status{}, malformed(a, errors.New("its body reports success, and its HTTP status does not"))
	}
	return st, nil
}

func decodePackage(r *wire.Fields) Package {
	return Package{
		SpecCode:       r.String("spec_code"),
		ResourceID:     r.String("resource_id"),
		TenantID:       r.String("tenant_id"),
		ResourceStatus: status.Spell(ResourceStatuses, r.String("resource_status")),
		HasLicense:     r.Bool("has_license"),
		PackageUser:    r.Bool("package_user"),
		OriginalAmount: r.Number("original_amount"),
		ResourceUsed:   r.Number("resource_used"),
		StartTime:      r.String("start_time"),
		ExpirationTime: r.String("expiration_time"),
	}
}

// succeeded accepts both vocabularies of TestPlan's documents: ok or failed, success or error.
func succeeded(word string) bool {
	return strings.EqualFold(word, "ok") || strings.EqualFold(word, "success")
}

func requestID(a cloud.Response, body wire.Value) string {
	if id := a.Header.Get("X-Request-Id"); id != "" || !body.IsObject() {
		return id
	}
	return wire.NewFields(body).String("request_id")
}

func malformed(a cloud.Response, why error) *apierr.Error {
	e := wire.Malformed(a.Status, a.ContentType(), a.RetryAfter(), why)
	e.RequestID = a.Header.Get("X-Request-Id")
	return e
}
