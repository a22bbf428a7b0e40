// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"context"
	"errors"
	"strings"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/alicloud/sae"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/wire"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/redact"
)

type data struct {
	Status
	AppID       string
	ArmsApmInfo wire.Raw
}

// decode reads a response. A success has Data with a CurrentStatus. The license key is hidden in an error too: any field of it
// may echo the key.
func decode(ctx context.Context, a cloud.Response) (Status, error) {
	body, err := sae.Decode(a, argument, func(d *data) error {
		if strings.TrimSpace(d.CurrentStatus) == "" {
			return errors.New("Data.CurrentStatus is missing or blank")
		}
		return nil
	})
	st := body.Data.status()
	if st.Arms != nil {
		redact.Hide(ctx, st.Arms.LicenseKey)
	}
	if err != nil {
		return Status{}, err
	}
	st.Region, st.RequestID, st.TraceID = a.Region, body.RequestID, body.TraceID
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
