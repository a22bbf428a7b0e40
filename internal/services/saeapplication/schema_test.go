// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"strings"
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// TestInferred pins which meanings the vendor's document does not give.
func TestInferred(t *testing.T) {
	t.Parallel()
	inferred := map[string]bool{
		"current_status RUNNING": true, "current_status STOPPED": true, "current_status UNKNOWN": true, "sub_status NORMAL": true,
	}
	for _, status := range []statusread.StatusAttribute{currentStatus, lastChangeOrderStatus, subStatus} {
		for value, meaning := range status.Meanings {
			name := status.Name + " " + value
			if strings.HasPrefix(meaning, "Inferred: ") != inferred[name] {
				t.Errorf("%s: %q", name, meaning)
			}
		}
	}
	if want := "`require { last_change_order_status = [\"SUCCESS\"] }`"; !strings.Contains(description, want) {
		t.Errorf("the description does not contain %q", want)
	}
}
