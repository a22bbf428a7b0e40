// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/statusread"
)

// notReady says in one sentence why the application is not ready, or "" if it is. The most important reason comes first:
// the application itself, then its change order, then its instances.
func notReady(status api.Status) string {
	order := "last change order"
	if id := status.LastChangeOrderID; id != "" {
		order += " " + statusread.QuoteIfNeeded(id)
	}
	sub, last := status.SubStatus, status.LastChangeOrderStatus
	is := func(name, value, what string) string {
		return fmt.Sprintf("%s is %s: %s.", name, statusread.QuoteIfNeeded(value), what)
	}

	switch {
	case status.CurrentStatus != "RUNNING":
		return fmt.Sprintf("current_status is %s, not RUNNING.", statusread.QuoteIfNeeded(status.CurrentStatus))
	case sub == "RUNNING_BUT_HAS_ERROR":
		return is("sub_status", sub, "the "+order+" met an error and cannot end by itself; roll the application back")
	case slices.Contains([]string{"FAIL", "ABORT", "SYSTEM_FAIL"}, last):
		return fmt.Sprintf("The %s ended as %s.", order, last)
	case last == "WAIT_BATCH_CONFIRM":
		return is("last_change_order_status", last, "the "+order+" waits until a person confirms the next batch")
	case last == "WAIT_APPROVAL":
		return is("last_change_order_status", last, "the "+order+" waits for approval")
	case slices.Contains(api.ChangeOrderStatuses, last) && last != "SUCCESS":
		return is("last_change_order_status", last, "the "+order+" has not ended")
	case last != "" && last != "SUCCESS":
		return is("last_change_order_status", last, "SAE documents no such value, so the "+order+" is not known to have succeeded")
	case status.LastChangeOrderRunning != nil && *status.LastChangeOrderRunning:
		return is("last_change_order_running", "true", "the "+order+" is still being executed")
	case last == "" && status.LastChangeOrderID != "":
		return is("last_change_order_status", "missing", "the "+order+" is not known to have succeeded")
	case sub != "" && sub != "NORMAL":
		return is("sub_status", sub, "SAE documents no such value, so the "+order+" is not known to be without errors")
	case status.RunningInstances != nil && *status.RunningInstances < 1:
		return is("running_instances", strconv.FormatInt(*status.RunningInstances, 10), "no instance of the application is running")
	}
	return ""
}
