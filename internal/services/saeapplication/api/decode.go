// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
)

// response is a body: the application, or what went wrong.
type response struct {
	Success                                      *bool
	Code, ErrorCode, Message, RequestID, TraceID string
	Data                                         *data
}

type data struct {
	Status
	AppID       string
	ArmsApmInfo wire.Raw
}

// decode reads a response. Success is HTTP 2xx with Success true or absent, no ErrorCode (or the word "success", which
// older responses have), a Code that is absent or 2xx, and Data with a CurrentStatus.
func decode(a cloud.Response) (Status, error) {
	var body response
	unreadable, err := wire.Unmarshal(a.Body, &body)
	if err != nil {
		return Status{}, alicloud.Unreadable(a, "", err)
	}
	if body.Success != nil && !*body.Success || isError(body.ErrorCode) || body.Code != "" && !is2xx(body.Code) {
		return Status{}, body.failure(a)
	}
	st := body.Data.status()
	st.Region, st.RequestID, st.TraceID = a.Region, body.RequestID, body.TraceID
	switch {
	case unreadable != nil:
		err = unreadable
	case body.Data == nil:
		err = errors.New("Data is missing")
	case strings.TrimSpace(st.CurrentStatus) == "":
		err = errors.New("Data.CurrentStatus is missing or blank")
	case !a.OK():
		err = errors.New("its body reports success, and its HTTP status does not")
	}
	if err != nil {
		e := alicloud.Unreadable(a, body.RequestID, err)
		e.TraceID = body.TraceID
		return Status{}, e
	}
	return st, nil
}

func (d *data) status() Status {
	if d == nil {
		return Status{}
	}
	st := d.Status
	st.CurrentStatus = wire.Spell(CurrentStatuses, st.CurrentStatus)
	st.SubStatus = wire.Spell(SubStatuses, st.SubStatus)
	st.LastChangeOrderStatus = wire.Spell(ChangeOrderStatuses, st.LastChangeOrderStatus)
	st.appID = d.AppID
	st.Arms, st.ArmsUnreadable = decodeArms(d.ArmsApmInfo)
	return st
}

// decodeArms reads ArmsApmInfo, which is JSON text by the document's table and an object by its sample. What is neither,
// or has members and no documented one, is unreadable and no error: a gate does not depend on it.
func decodeArms(sent wire.Raw) (arms *ArmsApmInfo, unreadable bool) {
	switch sent.Kind() {
	case 0, 'n':
		return nil, false
	case '"':
		var text string
		if _, err := wire.Unmarshal(sent, &text); err != nil || text == "" {
			return nil, err != nil
		}
		sent = wire.Raw(text)
	}
	var object struct {
		ArmsApmInfo
		Others map[string]wire.Raw `json:",embed"`
	}
	wrong, err := wire.Unmarshal(sent, &object)
	if err != nil || wrong != nil || object.ArmsApmInfo == (ArmsApmInfo{}) && len(object.Others) > 0 {
		return nil, true
	}
	return &object.ArmsApmInfo, false
}

// licenseKey returns the key in a response that is an error: any field of it may echo the key.
func licenseKey(a cloud.Response) string {
	var body response
	if _, err := wire.Unmarshal(a.Body, &body); err != nil {
		return "" // the error quotes nothing of it
	}
	if arms := body.Data.status().Arms; arms != nil {
		return arms.LicenseKey
	}
	return ""
}

func isError(errorCode string) bool {
	return errorCode != "" && !strings.EqualFold(errorCode, "success")
}

func is2xx(code string) bool { return len(code) == 3 && code[0] == '2' && wire.IsDigits(code) }
