// Copyright (c) cloudstatus contributors
// SPDX-License-Identifier: MPL-2.0

package api

import (
	"testing"

	"github.com/cloudstatus/terraform-provider-cloudstatus/internal/cloud/cloudtest"
)

func TestStatuses(t *testing.T) {
	t.Parallel()
	cloudtest.CheckStatuses(t, map[string][]string{
		"Status": Statuses,
	})
}
