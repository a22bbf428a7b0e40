// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package saeapplication

import (
	"fmt"
	"slices"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/services/saeapplication/api"
)

// notReady says in one sentence why the application is not ready, or "" when it is. What a person has to know first
// comes first: the application itself, then its change order, then its instances.
func notReady(status api.Status) string {
	order := "The last change order"
	if id := text(status.LastChangeOrderID); id != "" {
		order += " " + id
	}
	last := text(status.LastChangeOrderStatus)

	switch {
	case status.CurrentStatus != "RUNNING":
		return fmt.Sprintf("The application is %s.", status.CurrentStatus)
	case text(status.SubStatus) == "RUNNING_BUT_HAS_ERROR":
		return order + " met an error and cannot end by itself: the application has to be rolled back."
	case slices.Contains([]string{"FAIL", "ABORT", "SYSTEM_FAIL"}, last):
		return fmt.Sprintf("%s ended as %s.", order, last)
	case slices.Contains(lastChangeOrderStatus.ByHand, last):
		return fmt.Sprintf("%s waits for a person: %s.", order, last)
	case last != "" && last != "SUCCESS":
		return fmt.Sprintf("%s is %s.", order, last)
	case status.LastChangeOrderRunning != nil && *status.LastChangeOrderRunning:
		return order + " is still running."
	case status.RunningInstances != nil && *status.RunningInstances == 0:
		return "No instance of the application is running."
	}
	return ""
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
