// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"errors"
	"slices"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/status"
)

// decode reads a response. Success is HTTP 2xx with Success true or absent, no ErrorCode (or the word "success", which
// older responses have), a Code that is absent or 2xx, and Data with a CurrentStatus.
func decode(a cloud.Response) (Status, error) {
	body, err := wire.Parse(a.Body)
	if err != nil {
		return Status{}, alicloud.Unreadable(a, "", err)
	}
	r := wire.NewFields(body)
	success, errorCode, code := r.Bool("Success"), r.String("ErrorCode"), r.String("Code")
	requestID, traceID := r.String("RequestId"), r.String("TraceId")
	r.String("Message") // not kept; a value that is no scalar makes the response malformed
	if success != nil && !*success || isError(errorCode) || code != "" && !is2xx(code) {
		return Status{}, failure(a, body)
	}
	data, ok := r.Object("Data")
	st := decodeData(data)
	st.Region, st.RequestID, st.TraceID = a.Region, requestID, traceID
	switch {
	case r.Err() != nil:
		err = r.Err()
	case !ok:
		err = errors.New("Data is missing")
	case strings.TrimSpace(st.CurrentStatus) == "":
		err = errors.New("Data.CurrentStatus is missing or blank")
	case !a.OK():
		err = errors.New("its body reports success, and its HTTP status does not")
	}
	if err != nil {
		e := alicloud.Unreadable(a, requestID, err)
		e.TraceID = traceID
		return Status{}, e
	}
	return st, nil
}

func decodeData(r *wire.Fields) Status {
	st := Status{
		appID:                  r.String("AppId"),
		CurrentStatus:          status.Spell(CurrentStatuses, r.String("CurrentStatus")),
		SubStatus:              status.Spell(SubStatuses, r.String("SubStatus")),
		RunningInstances:       r.Int("RunningInstances"),
		LastChangeOrderID:      r.String("LastChangeOrderId"),
		LastChangeOrderStatus:  status.Spell(ChangeOrderStatuses, r.String("LastChangeOrderStatus")),
		LastChangeOrderRunning: r.Bool("LastChangeOrderRunning"),
		ArmsAdvancedEnabled:    r.Bool("ArmsAdvancedEnabled"),
		EnableAgent:            r.Bool("EnableAgent"),
		FileSizeLimit:          r.Int("FileSizeLimit"),
		CreateTime:             r.String("CreateTime"),
	}
	st.Arms, st.ArmsUnreadable = decodeArms(r)
	return st
}

// armsNames are the documented members of ArmsApmInfo.
var armsNames = []string{"appId", "licenseKey"}

// decodeArms reads ArmsApmInfo, which is JSON text by the document's table and an object by its sample. What is neither,
// or names its members otherwise, is unreadable and no error: a gate does not depend on it.
func decodeArms(data *wire.Fields) (arms *ArmsApmInfo, unreadable bool) {
	v := data.Raw("ArmsApmInfo")
	if v.Missing() {
		return nil, false
	}
	if !v.IsObject() {
		sent, ok := v.Text()
		if ok && sent == "" {
			return nil, false
		}
		var err error
		if v, err = wire.Parse([]byte(sent)); err != nil || !v.IsObject() {
			return nil, true
		}
	}
	r := wire.NewFields(v)
	arms = &ArmsApmInfo{AppID: r.String("appId"), LicenseKey: r.String("licenseKey")}
	if r.Err() != nil || misnamed(v) {
		return nil, true
	}
	return arms, false
}

// licenseKey returns the key in a response that is an error: any field of it may echo the key.
func licenseKey(a cloud.Response) string {
	body, err := wire.Parse(a.Body)
	if err != nil {
		return "" // the error quotes nothing of it
	}
	data, _ := wire.NewFields(body).Object("Data")
	if arms, _ := decodeArms(data); arms != nil {
		return arms.LicenseKey
	}
	return ""
}

// misnamed reports whether an object gives a documented member in another spelling, or members and no documented one.
func misnamed(arms wire.Value) bool {
	names := arms.Names()
	documented := 0
	for _, name := range names {
		switch spelled := status.Spell(armsNames, name); {
		case spelled != name:
			return true
		case slices.Contains(armsNames, name):
			documented++
		}
	}
	return documented == 0 && len(names) > 0
}

func isError(errorCode string) bool {
	return errorCode != "" && !strings.EqualFold(errorCode, "success")
}

func is2xx(code string) bool { return len(code) == 3 && code[0] == '2' && wire.IsDigits(code) }
